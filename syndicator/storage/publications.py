"""What one source brought: its newest bulletins in whatever state, and how many there are in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.reach import WHOLE, Reach
from syndicator.storage.belonging import lies_within
from syndicator.storage.tables import BulletinRow, RevisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A bulletin as a line of its source's list."""

    bulletin_id: int
    state: BulletinState
    title: str
    published_at: datetime
    first_seen_at: datetime


def newest_of(connection: Connection, source_id: int, *, reach: Reach = WHOLE, most: int) -> list[Publication]:
    """Return the bulletins of a source within a reach that were published last, the newest first."""
    current = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    rows = connection.execute(
        select(
            BulletinRow.id, BulletinRow.state, BulletinRow.published_at, BulletinRow.first_seen_at, RevisionRow.title
        )
        .join(RevisionRow, current)
        .where(BulletinRow.source_id == source_id, *lies_within(BulletinRow, reach))
        .order_by(BulletinRow.published_at.desc(), BulletinRow.id.desc())
        .limit(most)
    )
    return [
        Publication(
            bulletin_id=row.id,
            state=BulletinState(row.state),
            title=row.title,
            published_at=row.published_at,
            first_seen_at=row.first_seen_at,
        )
        for row in rows
    ]


def counts_of(connection: Connection, source_id: int, *, reach: Reach = WHOLE) -> dict[BulletinState, int]:
    """Return how many bulletins of a source within a reach stand in each state."""
    rows = connection.execute(
        select(BulletinRow.state, func.count())
        .where(BulletinRow.source_id == source_id, *lies_within(BulletinRow, reach))
        .group_by(BulletinRow.state)
    )
    return {BulletinState(row[0]): row[1] for row in rows}
