from __future__ import annotations

import pytest

from syndicator.coverage.norms import HISTORY_DAYS, at_most, norms, silences

WEEK = [3, 1, 0, 4, 2, 0, 9]


def test_a_norm_is_the_median_of_the_same_weekday_in_the_eight_weeks_before() -> None:
    steady = WEEK * 8
    assert norms([*steady, *WEEK], HISTORY_DAYS) == WEEK
    festive = [*WEEK * 5, *[100] * 7, *WEEK * 2]
    assert norms([*festive, *WEEK], HISTORY_DAYS) == WEEK, "one week that is out of the common moves nothing"
    rising = [week for count in range(1, 9) for week in [count] * 7]
    assert norms([*rising, 0], HISTORY_DAYS) == [4.5], "of an even number the mean of the two in the middle"
    assert norms([*[50] * 7, *steady, 0], HISTORY_DAYS + 7) == [3], "what lies further back counts no more"


@pytest.mark.parametrize(
    ("told", "norm"),
    [
        ([0] * 56, None),
        ([0] * 41 + [1] * 15, None),
        ([0] * 35 + [5] * 21, 5.0),
        ([0] * 34 + [5] * 22, 5.0),
        ([7] + [0] * 55, 0.0),
    ],
    ids=["never told", "known for two weeks", "known for three weeks", "a day more", "told once, long ago"],
)
def test_who_never_told_or_is_hardly_known_has_no_norm(told: list[int], norm: float | None) -> None:
    assert norms([*told, 0], HISTORY_DAYS) == [norm]


def test_who_fell_silent_for_eight_weeks_has_no_norm_any_more() -> None:
    assert norms([2] * 60 + [0] * 56 + [0], 116) == [None]
    assert norms([2] * 60 + [0] * 55 + [0], 115) == [0.0]


@pytest.mark.parametrize(
    ("told", "usual", "silent"),
    [
        ([0], [3.0], "x"),
        ([0], [2.5], "."),
        ([0, 0, 0], [1.0, 1.0, 1.0], "..x"),
        ([0, 0, 1, 0, 0], [1.0] * 5, "....."),
        ([0, 0, 0, 0, 0], [1.0, None, 0.0, 2.0, 0.0], "...x."),
        ([0, 0, 0, 0, 0, 0, 0], [0.5] * 7, ".....xx"),
        ([0] * 30, [0.0] * 30, "." * 30),
        ([0] * 30, [None] * 30, "." * 30),
        ([1, 1], [5.0, 4.0], "x."),
        ([4, 5], [10.0, 10.0], "x."),
        ([24, 30], [50.0, 50.0], "x."),
        ([1], [None], "."),
        ([900], [2000.0], "x"),
    ],
)
def test_silent_is_what_lies_clearly_below_the_norm(told: list[int], usual: list[float | None], silent: str) -> None:
    assert "".join("x" if one else "." for one in silences(told, usual)) == silent


def test_chance_is_reckoned_as_tables_have_it() -> None:
    assert at_most(0, 3.0) == pytest.approx(0.0498, abs=1e-4)
    assert at_most(2, 4.0) == pytest.approx(0.2381, abs=1e-4)
    assert at_most(10, 10.0) == pytest.approx(0.5830, abs=1e-4)
    assert at_most(0, 0.0) == 1.0
