"""When a release was published, from what a feed says; always aware, never in the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.model.unit import Zone

FUTURE_TOLERANCE = timedelta(minutes=10)
CLOCKS_APART = timedelta(days=2)
"""No two clocks of the world differ by more, however wrong their zone is told."""
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)


def in_utc(moment: datetime | None, zone: Zone) -> datetime | None:
    """Return a moment in UTC, None for one beyond the calendar; a naive one was told by the local clock of `zone`."""
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone.iana))).astimezone(UTC)
    except OverflowError:
        return None


def publication(told: datetime | None, zone: Zone, seen_at: datetime) -> datetime:
    """
    Return when a release was published.

    A date that is missing, older than the web, or in the future cannot be believed; it gives way to `seen_at`.
    A local clock labelled +0000 lies ahead by the zone's offset: such a date is read as local time.
    """
    moment = in_utc(told, zone)
    if moment is None or moment < EARLIEST:
        return seen_at
    if moment > seen_at + FUTURE_TOLERANCE:
        moment = in_utc(moment.replace(tzinfo=None), zone) or seen_at
    return min(moment, seen_at)


def modification(told: datetime | None, zone: Zone, seen_at: datetime) -> datetime | None:
    """Return when a release was last changed, None if that was not told or lies where no change can."""
    moment = in_utc(told, zone)
    return moment if moment is not None and EARLIEST <= moment <= seen_at + CLOCKS_APART else None
