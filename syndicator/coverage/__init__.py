"""Coverage: what each unit told on each day, and whether that is what it usually tells."""

from syndicator.coverage.board import Board, Cell, Row
from syndicator.coverage.coverage import WINDOWS, Coverage

__all__ = ["WINDOWS", "Board", "Cell", "Coverage", "Row"]
