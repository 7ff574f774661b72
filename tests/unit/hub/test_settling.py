"""What becomes of a debt after a send, by every answer that a subscriber can give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.deliver.retry import RetryPolicy
from syndicator.hub.callbacks import Ended
from syndicator.hub.settling import settle
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.receipt import Receipt
from syndicator.model.subscriber import Debt

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = RetryPolicy()


def debt(faults: int = 0, failing_for: timedelta | None = None) -> Debt:
    return Debt(
        subscriber_id=1,
        claim="claim",
        topic="https://humas.test/feeds/all.rss",
        version=3,
        callback="https://pembaca.test/",
        lane="pembaca.test",
        sealed=None,
        account=Account(faults=faults),
        failing_since=None if failing_for is None else NOW - failing_for,
        leased_until=NOW + timedelta(days=10),
    )


def test_whoever_took_it_is_well_again() -> None:
    settled = settle(debt(4, timedelta(hours=1)), Delivered(Receipt("")), NOW, POLICY, 1.0)
    assert (settled.paid, settled.ended, settled.account, settled.failing_since) == (True, False, Account(), None)


def test_whoever_is_gone_is_sent_nothing_more() -> None:
    assert settle(debt(), Ended(), NOW, POLICY, 1.0).ended


@pytest.mark.parametrize("outcome", [Postponed("refused"), Unconfirmed("lost"), Abandoned("answered 404")])
def test_every_failure_is_repeated_with_growing_waits(outcome: Outcome) -> None:
    waits = [settle(debt(faults), outcome, NOW, POLICY, 1.0).due_at - NOW for faults in range(4)]
    assert waits == [POLICY.first * factor for factor in (1, 2, 4, 8)]
    settled = settle(debt(), outcome, NOW, POLICY, 1.0)
    assert (settled.paid, settled.ended, settled.account.faults, settled.failing_since) == (False, False, 1, NOW)


def test_the_fifth_failure_opens_the_breaker() -> None:
    settled = settle(debt(OPENS_AT - 1), Unconfirmed("lost"), NOW, POLICY, 1.0)
    assert settled.account.is_broken
    assert settled.account.cause is Cause.FAULT
    assert settled.due_at >= (settled.account.blocked_until or NOW)


def test_the_subscribers_own_wish_is_heeded() -> None:
    busy = Postponed("answered 429", timedelta(hours=2), Cause.RATE)
    assert settle(debt(), busy, NOW, POLICY, 1.0).due_at == NOW + timedelta(hours=2)


def test_whoever_fails_for_days_is_left_alone_until_the_lease_ends() -> None:
    failing = debt(50, POLICY.give_up_after)
    assert settle(failing, Unconfirmed("lost"), NOW, POLICY, 1.0).due_at == failing.leased_until
