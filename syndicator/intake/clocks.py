"""Clocks that lie: a site's local time labelled +0000, told from what its entries claim. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.model.entry import Entry
from syndicator.model.unit import Zone

LEAST_AHEAD = timedelta(minutes=30)
TOLERANCE = timedelta(minutes=10)


def offset_of(
    entries: Iterable[Entry], seen_at: datetime, zone: Zone, before: timedelta | None = None
) -> timedelta | None:
    """
    Return how far a source's clock is ahead of what its labels say; None while nothing shows it.

    Nothing is published in the future: an entry that claims to be, by less than the zone's offset, was written by the
    local clock. What was learned before holds until `contradicts` says otherwise.
    """
    told = (one.published_at for one in entries)
    ahead = max((moment - seen_at for moment in told if moment is not None and moment.tzinfo), default=timedelta(0))
    local = seen_at.astimezone(ZoneInfo(zone.iana)).utcoffset() or timedelta(0)
    return local if LEAST_AHEAD < ahead <= local + TOLERANCE else before


def set_right(entries: Sequence[Entry], offset: timedelta | None) -> tuple[Entry, ...]:
    """Return the entries by the true clock."""
    if not offset:
        return tuple(entries)
    return tuple(
        replace(one, published_at=_earlier(one.published_at, offset), updated_at=_earlier(one.updated_at, offset))
        for one in entries
    )


def _earlier(moment: datetime | None, offset: timedelta) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment - offset
    except OverflowError:
        return None


def contradicts(offset: timedelta, told: Sequence[datetime], last_polled_at: datetime | None, now: datetime) -> bool:
    """
    Whether new releases show that a clock is right again.

    Each of them would have been published before the last poll, which did not see it; by the label it was published
    since then.

    Args:
        told: publication of the releases that are new since the last poll, by the offset learned before.
    """
    if last_polled_at is None or not told or now - last_polled_at >= offset:
        return False
    return all(
        moment < last_polled_at - TOLERANCE and last_polled_at - TOLERANCE < moment + offset <= now + TOLERANCE
        for moment in told
    )
