"""Bulletins of a period for exports, page by page, and what a report of a week counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.unit import Unit, UnitTree
from syndicator.model.verdict import Urgency
from syndicator.storage.belonging import lies_within
from syndicator.storage.coverage import FURTHEST_AHEAD
from syndicator.storage.reading import Selection, narrowed
from syndicator.storage.session import Database
from syndicator.storage.tables import (
    BulletinRow,
    BulletinTopicRow,
    DeliveryRow,
    RevisionRow,
    SourceRow,
    VerdictRow,
)

ROWS_A_PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which bulletins; days are days of each unit's own zone, None is open; `text` brings the whole text along."""

    first: date | None = None
    last: date | None = None
    topic: str | None = None
    unit: Unit | None = None
    states: frozenset[BulletinState] = frozenset({BulletinState.RELEASED})
    text: bool = False
    reach: Reach = field(default=WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What is told of one bulletin; units are slugs, `topics` are slugs, best first."""

    id: int
    state: BulletinState
    canonical: bool
    story_id: int
    unit: str | None
    publisher: str | None
    title: str
    topics: tuple[str, ...]
    place: str | None
    urgency: Urgency
    published_at: datetime
    released_at: datetime | None
    revision: int
    address: str | None
    text: str | None


def bulletins(database: Database, wanted: Wanted, units: UnitTree) -> Iterator[Exported]:
    """
    Yield the bulletins in the order in which they came.

    Each page is a transaction of its own: whoever reads slowly keeps no connection from others.
    """
    after: int | None = 0
    while after is not None:
        with database.read() as connection:
            page, after = _page(connection, wanted, units, after)
        for one in page:
            day = one.published_at.astimezone(ZoneInfo(units.zone_of(one.unit).iana)).date()
            if (wanted.first or day) <= day <= (wanted.last or day):
                yield one


def _page(connection: Connection, wanted: Wanted, units: UnitTree, after: int) -> tuple[list[Exported], int | None]:
    """Return the next bulletins, a few from beside the days wanted among them, and the id to go on from."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    columns = [
        *(BulletinRow.id, BulletinRow.state, BulletinRow.canonical, BulletinRow.story_id, BulletinRow.unit),
        *(BulletinRow.published_at, BulletinRow.released_at, BulletinRow.revision, BulletinRow.address),
        *(SourceRow.unit.label("publisher"), RevisionRow.title, VerdictRow.place, VerdictRow.urgency),
        *([RevisionRow.text] if wanted.text else []),
    ]
    statement = (
        select(*columns)
        .join(SourceRow, SourceRow.id == BulletinRow.source_id)
        .join(RevisionRow, newest)
        .join(VerdictRow, VerdictRow.id == BulletinRow.verdict_id)
        .where(BulletinRow.id > after, *_asked_for(wanted, units))
        .order_by(BulletinRow.id)
        .limit(ROWS_A_PAGE)
    )
    rows = connection.execute(statement).all()
    topics = _topics(connection, [row.id for row in rows])
    found = [
        Exported(
            **{"text": None}
            | row._asdict()
            | {"state": BulletinState(row.state), "urgency": Urgency(row.urgency), "topics": topics.get(row.id, ())}
        )
        for row in rows
    ]
    return found, rows[-1].id if len(rows) == ROWS_A_PAGE else None


def _asked_for(wanted: Wanted, units: UnitTree) -> list[ColumnElement[bool]]:
    asked = [
        BulletinRow.state.in_(sorted(wanted.states)),
        *narrowed(BulletinRow, Selection(topic=wanted.topic, unit=wanted.unit), units),
        *lies_within(BulletinRow, wanted.reach),
    ]
    if wanted.first is not None:
        asked.append(BulletinRow.published_at >= datetime.combine(wanted.first, time(), UTC) - FURTHEST_AHEAD)
    if wanted.last is not None:
        asked.append(BulletinRow.published_at < datetime.combine(wanted.last + timedelta(days=1), time(), UTC))
    return asked


def count(connection: Connection, wanted: Wanted, units: UnitTree) -> int:
    """Return about how many these are: those of the hours around midnight of other zones are counted as well."""
    statement = select(func.count()).select_from(BulletinRow).where(*_asked_for(wanted, units))
    return connection.execute(statement).scalar_one()


def _topics(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    if not ids:
        return {}
    rows = connection.execute(
        select(BulletinTopicRow.bulletin_id, BulletinTopicRow.slug)
        .where(BulletinTopicRow.bulletin_id.between(ids[0], ids[-1]))
        .order_by(BulletinTopicRow.bulletin_id, BulletinTopicRow.rank)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.bulletin_id].append(row.slug)
    return {bulletin: tuple(slugs) for bulletin, slugs in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of time, and whose bulletins count in it."""

    since: datetime
    until: datetime
    reach: Reach = field(default=WHOLE)

    @property
    def published(self) -> list[ColumnElement[bool]]:
        """What holds for the bulletins that the public sees of it; nothing is released before it is published."""
        return [
            BulletinRow.canonical.is_(True),
            BulletinRow.state == BulletinState.RELEASED,
            BulletinRow.released_at >= self.since,
            BulletinRow.published_at >= self.since,
            BulletinRow.published_at < self.until,
            *lies_within(BulletinRow, self.reach),
        ]


def topic_counts(connection: Connection, period: Period) -> dict[str, int]:
    """Return how many that were published are listed under each topic."""
    rows = connection.execute(
        select(BulletinTopicRow.slug, func.count())
        .join(BulletinRow, BulletinRow.id == BulletinTopicRow.bulletin_id)
        .where(*period.published)
        .group_by(BulletinTopicRow.slug)
    )
    return {row[0]: row[1] for row in rows}


def withdrawn(connection: Connection, period: Period) -> int:
    """Return how many that the public had seen were withdrawn."""
    spanned = BulletinRow.updated_at >= period.since, BulletinRow.updated_at < period.until
    was_seen = BulletinRow.state == BulletinState.WITHDRAWN, BulletinRow.released_at.is_not(None)
    statement = select(func.count()).select_from(BulletinRow).where(*was_seen, *spanned)
    return connection.execute(statement.where(*lies_within(BulletinRow, period.reach))).scalar_one()


def posts(connection: Connection, period: Period) -> dict[str, int]:
    """Return how many of the bulletins that were published each channel brought."""
    rows = connection.execute(
        select(DeliveryRow.channel, func.count(DeliveryRow.bulletin_id.distinct()))
        .join(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id)
        .where(DeliveryRow.action == Action.CREATE, DeliveryRow.state == DeliveryState.DELIVERED, *period.published)
        .group_by(DeliveryRow.channel)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The title of a bulletin that the public sees."""

    title: str
    unit: str | None
    published_at: datetime


def urgent(connection: Connection, period: Period, *, most: int) -> list[Headline]:
    """Return the urgent ones of what was published, the newest first."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    rows = connection.execute(
        select(RevisionRow.title, BulletinRow.unit, BulletinRow.published_at)
        .select_from(BulletinRow)
        .join(RevisionRow, newest)
        .join(VerdictRow, VerdictRow.id == BulletinRow.verdict_id)
        .where(*period.published, VerdictRow.urgency >= Urgency.URGENT)
        .order_by(BulletinRow.published_at.desc(), BulletinRow.id.desc())
        .limit(most)
    )
    return [Headline(**row._asdict()) for row in rows]
