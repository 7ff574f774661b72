"""Small drawings of a source's polls and of its day, as numbers that a template draws; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log10

from syndicator.model.source import Rhythm
from syndicator.storage.fetches import FAILED, Fetched

HEIGHT = 40
BAR, GAP = 7, 2
LEAST = 4
_FAST, _SLOW = timedelta(milliseconds=20), timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands on the ground: where, how high, of which kind, and what it is about."""

    x: int
    y: int
    height: int
    kind: str
    fetched: Fetched | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """Bars side by side."""

    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        """The width of the whole."""
        return max(len(self.bars) * (BAR + GAP) - GAP, 1)


def of_polls(fetches: Sequence[Fetched]) -> Strip:
    """Return polls, given the newest first, in the order of time; the longer an answer took, the higher its bar."""
    return Strip(tuple(_bar(place, _height(one), _kind(one), one) for place, one in enumerate(reversed(fetches))))


def of_day(rhythm: Rhythm | None) -> Strip | None:
    """Return how much a source publishes in each hour of its day; None while it published nothing."""
    most = max(rhythm.hours) if rhythm else 0.0
    if rhythm is None or most <= 0:
        return None
    heights = [max(round(count / most * HEIGHT), 1 if count > 0 else 0) for count in rhythm.hours]
    return Strip(tuple(_bar(hour, height, "news", None, hour) for hour, height in enumerate(heights)))


def _bar(place: int, height: int, kind: str, fetched: Fetched | None, number: int = 0) -> Bar:
    return Bar(place * (BAR + GAP), HEIGHT - height, height, kind, fetched, number)


def _kind(fetched: Fetched) -> str:
    if fetched.outcome == FAILED:
        return "failed"
    return "news" if fetched.added or fetched.revised else "same"


def _height(fetched: Fetched) -> int:
    """By the logarithm: between what is fast and what is given up there is a factor of a thousand."""
    if fetched.outcome == FAILED:
        return HEIGHT
    took = min(max(fetched.took, _FAST), _SLOW)
    share = log10(took / _FAST) / log10(_SLOW / _FAST)
    return LEAST + round(share * (HEIGHT - LEAST))
