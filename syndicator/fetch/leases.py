"""When a hub is asked, asked again, and trusted (WebSub): pure decisions about subscriptions."""

from __future__ import annotations

from datetime import datetime, timedelta

from syndicator.model.subscription import Subscription, SubscriptionState

WISHED_LEASE = timedelta(days=7)
LONGEST_LEASE = timedelta(days=30)
RENEWED_AT_SHARE = 0.8
JITTER_SHARE = 0.05
SOONEST_RENEWAL = timedelta(seconds=2)
"""A hub that grants next to nothing is not asked without a pause."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
DENIED_WAIT = timedelta(days=1)
MOST_DOUBLINGS = 20
AUDIT_GAP = timedelta(hours=6)
PROBATION_GAP = timedelta(hours=1)
PROVEN_BY = 3
"""A hub that brought news so often since its last miss pushes well."""


def lease_of(told: str | None) -> timedelta:
    """
    Return the lease that a hub grants (`hub.lease_seconds`), 30 days at most.

    Older hubs name none, and some write nonsense: the lease is then the one that we wished for.
    """
    if told is None or not (told.isascii() and told.isdecimal()) or int(told[:12]) == 0:
        return WISHED_LEASE
    return min(timedelta(seconds=int(told[:9])) if len(told) < 10 else LONGEST_LEASE, LONGEST_LEASE)


def renewal_at(confirmed_at: datetime, lease: timedelta, *, jitter: float) -> datetime:
    """
    Return when a lease is to be renewed: when four fifths of it are over, some of them a little sooner.

    Args:
        jitter: between 0 and 1; spreads what was confirmed at the same moment.
    """
    return confirmed_at + max(lease * (RENEWED_AT_SHARE - JITTER_SHARE * jitter), SOONEST_RENEWAL)


def ask_again_at(
    now: datetime,
    *,
    failures: int,
    first: timedelta = FIRST_WAIT,
    wish: timedelta | None = None,
    denied: bool = False,
    jitter: float = 0.0,
) -> datetime:
    """
    Return when a hub is asked again that has not confirmed yet.

    The wait doubles with each failure in a row, up to a day. A hub's own wish (Retry-After) wins if it is longer; one
    that does not want us is left alone for a day at least.

    Args:
        failures: questions in a row without a confirmation, this one included.
        first: the wait after the first of them.
        jitter: between 0 and 1; adds up to a tenth.
    """
    wait = min(first * (1 << min(max(failures - 1, 0), MOST_DOUBLINGS)), LONGEST_WAIT)
    longest = max(wait, wish or timedelta(0), DENIED_WAIT if denied else timedelta(0))
    return now + longest * (1 + jitter / 10)


def audit_gap(subscription: Subscription, now: datetime) -> timedelta | None:
    """
    Return how rarely a source may be polled while its hub pushes; None where it is polled as if there were no hub.

    A hub is trusted once it has brought news: with the first for an hour, from the third on for six.
    """
    leased_until = subscription.leased_until
    if subscription.state is not SubscriptionState.ACTIVE or leased_until is None or leased_until <= now:
        return None
    if subscription.proven == 0:
        return None
    return AUDIT_GAP if subscription.proven >= PROVEN_BY else PROBATION_GAP
