"""What a poll teaches about its source: how it stands from now on, and when to ask it again. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.dedup.identity import fold_name
from syndicator.fetch.cadence import Cadence, failures_after, wished_gap
from syndicator.fetch.politeness import domain_of
from syndicator.fetch.rhythm import learn, unknown
from syndicator.intake.clocks import contradicts
from syndicator.model.change import Addition, Change, PollRecord
from syndicator.model.document import Document, Failed, FetchResult
from syndicator.model.entry import NOTHING_READ, Reading
from syndicator.model.event import Event, EventKind
from syndicator.model.source import NEW_SOURCE, Course, Source, SourceClaim, SourceState
from syndicator.model.unit import Zone

SOONEST = timedelta(seconds=30)
"""A source whose pages are not all read is asked again so soon."""
GONE_TIMES = 3
"""A source that answered 410 so often in a row is polled no more."""
MOVED_TIMES = 10
"""A permanent redirect is believed when it was met so often in a row, and never to another registered domain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """
    One poll and what came of it.

    Args:
        zone: the source's own clock.
        reading: what its document says of itself.
        pushed: whether the document came by itself.
        clock_offset: how far its clock is ahead of its labels.
        overflowed: whether it published more than its list holds since the last poll.
        unfinished: whether pages of it have to be read yet; `hurried` whether they need not wait.
        audit: the gap between polls while it pushes; None while it does not.
        missed: what the poll found that should have been pushed.
        warning: what a person has to be told of its list; `renamed` that all its ids changed.
        held_because: why all that is new of it waits for a person; None if it does not.
        drift: why the source is no longer believed; None if it is.
        twin: the source that serves the very same document; None if there is none.
        is_free: whether no other source has the address that redirects lead to.
        jitter: between 0 and 1.
    """

    claim: SourceClaim
    result: FetchResult
    entries: int
    changes: tuple[Change, ...]
    zone: Zone
    reading: Reading = NOTHING_READ
    pushed: bool = False
    clock_offset: timedelta | None = None
    overflowed: bool = False
    unfinished: bool = False
    hurried: bool = False
    audit: timedelta | None = None
    missed: str | None = None
    warning: str | None = None
    renamed: str | None = None
    held_because: str | None = None
    drift: str | None = None
    twin: int | None = None
    is_free: bool = True
    jitter: float = 0.5


def conclude(lesson: Lesson, cadence: Cadence, now: datetime) -> PollRecord:
    """Return the record of a poll."""
    source, result = lesson.claim.source, lesson.result
    course = _course(lesson, cadence, now)
    standing = _standing(lesson, course)
    moves = course.moved_to is not None and course.moves >= MOVED_TIMES and lesson.is_free
    address = str(_moved_to(result)) if moves else source.config.address
    if moves:
        course = replace(course, moved_to=None, moves=0)
    return PollRecord(
        claim=lesson.claim,
        result=result,
        entries=lesson.entries,
        changes=lesson.changes,
        course=course,
        address=address,
        address_key=fold_name(address),
        state=standing.state,
        reason=standing.reason,
        next_poll_at=_next_poll_at(lesson, course, cadence, now),
        hub=_hub(lesson),
        missed=lesson.missed,
        is_unfinished=lesson.unfinished,
        events=tuple(_events(lesson, course, standing, moves=moves, now=now)),
    )


def _course(lesson: Lesson, cadence: Cadence, now: datetime) -> Course:
    source, result, before = lesson.claim.source, lesson.result, lesson.claim.source.course
    local = ZoneInfo(lesson.zone.iana)
    fault = result.fault if isinstance(result, Failed) else None
    told = [one.candidate.draft.content.published_at for one in lesson.changes if isinstance(one, Addition)]
    rhythm = before.rhythm
    if told:
        rhythm = learn(rhythm or unknown(now), [moment.astimezone(local) for moment in told], now)
    gap = before.gap
    if fault is None:
        gap = cadence.gap_after(gap, rhythm, now.astimezone(local), brought=bool(lesson.changes))
        gap = max(gap / 2, cadence.fastest) if lesson.overflowed else gap
    moved_to, moves = _moves(source, result, pushed=lesson.pushed)
    has_list = isinstance(result, Document) and not lesson.pushed
    return replace(
        before,
        polls=before.polls + 1,
        failures=failures_after(before.failures, fault.kind if fault else None),
        gone=before.gone + 1 if fault is not None and fault.kind == "gone" else 0,
        gap=gap,
        rhythm=rhythm,
        newest_at=max(filter(None, (before.newest_at, *told)), default=None),
        moved_to=moved_to,
        moves=moves,
        clock_offset=_clock_offset(lesson, told, now),
        found_at=result.address if has_list and isinstance(result, Document) else before.found_at,
        read_at=now if has_list else before.read_at,
        certificate=_certificate(source, result),
        silent_since=None if told else before.silent_since,
    )


def _clock_offset(lesson: Lesson, told: list[datetime], now: datetime) -> timedelta | None:
    """What was learned of a clock holds until its new releases contradict it."""
    source, offset = lesson.claim.source, lesson.clock_offset
    if offset is not None and contradicts(offset, told, source.last_polled_at, now):
        return None
    return offset


def _certificate(source: Source, result: FetchResult) -> str | None:
    """The first one is kept until a person brings the source back."""
    if source.config.tls_exception is None:
        return None
    return source.course.certificate or (result.certificate if isinstance(result, Document) else None)


