"""Durations and rates as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from syndicator.model.channel import Rate
from syndicator.settings.channels import parse_rate
from syndicator.settings.durations import Duration, parse_duration

DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("told", "duration"),
    [
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("1w", timedelta(weeks=1)),
        ("250ms", timedelta(milliseconds=250)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        (" 5 m ", timedelta(minutes=5)),
        ("5M", timedelta(minutes=5)),
        ("0s", timedelta(0)),
        (30, timedelta(seconds=30)),
        (0.5, timedelta(milliseconds=500)),
        (timedelta(minutes=1), timedelta(minutes=1)),
    ],
)
def test_a_duration(told: object, duration: timedelta) -> None:
    assert parse_duration(told) == duration
    assert DURATION.validate_python(told) == duration


NO_DURATIONS: list[object] = [
    *["", "5", "m", "5x", "5m!", "five minutes", "-5m", "1h-5m", "5m, 3s", "PT5M", "5:00", "1e3s", "∞"],
    *[True, False, None, [], {}, float("nan"), float("inf"), float("-inf"), -5, -0.1],
    *["999999999999999999d", "1" + "0" * 400 + "s", 10**30],
]


@pytest.mark.parametrize("told", NO_DURATIONS, ids=lambda told: repr(told)[:30])
def test_what_is_no_duration_is_a_fault_of_the_value(told: object) -> None:
    """pydantic turns these into errors with file and line; anything else would be a traceback."""
    with pytest.raises(ValidationError):
        DURATION.validate_python(told)


@given(st.text(max_size=20) | st.floats() | st.integers() | st.booleans() | st.none())
def test_any_value_is_a_duration_of_the_future_or_a_fault_of_the_value(told: object) -> None:
    try:
        duration = DURATION.validate_python(told)
    except ValidationError:
        duration = timedelta(0)
    assert duration >= timedelta(0)


@pytest.mark.parametrize(
    ("told", "rate"),
    [
        ("30/1m", Rate(30, timedelta(minutes=1))),
        ("100/h", Rate(100, timedelta(hours=1))),
        ("1/s", Rate(1, timedelta(seconds=1))),
        (" 5 / 10s ", Rate(5, timedelta(seconds=10))),
        ("250/24h", Rate(250, timedelta(days=1))),
        ("1/1h30m", Rate(1, timedelta(minutes=90))),
    ],
)
def test_a_rate(told: str, rate: Rate) -> None:
    assert parse_rate(told) == rate


@pytest.mark.parametrize(
    "told", ["", "30", "/1m", "30/", "0/1m", "30/0s", "-1/1m", "1.5/1m", "30/x", "30/1m/2", "x/1m", 30, None]
)
def test_what_is_no_rate_is_told_with_an_example(told: object) -> None:
    with pytest.raises(ValueError, match=r"write 30(?:/1m|s)"):
        parse_rate(told)
