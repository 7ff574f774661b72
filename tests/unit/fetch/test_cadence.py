"""When a source is polled next, as tables and as properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import FaultKind
from syndicator.fetch.cadence import FIRST_GAP, SLOWEST, Cadence, failures_after

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CADENCE = Cadence()
MIDDLE = 0.5

gaps = st.none() | st.timedeltas(timedelta(0), timedelta(days=2))
wishes = st.none() | st.timedeltas(timedelta(0), timedelta(days=3))
failure_counts = st.floats(0, 200, allow_nan=False)
jitters = st.floats(0, 1, allow_nan=False)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def wait(**told: object) -> timedelta:
    return CADENCE.next_poll_at(NOW, jitter=MIDDLE, **told) - NOW  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap", "brought", "better"),
    [
        (None, True, minutes(5)),
        (None, False, minutes(15)),
        (minutes(60), True, minutes(30)),
        (minutes(60), False, minutes(90)),
        (minutes(6), True, minutes(5)),
        (minutes(5), True, minutes(5)),
        (timedelta(hours=20), False, SLOWEST),
        (SLOWEST, False, SLOWEST),
        (SLOWEST, True, timedelta(hours=12)),
        (minutes(1), True, minutes(5)),
    ],
)
def test_the_gap_halves_with_news_and_grows_by_half_without(
    gap: timedelta | None, better: timedelta, *, brought: bool
) -> None:
    assert CADENCE.gap_after(gap, None, NOW, brought=brought) == better


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"gap": None}, FIRST_GAP),
        ({"gap": minutes(30)}, minutes(30)),
        ({"gap": minutes(1)}, minutes(5)),
        ({"gap": minutes(30), "every": minutes(2)}, minutes(2)),
        ({"gap": minutes(30), "every": timedelta(seconds=10)}, timedelta(seconds=10)),
        ({"gap": minutes(30), "every": timedelta(days=3)}, SLOWEST),
        ({"gap": minutes(30), "failures": 1}, minutes(30)),
        ({"gap": minutes(10), "failures": 1}, minutes(10)),
        ({"gap": minutes(10), "failures": 3}, minutes(15)),
        ({"gap": minutes(10), "failures": 12}, minutes(60)),
        ({"gap": minutes(10), "failures": 0.25}, minutes(10)),
        ({"gap": minutes(10), "failures": 100_000}, SLOWEST),
        ({"gap": minutes(10), "every": minutes(1), "failures": 1}, minutes(5)),
        ({"gap": minutes(10), "wish": minutes(5)}, minutes(10)),
        ({"gap": minutes(10), "wish": minutes(45)}, minutes(45)),
        ({"gap": minutes(10), "every": minutes(1), "wish": minutes(45)}, minutes(45)),
        ({"gap": minutes(10), "wish": timedelta(days=9)}, SLOWEST),
        ({"gap": minutes(10), "failures": 2, "wish": minutes(45)}, minutes(45)),
        ({"gap": minutes(10), "failures": 20, "wish": minutes(45)}, minutes(100)),
    ],
)
def test_the_next_poll(told: dict[str, object], expected: timedelta) -> None:
    assert wait(**({"failures": 0} | told)) == expected


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        (0.0, None, 0.0),
        (7.5, None, 0.0),
        (0.0, "network", 1.0),
        (0.0, "timeout", 1.0),
        (0.0, "tls", 1.0),
        (0.0, "body", 1.0),
        (0.0, "format", 1.0),
        (0.0, "refused", 1.0),
        (0.0, "redirect", 1.0),
        (0.0, "gone", 1.0),
        (0.0, "status", 0.5),
        (0.0, "too_many", 0.5),
        (0.0, "dns", 0.25),
        (2.25, "dns", 2.5),
    ],
)
def test_failures_weigh_by_how_often_they_mend_themselves(before: float, kind: FaultKind | None, after: float) -> None:
    assert failures_after(before, kind) == after


def test_a_person_may_set_the_floor_to_seconds() -> None:
    quick = Cadence(fastest=timedelta(seconds=1), failure_backoff=timedelta(seconds=2))
    assert quick.gap_after(timedelta(seconds=1), None, NOW, brought=True) == timedelta(seconds=1)
    assert quick.next_poll_at(NOW, gap=timedelta(seconds=1), failures=3) - NOW == timedelta(seconds=6)


@given(gaps, st.booleans())
def test_a_gap_stays_within_its_bounds(gap: timedelta | None, brought: bool) -> None:  # noqa: FBT001 -- hypothesis fills it
    assert CADENCE.fastest <= CADENCE.gap_after(gap, None, NOW, brought=brought) <= SLOWEST


@given(gaps)
def test_news_never_make_a_gap_longer_than_silence_does(gap: timedelta | None) -> None:
    assert CADENCE.gap_after(gap, None, NOW, brought=True) <= CADENCE.gap_after(gap, None, NOW, brought=False)


@given(gaps, failure_counts, wishes, jitters)
def test_the_next_poll_lies_between_the_floor_and_a_day(
    gap: timedelta | None, failures: float, wish: timedelta | None, jitter: float
) -> None:
    ahead = CADENCE.next_poll_at(NOW, gap=gap, failures=failures, wish=wish, jitter=jitter) - NOW
    assert CADENCE.fastest * 0.949 <= ahead <= SLOWEST * 1.051


@given(gaps, failure_counts, failure_counts, wishes)
def test_more_failures_never_bring_the_next_poll_nearer(
    gap: timedelta | None, one: float, other: float, wish: timedelta | None
) -> None:
    fewer, more = sorted((one, other))
    assert wait(gap=gap, failures=fewer, wish=wish) <= wait(gap=gap, failures=more, wish=wish)


@given(gaps, failure_counts, wishes)
def test_a_wish_is_granted_up_to_a_day(gap: timedelta | None, failures: float, wish: timedelta | None) -> None:
    assert wait(gap=gap, failures=failures, wish=wish) >= min(wish or timedelta(0), SLOWEST)


@given(gaps, failure_counts, jitters, jitters)
def test_jitter_spreads_over_a_tenth_of_the_interval(
    gap: timedelta | None, failures: float, one: float, other: float
) -> None:
    middle = wait(gap=gap, failures=failures)
    first, second = (CADENCE.next_poll_at(NOW, gap=gap, failures=failures, jitter=jitter) for jitter in (one, other))
    assert abs(first - second) <= middle * 0.1 + timedelta(milliseconds=1)
