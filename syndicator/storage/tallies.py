"""Counting bulletins: how many the public may see under each topic and unit, and how many stand in each state."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, Text, cast, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.reach import WHOLE, Reach
from syndicator.storage.belonging import lies_within
from syndicator.storage.tables import BulletinRow, BulletinTopicRow, VerdictRow


def topic_counts(connection: Connection) -> dict[str, int]:
    """Return how many released bulletins are listed under each topic."""
    rows = connection.execute(
        select(BulletinTopicRow.slug, func.count())
        .join(BulletinRow, BulletinRow.id == BulletinTopicRow.bulletin_id)
        .where(BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True))
        .group_by(BulletinTopicRow.slug)
    )
    return {row[0]: row[1] for row in rows}


def unit_counts(connection: Connection) -> dict[str, int]:
    """Return how many bulletins the public may see of each unit, those of units below it not counted."""
    rows = connection.execute(
        select(BulletinRow.unit, func.count())
        .where(BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True))
        .group_by(BulletinRow.unit)
    )
    return {slug: count for slug, count in rows if slug is not None}


def operation_counts(connection: Connection) -> Counter[str]:
    """Return how many bulletins the public may see tell of each operation; the rows that name any are read."""
    rows = connection.execute(
        select(VerdictRow.operations)
        .join(BulletinRow, BulletinRow.verdict_id == VerdictRow.id)
        .where(BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True))
        .where(cast(VerdictRow.operations, Text) != "[]")
    )
    return Counter(slug for [named] in rows for slug in {one["slug"] for one in named})


def state_counts(connection: Connection, *, reach: Reach = WHOLE) -> dict[BulletinState, int]:
    """Return how many bulletins of a reach stand in each state."""
    counted = select(BulletinRow.state, func.count()).where(*lies_within(BulletinRow, reach))
    rows = connection.execute(counted.group_by(BulletinRow.state))
    return {BulletinState(row[0]): row[1] for row in rows}
