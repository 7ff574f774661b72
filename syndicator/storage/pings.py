"""Pings on `sources`: somebody says that there is something new."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from syndicator.storage import sources
from syndicator.storage.tables import SourceRow


def ping(connection: Connection, source_id: int, now: datetime, *, gap: timedelta) -> datetime | None:
    """
    Make a source due and return None; within `gap` of the last ping, make it due at its end, and return that moment.

    Nothing that was said is lost, and nobody can have a source asked more often than that.
    """
    rested = or_(SourceRow.pinged_at.is_(None), SourceRow.pinged_at <= now - gap)
    accepted = update(SourceRow).where(SourceRow.id == source_id, rested).values(pinged_at=now)
    if connection.execute(accepted).rowcount:
        sources.ask_now(connection, source_id, now)
        return None
    pinged_at = connection.execute(select(SourceRow.pinged_at).where(SourceRow.id == source_id)).scalar_one() or now
    due_at = pinged_at + gap
    later = (SourceRow.id == source_id, SourceRow.next_poll_at > due_at)
    connection.execute(update(SourceRow).where(*later).values(next_poll_at=due_at))
    return due_at
