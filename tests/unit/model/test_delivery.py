"""What a person wants of a delivery is told by its reason, and its first reason is never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syndicator.model.delivery import DeliveryState
from tests.unit.deliver.posts import delivery


@pytest.mark.parametrize(
    ("reason", "state", "expected"),
    [
        ("route semua", DeliveryState.ABANDONED, "retried by siti (route semua)"),
        ("route a (b)", DeliveryState.CANCELLED, "retried by siti (route a (b))"),
        ("retried by budi (route a (b))", DeliveryState.CANCELLED, "retried by siti (route a (b))"),
        ("route semua", DeliveryState.UNCONFIRMED, "looked for, and retried by siti (route semua)"),
        ("retried by budi (route x)", DeliveryState.UNCONFIRMED, "looked for, and retried by siti (route x)"),
        ("looked for, and retried by budi (route x)", DeliveryState.ABANDONED, "retried by siti (route x)"),
    ],
)
def test_a_retry_keeps_the_first_reason(reason: str, state: DeliveryState, expected: str) -> None:
    assert replace(delivery(), reason=reason, state=state).reason_of_retry("siti") == expected


@pytest.mark.parametrize(
    ("reason", "wanted", "doubtful"),
    [
        ("route retried by nobody", False, False),
        ("retried by siti (route x)", True, False),
        ("looked for, and retried by siti (route x)", True, True),
    ],
)
def test_only_a_person_can_want_it(reason: str, *, wanted: bool, doubtful: bool) -> None:
    one = replace(delivery(), reason=reason)
    assert (one.is_wanted, one.is_doubtful) == (wanted, doubtful)
