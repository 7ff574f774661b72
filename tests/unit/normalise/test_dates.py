"""When a release was published: the clocks of three zones, and dates that cannot be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model.unit import Zone
from syndicator.normalise.dates import EARLIEST, FUTURE_TOLERANCE, in_utc, publication

SEEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "hour"), [(Zone.WIB, 5), (Zone.WITA, 4), (Zone.WIT, 3)])
def test_a_clock_without_a_zone_is_that_of_the_unit(zone: Zone, hour: int) -> None:
    assert in_utc(datetime(2026, 3, 2, 12, 0), zone) == at(hour)  # noqa: DTZ001 -- the feed names no zone


@pytest.mark.parametrize("zone", list(Zone))
def test_a_clock_with_a_zone_is_believed(zone: Zone) -> None:
    assert in_utc(datetime(2026, 3, 2, 12, 0, tzinfo=WIB), zone) == at(5)
    assert in_utc(None, zone) is None


@pytest.mark.parametrize(
    ("told", "zone", "published"),
    [
        (at(7), Zone.WIB, at(7)),
        (datetime(2026, 3, 2, 14, 0, tzinfo=WIB), Zone.WITA, at(7)),
        (datetime(2026, 3, 2, 14, 0), Zone.WIB, at(7)),  # noqa: DTZ001
        (datetime(2026, 3, 2, 14, 0), Zone.WITA, at(6)),  # noqa: DTZ001
        (datetime(2026, 3, 2, 14, 0), Zone.WIT, at(5)),  # noqa: DTZ001
        (None, Zone.WIB, SEEN),
        (EARLIEST - timedelta(seconds=1), Zone.WIB, SEEN),
        (datetime(1970, 1, 1, tzinfo=UTC), Zone.WIB, SEEN),
        (EARLIEST, Zone.WIB, EARLIEST),
        (SEEN, Zone.WIB, SEEN),
        (SEEN + timedelta(minutes=5), Zone.WIB, SEEN),
        (SEEN + FUTURE_TOLERANCE, Zone.WIB, SEEN),
        (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), Zone.WIB, SEEN),
        (datetime(2099, 1, 1, tzinfo=UTC), Zone.WIB, SEEN),
    ],
)
def test_publication(told: datetime | None, zone: Zone, published: datetime) -> None:
    assert publication(told, zone, SEEN) == published


@pytest.mark.parametrize(("zone", "ahead"), [(Zone.WIB, 7), (Zone.WITA, 8), (Zone.WIT, 9)])
def test_a_local_clock_that_calls_itself_utc_is_read_as_local(zone: Zone, ahead: int) -> None:
    """Several sites leave pubDate at +0000 though the clock is local."""
    published = SEEN - timedelta(minutes=30)
    assert publication(published + timedelta(hours=ahead), zone, SEEN) == published


@pytest.mark.parametrize(
    "told",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1),  # noqa: DTZ001
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59),  # noqa: DTZ001
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
@pytest.mark.parametrize("zone", list(Zone))
def test_a_date_at_the_ends_of_the_calendar_gives_way_to_the_moment_it_was_seen(told: datetime, zone: Zone) -> None:
    """`0001-01-01T00:00:00` is what some programs write for "no date"."""
    assert publication(told, zone, SEEN) == SEEN


@given(st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)), st.sampled_from(Zone))
def test_publication_is_aware_and_never_in_the_future(told: datetime | None, zone: Zone) -> None:
    published = publication(told, zone, SEEN)
    assert EARLIEST <= published <= SEEN
    assert published.utcoffset() == timedelta(0)
