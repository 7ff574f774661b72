"""The use case: the board of the days up to now, or of a week that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from syndicator.coverage.board import Board, Span, Tallied
from syndicator.model.moment import Clock
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.storage import coverage
from syndicator.storage.coverage import ToldRelease
from syndicator.storage.session import Database

WINDOWS = (7, 14, 30)
"""How many days a board may show."""
MOST_A_DAY = 20_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reads what was told, and judges it by what is usual."""

    database: Database
    units: UnitTree
    clock: Clock

    def board(
        self, *, days: int, last: date | None = None, command: Unit | None = None, within: Unit | None = None
    ) -> Board:
        """
        Return a board.

        Args:
            last: the last day shown; None is today by Jakarta's clock.
            command: show its units in place of the commands.
            within: show nothing but this unit and what is below it, whatever is asked for.
        """
        today = {zone: self.clock().astimezone(ZoneInfo(zone.iana)).date() for zone in Zone}
        span = Span(last or today[Zone.WIB], days)
        with self.database.read() as connection:
            found = coverage.tallies(connection, self.units, span.first, span.last)
        tallied = Tallied(self.units, found, span, today, apart=within)
        may_open = within is None or command == within or (command is not None and self.units.is_above(within, command))
        return tallied.units_of(command) if command is not None and may_open else tallied.commands(within)

    def day(self, unit: Unit, day: date, *, alone: bool, reach: Reach = WHOLE) -> list[ToldRelease]:
        """Return what a unit, with all below it or alone, told on a day of its own zone; held ones of a reach alone."""
        with self.database.read() as connection:
            found = coverage.told_on(connection, self.units, day, most=MOST_A_DAY, reach=reach)
        return [one for one in found if one.unit is not None and self._counts_for(unit, one.unit, alone=alone)]

    def _counts_for(self, unit: Unit, teller: Unit, *, alone: bool) -> bool:
        """Headquarters' row holds what belongs to no regional command, as on the board."""
        if unit == teller:
            return True
        if alone or not self.units.is_above(unit, teller):
            return False
        return self.units.polda(teller) is None or self.units.polda(unit) is not None
