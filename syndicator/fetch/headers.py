"""Reading what a server says in its headers about time (RFC 9110, RFC 9111); pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WISH = timedelta(days=1)
_MAX_AGE = re.compile(r"(?:^|,)\s*(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def http_date(text: str | None) -> datetime | None:
    """Return an HTTP date as an aware moment, None if there is none or it cannot be read."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _until(headers: Mapping[str, str], name: str, now: datetime) -> timedelta | None:
    """Return how far ahead a date header lies of the server's own clock (its Date header), or of ours."""
    moment = http_date(headers.get(name))
    if moment is None:
        return None
    return moment - (http_date(headers.get("date")) or now)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """
    Return how long the server wants to be left alone, at most a day; None if it does not say.

    Seconds or a date (RFC 9110 section 10.2.3); a date counts from the server's own Date header.
    """
    text = headers.get("retry-after", "").strip()
    wish = timedelta(seconds=int(text[-9:])) if text.isdecimal() else _until(headers, "retry-after", now)
    if text.isdecimal() and text[:-9].strip("0"):
        wish = LONGEST_WISH
    return None if wish is None else min(max(wish, timedelta(0)), LONGEST_WISH)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the answer stays fresh: `max-age` (RFC 9111 section 5.2.2.1), else Expires; at most a day."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    fresh = timedelta(seconds=int(found[1])) if found else _until(headers, "expires", now)
    return None if fresh is None or fresh <= timedelta(0) else min(fresh, LONGEST_WISH)