def _hub(lesson: Lesson) -> tuple[str, str] | None:
    """Where a feed promises to push: its headers count more than its text."""
    result, reading, source = lesson.result, lesson.reading, lesson.claim.source
    if lesson.pushed or not isinstance(result, Document):
        return None
    hub = result.hub or reading.hub
    return (hub, result.topic or reading.topic or source.config.address) if hub else None


def _moved_to(result: FetchResult) -> str | None:
    return result.moved_to if isinstance(result, Document) else None


def _moves(source: Source, result: FetchResult, *, pushed: bool) -> tuple[str | None, int]:
    """Where permanent redirects lead, and how often in a row they did; a failure or a 304 says nothing of it."""
    before = source.course
    if pushed or not isinstance(result, Document) or result.request.address != source.config.address:
        return before.moved_to, before.moves
    if result.moved_to is None or not _same_domain(source.config.address, result.moved_to):
        return None, 0
    return result.moved_to, before.moves + 1 if result.moved_to == before.moved_to else 1


def _same_domain(one: str, other: str) -> bool:
    return domain_of(one) == domain_of(other)


def estrangement(source: Source, result: FetchResult) -> str | None:
    """Return why a document may not be its source's own, whatever it says; None where host and certificate fit."""
    if not isinstance(result, Document):
        return None
    if not _is_at_home(source, result.address):
        return f"its address leads to another domain: {result.address}"
    if _shows_another_certificate(source, result):
        return "the certificate that was accepted by exception is another one now"
    return None


def _is_at_home(source: Source, address: str) -> bool:
    """Whether a document was found where its source lives, or where a person accepted it."""
    return _same_domain(source.config.address, address) or domain_of(address) == source.accepted_domain


def _shows_another_certificate(source: Source, result: FetchResult) -> bool:
    """An exception is for the certificate that was there when it was made: a verified one needs no such memory."""
    known = source.course.certificate
    return isinstance(result, Document) and None not in {known, result.certificate} and known != result.certificate


@dataclass(frozen=True, slots=True)
class _Standing:
    state: SourceState
    reason: str | None
    event: EventKind | None = None


def _standing(lesson: Lesson, course: Course) -> _Standing:
    """How the source stands from now on; only a person brings it back to active."""
    source = lesson.claim.source
    if course.gone >= GONE_TIMES:
        return _Standing(SourceState.RETIRED, "it answered 410 Gone again and again", EventKind.SOURCE_RETIRED)
    if lesson.drift is not None:
        return _quarantined(source, lesson.drift)
    if lesson.twin is not None:
        return _Standing(SourceState.PAUSED, f"the same feed as source {lesson.twin}", EventKind.SOURCE_PAUSED)
    return _Standing(source.state, source.reason)


def _quarantined(source: Source, why: str) -> _Standing:
    known = source.state is SourceState.QUARANTINED and source.reason != NEW_SOURCE
    return _Standing(
        SourceState.QUARANTINED, source.reason if known else why, None if known else EventKind.SOURCE_QUARANTINED
    )


def _next_poll_at(lesson: Lesson, course: Course, cadence: Cadence, now: datetime) -> datetime:
    every, result = lesson.claim.source.config.every, lesson.result
    if lesson.pushed:
        return lesson.claim.source.next_poll_at
    if lesson.hurried:
        return now + max(every or cadence.fastest, SOONEST)
    if isinstance(result, Failed):
        wish: timedelta | None = result.fault.retry_after
    else:
        told = (result.fresh_for, wished_gap(lesson.reading), lesson.audit)
        wish = None if every else max(filter(None, told), default=None)
    return cadence.next_poll_at(
        now, gap=course.gap, every=every, failures=course.failures, wish=wish, jitter=lesson.jitter
    )


def _events(lesson: Lesson, course: Course, standing: _Standing, *, moves: bool, now: datetime) -> Iterator[Event]:
    """What a person has to be told; told when it changes, for the polls themselves are in the fetch log."""
    told = (*_of_its_answers(lesson, standing), *_of_its_address(lesson, course, moves=moves))
    return (Event(kind=kind, at=now, reason=reason, source_id=lesson.claim.source.id) for kind, reason in told)


def _of_its_answers(lesson: Lesson, standing: _Standing) -> Iterator[tuple[EventKind, str]]:
    source, result = lesson.claim.source, lesson.result
    if isinstance(result, Failed) and source.failures == 0:
        yield EventKind.SOURCE_FAILED, str(result.fault)
    if not isinstance(result, Failed) and source.failures > 0:
        yield EventKind.SOURCE_RECOVERED, "it answers again"
    if standing.event is not None:
        yield standing.event, standing.reason or ""
    if lesson.held_because is not None and standing.state is not SourceState.QUARANTINED:
        yield EventKind.SOURCE_FLOODED, lesson.held_because
    if lesson.warning is not None:
        yield EventKind.SOURCE_FLOODED, lesson.warning
    if lesson.renamed is not None:
        yield EventKind.SOURCE_RENAMED, lesson.renamed


def _of_its_address(lesson: Lesson, course: Course, *, moves: bool) -> Iterator[tuple[EventKind, str]]:
    source, result = lesson.claim.source, lesson.result
    if course.clock_offset is not None and source.course.clock_offset is None:
        yield EventKind.SOURCE_CLOCK, f"its clock is {course.clock_offset} ahead of what its dates say"
    if moves:
        yield EventKind.SOURCE_MOVED, f"permanent redirects led to {_moved_to(result)}"
    if course.moves == 1 and source.course.moves == 0:
        yield EventKind.SOURCE_MOVED, f"a permanent redirect leads to {course.moved_to}; it is watched"
