"""Absences: bulletins that their source no longer tells, and what became of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model.bulletin import BulletinState
from syndicator.model.known import Known


class Finding(StrEnum):
    """
    What the page of a missing bulletin said.

    GONE is 404 or 410; EMPTY answers 200 and does not hold the release; PRESENT still holds it; UNKNOWN cannot be had
    just now; PAGELESS has no address to look at. WITHDRAWN: it was taken back for good reason, and is remembered in
    case it comes back.
    """

    GONE = "gone"
    EMPTY = "empty"
    PRESENT = "present"
    UNKNOWN = "unknown"
    PAGELESS = "pageless"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """
    One missing bulletin.

    Args:
        since: when it was missed first, `polls` how many polls missed it.
        checked_at: when its page was looked at last.
    """

    bulletin_id: int
    source_id: int
    since: datetime
    polls: int
    finding: Finding
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A bulletin that its source should still tell, with what is needed to look for it."""

    known: Known
    address: str | None
    title: str
    published_at: datetime
    absence: Absence | None = None

    @property
    def is_over(self) -> bool:
        """Whether its absence was dealt with: it was taken back, or is in nobody's sight."""
        seen = self.known.state in {BulletinState.RELEASED, BulletinState.HELD}
        return not seen or (self.absence is not None and self.absence.finding is Finding.WITHDRAWN)
