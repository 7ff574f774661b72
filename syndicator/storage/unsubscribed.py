"""Queries on `unsubscribed`: who wants no more mail of a channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from syndicator.storage.statements import upsert
from syndicator.storage.tables import UnsubscribedRow


def leave(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """Remember that an address left; who left already has left."""
    connection.execute(
        upsert(connection, UnsubscribedRow).on_conflict_do_nothing(),
        [{"channel": channel, "address": address, "at": now}],
    )


def left(connection: Connection, channel: str) -> frozenset[str]:
    """Return the addresses that left a channel."""
    return frozenset(
        connection.execute(select(UnsubscribedRow.address).where(UnsubscribedRow.channel == channel)).scalars()
    )
