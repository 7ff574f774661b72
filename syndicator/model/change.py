"""Changes: what one poll asks the memory to write, decided beforehand so that the writing only writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from syndicator.model.absence import Absence
from syndicator.model.bulletin import BulletinState, Candidate
from syndicator.model.delivery import PlannedDelivery, Ring
from syndicator.model.document import FetchResult
from syndicator.model.event import Event
from syndicator.model.known import Known
from syndicator.model.page import PageNote
from syndicator.model.source import Course, SourceClaim, SourceState
from syndicator.model.story import Relation
from syndicator.model.verdict import Verdict

OTHERS = 3
"""The authority of a source that belongs to no unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """
    A new bulletin; with `canonical` it founds the story `story_uid`, else it joins it.

    `authority` is as in `Member`; `relations` are those to stored bulletins and to earlier ones of the same batch.
    """

    uid: UUID
    story_uid: UUID
    canonical: bool
    candidate: Candidate
    verdict: Verdict
    state: BulletinState
    unit_path: str | None
    deliveries: tuple[PlannedDelivery, ...]
    events: tuple[Event, ...]
    authority: int = OTHERS
    relations: tuple[Relation, ...] = ()

    @property
    def tells_again(self) -> bool:
        """Whether it tells what another bulletin tells."""
        return any(relation.kinship.is_same for relation in self.relations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """
    A new revision of a stored bulletin; `authority` is as in `Member`.

    Args:
        verdict: what counts from now on; `judged` is what the judge said, where the desk's word makes it another one.
        desk_word: id of the desk's newest correction that was known; None if there was none.
    """

    known: Known
    candidate: Candidate
    verdict: Verdict
    judged: Verdict | None = None
    desk_word: int | None = None
    state: BulletinState
    unit_path: str | None
    deliveries: tuple[PlannedDelivery, ...]
    events: tuple[Event, ...]
    authority: int = OTHERS

    @property
    def is_held(self) -> bool:
        """Whether it is held for what it says."""
        return self.state is BulletinState.HELD and self.verdict.hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """A stored bulletin met again under further names."""

    bulletin_id: int
    source_id: int
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A stored bulletin that its source took back; what becomes of its story is decided where the story is known."""

    known: Known
    events: tuple[Event, ...]


Change = Addition | Correction | Repetition | Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """
    One poll of one source as it is to be written: its end, when to come again, and all that changed.

    Args:
        course: what the source has taught so far, this poll included.
        address: where it is polled from now on; `address_key` the form that all its spellings share.
        state, reason: how it stands from now on.
        hub: where the source promises to push, and its name there, if it does.
        missed: what a poll found that should have been pushed; None if nothing.
        is_unfinished: it has to be asked again as if nothing were known of its document.
        pages: those that were read for their text.
        absences: of bulletins that it misses; `found_again` are bulletins that it missed and tells again.
    """

    claim: SourceClaim
    result: FetchResult
    entries: int
    changes: tuple[Change, ...]
    course: Course
    address: str
    address_key: str
    state: SourceState
    reason: str | None
    next_poll_at: datetime
    hub: tuple[str, str] | None = None
    missed: str | None = None
    is_unfinished: bool = False
    pages: tuple[PageNote, ...] = ()
    absences: tuple[Absence, ...] = ()
    found_again: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def added(self) -> int:
        """How many bulletins are new."""
        return sum(isinstance(change, Addition) for change in self.changes)

    @property
    def revised(self) -> int:
        """How many bulletins have a new revision."""
        return sum(isinstance(change, Correction) for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """
    A revision that was written, and what its bulletin is found by.

    `keys` and `day` are as in `storage.candidates`, `trace` is that of its poll, `deliveries` counts what was planned.
    """

    bulletin_id: int
    keys: tuple[int, ...]
    day: int
    revision: int
    trace: str
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """
    What was written of a batch of polls.

    Args:
        rings: what to ring for once the transaction has committed.
        marks: of additions and corrections.
        joined: additions that tell what others tell; `corrected`, `held` and `withdrawn` are bulletin ids, too.
        held: those of the corrected that are held for what they say now.
    """

    rings: tuple[Ring, ...]
    marks: tuple[Mark, ...]
    joined: tuple[int, ...]
    corrected: frozenset[int]
    held: tuple[int, ...]
    withdrawn: tuple[int, ...]
