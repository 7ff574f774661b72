"""Queries on `deliveries` for who watches fan-out: what waits where, what it is about, what would have been sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import EventKind
from syndicator.model.verdict import Urgency
from syndicator.storage.statements import slices
from syndicator.storage.tables import BulletinRow, DeliveryRow, EventRow, RevisionRow

WATCHED = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.ABANDONED, DeliveryState.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class About:
    """What a delivery is about: the title that its own revision has, how its bulletin stands, and its own urgency."""

    title: str
    state: BulletinState
    urgency: Urgency


def about(connection: Connection, delivery_ids: Sequence[int]) -> dict[int, About]:
    """Return for each delivery what it is about."""
    found: dict[int, About] = {}
    own = and_(RevisionRow.bulletin_id == DeliveryRow.bulletin_id, RevisionRow.number == DeliveryRow.revision)
    statement = (
        select(DeliveryRow.id, DeliveryRow.urgency, BulletinRow.state, RevisionRow.title)
        .join(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id)
        .join(RevisionRow, own)
    )
    for some in slices(sorted(set(delivery_ids))):
        rows = connection.execute(statement.where(DeliveryRow.id.in_(some)))
        found |= {row.id: About(row.title, BulletinState(row.state), Urgency(row.urgency)) for row in rows}
    return found


def counts(connection: Connection) -> dict[str, dict[DeliveryState, int]]:
    """Return by channel how many deliveries are not done; channels with none of them are left out."""
    found: dict[str, dict[DeliveryState, int]] = {}
    statement = select(DeliveryRow.channel, DeliveryRow.state, func.count()).where(DeliveryRow.state.in_(WATCHED))
    for channel, state, number in connection.execute(statement.group_by(DeliveryRow.channel, DeliveryRow.state)):
        found.setdefault(channel, {})[DeliveryState(state)] = number
    return found


def oldest_due(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Return by channel since when the oldest delivery is due that waits; channels without one are left out."""
    due = (DeliveryRow.state == DeliveryState.PLANNED, DeliveryRow.due_at <= now, DeliveryRow.carried_by.is_(None))
    statement = select(DeliveryRow.channel, func.min(DeliveryRow.due_at).label("since")).where(*due)
    return {row.channel: row.since for row in connection.execute(statement.group_by(DeliveryRow.channel))}


def rehearsals(connection: Connection, deliveries: Sequence[Delivery]) -> dict[int, Mapping[str, object]]:
    """Return for each delivery that went to a dry run the request that was kept of it last."""
    wanted = [one for one in deliveries if one.state is DeliveryState.REHEARSED]
    ids, found = {one.id for one in wanted}, dict[int, Mapping[str, object]]()
    for some in slices(sorted({one.bulletin_id for one in wanted})):
        rows = connection.execute(
            select(EventRow.delivery_id, EventRow.details)
            .where(EventRow.bulletin_id.in_(some), EventRow.kind == EventKind.DELIVERY_REHEARSED)
            .order_by(EventRow.seq)
        )
        found |= {row.delivery_id: row.details for row in rows if row.delivery_id in ids}
    return found
