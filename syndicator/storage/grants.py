"""Queries on `grants`: what the services of channels gave last, sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from syndicator.storage.statements import upsert
from syndicator.storage.tables import GrantRow


def sealed(connection: Connection, channel: str) -> str | None:
    """Return what is stored for a channel, None if nothing is."""
    return connection.execute(select(GrantRow.sealed).where(GrantRow.channel == channel)).scalar_one_or_none()


def put(connection: Connection, channel: str, sealed: str, expires_at: datetime | None, now: datetime) -> None:
    """Store what a channel was given, in place of what it had."""
    told = {"sealed": sealed, "expires_at": expires_at, "changed_at": now}
    connection.execute(
        upsert(connection, GrantRow)
        .values(channel=channel, **told)
        .on_conflict_do_update(index_elements=["channel"], set_=told)
    )


def renewed(connection: Connection) -> dict[str, datetime]:
    """Return for each channel that was given something when that was."""
    rows = connection.execute(select(GrantRow.channel, GrantRow.changed_at))
    return {row.channel: row.changed_at for row in rows}
