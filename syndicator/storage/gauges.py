"""How much waits, and for how long: read by index at each look of the monitoring, whatever is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, DateTime, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import DeliveryState
from syndicator.model.source import SourceState
from syndicator.storage import heartbeats
from syndicator.storage.tables import BulletinRow, ChannelRow, DeliveryRow, SourceRow, StoryRow

OVERDUE = timedelta(seconds=60)
"""A source that is due for longer than that is late."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due in a channel and has not been sent."""

    depth: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """
    How the service stands now.

    Args:
        due_at: since when the source that waits longest is due, None if none is.
        held_at: when the bulletin came that waits longest for the desk, None if none does.
        stories: how many there have ever been.
        queues: by channel; those where nothing waits are missing.
        shut: by channel, "paused" or "blocked"; those that work are missing.
        tokens: by channel, when its token ends.
    """

    sources: Mapping[str, int]
    overdue: int
    due_at: datetime | None
    held: int
    held_at: datetime | None
    released_at: datetime | None
    stories: int
    queues: Mapping[str, Queue]
    unconfirmed: Mapping[str, int]
    shut: Mapping[str, str]
    tokens: Mapping[str, datetime]
    beat_at: datetime | None


def read(connection: Connection, now: datetime) -> Gauges:
    """Return how the service stands."""
    sources = connection.execute(select(SourceRow.state, func.count()).group_by(SourceRow.state))
    is_polled = SourceRow.state.in_([SourceState.ACTIVE, SourceState.QUARANTINED])
    late = (is_polled, SourceRow.next_poll_at < now - OVERDUE)
    held = BulletinRow.state == BulletinState.HELD
    number, held_at = connection.execute(select(func.count(), func.min(BulletinRow.first_seen_at)).where(held)).one()
    public = (BulletinRow.canonical.is_(True), BulletinRow.state == BulletinState.RELEASED)
    channels = connection.execute(
        select(ChannelRow.name, ChannelRow.state, ChannelRow.blocked_until, ChannelRow.token_expires_at)
    ).all()
    return Gauges(
        sources={row[0]: row[1] for row in sources},
        overdue=connection.execute(select(func.count()).select_from(SourceRow).where(*late)).scalar_one(),
        due_at=connection.execute(
            select(func.min(SourceRow.next_poll_at)).where(is_polled, SourceRow.next_poll_at < now)
        ).scalar(),
        held=number,
        held_at=held_at,
        released_at=connection.execute(select(func.max(BulletinRow.released_at)).where(*public)).scalar(),
        stories=connection.execute(select(func.max(StoryRow.id))).scalar() or 0,
        queues=_queues(connection, now),
        unconfirmed=_unconfirmed(connection),
        shut={row.name: shut for row in channels if (shut := _shut(row.state, row.blocked_until, now))},
        tokens={row.name: row.token_expires_at for row in channels if row.token_expires_at},
        beat_at=heartbeats.last(connection, heartbeats.BEAT),
    )


def database_clock(connection: Connection) -> datetime | None:
    """Return what the database's own clock says; None of SQLite, which has ours."""
    if connection.dialect.name == "sqlite":
        return None
    return connection.execute(select(func.clock_timestamp(type_=DateTime(timezone=True)))).scalar_one()


def _queues(connection: Connection, now: datetime) -> dict[str, Queue]:
    waits = (DeliveryRow.state.in_([DeliveryState.PLANNED, DeliveryState.SENDING]), DeliveryRow.due_at <= now)
    found = select(DeliveryRow.channel, func.count(), func.min(DeliveryRow.due_at)).where(*waits)
    rows = connection.execute(found.group_by(DeliveryRow.channel))
    return {channel: Queue(depth, oldest_at) for channel, depth, oldest_at in rows}


def _unconfirmed(connection: Connection) -> dict[str, int]:
    found = select(DeliveryRow.channel, func.count()).where(DeliveryRow.state == DeliveryState.UNCONFIRMED)
    return {row[0]: row[1] for row in connection.execute(found.group_by(DeliveryRow.channel))}


def _shut(state: str, blocked_until: datetime | None, now: datetime) -> str | None:
    if state == ChannelState.PAUSED:
        return "paused"
    return "blocked" if blocked_until and blocked_until > now else None
