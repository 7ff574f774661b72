"""The breaker of an account: when nothing is sent to it, and when one delivery may try again. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.deliver.retry import RetryPolicy
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed

LOGIN_WAIT = timedelta(minutes=15)
"""Between two trials with a token that was refused: a person has to act, and services lock out who insists."""
MEASURED = frozenset({Cause.RATE, Cause.BUDGET})
"""Causes that say nothing against the account."""


def after(account: Account, outcome: Outcome, now: datetime, policy: RetryPolicy, jitter: float) -> Account:
    """
    Return how an account stands after an outcome.

    The breaker stays open for the first wait of the policy, doubling with each trial that fails. An account that
    refuses a delivery for good works; what is absent or not ready on our side says nothing of it.
    """
    match outcome:
        case Delivered(pause=pause) if pause:
            return _blocked(Account(), now + pause, Cause.RATE, "its service lets no more through for now")
        case Delivered() | Abandoned():
            return account if account.cause in MEASURED and not account.faults else Account()
        case Postponed(reason, wish, Cause.RATE):
            return _blocked(account, now + max(wish or timedelta(0), policy.first), Cause.RATE, reason)
        case Postponed(reason, _, Cause.LOGIN):
            return _blocked(replace(account, faults=OPENS_AT), now + LOGIN_WAIT, Cause.LOGIN, reason)
        case Postponed(cause=Cause.ABSENT | Cause.OURS):
            return account
        case Postponed() | Unconfirmed():
            return _failed(account, outcome, now, policy, jitter)


def _failed(
    account: Account, outcome: Postponed | Unconfirmed, now: datetime, policy: RetryPolicy, jitter: float
) -> Account:
    failed = replace(account, faults=account.faults + 1)
    if not failed.is_broken:
        return failed
    wait = max(policy.wait(failed.faults - OPENS_AT + 1, jitter), outcome.after or timedelta(0))
    return _blocked(failed, now + wait, Cause.FAULT, outcome.reason)


def over_budget(account: Account, until: datetime) -> Account:
    """Return how an account stands whose rate, as configured, is used up."""
    return _blocked(account, until, Cause.BUDGET, "its rate, as configured, is used up for now")


def _blocked(account: Account, until: datetime, cause: Cause, reason: str) -> Account:
    """A block is never shortened by another one."""
    if account.blocked_until is not None and account.blocked_until >= until:
        return account
    return replace(account, blocked_until=until, cause=cause, reason=reason)
