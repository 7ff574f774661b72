"""The board: units and days, and in each cell what was told and how it compares with what is usual; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from syndicator.coverage.norms import HISTORY_DAYS, norms, silences
from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree, Zone
from syndicator.storage.coverage import Part, Tally

RUN_UP_DAYS = 21
"""So long before the first day shown a silence may have begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    What a unit, or all units of a command, told on one day.

    Args:
        norm: what is usual; None where it is not known.
        silent: the whole of it told clearly less than that.
        quiet: how many units of it did.
    """

    day: date
    published: int
    copied: int
    held: int
    norm: float | None = None
    silent: bool = False
    quiet: int = 0

    @property
    def told(self) -> int:
        """All that came."""
        return self.published + self.copied + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit with all below it, or by itself (`alone`), day by day; `unit` is None for what nobody is known to tell."""

    unit: Unit | None
    alone: bool
    members: int
    silent_members: int
    """How many units of it had silent days."""
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Cell:
        """Its days together."""
        return _together(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A unit, and its silent days."""

    unit: Unit
    days: tuple[date, ...]
    usual: float
    """What it would have told on them by its norms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """
    All rows, and what they hold together.

    Args:
        command: whose units the rows are; None where they are the commands.
        silent: units with silent days; those first that would have told the most.
    """

    days: tuple[date, ...]
    command: Unit | None
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]
    silent: tuple[Silence, ...]

    @property
    def total(self) -> Cell:
        """All rows and all days together."""
        return _together(self.totals)


