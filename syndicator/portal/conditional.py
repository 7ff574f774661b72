"""Conditional answers (RFC 9110 section 13): the same bytes are sent to the same client once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

FEED_CACHE = "public, max-age=15, stale-while-revalidate=60"
TAG_CHARS = 32
SETTLES_IN = timedelta(seconds=2)
"""A date counts in whole seconds: within one that is not over, something else may come to stand under it."""


def conditional(request: Request, body: bytes, media_type: str, changed_at: datetime | None) -> Response:
    """
    Return the body under a strong ETag, or 304 where the client has it already.

    A date counts only if it is exactly ours: a withdrawal may set it back.
    """
    tag = entity_tag(body)
    headers = {"ETag": tag, "Cache-Control": FEED_CACHE}
    if changed_at is not None:
        headers["Last-Modified"] = last_modified(changed_at, settled=True)
    told = request.headers.get("if-none-match")
    since = request.headers.get("if-modified-since")
    has_it = matched(told, [tag]) if told is not None else since is not None and since == headers.get("Last-Modified")
    if has_it:
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type=media_type)


def entity_tag(body: bytes, variant: str = "") -> str:
    """Return a strong ETag; each coding of a body has one of its own (section 8.8.3.3)."""
    told = hashlib.sha256(body).hexdigest()[:TAG_CHARS]
    return f'"{told}-{variant}"' if variant else f'"{told}"'


def matched(if_none_match: str, tags: Collection[str]) -> str | None:
    """
    Return which of our tags a client has, by weak comparison (section 13.1.2); any of them for `*`, None for none.

    Args:
        tags: those of all codings of one body, the one that would be sent first.
    """
    for told in if_none_match.split(","):
        name = told.strip()
        if name == "*":
            return next(iter(tags))
        if (bare := name.removeprefix("W/")) in tags:
            return bare
    return None


def is_settled(changed_at: datetime | None, read_at: datetime) -> bool:
    """Tell whether whatever was read then is all that can stand under the second of its date."""
    return changed_at is None or read_at - changed_at.replace(microsecond=0) >= SETTLES_IN


def last_modified(changed_at: datetime, *, settled: bool) -> str:
    """
    Return the date for `Last-Modified`.

    Until it has settled it is a second early: whoever got it then is sent the body once more, not a wrong 304.
    """
    moment = changed_at.astimezone(UTC).replace(microsecond=0)
    return format_datetime(moment if settled else moment - timedelta(seconds=1), usegmt=True)
