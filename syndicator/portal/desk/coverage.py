"""The coverage board: what each command and unit told on each day, and which of them fell silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from babel.dates import format_date
from fastapi import HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.coverage import WINDOWS, Board, Row
from syndicator.model.unit import Unit
from syndicator.portal.charts import Spark, spark, stacked
from syndicator.portal.desk.access import OUT_OF_REACH, login_of, reach_in
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.language import Language
from syndicator.portal.pages import Pages

USUAL_WINDOW = 14
MOST_SILENT = 40
FURTHEST_BACK = timedelta(days=400)

Slug = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class DayName:
    """A day as the head of a column says it, and in full."""

    weekday: str
    short: str
    full: str
    day: date


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board with its small chart; `opens` is the address of its own units, if it has any."""

    row: Row
    spark: Spark
    opens: str | None


class CoverageBoard:
    """Answers with the board, and with what is behind one of its cells."""

    def __init__(self, service: Service, pages: Pages, desk: DeskPages) -> None:
        self._coverage = service.coverage
        self._units = service.settings.units
        self._clock = service.clock
        self._pages = pages
        self._desk = desk

    def board(self, request: Request, days: int = USUAL_WINDOW, command: Slug = "") -> Response:
        """Answer with the commands, or with the units of one; a number of days that is not offered is the usual."""
        window, within = days if days in WINDOWS else USUAL_WINDOW, bound_to(request, self._units.find)
        opened = self._units.find(command) if command else None
        if command and opened is None:
            raise HTTPException(404)
        board = self._coverage.board(days=window, command=opened, within=within)
        told = {
            "board": board,
            "lines": self._lines(board, window),
            "chart": stacked(board.totals),
            "names_of_days": names_of(board.days, self._pages.edition(request).language),
            "window": window,
            "windows": WINDOWS,
            "silent": board.silent[:MOST_SILENT],
        }
        return self._desk.answer(request, "coverage.html", told)

    def _lines(self, board: Board, window: int) -> list[Line]:
        return [
            Line(row, spark(row.cells), self._opens(row, window) if board.command is None else None)
            for row in board.rows
        ]

    def _opens(self, row: Row, window: int) -> str | None:
        has_units = row.unit is not None and row.members > 1
        return f"/desk/coverage?days={window}&command={row.unit.slug}" if has_units and row.unit else None

    def day(self, request: Request, unit: Slug, day: date, *, alone: bool = False) -> Response:
        """Answer with what a unit, with all below it or alone, told on a day of its own zone."""
        wanted, within = self._units.find(unit), bound_to(request, self._units.find)
        if wanted is None or not abs(self._clock().date() - day) < FURTHEST_BACK:
            raise HTTPException(404)
        if within not in {None, wanted} and not self._units.is_above(within or wanted, wanted):
            raise HTTPException(403, OUT_OF_REACH)
        told = {
            "unit": wanted,
            "alone": alone,
            "day": names_of((day,), self._pages.edition(request).language)[0],
            "releases": self._coverage.day(wanted, day, alone=alone, reach=reach_in(request)),
        }
        return self._desk.answer(request, "coverage_day.html", told)


def bound_to(request: Request, find: Callable[[str], Unit | None]) -> Unit | None:
    """Return the command that whoever the door let in is bound to, None for everything."""
    slug = login_of(request).user.unit
    if slug is None:
        return None
    unit = find(slug)
    if unit is None:
        raise HTTPException(403, OUT_OF_REACH)
    return unit


def names_of(days: tuple[date, ...], language: Language) -> list[DayName]:
    """Return how a language calls days."""

    def told(day: date, form: str) -> str:
        return format_date(day, form, locale=language.value)

    return [DayName(told(day, "EEE"), told(day, "d/M"), told(day, "EEEE, d MMMM y"), day) for day in days]
