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
    if isinstance(outcome, Delivered):
        return _answered(account, outcome, now)
    if isinstance(outcome, Abandoned):
        return account if account.is_blocked(now) and account.cause is Cause.LOGIN else _answered(account, None, now)
    match outcome.cause:
        case Cause.RATE:
            wait = max(outcome.after or timedelta(0), policy.first)
            return _blocked(account, now + wait, Cause.RATE, outcome.reason)
        case Cause.LOGIN:
            return _blocked(replace(account, faults=OPENS_AT), now + LOGIN_WAIT, Cause.LOGIN, outcome.reason)
        case Cause.FAULT:
            return _failed(account, outcome, now, policy, jitter)
        case _:
            return _answered(account, None, now) if outcome.cause is Cause.BEYOND else account


def untried(account: Account, now: datetime) -> Account:
    """Return how an account stands after a delivery that never asked it: a trial that did not take place is free."""
    return replace(account, blocked_until=now) if account.cause is Cause.TRIAL else account


def _answered(account: Account, outcome: Delivered | None, now: datetime) -> Account:
    """An account that answers works; a silence that its service or our rate wants is kept."""
    kept = replace(account, faults=0) if account.is_blocked(now) and account.cause in MEASURED else Account()
    if outcome is None or not outcome.pause:
        return kept
    return _blocked(kept, now + outcome.pause, Cause.RATE, "its service lets no more through for now")


def _failed(
    account: Account, outcome: Postponed | Unconfirmed, now: datetime, policy: RetryPolicy, jitter: float
) -> Account:
    if account.is_blocked(now) and account.cause is Cause.FAULT:
        return account  # what began before the breaker opened teaches nothing new
    failed = replace(account, faults=account.faults + 1)
    if not failed.is_broken:
        return failed
    wait = max(policy.wait(failed.faults - OPENS_AT + 1, jitter), outcome.after or timedelta(0))
    return _blocked(failed, now + wait, Cause.FAULT, outcome.reason)


def over_budget(account: Account, until: datetime) -> Account:
    """Return how an account stands whose rate, as configured, is used up."""
    return _blocked(account, until, Cause.BUDGET, "its rate, as configured, is used up for now")


def within_budget(account: Account, now: datetime) -> Account:
    """Return how an account stands whose rate has room again."""
    return replace(account, blocked_until=now) if account.cause is Cause.BUDGET else account


def _blocked(account: Account, until: datetime, cause: Cause, reason: str) -> Account:
    """A block is never shortened by another one, but for the wait for a trial."""
    is_longer = account.blocked_until is not None and account.blocked_until >= until
    if is_longer and account.cause is not Cause.TRIAL:
        return account
    return replace(account, blocked_until=until, cause=cause, reason=reason)
