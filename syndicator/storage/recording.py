"""Writing a batch of polls: every change of it, its planned deliveries and its events, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from syndicator.model.bulletin import Candidate
from syndicator.model.change import Addition, Change, Correction, Mark, PollRecord, Recorded, Repetition, Withdrawal
from syndicator.model.delivery import PlannedDelivery
from syndicator.model.event import Event, EventKind
from syndicator.model.verdict import Verdict
from syndicator.storage import (
    absences,
    bulletins,
    candidates,
    deliveries,
    events,
    identities,
    outbox,
    pages,
    relations,
    revisions,
    stories,
    subscriptions,
)
from syndicator.storage import corrections as desk_words
from syndicator.storage import polls as poll_rows
from syndicator.storage.sketches import Sketched

CANCELLED = "the bulletin was withdrawn"


@dataclass(frozen=True, slots=True)
class _Written:
    """A bulletin revision that this transaction writes."""

    bulletin_id: int
    number: int
    candidate: Candidate
    verdict: Verdict
    deliveries: tuple[PlannedDelivery, ...]
    events: tuple[Event, ...]
    authority: int


def record(
    connection: Connection,
    polls: Sequence[PollRecord],
    kinds: Mapping[str, str],
    now: datetime,
    *,
    quiet: timedelta,
) -> Recorded:
    """
    Write polls and all that they changed; what it means for stories is followed in the same transaction.

    Args:
        polls: records of sources whose lease is still ours (see `polls.still_ours`).
        kinds: the kind of each channel that a delivery may name.
        quiet: how long the returned rings count as on their way.

    Raises:
        ConcurrentChange: another process stored one of the releases meanwhile; roll back and decide again.
    """
    changes = [change for poll in polls for change in poll.changes]
    additions = [change for change in changes if isinstance(change, Addition)]
    corrections = [change for change in changes if isinstance(change, Correction)]
    ids = _add_bulletins(connection, additions, now)
    bulletins.correct(connection, corrections, now)
    desk_words.check(connection, {one.known.bulletin_id: one.desk_word for one in corrections})
    written = [_of_addition(one, ids[one.uid]) for one in additions] + [_of_correction(one) for one in corrections]
    traces = _traces(polls, ids)
    _add_revisions(connection, written, traces, now)
    judged = [(one.known.bulletin_id, one.known.revision + 1, one.judged) for one in corrections if one.judged]
    revisions.add_verdicts(connection, judged, now)
    _give_names(connection, changes, ids)
    taken_back = [change for change in changes if isinstance(change, Withdrawal)]
    cancelled = _take_back(connection, taken_back, now)
    _remember(connection, polls, now)
    poll_rows.record(connection, polls)
    events.append_of(connection, _events(polls, written, cancelled))
    planned = [(one.bulletin_id, one.number, delivery) for one in written for delivery in one.deliveries]
    rings = outbox.plan(connection, planned, dict(kinds), now, quiet=quiet)
    _relate(connection, additions, ids, now)
    candidates.add(connection, [_sketched(one) for one in written if one.candidate.fingerprint.keys])
    return Recorded(
        rings=tuple(rings),
        marks=tuple(_mark(one, traces) for one in written),
        joined=tuple(ids[one.uid] for one in additions if one.tells_again),
        corrected=frozenset(one.known.bulletin_id for one in corrections),
        held=tuple(sorted(one.known.bulletin_id for one in corrections if one.is_held)),
        withdrawn=tuple(one.known.bulletin_id for one in taken_back),
    )


def _relate(connection: Connection, additions: Sequence[Addition], ids: Mapping[UUID, int], now: datetime) -> None:
    found = [relation for addition in additions for relation in addition.relations]
    if found:
        others = {relation.other for relation in found} - ids.keys()
        known = {**ids, **bulletins.ids(connection, sorted(others))}
        relations.relate(connection, [one for one in found if one.other in known], known, now)


def _sketched(one: _Written) -> Sketched:
    return Sketched(
        bulletin_id=one.bulletin_id,
        fingerprint=one.candidate.fingerprint,
        authority=one.authority,
        published_at=one.candidate.draft.content.published_at,
    )


def _mark(one: _Written, traces: Mapping[int, str]) -> Mark:
    return Mark(
        bulletin_id=one.bulletin_id,
        keys=one.candidate.fingerprint.keys,
        day=candidates.day_of(one.candidate.draft.content.published_at),
        revision=one.number,
        trace=traces[one.bulletin_id],
        deliveries=len(one.deliveries),
    )


def _traces(polls: Sequence[PollRecord], ids: Mapping[UUID, int]) -> dict[int, str]:
    """Return the trace of the poll that brought something of a bulletin, by its id."""
    found: dict[int, str] = {}
    for poll in polls:
        for change in poll.changes:
            if isinstance(change, Addition):
                found[ids[change.uid]] = poll.claim.trace
            elif isinstance(change, Correction):
                found[change.known.bulletin_id] = poll.claim.trace
    return found


def _take_back(connection: Connection, withdrawals: Sequence[Withdrawal], now: datetime) -> list[Event]:
    """Hide what was deleted, and cancel what has not gone out; return all events."""
    told: list[Event] = []
    for one in sorted(withdrawals, key=lambda withdrawal: withdrawal.known.bulletin_id):
        bulletin_id = one.known.bulletin_id
        bulletins.take_back(connection, one.known, now)
        told += [replace(event, bulletin_id=bulletin_id) for event in one.events]
        for delivery_id in deliveries.cancel_open(connection, bulletin_id, CANCELLED, now):
            told.append(
                Event(
                    kind=EventKind.DELIVERY_CANCELLED,
                    at=now,
                    reason=CANCELLED,
                    bulletin_id=bulletin_id,
                    delivery_id=delivery_id,
                )
            )
    return told


def _remember(connection: Connection, polls: Sequence[PollRecord], now: datetime) -> None:
    """Write what polls learned beside bulletins: pages, absences, and promises to push."""
    pages.note(connection, [note for poll in polls for note in poll.pages])
    absences.forget(connection, [bulletin_id for poll in polls for bulletin_id in poll.found_again])
    absences.note(connection, [absence for poll in polls for absence in poll.absences])
    hubs = {poll.claim.source.id: poll.hub for poll in polls if poll.hub is not None}
    subscriptions.offer_all(connection, hubs, now)
    for poll in polls:
        if poll.missed is not None:
            subscriptions.note_miss(connection, poll.claim.source.id, now, poll.missed)


def _add_bulletins(connection: Connection, additions: Sequence[Addition], now: datetime) -> dict[UUID, int]:
    founders = [addition for addition in additions if addition.canonical]
    stories.add(connection, [founder.story_uid for founder in founders], now)
    story_ids = stories.ids(connection, sorted({addition.story_uid for addition in additions}))
    ids = bulletins.add(connection, additions, story_ids, now)
    stories.set_canonical(connection, {story_ids[one.story_uid]: ids[one.uid] for one in founders})
    hashes = ((one.candidate.fingerprint.text_hash, story_ids[one.story_uid]) for one in additions)
    stories.own_texts(connection, {text_hash: story_id for text_hash, story_id in hashes if text_hash})
    return ids


def _of_addition(addition: Addition, bulletin_id: int) -> _Written:
    return _Written(
        bulletin_id,
        1,
        addition.candidate,
        addition.verdict,
        addition.deliveries,
        addition.events,
        addition.authority,
    )


def _of_correction(correction: Correction) -> _Written:
    known = correction.known
    return _Written(
        known.bulletin_id,
        known.revision + 1,
        correction.candidate,
        correction.verdict,
        correction.deliveries,
        correction.events,
        correction.authority,
    )


def _add_revisions(
    connection: Connection, written: Sequence[_Written], traces: Mapping[int, str], now: datetime
) -> None:
    revisions.add(connection, [(one.bulletin_id, one.number, one.candidate) for one in written], now, traces)
    verdicts = [(one.bulletin_id, one.number, one.verdict) for one in written]
    bulletins.set_verdicts(connection, revisions.add_verdicts(connection, verdicts, now))
    bulletins.set_topics(connection, {one.bulletin_id: [topic.slug for topic in one.verdict.topics] for one in written})


def _give_names(connection: Connection, changes: Iterable[Change], ids: Mapping[UUID, int]) -> None:
    names: dict[tuple[int, str], int] = {}
    for change in changes:
        match change:
            case Addition():
                candidate, bulletin_id = change.candidate, ids[change.uid]
                source_id, keys = candidate.draft.source_id, candidate.identities
            case Correction():
                candidate, bulletin_id = change.candidate, change.known.bulletin_id
                source_id, keys = candidate.draft.source_id, candidate.identities
            case Repetition():
                source_id, keys, bulletin_id = change.source_id, change.identities, change.bulletin_id
            case Withdrawal():
                continue
        for key in keys:
            names.setdefault((source_id, key), bulletin_id)
    identities.give(connection, names)


def _events(
    polls: Sequence[PollRecord], written: Sequence[_Written], others: Sequence[Event]
) -> Iterable[tuple[int | None, Event]]:
    """Yield all events in order, each after the bulletin that it is of."""
    for poll in polls:
        yield from ((event.bulletin_id, event) for event in poll.events)
    for one in written:
        yield from ((one.bulletin_id, event) for event in one.events)
    yield from ((event.bulletin_id, event) for event in others)
