"""Conditional answers (RFC 9110 section 13): the same bytes are sent to the same client once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

FEED_CACHE = "public, max-age=15, stale-while-revalidate=60"


def conditional(request: Request, body: bytes, media_type: str, changed_at: datetime | None) -> Response:
    """
    Return the body under a strong ETag, or 304 where the client has it already.

    A date counts only if it is exactly ours: a withdrawal may set it back.
    """
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()}"', "Cache-Control": FEED_CACHE}
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _has_it(request, headers):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type=media_type)


def _has_it(request: Request, headers: dict[str, str]) -> bool:
    """If-None-Match decides where it is given (section 13.1.3); comparison is weak (section 13.1.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        names = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in names or headers["ETag"] in names
    since = request.headers.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")
