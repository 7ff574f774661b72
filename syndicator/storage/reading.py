"""The reading side: bulletins as portal, feeds, desk and command line show them. Only this file joins for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.event import EventKind
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.unit import Unit, UnitTree
from syndicator.model.verdict import Urgency
from syndicator.storage.belonging import lies_within
from syndicator.storage.encoding import verdict_from
from syndicator.storage.narrowing import carries, telling_of
from syndicator.storage.revisions import CONTENT_FIELDS, content_from
from syndicator.storage.statements import LONGEST_LIST, AnyRow, plan_by_values, slices, table
from syndicator.storage.tables import (
    BulletinRow,
    BulletinTopicRow,
    EventRow,
    RevisionRow,
    SourceRow,
    StoryRow,
    VerdictRow,
)

VERDICT_COLUMNS = (
    "version",
    "topics",
    "units",
    "polda",
    "place",
    "event_at",
    "conflicts",
    "operations",
    "hold_reasons",
    "maskings",
    "urgency",
    "urgency_evidence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """
    Which released bulletins: all of them, or those for which everything holds that is not None.

    Args:
        topic: they are listed under it.
        unit: it issued them, or one below it.
        operation: they tell of this operation.
        words: what title or text carries, as a person types it (see `search`).
    """

    topic: str | None = None
    unit: Unit | None = None
    operation: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bulletins newest first, and whether there are older ones."""

    bulletins: tuple[Bulletin, ...]
    number: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another publication of the same story; `unit` is the one that published it, by slug or name, if it is known."""

    bulletin_id: int
    state: BulletinState
    unit: str | None
    address: str | None
    title: str
    published_at: datetime


COLUMNS = (
    *table(BulletinRow).c,
    StoryRow.uid.label("story_uid"),
    *(getattr(RevisionRow, name) for name in CONTENT_FIELDS if name != "published_at"),
    RevisionRow.number,
    *(getattr(VerdictRow, name) for name in VERDICT_COLUMNS),
)


_SHOWN = (BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True))


def _bulletins() -> Select[*tuple[Any, ...]]:
    """Bulletins with their newest revision and the verdict that counts."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    return (
        select(*COLUMNS)
        .select_from(BulletinRow)
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .join(RevisionRow, newest)
        .join(VerdictRow, VerdictRow.id == BulletinRow.verdict_id)
    )


def bulletin_from(row: AnyRow) -> Bulletin:
    """Return the bulletin that a row of COLUMNS holds."""
    return Bulletin(
        id=row.id,
        uid=row.uid,
        source_id=row.source_id,
        story_id=row.story_id,
        story_uid=row.story_uid,
        state=BulletinState(row.state),
        canonical=row.canonical,
        address=row.address,
        revision=row.number,
        content=content_from(row),
        verdict=verdict_from(row._asdict()),
        first_seen_at=row.first_seen_at,
        released_at=row.released_at,
        updated_at=row.updated_at,
    )


def _public(selection: Selection, units: UnitTree) -> list[ColumnElement[bool]]:
    return [*_SHOWN, *narrowed(BulletinRow, selection, units)]


def narrowed(row: type[BulletinRow], selection: Selection, units: UnitTree) -> list[ColumnElement[bool]]:
    """Return what holds for the bulletins of a selection, released or not."""
    wanted: list[ColumnElement[bool]] = []
    if selection.topic is not None:
        listed = BulletinTopicRow.slug == selection.topic, BulletinTopicRow.bulletin_id == row.id
        wanted.append(exists().where(*listed))
    if selection.unit is not None:
        wanted.append(row.unit_path.startswith(units.path(selection.unit), autoescape=True))
    if selection.operation is not None:
        wanted.append(row.verdict_id.in_(telling_of(selection.operation)))
    if selection.words:
        wanted.append(carries(row, " ".join(selection.words)))
    return wanted


def released(connection: Connection, selection: Selection, units: UnitTree, *, page: int = 1, size: int = 50) -> Page:
    """
    Return a page of what the public may see, newest release first; `page` counts from 1.

    The page is found before anything is joined: else a database sorts the texts of all that there are.
    """
    if selection != Selection():
        plan_by_values(connection)
    newest_first = BulletinRow.released_at.desc(), BulletinRow.id.desc()
    placed = select(BulletinRow.id).where(*_public(selection, units)).order_by(*newest_first)
    found = placed.limit(size + 1).offset((page - 1) * size).subquery()
    statement = _bulletins().where(BulletinRow.id.in_(select(found.c.id))).order_by(*newest_first)
    rows = connection.execute(statement).all()
    return Page(bulletins=tuple(map(bulletin_from, rows[:size])), number=page, more=len(rows) > size)


def released_among(connection: Connection, bulletin_ids: Sequence[int]) -> list[Bulletin]:
    """Return those of these that the public may see, newest release first; as many as a statement may list."""
    statement = _bulletins().where(BulletinRow.id.in_(bulletin_ids), *_SHOWN)
    newest_first = statement.order_by(BulletinRow.released_at.desc(), BulletinRow.id.desc())
    return [bulletin_from(row) for row in connection.execute(newest_first)]


def among(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, Bulletin]:
    """Return those of these bulletins that there are, in whatever state, by id."""
    found: dict[int, Bulletin] = {}
    for some in slices(bulletin_ids):
        rows = connection.execute(_bulletins().where(BulletinRow.id.in_(some)))
        found |= {row.id: bulletin_from(row) for row in rows}
    return found


