"""How many bulletins each unit told on each day, by what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.storage.belonging import lies_within
from syndicator.storage.statements import AnyRow
from syndicator.storage.tables import BulletinRow, RevisionRow, SourceRow

FURTHEST_AHEAD = timedelta(hours=9)
"""Papua's day begins so long before that of UTC."""
_HOUR_CHARS = len("2026-01-02 03")
_HOURS_KEPT = 10_000


class Part(StrEnum):
    """What became of a bulletin that a unit told."""

    PUBLISHED = "published"
    COPIED = "copied"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many a unit told on each day of its own zone; `unit` is None where nobody knows who it was."""

    unit: Unit | None
    part: Part
    days: Mapping[date, int]


def tallies(connection: Connection, units: UnitTree, first: date, last: date) -> list[Tally]:
    """
    Return what was told from the day `first` to the day `last`.

    What stands for its story counts for the unit that issued it, a copy for the unit that published it; each for the
    other where the one is not known. What is rejected or withdrawn counts for nobody.
    """
    publishers = {row.id: row.unit for row in connection.execute(select(SourceRow.id, SourceRow.unit))}
    hours: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for source_id, unit, part, told in _rows(connection, first, last):
        hours[_whose(part, unit, publishers.get(source_id)), part].append(told)
    found, zones = [], {zone: _Days(zone) for zone in Zone}
    for (whose, part), told in hours.items():
        one = units.find(whose) if whose else None
        days = Counter(map(zones[one.zone if one else Zone.WIB].__getitem__, ",".join(told).split(",")))
        found.append(Tally(one, Part(part), {day: count for day, count in days.items() if first <= day <= last}))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRelease:
    """One bulletin that counts for a unit on a day."""

    bulletin_id: int
    unit: Unit | None
    part: Part
    title: str
    published_at: datetime


def told_on(
    connection: Connection, units: UnitTree, day: date, *, most: int, reach: Reach = WHOLE
) -> list[ToldRelease]:
    """
    Return the bulletins that count for whatever unit on a day of its own zone, the earliest first.

    Args:
        reach: what is held is told of those within alone, for it may count for whoever published it.
    """
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    found = []
    for part, where in _halves(day, day, reach):
        rows = connection.execute(
            select(
                BulletinRow.id,
                BulletinRow.unit,
                SourceRow.unit.label("publisher"),
                part.label("part"),
                BulletinRow.published_at,
                RevisionRow.title,
            )
            .join(RevisionRow, newest)
            .join(SourceRow, SourceRow.id == BulletinRow.source_id)
            .where(*where)
            .order_by(BulletinRow.published_at, BulletinRow.id)
            .limit(most)
        )
        for row in rows:
            whose = _whose(row.part, row.unit, row.publisher)
            unit = units.find(whose) if whose else None
            release = ToldRelease(
                bulletin_id=row.id, unit=unit, part=Part(row.part), title=row.title, published_at=row.published_at
            )
            if row.published_at.astimezone(ZoneInfo((unit.zone if unit else Zone.WIB).iana)).date() == day:
                found.append(release)
    return sorted(found, key=lambda one: (one.published_at, one.bulletin_id))


def _whose(part: str, issuer: str | None, publisher: str | None) -> str | None:
    return (publisher or issuer) if part == Part.COPIED else (issuer or publisher)


class _Days(dict[str, date]):
    """The days of a zone by hours of UTC: looked up for each bulletin, so no more than a dictionary is asked."""

    def __init__(self, zone: Zone) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, hour: str) -> date:
        day = self[hour] = _day(hour, self._zone)
        return day


def _rows(connection: Connection, first: date, last: date) -> Iterable[AnyRow]:
    """
    Yield who told what, with the hours of all that they told in one text.

    Tens of thousands of days as rows of their own would take many times as long.
    """
    for part, where in _halves(first, last):
        told = (
            select(BulletinRow.source_id, BulletinRow.unit, part.label("part"), _hour(connection).label("hour"))
            .where(*where)
            .subquery()
        )
        whose = told.c.source_id, told.c.unit, told.c.part
        hours = func.aggregate_strings(told.c.hour, ",").label("hours")
        yield from connection.execute(select(*whose, hours).group_by(*whose))


def _halves(
    first: date, last: date, reach: Reach = WHOLE
) -> Iterator[tuple[ColumnElement[str], list[ColumnElement[bool]]]]:
    """
    Yield what counts from one day to another, by what became of it, with a little more at both ends.

    Both halves walk an index: nothing is released before it is published, and few are held at any time.
    """
    since = datetime.combine(first, time(), UTC) - FURTHEST_AHEAD
    until = datetime.combine(last + timedelta(days=1), time(), UTC)
    published = [BulletinRow.published_at >= since, BulletinRow.published_at < until]
    copied = case((BulletinRow.canonical, literal(Part.PUBLISHED.value)), else_=literal(Part.COPIED.value))
    ever_released = BulletinRow.canonical.in_([True, False]), BulletinRow.released_at >= since
    yield copied, [*ever_released, BulletinRow.state == BulletinState.RELEASED, *published]
    yield (
        literal(Part.HELD.value),
        [BulletinRow.state == BulletinState.HELD, *published, *lies_within(BulletinRow, reach)],
    )


def _hour(connection: Connection) -> ColumnElement[Any]:
    """Return the hour of a bulletin's publication in UTC, as SQLite's columns begin."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", BulletinRow.published_at), "YYYY-MM-DD HH24")
    return func.substr(BulletinRow.published_at, 1, _HOUR_CHARS)


@lru_cache(maxsize=_HOURS_KEPT)
def _day(hour: str, zone: Zone) -> date:
    """Return the day of a zone in which an hour of UTC lies."""
    return datetime.fromisoformat(f"{hour}:00+00:00").astimezone(ZoneInfo(zone.iana)).date()
