"""Quiet hours by the clock of a zone, over midnight and through a change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.deliver.quiet import silent_until
from syndicator.model.channel import QuietHours
from syndicator.model.verdict import Urgency

NIGHT = QuietHours(time(22), time(5), "Asia/Jakarta")
NOON = QuietHours(time(12), time(13, 30), "Asia/Jakarta")
WIB = timezone(timedelta(hours=7))


def at(hour: int, minute: int = 0, *, day: int = 2, zone: timezone = WIB) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        (None, at(23), None),
        (NIGHT, at(21, 59), None),
        (NIGHT, at(22), at(5, day=3)),
        (NIGHT, at(23, 59), at(5, day=3)),
        (NIGHT, at(0), at(5)),
        (NIGHT, at(4, 59), at(5)),
        (NIGHT, at(5), None),
        (NIGHT, at(12), None),
        (NOON, at(11, 59), None),
        (NOON, at(12), at(13, 30)),
        (NOON, at(13, 29), at(13, 30)),
        (NOON, at(13, 30), None),
        (QuietHours(time(8), time(8), "Asia/Jakarta"), at(8), None),
        (QuietHours(time(0), time(23, 59), "Asia/Jakarta"), at(0), at(23, 59)),
    ],
)
def test_silence_ends_at_the_end_of_the_hours(hours: QuietHours | None, now: datetime, end: datetime | None) -> None:
    assert silent_until(hours, Urgency.ROUTINE, now) == end


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 15), ("Asia/Makassar", 14), ("Asia/Jayapura", 13)])
def test_the_hours_are_those_of_the_zone(zone: str, hour: int) -> None:
    night = QuietHours(time(22), time(5), zone)
    begin = at(hour, zone=timezone.utc)  # noqa: UP017 -- the helper takes a timezone
    assert silent_until(night, Urgency.ROUTINE, begin - timedelta(minutes=1)) is None
    assert silent_until(night, Urgency.ROUTINE, begin) == begin + timedelta(hours=7)


@pytest.mark.parametrize(
    ("urgency", "silent"), [(Urgency.ROUTINE, True), (Urgency.IMPORTANT, True), (Urgency.URGENT, False)]
)
def test_only_what_is_urgent_goes_out_at_night(urgency: Urgency, *, silent: bool) -> None:
    assert (silent_until(NIGHT, urgency, at(23)) is not None) is silent


def test_the_end_is_told_in_the_zone_of_the_question() -> None:
    end = silent_until(NIGHT, Urgency.ROUTINE, datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    assert end == datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    assert end.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 3, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 4, 0, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_a_night_in_which_the_clock_is_changed_ends_by_the_changed_clock(now: datetime, end: datetime) -> None:
    assert silent_until(QuietHours(time(22), time(5), "Europe/Berlin"), Urgency.ROUTINE, now) == end


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())  # noqa: DTZ001 -- made aware below
def test_silence_ends_within_a_day_and_is_over_then(naive: datetime, begin: time, end: time) -> None:
    hours = QuietHours(begin.replace(microsecond=0), end.replace(microsecond=0), "Asia/Makassar")
    now = naive.replace(tzinfo=UTC)
    until = silent_until(hours, Urgency.ROUTINE, now)
    assert until is None or now < until <= now + timedelta(days=1)
    assert until is None or silent_until(hours, Urgency.ROUTINE, until) is None