def of_ids(connection: Connection, bulletin_ids: Sequence[int]) -> list[Bulletin]:
    """Return bulletins in whatever state in the order of their ids here; what is unknown is left out."""
    found = among(connection, bulletin_ids)
    return [found[one] for one in bulletin_ids if one in found]


def bulletin(connection: Connection, bulletin_id: int) -> Bulletin | None:
    """Return a bulletin in whatever state."""
    row = connection.execute(_bulletins().where(BulletinRow.id == bulletin_id)).one_or_none()
    return bulletin_from(row) if row else None


def contents(connection: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Content]:
    """Return what revisions say, by (bulletin id, number)."""
    found: dict[tuple[int, int], Content] = {}
    revision = tuple_(RevisionRow.bulletin_id, RevisionRow.number)
    for some in slices(sorted(set(wanted)), LONGEST_LIST // 2):
        rows = connection.execute(select(table(RevisionRow)).where(revision.in_(some)))
        found |= {(row.bulletin_id, row.number): content_from(row) for row in rows}
    return found


def by_state(
    connection: Connection,
    state: BulletinState | None,
    *,
    before: int | None = None,
    most: int = 50,
    reach: Reach = WHOLE,
) -> list[Bulletin]:
    """Return the bulletins of a reach in a state (None: in any), newest first, from below the id `before`."""
    statement = _bulletins().where(*lies_within(BulletinRow, reach)).order_by(BulletinRow.id.desc()).limit(most)
    if state is not None:
        statement = statement.where(BulletinRow.state == state)
    if before is not None:
        statement = statement.where(BulletinRow.id < before)
    return [bulletin_from(row) for row in connection.execute(statement)]


def seen_since(connection: Connection, since: datetime, *, before: int | None, most: int) -> list[Bulletin]:
    """Return bulletins in any state that were first seen since then, newest first, from below the id `before`."""
    statement = _bulletins().where(BulletinRow.first_seen_at >= since).order_by(BulletinRow.id.desc()).limit(most)
    if before is not None:
        statement = statement.where(BulletinRow.id < before)
    return [bulletin_from(row) for row in connection.execute(statement)]


def count_since(connection: Connection, since: datetime) -> int:
    """Return how many bulletins were first seen since then."""
    statement = select(func.count()).select_from(BulletinRow).where(BulletinRow.first_seen_at >= since)
    return connection.execute(statement).scalar_one()


def copies(connection: Connection, story_id: int, *, besides: int) -> list[Copy]:
    """Return the other bulletins of a story, oldest first."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    rows = connection.execute(
        select(
            BulletinRow.id.label("bulletin_id"),
            BulletinRow.state,
            SourceRow.unit,
            BulletinRow.address,
            RevisionRow.title,
            BulletinRow.published_at,
        )
        .join(RevisionRow, newest)
        .join(SourceRow, SourceRow.id == BulletinRow.source_id)
        .where(BulletinRow.story_id == story_id, BulletinRow.id != besides)
        .order_by(BulletinRow.published_at, BulletinRow.id)
    )
    return [Copy(**row._asdict() | {"state": BulletinState(row.state)}) for row in rows]


def urgent(connection: Connection, since: datetime, *, most: int) -> list[Bulletin]:
    """Return the urgent ones of what the public may see that were released after `since`, newest first."""
    statement = (
        _bulletins()
        .where(
            BulletinRow.state == BulletinState.RELEASED,
            BulletinRow.canonical.is_(True),
            BulletinRow.released_at > since,
            VerdictRow.urgency >= Urgency.URGENT,
        )
        .order_by(BulletinRow.released_at.desc(), BulletinRow.id.desc())
        .limit(most)
    )
    return [bulletin_from(row) for row in connection.execute(statement)]


def canonical(connection: Connection, story_id: int) -> Bulletin | None:
    """Return the bulletin that stands for a story, in whatever state."""
    statement = _bulletins().where(BulletinRow.story_id == story_id, BulletinRow.canonical.is_(True))
    row = connection.execute(statement.order_by(BulletinRow.id).limit(1)).one_or_none()
    return bulletin_from(row) if row else None


def corrected_at(connection: Connection, bulletin_id: int) -> list[datetime]:
    """Return when each revision came that told readers something else than the one before, oldest first."""
    before = aliased(RevisionRow)
    told = ("title", "lead", "html", "text", "image")
    statement = (
        select(RevisionRow.seen_at)
        .join(before, and_(before.bulletin_id == RevisionRow.bulletin_id, before.number == RevisionRow.number - 1))
        .where(
            RevisionRow.bulletin_id == bulletin_id,
            or_(*(getattr(RevisionRow, name).is_distinct_from(getattr(before, name)) for name in told)),
        )
        .order_by(RevisionRow.number)
    )
    return list(connection.execute(statement).scalars())


def held_because(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, str]:
    """Return for each bulletin the reason told when it was last held."""
    found: dict[int, str] = {}
    for some in slices(bulletin_ids):
        rows = connection.execute(
            select(EventRow.bulletin_id, EventRow.reason)
            .where(EventRow.bulletin_id.in_(some), EventRow.kind == EventKind.BULLETIN_HELD)
            .order_by(EventRow.seq.desc())
        )
        for row in rows:
            found.setdefault(row.bulletin_id, row.reason)
    return found
