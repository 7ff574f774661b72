"""What becomes of a delivery after an attempt; pure, and proven by a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.deliver.channel import Promise
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Unconfirmed
from syndicator.model.delivery import Delivery, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How deliveries are tried again: the first wait, the longest, and the age at which we give up."""

    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=16)
    give_up_after: timedelta = timedelta(days=3)

    def wait(self, attempts: int, jitter: float) -> timedelta:
        """Return the wait after so many attempts: doubling, and spread over a quarter by `jitter` (0 to 1)."""
        doubled = self.first * 2.0 ** min(attempts - 1, 20)
        return min(doubled, self.longest) * (0.75 + jitter / 4)


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    The next state, why, and when the delivery is due again.

    SENDING means that the post may be there: nothing cancels it, and the next attempt settles that before it sends.
    """

    state: DeliveryState
    reason: str
    due_at: datetime


def settle(
    outcome: Outcome,
    delivery: Delivery,
    promise: Promise,
    *,
    now: datetime,
    policy: RetryPolicy,
    jitter: float,
    is_open: bool = False,
) -> Settlement:
    """
    Return what becomes of a delivery after an attempt.

    An unconfirmed attempt is repeated only where the receiver knows the key, asked about where the channel can be
    asked, and else left to a person: a double post is worse than a late one.

    Args:
        is_open: whether an earlier attempt may have made the post, and this one did not find out.
    """
    match outcome:
        case Delivered():
            return Settlement(DeliveryState.DELIVERED, "", now)
        case Abandoned(reason):
            return Settlement(DeliveryState.UNCONFIRMED if is_open else DeliveryState.ABANDONED, reason, now)
        case Unconfirmed(reason, cause=cause) if promise is Promise.AT_MOST_ONCE or cause is Cause.BEYOND:
            return Settlement(DeliveryState.UNCONFIRMED, reason, now)
    may_be_there = is_open or isinstance(outcome, Unconfirmed)
    if now - delivery.planned_at >= policy.give_up_after:
        last = DeliveryState.UNCONFIRMED if may_be_there else DeliveryState.ABANDONED
        return Settlement(last, f"gave up after {delivery.attempts} attempts: {outcome.reason}", now)
    due_at = now + max(outcome.after or timedelta(0), policy.wait(delivery.attempts, jitter))
    return Settlement(DeliveryState.SENDING if may_be_there else DeliveryState.PLANNED, outcome.reason, due_at)
