"""The time of leases, which tests let pass without waiting for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from syndicator.model.delivery import DeliveryState
from syndicator.storage.session import Database
from syndicator.storage.tables import ChannelRow, DeliveryRow

LEASE = timedelta(seconds=60)


def let_leases_end(database: Database) -> None:
    """Let the time of a lease pass for all that waits; only while no worker lives, who could hold one."""
    under_way = DeliveryRow.state.in_([DeliveryState.PLANNED, DeliveryState.SENDING])
    moments = (DeliveryRow.leased_until, DeliveryRow.due_at, DeliveryRow.rung_until)
    with database.write() as connection:
        for id_, *found in connection.execute(select(DeliveryRow.id, *moments).where(under_way)).all():
            past = {column.key: _earlier(moment) for column, moment in zip(moments, found, strict=True)}
            connection.execute(update(DeliveryRow).where(DeliveryRow.id == id_).values(past))
        for name, until in connection.execute(select(ChannelRow.name, ChannelRow.blocked_until)).all():
            connection.execute(update(ChannelRow).where(ChannelRow.name == name).values(blocked_until=_earlier(until)))


def _earlier(moment: datetime | None) -> datetime | None:
    return moment and moment - LEASE
