"""What an HTTP answer, or its absence, means for a delivery; shared by all channels over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from syndicator.errors import SourceFault
from syndicator.model.attempt import Abandoned, Cause, Postponed, Unconfirmed

LONGEST_WISH = timedelta(days=1)
Refusal = Postponed | Abandoned | Unconfirmed
"""All outcomes but one."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""Faults from before the request left: nobody can have acted on it."""


def of_fault(error: httpx.HTTPError | SourceFault) -> Refusal:
    """Return the outcome of a request that got no answer."""
    words = str(error) or type(error).__name__
    if isinstance(error, SourceFault):
        return Abandoned(words) if error.kind == "refused" else Postponed(words)
    if isinstance(error, NEVER_SENT):
        return Postponed(f"no connection: {words}")
    return Unconfirmed(f"the answer was lost: {words}")


def of_refusal(answer: httpx.Response, now: datetime) -> Refusal:
    """Return the outcome of an answer that is not a success (RFC 9110 section 15)."""
    said = f"answered {answer.status_code} {answer.reason_phrase}".rstrip()
    status, wish = answer.status_code, retry_after(answer.headers.get("retry-after", ""), now)
    if status == 401:
        return Postponed(f"{said}: it does not accept our login", cause=Cause.LOGIN)
    if status == 429:
        return Postponed(said, wish, Cause.RATE)
    if status in {408, 425}:
        return Postponed(said, wish)
    if status >= 500:
        return Unconfirmed(said, wish)
    elsewhere = ": it leads elsewhere, give the final address" if 300 <= status < 400 else ""
    return Abandoned(f"{said}{elsewhere}")


def retry_after(text: str, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After header asks for (RFC 9110 section 10.2.3), at most a day."""
    text = text.strip()
    if text.isdecimal() and len(text) < 9:
        return min(timedelta(seconds=int(text)), LONGEST_WISH)
    try:
        return min(max(parsedate_to_datetime(text) - now, timedelta(0)), LONGEST_WISH)
    except (ValueError, TypeError, OverflowError):
        return None