def _together(cells: Sequence[Cell]) -> Cell:
    return Cell(
        day=cells[0].day,
        published=sum(one.published for one in cells),
        copied=sum(one.copied for one in cells),
        held=sum(one.held for one in cells),
        quiet=sum(one.quiet for one in cells),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are shown, and before them those from which norms are known."""

    last: date
    shown: int

    @property
    def first(self) -> date:
        """The first day that has to be counted."""
        return self.last - timedelta(days=self.length - 1)

    @property
    def length(self) -> int:
        """How many days have to be counted."""
        return HISTORY_DAYS + RUN_UP_DAYS + self.shown

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are shown, in order."""
        return tuple(self.last - timedelta(days=ago) for ago in reversed(range(self.shown)))


@dataclass(slots=True)
class _Series:
    """What one unit, or several together, told on each day of a span."""

    parts: dict[Part, list[int]]

    @classmethod
    def empty(cls, length: int) -> _Series:
        return cls({part: [0] * length for part in Part})

    def add(self, other: _Series) -> None:
        for part, counts in other.parts.items():
            self.parts[part] = [mine + more for mine, more in zip(self.parts[part], counts, strict=True)]

    def judged(self) -> tuple[list[float | None], list[bool]]:
        """Return the norms of the days from the run-up on, and which of them were silent."""
        told = [sum(counts) for counts in zip(*self.parts.values(), strict=True)]
        usual = norms(told, HISTORY_DAYS)
        return usual, silences(told[HISTORY_DAYS:], usual)


@dataclass(frozen=True, slots=True)
class _Group:
    """What one row tells of; `unit` is None for what nobody is known to tell."""

    unit: Unit | None
    members: Sequence[Unit | None]
    alone: bool = False


class Tallied:
    """
    What all units told in a span; `today` is the day in each zone, which is not over yet and so never silent.

    What a Polsek told counts for the unit above it: hardly any publishes often enough to have a norm.

    Args:
        apart: a unit whose own is counted for itself though it be a Polsek, for a board that shows nothing else.
    """

    def __init__(
        self,
        units: UnitTree,
        tallied: Iterable[Tally],
        span: Span,
        today: Mapping[Zone, date],
        apart: Unit | None = None,
    ) -> None:
        self._units, self._span, self._today, self._apart = units, span, today, apart
        self._series: dict[Unit | None, _Series] = {}
        first = span.first
        for one in tallied:
            unit = self._counted_for(one.unit) if one.unit else None
            series = self._series.get(unit) or self._series.setdefault(unit, _Series.empty(span.length))
            counts = series.parts[one.part]
            for day, count in one.days.items():
                counts[(day - first).days] += count
        self._silences: dict[Unit | None, Silence] = {
            unit: self._silent_days(unit) for unit in self._series if unit is not None
        }

    def _counted_for(self, unit: Unit) -> Unit:
        counts_for_another = unit.kind == SECTOR_KIND and unit != self._apart
        above = self._units.above(unit) if counts_for_another else None
        return above or unit

    def _silent_days(self, unit: Unit) -> Silence:
        usual, silent = self._series[unit].judged()
        shown = list(zip(self._span.days, usual[RUN_UP_DAYS:], silent[RUN_UP_DAYS:], strict=True))
        quiet = [(day, norm or 0.0) for day, norm, is_silent in shown if is_silent and day < self._today[unit.zone]]
        return Silence(unit=unit, days=tuple(day for day, _ in quiet), usual=sum(norm for _, norm in quiet))

    def commands(self, within: Unit | None = None) -> Board:
        """Return the board of all commands, or of one of them, or of one unit."""
        commands = self._by_command()
        if within is not None:
            return self._board(None, [_Group(within, commands.get(within) or self._subtree(within))])
        groups = [_Group(unit, members) for unit, members in commands.items()]
        return self._board(None, [*groups, *([_Group(None, [None])] if None in self._series else [])])

    def units_of(self, command: Unit) -> Board:
        """Return the board of a command: itself first, then what stands below it, each with all of its own."""
        commands = self._by_command()
        below = [unit for unit in self._units.below(command) if unit not in commands]
        groups = [_Group(unit, self._subtree(unit)) for unit in below]
        return self._board(command, [_Group(command, [command], alone=True), *groups])

    def _by_command(self) -> dict[Unit, list[Unit]]:
        """Return the units of each command; headquarters' are those that stand below no regional one."""
        tops = self._units.commands()
        found: dict[Unit, list[Unit]] = {command: [] for command in tops}
        for unit in self._units:
            if unit.kind != SECTOR_KIND:
                found[self._units.polda(unit) or tops[0]].append(unit)
        return found

    def _subtree(self, top: Unit) -> list[Unit]:
        below = [unit for unit in self._units.below(top) if unit.kind != SECTOR_KIND]
        return [top, *(lower for unit in below for lower in self._subtree(unit))]

    def _board(self, command: Unit | None, groups: Sequence[_Group]) -> Board:
        rows = tuple(map(self._row, groups))
        members = {unit for group in groups for unit in group.members if unit is not None}
        silent = [one for one in self._silences.values() if one.days and one.unit in members]
        return Board(
            days=self._span.days,
            command=command,
            rows=rows,
            totals=tuple(_together(column) for column in zip(*(row.cells for row in rows), strict=True)),
            silent=tuple(sorted(silent, key=lambda one: (-one.usual, -len(one.days), one.unit.name))),
        )

    def _row(self, group: _Group) -> Row:
        series, quiet = _Series.empty(self._span.length), Counter[date]()
        for member in group.members:
            if member in self._series:
                series.add(self._series[member])
            if member in self._silences:
                quiet.update(self._silences[member].days)
        usual, silent = series.judged()
        unit, shown = group.unit, slice(RUN_UP_DAYS, None)
        over = self._today[unit.zone if unit else Zone.WIB]
        counts = [series.parts[part][-self._span.shown :] for part in Part]
        cells = [
            Cell(
                day=day,
                published=published,
                copied=copied,
                held=held,
                norm=norm,
                silent=unit is not None and is_silent and day < over,
                quiet=quiet[day],
            )
            for day, published, copied, held, norm, is_silent in zip(
                self._span.days, *counts, usual[shown], silent[shown], strict=True
            )
        ]
        quiet_ones = sum(member in self._silences and bool(self._silences[member].days) for member in group.members)
        members = len(group.members)
        return Row(unit=unit, alone=group.alone, members=members, silent_members=quiet_ones, cells=tuple(cells))
