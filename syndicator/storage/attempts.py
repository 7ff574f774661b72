"""Attempts at deliveries, as far as they are asked about on their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from syndicator.storage.statements import slices
from syndicator.storage.tables import AttemptRow


def doubted_since(connection: Connection, delivery_ids: Sequence[int]) -> dict[int, datetime]:
    """Return for each delivery when the first attempt began of which nobody knows what it did, where there is one."""
    found: dict[int, datetime] = {}
    unknown = or_(AttemptRow.outcome.is_(None), AttemptRow.outcome == "unconfirmed")
    for some in slices(sorted(delivery_ids)):
        rows = connection.execute(
            select(AttemptRow.delivery_id, func.min(AttemptRow.started_at).label("at"))
            .where(AttemptRow.delivery_id.in_(some), unknown)
            .group_by(AttemptRow.delivery_id)
        )
        found |= {row.delivery_id: row.at for row in rows}
    return found
