"""Pages: those that a source's list names, which are read where the list itself does not tell all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PageFinding(StrEnum):
    """What a page gave: a RELEASE, NOTHING that is one, or a FAULT, after which it is tried again."""

    RELEASE = "release"
    NOTHING = "nothing"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNote:
    """
    The memory of one page.

    Args:
        key: the folded address.
        told: hash of what the list said of it then; while it says the same, a page that was read is left alone.
        tries: how often it was asked for in vain.
    """

    source_id: int
    key: str
    told: str
    finding: PageFinding
    tries: int
    read_at: datetime
