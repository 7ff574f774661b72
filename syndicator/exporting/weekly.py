"""What leaders are told of a week: figures beside those of the week before, and titles of what the public sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from syndicator.coverage import Board, Coverage
from syndicator.coverage.board import Silence
from syndicator.exporting.weeks import Week
from syndicator.model.reach import Reach
from syndicator.model.unit import Unit
from syndicator.storage import exports
from syndicator.storage.exports import Headline, Period
from syndicator.storage.session import Connection, Database

MOST_URGENT = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of this week and of the one before."""

    now: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFigures:
    """What a command's units told, and how many of them had silent days."""

    name: str
    published: Figure
    copied: int
    silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """
    All that a report tells.

    Args:
        scope: the unit whose subtree it is about; None for all.
        topics: names, most frequent first; a release may have several.
        commands: most published first; those that told nothing come last.
        channels: how many of the week's releases each brought.
    """

    week: Week
    scope: Unit | None
    published: Figure
    copied: Figure
    held: Figure
    withdrawn: Figure
    topics: tuple[tuple[str, Figure], ...]
    commands: tuple[CommandFigures, ...]
    silent: tuple[Silence, ...]
    channels: tuple[tuple[str, int], ...]
    urgent: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class WeeklyReader:
    """Reads what a report tells."""

    database: Database
    coverage: Coverage
    topics: Mapping[str, str]

    def read(self, week: Week, scope: Unit | None, reach: Reach) -> Weekly:
        """Return the figures of a week, of all or of a subtree: `reach` is the reach of `scope`."""
        now, before = (self.coverage.board(days=7, last=one.last, within=scope) for one in (week, week.before))
        this, last = (Period(since=one.begins_at, until=one.ends_at, reach=reach) for one in (week, week.before))
        with self.database.read() as connection:
            return Weekly(
                week=week,
                scope=scope,
                published=Figure(now.total.published, before.total.published),
                copied=Figure(now.total.copied, before.total.copied),
                held=Figure(now.total.held, before.total.held),
                withdrawn=Figure(exports.withdrawn(connection, this), exports.withdrawn(connection, last)),
                topics=self._topics(connection, this, last),
                commands=_commands(now, before),
                silent=now.silent,
                channels=_fullest_first(exports.posts(connection, this)),
                urgent=tuple(exports.urgent(connection, this, most=MOST_URGENT)),
            )

    def _topics(self, connection: Connection, this: Period, last: Period) -> tuple[tuple[str, Figure], ...]:
        counts, before = exports.topic_counts(connection, this), exports.topic_counts(connection, last)
        ordered = _fullest_first(counts)
        return tuple((self.topics.get(slug, slug), Figure(count, before.get(slug, 0))) for slug, count in ordered)


def _fullest_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _commands(now: Board, before: Board) -> tuple[CommandFigures, ...]:
    earlier = {row.unit: row.total.published for row in before.rows}
    found = [
        CommandFigures(
            name=row.unit.name,
            published=Figure(row.total.published, earlier.get(row.unit, 0)),
            copied=row.total.copied,
            silent=row.silent_members,
        )
        for row in now.rows
        if row.unit is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.published.now, one.name)))
