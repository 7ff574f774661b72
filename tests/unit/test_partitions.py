"""The measures of clusters, against figures that can be worked out by hand."""

from __future__ import annotations

import pytest

from tests.partitions import adjusted_rand, b_cubed


def test_b_cubed_of_an_example_that_can_be_worked_out_by_hand() -> None:
    found = b_cubed("aabb", "xxxy")
    assert found.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_b_cubed_is_one_only_where_both_are_the_same() -> None:
    assert b_cubed("aabc", "xxyz").f1 == 1
    assert b_cubed("abcd", "xxyz").precision == 1
    assert b_cubed("aaaa", "xxyz").recall == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("aabc", "xxyy", 4 / 7),  # one pair agrees of one and two; by chance a third of one does
        ("aabb", "xxyy", 1.0),
        ("abcd", "wxyz", 1.0),
        ("aaaa", "wxyz", 0.0),
        ("abab", "xxyy", -0.5),
    ],
)
def test_the_adjusted_rand_index(one: str, other: str, expected: float) -> None:
    assert adjusted_rand(one, other) == pytest.approx(expected)
    assert adjusted_rand(other, one) == pytest.approx(expected)
