"""
What was released in a span of time, cut into pages that stay as they are.

Places are counted over everything that was ever released, shown or not: what is withdrawn leaves its page, and moves
nothing from one page to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.unit import UnitTree
from syndicator.storage import reading
from syndicator.storage.reading import Selection, narrowed
from syndicator.storage.tables import BulletinRow


def count(connection: Connection, selection: Selection, units: UnitTree, since: datetime, until: datetime) -> int:
    """Return how many bulletins were released from `since` on, before `until`."""
    spanned = BulletinRow.released_at >= since, BulletinRow.released_at < until
    statement = select(func.count()).select_from(BulletinRow).where(*spanned, *_ever(selection, units))
    return connection.execute(statement).scalar_one()


def page(
    connection: Connection,
    selection: Selection,
    units: UnitTree,
    since: datetime,
    until: datetime,
    *,
    number: int,
    size: int,
) -> Sequence[Bulletin]:
    """Return what the public may see of a page, newest first; page 1 holds those that were released first."""
    spanned = BulletinRow.released_at >= since, BulletinRow.released_at < until
    placed = (
        select(BulletinRow.id)
        .where(*spanned, *_ever(selection, units))
        .order_by(BulletinRow.released_at, BulletinRow.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return reading.released_among(connection, connection.execute(placed).scalars().all())


def last_before(connection: Connection, selection: Selection, units: UnitTree, moment: datetime) -> datetime | None:
    """Return when anything was released last before a moment."""
    statement = select(func.max(BulletinRow.released_at)).where(BulletinRow.released_at < moment)
    return connection.execute(statement.where(*_ever(selection, units))).scalar()


def first_since(connection: Connection, selection: Selection, units: UnitTree, moment: datetime) -> datetime | None:
    """Return when anything was released first from a moment on."""
    statement = select(func.min(BulletinRow.released_at)).where(BulletinRow.released_at >= moment)
    return connection.execute(statement.where(*_ever(selection, units))).scalar()


def changed_at(connection: Connection, selection: Selection, units: UnitTree) -> datetime | None:
    """
    Return when anything that was ever released changed last, shown or not; None while nothing was.

    It tells of withdrawals too, and never goes back; so it must not be told where a selection is of words.
    """
    statement = select(func.max(BulletinRow.updated_at)).where(BulletinRow.released_at.is_not(None))
    return connection.execute(statement.where(*narrowed(BulletinRow, selection, units))).scalar()


def _ever(selection: Selection, units: UnitTree) -> list[ColumnElement[bool]]:
    """Name all that there can be of the first columns of the index over moments, so that both databases walk it."""
    walked = [BulletinRow.canonical.in_([True, False]), BulletinRow.state.in_(list(BulletinState))]
    return [*walked, *narrowed(BulletinRow, selection, units)]
