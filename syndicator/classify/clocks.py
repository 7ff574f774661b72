"""Clocks: the time of day that a text tells beside a day, with its zone; the separator is a dot or a colon."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import time
from typing import TYPE_CHECKING

from syndicator.model.unit import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicator.classify.days import ToldDay
    from syndicator.classify.words import Words

CLOCK = re.compile(
    r"\b(?:pukul|pkl|pk|jam)\b\.?\s*(\d{1,2})(?:[.:](\d{2}))?(?:[.:]\d{2})?"
    r"(?:\s*(?:-|–|s/d|s\.d\.?|sampai|hingga)\s*(?:pukul\s*)?\d{1,2}[.:]\d{2})?\s*(wib|wita|wit)?\b",
    re.IGNORECASE,
)
REACH_CHARS = 400
"""A clock this far from a day is that of another moment."""
LAST_HOUR, LAST_MINUTE = 23, 59


def clock_of(words: Words, day: ToldDay, told: Sequence[ToldDay]) -> tuple[time, Zone | None] | None:
    """
    Return the clock that a text tells beside a day, and the zone of its letters; None where it tells none.

    It stands in the sentence of the day or in the next one, with no other day between them; one behind the day comes
    first.
    """
    start, end = words.starts[day.first], words.end(day.last)
    sentence = words.sentence(day.first)
    bounds = [words.starts[other.first] for other in told if other is not day]
    after = min([end + REACH_CHARS, *(bound for bound in bounds if bound > start)])
    before = max([0, start - REACH_CHARS, *(bound for bound in bounds if bound < start)])
    behind = [m for m in CLOCK.finditer(words.text, end, after) if _sentence(words, m) - sentence <= 1]
    ahead = [m for m in CLOCK.finditer(words.text, before, start) if _sentence(words, m) == sentence]
    return next(filter(None, map(_time, (*behind, *reversed(ahead)))), None)


def _sentence(words: Words, match: re.Match[str]) -> int:
    return bisect_right(words.sentence_ends, match.start())


def _time(match: re.Match[str]) -> tuple[time, Zone | None] | None:
    """Return the time of a clock; an hour alone is one only with its zone, for `jam 3 sore` is not 03.00."""
    hour, minute = int(match[1]), int(match[2] or 0)
    zone = Zone(match[3].upper()) if match[3] else None
    if hour > LAST_HOUR or minute > LAST_MINUTE or (match[2] is None and zone is None):
        return None
    return time(hour, minute), zone
