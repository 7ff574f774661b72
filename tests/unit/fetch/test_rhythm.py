"""A source's rhythm, and the gaps that follow from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.fetch.cadence import SLOWEST, Cadence, goes_without_validators
from syndicator.fetch.rhythm import HALF_LIFE, gap_until, is_known, learn, unknown, usual_gap
from syndicator.model.source import Course, Rhythm

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=WIB)


def office(weeks: int, a_day: int) -> Rhythm:
    """A desk that publishes on weekdays from nine to five, evenly."""
    moments = [
        MONDAY - timedelta(days=day) + timedelta(hours=9 + 8 * number / a_day)
        for day in range(1, weeks * 7 + 1)
        if (MONDAY - timedelta(days=day)).weekday() < 5
        for number in range(a_day)
    ]
    return learn(unknown(MONDAY), moments, MONDAY)


def test_nothing_is_known_of_a_new_source() -> None:
    assert not is_known(unknown(MONDAY))
    assert usual_gap(unknown(MONDAY)) is None


@pytest.mark.parametrize(
    ("a_day", "at", "least", "most"),
    [
        (10, MONDAY + timedelta(hours=10), timedelta(minutes=1), timedelta(minutes=6)),
        (10, MONDAY + timedelta(hours=20), timedelta(minutes=30), timedelta(hours=13)),
        (2, MONDAY + timedelta(hours=9), timedelta(minutes=2), timedelta(minutes=30)),
        (2, MONDAY - timedelta(days=2) + timedelta(hours=10), timedelta(hours=1), timedelta(hours=12)),
    ],
    ids=["busy desk by day", "busy desk by night", "slow desk by day", "slow desk on a Saturday"],
)
def test_desks_sleep(a_day: int, at: datetime, least: timedelta, most: timedelta) -> None:
    gap = gap_until(office(4, a_day), at, share=0.05, longest=SLOWEST)
    assert least <= gap <= most, gap


def test_a_night_is_slept_through_but_the_morning_is_not() -> None:
    rhythm = office(4, 10)
    evening = MONDAY + timedelta(hours=19)
    gap = gap_until(rhythm, evening, share=0.05, longest=SLOWEST)
    assert evening + gap < MONDAY + timedelta(days=1, hours=9, minutes=15)


def test_what_was_published_long_ago_counts_less_and_less() -> None:
    rhythm = office(4, 4)
    later = learn(rhythm, [], MONDAY + HALF_LIFE)
    assert sum(later.hours) == pytest.approx(sum(rhythm.hours) / 2)
    assert is_known(rhythm)
    assert not is_known(learn(rhythm, [], MONDAY + 10 * HALF_LIFE))


def test_the_usual_gap_is_about_what_it_was() -> None:
    gap = usual_gap(office(6, 5))
    assert gap is not None
    assert timedelta(hours=4) < gap < timedelta(hours=10), "five a weekday are 25 a week, one in 6.7 hours"


def test_a_known_rhythm_decides_in_place_of_halving() -> None:
    cadence, rhythm = Cadence(), office(4, 10)
    by_night = MONDAY + timedelta(hours=23)
    assert cadence.gap_after(timedelta(minutes=5), rhythm, by_night, brought=True) > timedelta(minutes=30)


@given(
    st.lists(st.integers(min_value=0, max_value=60 * 24 * 40), max_size=80),
    st.integers(min_value=0, max_value=60 * 24 * 14),
)
def test_any_rhythm_gives_a_gap_within_the_bounds(minutes_ago: list[int], ahead: int) -> None:
    rhythm = learn(unknown(MONDAY), [MONDAY - timedelta(minutes=one) for one in minutes_ago], MONDAY)
    now = MONDAY + timedelta(minutes=ahead)
    gap = Cadence().gap_after(None, rhythm, now, brought=False)
    assert Cadence().fastest <= gap <= SLOWEST


def test_one_poll_in_a_hundred_goes_without_validators_and_sources_take_turns() -> None:
    for source_id in (1, 7, 250):
        assert sum(goes_without_validators(Course(polls=polls), source_id, NOW) for polls in range(1000)) == 10
    assert sum(goes_without_validators(Course(polls=5), source_id, NOW) for source_id in range(1000)) == 10


@pytest.mark.parametrize(
    ("newest_age", "read_age", "whole"),
    [
        (timedelta(hours=3), timedelta(minutes=59), False),
        (timedelta(hours=3), timedelta(minutes=60), True),
        (timedelta(days=2), timedelta(days=2), False),
        (None, timedelta(days=2), False),
        (timedelta(hours=3), None, False),
    ],
)
def test_a_source_with_fresh_releases_is_read_whole_every_hour(
    newest_age: timedelta | None,
    read_age: timedelta | None,
    whole: bool,  # noqa: FBT001
) -> None:
    course = Course(
        polls=5,
        newest_at=NOW - newest_age if newest_age else None,
        read_at=NOW - read_age if read_age else None,
    )
    assert goes_without_validators(course, 1, NOW) is whole


def test_moments_of_the_future_do_not_count_more_than_one() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert sum(learn(unknown(now), [now + timedelta(hours=7)], now).hours) == pytest.approx(1)
