"""
What a unit usually tells, and which of its days were silent; pure.

The norm of a day is the median of what was told on the same weekday of the eight weeks before. A silent day has a norm
above zero and is clearly below it: nothing was told, and the norms of all days since something was told add up to three
or more; or less than half of the norm was told, and chance would bring so little on fewer than one day in twenty.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

WEEK_DAYS = 7
WEEKS = 8
FEWEST_WEEKS = 3
"""A unit that is known for less has no norm yet."""
HISTORY_DAYS = WEEKS * WEEK_DAYS
MISSED = 3.0
"""A Poisson process of which three are expected brings none in one case of twenty."""
RARE = 0.05


def norms(told: Sequence[int], first: int) -> list[float | None]:
    """
    Return the norm of each day from the index `first` on; None where nothing was told in all of the eight weeks.

    Args:
        told: how many were told on each of consecutive days; what lies before the first that told any is not known.
        first: at least HISTORY_DAYS.
    """
    days = [day for day, count in enumerate(told) if count]
    if not days:
        return [None] * (len(told) - first)
    found = []
    for day in range(first, len(told)):
        weeks = min(WEEKS, (day - days[0]) // WEEK_DAYS)
        is_known = weeks >= FEWEST_WEEKS and bisect_left(days, day) > bisect_left(days, day - HISTORY_DAYS)
        found.append(_median(told[day - weeks * WEEK_DAYS : day : WEEK_DAYS]) if is_known else None)
    return found


def _median(counts: Sequence[int]) -> float:
    """Return the median; the one of the standard library takes longer than all else that a board needs."""
    ordered, half = sorted(counts), len(counts) // 2
    return float(ordered[half]) if len(counts) % 2 else (ordered[half - 1] + ordered[half]) / 2


def silences(told: Sequence[int], usual: Sequence[float | None]) -> list[bool]:
    """Return for each of consecutive days whether it was silent; `usual` are their norms."""
    found, missed = [], 0.0
    for count, norm in zip(told, usual, strict=True):
        missed = 0.0 if count else missed + (norm or 0.0)
        is_silent = _clearly_below(count, norm or 0.0) if count else missed >= MISSED
        found.append(is_silent and bool(norm))
    return found


def _clearly_below(count: int, norm: float) -> bool:
    return count < norm / 2 and at_most(count, norm) < RARE


def at_most(count: int, mean: float) -> float:
    """Return how likely a Poisson process of this mean brings so many or fewer."""
    if mean <= 0:
        return 1.0
    return sum(math.exp(one * math.log(mean) - mean - math.lgamma(one + 1)) for one in range(count + 1))
