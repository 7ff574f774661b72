"""Answers of the API: JSON under a strong ETag, so that what a program has already is not sent again."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from syndicator.portal.conditional import entity_tag, matched

OWN_CACHE = "private, no-cache"
"""It may be kept by who asked, who asks each time whether it still holds."""
PUBLIC_CACHE = "public, max-age=300"


def shown(request: Request, shape: BaseModel, *, cache: str = OWN_CACHE, next_address: str | None = None) -> Response:
    """Return an answer, or 304 where the program has it already."""
    body = shape.model_dump_json().encode()
    tag = entity_tag(body)
    headers = {"ETag": tag, "Cache-Control": cache}
    if cache == OWN_CACHE:
        headers["Vary"] = "Authorization"
    if next_address is not None:
        headers["Link"] = f'<{next_address}>; rel="next"'
    told = request.headers.get("if-none-match")
    if told is not None and matched(told, [tag]):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type="application/json")


def elsewhere(address: str) -> Response:
    """Return the way to what stands for a thing now."""
    return Response(status_code=302, headers={"Location": address, "Cache-Control": OWN_CACHE})
