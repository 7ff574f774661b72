"""When to poll a source next; pure, and proven by a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.errors import FaultKind
from syndicator.fetch.rhythm import gap_until, is_known
from syndicator.model.entry import Reading
from syndicator.model.source import Course, Rhythm

SLOWEST = timedelta(days=1)
FIRST_GAP = timedelta(minutes=10)
GROWTH = 1.5
DEFAULT_OF_WORDPRESS = timedelta(hours=1)
SHARE = 0.05
"""A source is polled again when a twentieth of a release is to be expected of it."""
UNCONDITIONAL_EVERY = 100
"""One poll in so many goes without validators, for some servers answer 304 for ever."""
READ_WHOLE_EVERY = timedelta(hours=1)
FRESH = timedelta(days=2)
"""A source whose newest release is older has hardly anything left to delete that anybody would look for."""
WEIGHTS: dict[FaultKind, float] = {"status": 0.5, "too_many": 0.5, "dns": 0.25}
"""How much a failure counts; one that is not listed counts 1. Errors that often mend themselves count less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """
    The bounds within which sources are polled.

    Args:
        fastest: no source is polled more often, but one whose interval a person fixed.
        failure_backoff: how much later each whole failure in a row makes the next poll.
    """

    fastest: timedelta = timedelta(minutes=5)
    failure_backoff: timedelta = timedelta(minutes=5)

    def gap_after(self, gap: timedelta | None, rhythm: Rhythm | None, now: datetime, *, brought: bool) -> timedelta:
        """
        Return the gap that suits a source better than its last one.

        Where its rhythm is known, that decides: desks sleep. Else the gap halves when a poll brought something new
        and grows by half when it did not.

        Args:
            now: aware, by the source's own clock.
        """
        if rhythm is not None and is_known(rhythm):
            wanted = gap_until(rhythm, now, share=SHARE, longest=SLOWEST)
        else:
            last = gap or FIRST_GAP
            wanted = last / 2 if brought else last * GROWTH
        return min(max(wanted, self.fastest), SLOWEST)

    def next_poll_at(
        self,
        now: datetime,
        *,
        gap: timedelta | None,
        every: timedelta | None = None,
        failures: float = 0,
        wish: timedelta | None = None,
        jitter: float = 0.5,
    ) -> datetime:
        """
        Return when a source should be polled next.

        Args:
            now: aware; the moment the last poll ended.
            gap: what `gap_after` gave last; None before the first poll.
            every: the interval that a person fixed; it wins over `gap`.
            failures: weighed failures in a row; 0 after a success. The delay grows linearly with them.
            wish: the server's own (Retry-After, max-age); it wins if longer, up to a day.
            jitter: between 0 and 1; spreads sources that were added together over a tenth of the interval.
        """
        usual = every or max(gap or FIRST_GAP, self.fastest)
        wanted = max(usual, self.failure_backoff * failures) if failures else usual
        spread = min(wanted, SLOWEST) * (0.95 + jitter / 10)
        return now + max(spread, min(wish or timedelta(0), SLOWEST))


def wished_gap(reading: Reading) -> timedelta | None:
    """
    Return how often a feed wishes to be asked (`ttl`, `sy:updatePeriod`), at most a day; None if it does not say.

    Hourly is what every WordPress says that nobody told otherwise: no wish of the desk's, and not taken for one.
    """
    if reading.every is None:
        return None
    said_by_default = reading.every == DEFAULT_OF_WORDPRESS and "wordpress" in (reading.generator or "").lower()
    return None if said_by_default else min(reading.every, SLOWEST)


def failures_after(failures: float, kind: FaultKind | None) -> float:
    """Return the weighed count of failures in a row after one more poll; `kind` None means that it went well."""
    return 0.0 if kind is None else failures + WEIGHTS.get(kind, 1.0)


def goes_without_validators(course: Course, source_id: int, now: datetime) -> bool:
    """
    Whether the next poll goes without validators.

    One in a hundred does, and sources take turns. So does one an hour while a source has fresh releases: WordPress'
    validators follow the post that was modified last, so that a deletion hides behind a 304 until something is posted.
    """
    if (course.polls + source_id) % UNCONDITIONAL_EVERY == UNCONDITIONAL_EVERY - 1:
        return True
    is_fresh = course.newest_at is not None and now - course.newest_at < FRESH
    return is_fresh and course.read_at is not None and now - course.read_at >= READ_WHOLE_EVERY
