"""Queries on `heartbeats`: signs of life."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from syndicator.storage.statements import upsert
from syndicator.storage.tables import HeartbeatRow

BEAT = "beat"
"""The heartbeat that each sweep gives."""


def beat(connection: Connection, name: str, now: datetime) -> None:
    """Write that this part of the service is alive."""
    connection.execute(
        upsert(connection, HeartbeatRow)
        .values(name=name, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now})
    )


def last(connection: Connection, name: str) -> datetime | None:
    """Return when this part of the service last gave a sign of life, None if never."""
    return connection.execute(select(HeartbeatRow.at).where(HeartbeatRow.name == name)).scalar()
