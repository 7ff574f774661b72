"""The use case: what of the newsroom leaves it as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from syndicator.coverage import Coverage
from syndicator.exporting.report import ReportPrinter
from syndicator.exporting.sheets import csv_pieces, write_xlsx
from syndicator.exporting.tables import Tabulator, Words
from syndicator.exporting.weekly import WeeklyReader
from syndicator.exporting.weeks import Week
from syndicator.model.moment import Clock
from syndicator.model.reach import reach_of
from syndicator.model.unit import Unit, UnitTree
from syndicator.rulekeeping import RuleKeeper
from syndicator.storage import exports
from syndicator.storage.exports import Wanted
from syndicator.storage.session import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """Writes tables and reports; `base` is the public address of the portal."""

    database: Database
    coverage: Coverage
    keeper: RuleKeeper
    units: UnitTree
    clock: Clock
    base: str

    def count(self, wanted: Wanted) -> int:
        """Return how many bulletins these are, give or take a few of the hours around midnight."""
        with self.database.read() as connection:
            return exports.count(connection, wanted, self.units)

    def csv(self, wanted: Wanted, words: Words, *, bom: bool) -> Iterator[bytes]:
        """Yield bulletins as CSV, as they are read."""
        table = self._table(wanted, words)
        rows = map(table.row, exports.bulletins(self.database, wanted, self.units))
        return csv_pieces(table.headings, rows, bom=bom)

    def xlsx(self, file: IO[bytes], wanted: Wanted, words: Words, *, title: str) -> None:
        """Write bulletins into a file as XLSX."""
        table = self._table(wanted, words)
        rows = map(table.row, exports.bulletins(self.database, wanted, self.units))
        write_xlsx(file, title, list(table.widths.values()), chain([table.headings], rows))

    def weekly(self, week: Week | None = None, *, scope: Unit | None = None) -> bytes:
        """Return a week's report as a PDF: of the last one that is over, of all units or of one and those below."""
        now = self.clock()
        reader = WeeklyReader(self.database, self.coverage, self.keeper.topic_names("id"))
        told = reader.read(week or Week.over_at(now), scope, reach_of(scope.slug if scope else None, self.units))
        return ReportPrinter(self.units).printed(told, now)

    def _table(self, wanted: Wanted, words: Words) -> Tabulator:
        return Tabulator(units=self.units, base=self.base, words=words, text=wanted.text)
