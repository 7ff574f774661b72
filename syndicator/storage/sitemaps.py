"""What maps of the site tell of a page: its name, and when it changed. Nothing else is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.storage.tables import BulletinRow, RevisionRow

_SHOWN = (BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The page of a bulletin; its address follows from id and title."""

    id: int
    title: str
    published_at: datetime
    updated_at: datetime


def count(connection: Connection) -> int:
    """Return how many bulletins have a page."""
    return connection.execute(select(func.count()).select_from(BulletinRow).where(*_SHOWN)).scalar_one()


def places(connection: Connection, *, page: int, size: int) -> Sequence[Place]:
    """Return a page of them, the oldest id first, so that a page that is full changes little."""
    return _found(connection, _places().order_by(BulletinRow.id).limit(size).offset((page - 1) * size))


def recent(connection: Connection, since: datetime, *, most: int) -> Sequence[Place]:
    """Return those that were published after `since`, the one that was released last first."""
    newest_first = BulletinRow.released_at.desc(), BulletinRow.id.desc()
    return _found(connection, _places().where(BulletinRow.published_at > since).order_by(*newest_first).limit(most))


def _places() -> Select[int, str, datetime, datetime]:
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    told = BulletinRow.id, RevisionRow.title, BulletinRow.published_at, BulletinRow.updated_at
    return select(*told).join(RevisionRow, newest).where(*_SHOWN)


def _found(connection: Connection, statement: Select[int, str, datetime, datetime]) -> Sequence[Place]:
    return [Place(**row._asdict()) for row in connection.execute(statement)]
