"""Logins: what it means for a delivery that no session or token can be had, and what may be asked twice."""

from __future__ import annotations

from dataclasses import replace

from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed

REFUSED_LOGIN = frozenset({400, 401, 403})
"""What a door answers to a key that it does not take (RFC 6749 section 5.2, and RFC 9110)."""


class LoginFailed(Exception):
    """There is nothing to act with, and nothing was sent; `outcome` is what that means for the delivery."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = harmless(outcome)


def harmless(outcome: Outcome) -> Outcome:
    """Return the outcome of a request that may be made twice: if its answer is lost, it is made again."""
    return Postponed(outcome.reason, outcome.after) if isinstance(outcome, Unconfirmed) else outcome


def refused_login(outcome: Outcome, mend: str) -> Outcome:
    """Return the outcome of a refusal that a person mends at the account: all its deliveries wait until then."""
    if isinstance(outcome, Abandoned | Postponed):
        return Postponed(f"{outcome.reason}; {mend}", cause=Cause.LOGIN)
    return outcome


def explained(outcome: Outcome, words: str) -> Outcome:
    """Return an outcome with the service's own words behind our reason."""
    if not words or not isinstance(outcome, Abandoned | Postponed | Unconfirmed):
        return outcome
    return replace(outcome, reason=f"{outcome.reason}: {words}")


def reason_of(outcome: Outcome) -> str:
    """Return why it did not work; empty where it did."""
    return "" if isinstance(outcome, Delivered) else outcome.reason


def unknown(outcome: Outcome) -> Unconfirmed:
    """Return the outcome of a question that was not answered: what was asked about may be there."""
    after = outcome.after if isinstance(outcome, Postponed | Unconfirmed) else None
    return Unconfirmed(f"it could not be asked: {reason_of(outcome)}", after)
