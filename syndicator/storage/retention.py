"""Queries on rows whose time is over: how many there are, and a slice of them at a time gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select

from syndicator.model.delivery import DeliveryState
from syndicator.storage.tables import AttemptRow, DeliveryRow, FetchRow, LoginRow, RequestRow

_ENDED = (DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.REHEARSED)
"""What nobody has to look at any more: given up and doubtful deliveries keep their attempts until a person decides."""


@dataclass(frozen=True, slots=True)
class Step:
    """A slice that was looked through: how many rows went, and the last id seen; None where nothing old is left."""

    gone: int
    last: int | None


def forget_attempts(connection: Connection, before: datetime, *, after: int, most: int) -> Step:
    """
    Delete attempts from before a moment whose deliveries ended well, among the next `most` behind an id.

    Ids grow with time: the walk ends at the first slice that begins too late, and needs no index of its own.
    """
    walked = (
        select(AttemptRow.id, AttemptRow.started_at, DeliveryRow.state)
        .join(DeliveryRow, DeliveryRow.id == AttemptRow.delivery_id)
        .where(AttemptRow.id > after)
        .order_by(AttemptRow.id)
        .limit(most)
    )
    rows = connection.execute(walked).all()
    if not rows or rows[0].started_at >= before:
        return Step(0, None)
    old = [row.id for row in rows if row.started_at < before and row.state in _ENDED]
    if old:
        over = and_(AttemptRow.id.between(old[0], old[-1]), AttemptRow.started_at < before)
        ended = select(DeliveryRow.id).where(DeliveryRow.id == AttemptRow.delivery_id, DeliveryRow.state.in_(_ENDED))
        gone = connection.execute(delete(AttemptRow).where(over, ended.exists())).rowcount
    else:
        gone = 0
    return Step(gone, rows[-1].id if len(rows) == most else None)


def old_attempts(connection: Connection, before: datetime) -> int:
    """Return how many attempts `forget_attempts` would delete."""
    counted = select(func.count()).select_from(AttemptRow).join(DeliveryRow, DeliveryRow.id == AttemptRow.delivery_id)
    return connection.execute(counted.where(AttemptRow.started_at < before, DeliveryRow.state.in_(_ENDED))).scalar_one()


def old_fetches(connection: Connection, before: datetime) -> int:
    """Return how many polls are told of from before a moment."""
    return connection.execute(select(func.count()).select_from(FetchRow).where(FetchRow.at < before)).scalar_one()


def old_requests(connection: Connection, before: datetime) -> int:
    """Return how many requests that may be repeated began before a moment."""
    return connection.execute(
        select(func.count()).select_from(RequestRow).where(RequestRow.begun_at < before)
    ).scalar_one()


def ended_logins(connection: Connection, now: datetime) -> int:
    """Return how many logins have ended by now."""
    return connection.execute(select(func.count()).select_from(LoginRow).where(LoginRow.expires_at <= now)).scalar_one()
