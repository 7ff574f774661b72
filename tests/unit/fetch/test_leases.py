"""When hubs are asked and how far they are trusted, as numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.fetch.leases import (
    AUDIT_GAP,
    LONGEST_LEASE,
    PROBATION_GAP,
    WISHED_LEASE,
    ask_again_at,
    audit_gap,
    lease_of,
    renewal_at,
)
from syndicator.model.subscription import Subscription, SubscriptionState, is_web_address

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WELL = Subscription(
    id=1,
    source_id=1,
    token="t",
    hub="https://hub.test/",
    topic="https://humas.test/feed/",
    state=SubscriptionState.ACTIVE,
    renew_at=NOW + timedelta(days=5),
    leased_until=NOW + timedelta(days=7),
    proven=3,
)


@pytest.mark.parametrize(
    ("told", "lease"),
    [
        ("3600", timedelta(hours=1)),
        ("20", timedelta(seconds=20)),
        ("864000", timedelta(days=10)),
        (None, WISHED_LEASE),
        ("", WISHED_LEASE),
        ("0", WISHED_LEASE),
        ("-5", WISHED_LEASE),
        ("1e9", WISHED_LEASE),
        ("٣٦٠٠", WISHED_LEASE),
        ("99999999", LONGEST_LEASE),
        ("9" * 5_000, LONGEST_LEASE),
    ],
)
def test_a_lease_is_what_the_hub_grants_within_reason(told: str | None, lease: timedelta) -> None:
    assert lease_of(told) == lease


@pytest.mark.parametrize(
    ("lease", "jitter", "after"),
    [
        (timedelta(seconds=100), 0.0, timedelta(seconds=80)),
        (timedelta(seconds=100), 1.0, timedelta(seconds=75)),
        (timedelta(days=10), 0.5, timedelta(days=7, hours=18)),
        (timedelta(seconds=1), 0.0, timedelta(seconds=2)),
    ],
)
def test_a_lease_is_renewed_well_before_its_end(lease: timedelta, jitter: float, after: timedelta) -> None:
    assert renewal_at(NOW, lease, jitter=jitter) == NOW + after


@pytest.mark.parametrize(
    ("failures", "wish", "denied", "after"),
    [
        (1, None, False, timedelta(minutes=1)),
        (2, None, False, timedelta(minutes=2)),
        (5, None, False, timedelta(minutes=16)),
        (10_000, None, False, timedelta(days=1)),
        (1, timedelta(hours=2), False, timedelta(hours=2)),
        (9, timedelta(seconds=1), False, timedelta(minutes=256)),
        (1, None, True, timedelta(days=1)),
    ],
)
def test_the_wait_doubles_and_a_hubs_wish_wins_if_longer(
    *,
    failures: int,
    wish: timedelta | None,
    denied: bool,
    after: timedelta,
) -> None:
    assert ask_again_at(NOW, failures=failures, wish=wish, denied=denied) == NOW + after


def test_a_source_is_polled_rarely_only_while_its_hub_has_proved_itself() -> None:
    assert audit_gap(WELL, NOW) == AUDIT_GAP
    assert audit_gap(replace(WELL, proven=1), NOW) == PROBATION_GAP
    assert audit_gap(replace(WELL, proven=0), NOW) is None


@pytest.mark.parametrize("state", [one for one in SubscriptionState if one is not SubscriptionState.ACTIVE])
def test_a_subscription_that_is_not_active_leaves_polling_as_it_is(state: SubscriptionState) -> None:
    assert audit_gap(replace(WELL, state=state), NOW) is None


def test_a_lapsed_lease_leaves_polling_as_it_is() -> None:
    assert audit_gap(replace(WELL, leased_until=NOW), NOW) is None
    assert audit_gap(replace(WELL, leased_until=None), NOW) is None


@pytest.mark.parametrize(
    "told",
    [
        "javascript:alert(1)",
        "//hub.test/",
        "",
        "https://hub.test/a b",
        "https://hub.test/\x00",
        "https://x/" + "a" * 2_000,
    ],
)
def test_what_is_no_address_on_the_web_is_no_hub(told: str) -> None:
    assert not is_web_address(told)
