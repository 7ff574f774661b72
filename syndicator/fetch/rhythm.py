"""A source's rhythm: at which hours and on which days it publishes, learned from what it published; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from syndicator.model.source import Rhythm

HALF_LIFE = timedelta(days=14)
"""After which what was published counts half: desks change their ways."""
HOURS, DAYS = 24, 7
LEAST_WEIGHT = 5.0
"""So many releases have to be known before a rhythm says anything."""


def unknown(now: datetime) -> Rhythm:
    """Return the rhythm of a source of which nothing is known."""
    return Rhythm((0.0,) * HOURS, (0.0,) * DAYS, now, now)


def is_known(rhythm: Rhythm) -> bool:
    """Whether it rests on enough releases to go by."""
    return sum(rhythm.hours) >= LEAST_WEIGHT


def learn(rhythm: Rhythm, moments: Iterable[datetime], now: datetime) -> Rhythm:
    """
    Return the rhythm with further releases counted in.

    Args:
        moments: aware, by the source's own clock; those from before counting began stretch it back.
    """
    told = [moment for moment in moments if now - moment < 4 * HALF_LIFE]
    faded = 0.5 ** (max(now - rhythm.at, timedelta(0)) / HALF_LIFE)
    hours = [count * faded for count in rhythm.hours]
    days = [count * faded for count in rhythm.days]
    for moment in told:
        share = 0.5 ** (max(now - moment, timedelta(0)) / HALF_LIFE)
        hours[moment.hour] += share
        days[moment.weekday()] += share
    return Rhythm(tuple(hours), tuple(days), min([rhythm.since, *told]), now)


def usual_gap(rhythm: Rhythm) -> timedelta | None:
    """Return the mean gap between two releases; None while too little is known."""
    return timedelta(hours=1) / _per_hour(rhythm) if is_known(rhythm) else None


def expected(rhythm: Rhythm, begin: datetime, span: timedelta) -> float:
    """Return how many releases are to be expected in a span of at most an hour, by the hour and the day."""
    weight = sum(rhythm.hours)
    hour = (rhythm.hours[begin.hour] + 1) / (weight / HOURS + 1)
    day = (rhythm.days[begin.weekday()] + 1) / (weight / DAYS + 1)
    return _per_hour(rhythm) * hour * day * (span / timedelta(hours=1))


def _per_hour(rhythm: Rhythm) -> float:
    """The mean rate: a constant stream of it would have faded to these counts."""
    age = max(rhythm.at - rhythm.since, timedelta(hours=6)) / HALF_LIFE
    fading_hours = HALF_LIFE / timedelta(hours=1) / math.log(2)
    return sum(rhythm.hours) / (fading_hours * (1 - math.pow(0.5, age)))


def gap_until(rhythm: Rhythm, now: datetime, *, share: float, longest: timedelta) -> timedelta:
    """
    Return after which time the given share of a release is to be expected, at most `longest`.

    Args:
        now: aware, by the source's own clock.
        share: of one release; the smaller, the sooner.
    """
    step, gap, so_far = timedelta(minutes=10), timedelta(0), 0.0
    while gap < longest:
        more = expected(rhythm, now + gap, step)
        if so_far + more >= share:
            return min(gap + step * ((share - so_far) / more), longest)
        so_far += more
        gap += step
    return longest
