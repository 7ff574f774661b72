"""What X means by its answers: limits that are used up, texts that it has already, accounts that a person must mend."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx

from syndicator.deliver.answers import of_refusal
from syndicator.deliver.login import explained, refused_login
from syndicator.deliver.reading import each, fields, until, words
from syndicator.model.attempt import Cause, Outcome, Postponed

LIMITS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
"""Each has headers `-remaining` and `-reset`; the first is the window of 15 minutes."""
_PROBLEMS = re.compile(r"/(client-forbidden|oauth1-permissions|unsupported-authentication)$")
_ACCOUNT = re.compile(r"\b(suspended|locked|deactivated)\b", re.IGNORECASE)
_DUPLICATE = re.compile(r"\bduplicate content\b", re.IGNORECASE)


def pause(answer: httpx.Response, now: datetime) -> timedelta | None:
    """Return the wait until all limits that an answer tells to be used up begin anew; None where none is."""
    ends = [
        until(answer.headers.get(f"{limit}-reset", ""), answer, now)
        for limit in LIMITS
        if answer.headers.get(f"{limit}-remaining") == "0"
    ]
    return max((end for end in ends if end is not None), default=None)


def is_duplicate(answer: httpx.Response) -> bool:
    """Whether the account has said the very same lately; X does not tell where."""
    return answer.status_code == 403 and bool(_DUPLICATE.search(_said(answer)))


def of_error(answer: httpx.Response, now: datetime) -> Outcome:
    """Return the outcome of an answer that is not a success, with X's words for it."""
    said, status = _said(answer), answer.status_code
    outcome = explained(of_refusal(answer, now), said)
    if isinstance(outcome, Postponed) and outcome.cause is Cause.RATE:
        wish = outcome.after or pause(answer, now) or until(answer.headers.get("x-rate-limit-reset", ""), answer, now)
        return Postponed(outcome.reason, wish, Cause.RATE)
    if status == 402:
        return refused_login(outcome, "buy credits for the app at console.x.com")
    if status == 403 and _PROBLEMS.search(words(fields(answer).get("type"))):
        return refused_login(outcome, "give the app the right to read and write, and authorise it again")
    if status == 403 and _ACCOUNT.search(said):
        return refused_login(outcome, "log in to the account and do what X asks for")
    return outcome


def _said(answer: httpx.Response) -> str:
    """Return X's words for a problem (RFC 9457); older ones stand in a list of errors."""
    told = fields(answer)
    first = next(iter(each(told.get("errors"))), {})
    return words(told.get("detail")) or words(first.get("message")) or words(first.get("detail"))
