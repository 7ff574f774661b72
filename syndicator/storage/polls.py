"""The polling side of `sources`, and the fetch log: what is due, claims by lease, and the record of a poll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from sqlalchemy import BindParameter, Connection, Update, and_, bindparam, delete, or_, select, true, update
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.change import PollRecord
from syndicator.model.document import Document, Failed, FetchResult, Unchanged
from syndicator.model.source import POLLED, Source, SourceClaim, SourceKind
from syndicator.storage.sources import host_of, rhythm_column, seconds, source_from
from syndicator.storage.statements import insert_all, slices, table
from syndicator.storage.tables import FetchRow, SourceRow

ERROR_LENGTH_CHARS = 500


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= now)


def _due(now: datetime) -> ColumnElement[bool]:
    asked = SourceRow.kind != SourceKind.API
    return and_(SourceRow.state.in_(POLLED), SourceRow.next_poll_at <= now, asked, _free(now))


def ring_due(connection: Connection, now: datetime, *, most: int, quiet: timedelta) -> list[tuple[int, str]]:
    """
    Return (id, host) of due sources, longest due first, and mark them as rung for.

    A source that was rung for within `quiet` is left out: its doorbell is probably still on its way.
    """
    due = (
        select(SourceRow.id)
        .where(_due(now), or_(SourceRow.rung_until.is_(None), SourceRow.rung_until <= now))
        .order_by(SourceRow.next_poll_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(SourceRow)
        .where(SourceRow.id.in_(due.scalar_subquery()))
        .values(rung_until=now + quiet)
        .returning(SourceRow.id, SourceRow.host)
    )
    return [(row.id, row.host) for row in connection.execute(statement)]


def claim(
    connection: Connection,
    ids: Sequence[int],
    now: datetime,
    *,
    lease: timedelta,
    even_if_not_due: bool = False,
    pushed: bool = False,
) -> list[SourceClaim]:
    """
    Take a lease on those of the sources that are due and free; each claim has the token to record it with.

    `pushed` is for what comes by itself: it does not wait until it is due, and may come from who is never asked.
    """
    asked = true() if pushed else SourceRow.kind != SourceKind.API
    wanted = and_(_free(now), asked) if even_if_not_due or pushed else _due(now)
    token = uuid4().hex
    claims: list[SourceClaim] = []
    for some in slices(ids):
        free = select(SourceRow.id).where(SourceRow.id.in_(some), wanted).with_for_update(skip_locked=True)
        statement = (
            update(SourceRow)
            .where(SourceRow.id.in_(free.scalar_subquery()))
            .values(leased_until=now + lease, lease_token=token, rung_until=None)
            .returning(*table(SourceRow).c)
        )
        claims += [SourceClaim(source_from(row), token) for row in connection.execute(statement)]
    return claims


def release(connection: Connection, claims: Sequence[SourceClaim], again_at: datetime) -> None:
    """Give leases back unused; nobody rings for the sources before `again_at`, for their hosts may be busy."""
    for taken in sorted(claims, key=lambda claim: claim.source.id):
        connection.execute(
            update(SourceRow)
            .where(SourceRow.id == taken.source.id, SourceRow.lease_token == taken.token)
            .values(leased_until=None, lease_token=None, rung_until=again_at)
        )


def still_ours(connection: Connection, claims: Sequence[SourceClaim]) -> set[int]:
    """Return the ids of those sources whose lease nobody took over, and lock them until the transaction ends."""
    tokens = {taken.source.id: taken.token for taken in claims}
    ours: set[int] = set()
    for some in slices(sorted(tokens)):
        rows = connection.execute(
            select(SourceRow.id, SourceRow.lease_token)
            .where(SourceRow.id.in_(some))
            .order_by(SourceRow.id)
            .with_for_update()
        )
        ours |= {row.id for row in rows if row.lease_token == tokens[row.id]}
    return ours


def record(connection: Connection, records: Sequence[PollRecord]) -> None:
    """Write how polls ended: validators, health, the next moment, a row in `fetches`; the leases end."""
    if not records:
        return
    rows = [_ending(record) for record in records]
    connection.execute(_written(tuple(rows[0])), rows)
    insert_all(connection, FetchRow, [_fetch(record) for record in records])
    for one_poll in records:
        if one_poll.address != one_poll.claim.source.config.address:
            moved = update(SourceRow).where(SourceRow.id == one_poll.claim.source.id)
            connection.execute(moved.values(address_key=one_poll.address_key))
    _pause_hosts(connection, records)


@cache
def _written(parameters: tuple[str, ...]) -> Update:
    sources = table(SourceRow)
    columns: dict[str, BindParameter[object]] = {
        name.removeprefix("new_"): bindparam(name) for name in parameters if name != "source_id"
    }
    return update(sources).where(sources.c.id == bindparam("source_id")).values(columns)


def _pause_hosts(connection: Connection, records: Sequence[PollRecord]) -> None:
    """A host that asked to be left alone is left alone by all its sources."""
    for record in records:
        fault = record.result.fault if isinstance(record.result, Failed) else None
        if fault is not None and fault.retry_after is not None:
            until = record.result.fetched_at + fault.retry_after
            host = host_of(record.claim.source.config.address)
            free = (  # those that another worker writes just now are left to the slots, which know of the pause too
                select(SourceRow.id)
                .where(SourceRow.host == host, SourceRow.next_poll_at < until)
                .order_by(SourceRow.id)
                .with_for_update(skip_locked=True)
            )
            connection.execute(
                update(SourceRow).where(SourceRow.id.in_(free.scalar_subquery())).values(next_poll_at=until)
            )


def _ending(record: PollRecord) -> dict[str, object]:
    """The columns that a poll changes, under the names of their parameters."""
    source, result, course = record.claim.source, record.result, record.course
    validators: Document | Source = result if isinstance(result, Document) else source
    columns: dict[str, object] = {
        "address": record.address,
        "host": host_of(record.address),
        "state": record.state,
        "reason": record.reason,
        "etag": None if record.is_unfinished else validators.etag,
        "last_modified": None if record.is_unfinished else validators.last_modified,
        "body_hash": None if record.is_unfinished else validators.body_hash or None,
        "polls": course.polls,
        "failures": course.failures,
        "gone": course.gone,
        "gap_s": seconds(course.gap),
        "rhythm": rhythm_column(course.rhythm),
        "newest_at": course.newest_at,
        "moved_to": course.moved_to,
        "moves": course.moves,
        "found_at": course.found_at,
        "certificate": course.certificate,
        "read_at": course.read_at,
        "clock_offset_s": seconds(course.clock_offset),
        "silent_since": course.silent_since,
        "next_poll_at": record.next_poll_at,
        "last_polled_at": result.fetched_at,
        "last_success_at": source.last_success_at if isinstance(result, Failed) else result.fetched_at,
        "last_error": _error(result),
        "leased_until": None,
        "lease_token": None,
    }
    return {"source_id": source.id} | {f"new_{name}": value for name, value in columns.items()}


def _error(result: FetchResult) -> str | None:
    return str(result.fault)[:ERROR_LENGTH_CHARS] if isinstance(result, Failed) else None


def _fetch(record: PollRecord) -> dict[str, object]:
    result = record.result
    outcomes = {Document: "document", Unchanged: "unchanged", Failed: "failed"}
    return {
        "source_id": record.claim.source.id,
        "at": result.fetched_at,
        "took_ms": result.took.total_seconds() * 1000,
        "status": result.status,
        "size": len(result.body) if isinstance(result, Document) else 0,
        "outcome": outcomes[type(result)],
        "entries": record.entries,
        "added": record.added,
        "revised": record.revised,
        "error_kind": result.fault.kind if isinstance(result, Failed) else None,
        "error": _error(result),
    }


def forget_fetches(connection: Connection, before: datetime, *, most: int) -> int:
    """Delete at most so many rows of the fetch log from before a moment, the oldest first; return how many."""
    old = select(FetchRow.id).where(FetchRow.at < before).order_by(FetchRow.at).limit(most)
    return connection.execute(delete(FetchRow).where(FetchRow.id.in_(old.scalar_subquery()))).rowcount
