"""Charts of the coverage board as shapes with places and sizes, which templates draw; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicator.coverage import Cell

WIDTH, HEIGHT = 960.0, 240.0
LEFT, BOTTOM, TOP = 40.0, 36.0, 22.0
SPARK_WIDTH, SPARK_HEIGHT = 112.0, 26.0
_STEPS = (1, 2, 5)
_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `part` names what it stands for."""

    part: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """The bars of one day, one upon the other; `middle` is where its label belongs, `top` where they end."""

    cell: Cell
    bars: tuple[Bar, ...]
    middle: float
    top: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A stacked bar for each day; `lines` are the places of the lines behind them, with their numbers."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[float, int], ...]
    floor: float = HEIGHT - BOTTOM
    left: float = LEFT
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Spark:
    """A small bar for each day, and over them what is usual, as the points of a line for each run of days."""

    bars: tuple[Bar, ...]
    norms: tuple[str, ...]
    width: float = SPARK_WIDTH
    height: float = SPARK_HEIGHT


def stacked(cells: Sequence[Cell]) -> Chart:
    """Return the chart of consecutive days."""
    lines = scale(max(cell.told for cell in cells))
    unit = (HEIGHT - BOTTOM - TOP) / lines[-1]
    step = (WIDTH - LEFT) / len(cells)
    columns = tuple(_column(cell, LEFT + place * step, step, unit) for place, cell in enumerate(cells))
    return Chart(columns, tuple((round(HEIGHT - BOTTOM - line * unit, 1), line) for line in lines))


def scale(most: int) -> list[int]:
    """Return the numbers of the lines of a chart, from 0 to `most` or a little more, in steps of 1, 2 or 5 tens."""
    step, tens = 1, 1
    while step * _LINES < most:
        step = next((one * tens for one in _STEPS if one * tens * _LINES >= most), step * 10)
        tens *= 10
    return list(range(0, max(most, 1) + step, step)) if most % step or not most else list(range(0, most + 1, step))


def _column(cell: Cell, x: float, step: float, unit: float) -> Column:
    gap, top, bars = step * 0.18, HEIGHT - BOTTOM, []
    for part, count in (("published", cell.published), ("copied", cell.copied), ("held", cell.held)):
        if count:
            top -= count * unit
            bars.append(Bar(part, round(x + gap, 1), round(top, 1), round(step - 2 * gap, 1), round(count * unit, 1)))
    return Column(cell, tuple(bars), round(x + step / 2, 1), round(top, 1))


def spark(cells: Sequence[Cell]) -> Spark:
    """Return the small chart of a row; a silent day without anything is a mark on the ground."""
    highest = max([1.0, *(max(cell.told, cell.norm or 0.0) for cell in cells)])
    unit, step = (SPARK_HEIGHT - 2) / highest, SPARK_WIDTH / len(cells)
    bars = []
    for place, cell in enumerate(cells):
        height = max(cell.told * unit, 2.0 if cell.told or cell.silent else 0.0)
        if height:
            part = "silent" if cell.silent else "told"
            y = SPARK_HEIGHT - height
            bars.append(Bar(part, round(place * step + 0.8, 1), round(y, 1), round(step - 1.6, 1), round(height, 1)))
    return Spark(tuple(bars), tuple(_norm_lines(cells, unit, step)))


def _norm_lines(cells: Sequence[Cell], unit: float, step: float) -> list[str]:
    runs: list[list[str]] = [[]]
    for place, cell in enumerate(cells):
        if cell.norm is None:
            runs.append([])
        else:
            y = round(SPARK_HEIGHT - cell.norm * unit, 1)
            runs[-1] += [f"{round(place * step, 1)},{y}", f"{round((place + 1) * step, 1)},{y}"]
    return [" ".join(run) for run in runs if run]
