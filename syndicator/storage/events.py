"""Queries on `events`: append, and tell in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, or_, select

from syndicator.model.event import Event, EventKind
from syndicator.storage.lists import append_rows
from syndicator.storage.revisions import newest_traces
from syndicator.storage.session import once_committed
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import DeliveryRow, EventRow
from syndicator.telemetry import logger

log = logger(__name__)

A_SLICE = 5_000
"""The log has no index by moment: it is read from its end, by slices."""


def append(connection: Connection, events: Iterable[Event]) -> None:
    """Write events in the order given."""
    append_of(connection, ((event.bulletin_id, event) for event in events))


def append_of(connection: Connection, events: Iterable[tuple[int | None, Event]]) -> None:
    """Write events in the order given, each as one of the bulletin whose id stands before it."""
    rows = [
        {
            "kind": event.kind,
            "at": event.at,
            "reason": event.reason,
            "source_id": event.source_id,
            "bulletin_id": bulletin_id,
            "delivery_id": event.delivery_id,
            "actor": event.actor,
            "details": dict(event.details),
        }
        for bulletin_id, event in events
    ]
    append_rows(connection, EventRow, rows)
    decided = [row for row in rows if row["actor"] and row["bulletin_id"]]
    if decided:
        _tell_decided(connection, decided)


def _tell_decided(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say in the log what a person decided, each under the trace of what the bulletin says now."""
    traces = newest_traces(connection, {row["bulletin_id"] for row in rows})
    for row in rows:
        told = {name: row[f"{name}_id"] for name in ("bulletin", "delivery") if row[f"{name}_id"]}
        told |= {"kind": str(row["kind"]), "actor": row["actor"], "trace": traces.get(row["bulletin_id"])}
        once_committed(connection, partial(log.info, "decided", **told))


def of_bulletin(connection: Connection, bulletin_id: int) -> list[Event]:
    """Return all that happened to a bulletin and its deliveries, in order."""
    deliveries = select(DeliveryRow.id).where(DeliveryRow.bulletin_id == bulletin_id)
    rows = connection.execute(
        select(table(EventRow))
        .where(or_(EventRow.bulletin_id == bulletin_id, EventRow.delivery_id.in_(deliveries)))
        .order_by(EventRow.seq)
    )
    return [event_from(row) for row in rows]


def of_source(connection: Connection, source_id: int, *, most: int = 50) -> list[Event]:
    """Return what happened to a source itself, newest first; what it brought is told of its bulletins."""
    rows = connection.execute(
        select(table(EventRow))
        .where(EventRow.source_id == source_id, EventRow.bulletin_id.is_(None))
        .order_by(EventRow.seq.desc())
        .limit(most)
    )
    return [event_from(row) for row in rows]


def bulletins_since(connection: Connection, kinds: Collection[EventKind], since: datetime) -> list[int]:
    """Return the bulletins to which one of these happened since then, the last one first."""
    found: dict[int, None] = {}
    before: int | None = None
    while True:
        statement = select(EventRow.seq, EventRow.at, EventRow.kind, EventRow.bulletin_id)
        statement = statement.order_by(EventRow.seq.desc()).limit(A_SLICE)
        rows = connection.execute(statement if before is None else statement.where(EventRow.seq < before)).all()
        late = [row for row in rows if row.at >= since]
        found |= {row.bulletin_id: None for row in late if row.bulletin_id is not None and row.kind in kinds}
        if len(late) < A_SLICE:
            return list(found)
        before = rows[-1].seq


def told_of_channel(connection: Connection, kind: EventKind, channel: str, *, since: datetime) -> bool:
    """Return whether this happened to a channel since then."""
    before: int | None = None
    while True:
        statement = select(EventRow.seq, EventRow.at, EventRow.kind, EventRow.details)
        statement = statement.order_by(EventRow.seq.desc()).limit(A_SLICE)
        rows = connection.execute(statement if before is None else statement.where(EventRow.seq < before)).all()
        late = [row for row in rows if row.at >= since]
        if any(row.kind == kind and row.details.get("channel") == channel for row in late):
            return True
        if len(late) < A_SLICE:
            return False
        before = rows[-1].seq


def event_from(row: AnyRow) -> Event:
    """Return the event that a row of all columns holds."""
    return Event(
        seq=row.seq,
        kind=EventKind(row.kind),
        at=row.at,
        reason=row.reason,
        source_id=row.source_id,
        bulletin_id=row.bulletin_id,
        delivery_id=row.delivery_id,
        actor=row.actor,
        details=row.details,
    )
