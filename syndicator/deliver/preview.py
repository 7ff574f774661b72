"""Previews: the very request that would be sent, as the desk reads it; its secrets are left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import httpx

HIDDEN = "•••"
SHOWN_HEADERS = ("content-type", "idempotency-key", "webhook-id")
LONGEST_BODY_CHARS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """
    One request.

    Args:
        body: as it is sent, or indented where it is JSON.
        count, limit: length of the post by the service's own counting, and its limit; None where it has none.
    """

    method: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str
    count: int | None = None
    limit: int | None = None


def preview_of(
    request: httpx.Request, secrets: Iterable[str], *, count: int | None = None, limit: int | None = None
) -> Preview:
    """Return what a person may see of a request: wherever a secret stands in it, dots stand instead."""
    return Preview(
        method=request.method,
        address=_without(str(request.url), secrets),
        headers=tuple((name, request.headers[name]) for name in SHOWN_HEADERS if name in request.headers),
        body=_without(_body(request), secrets)[:LONGEST_BODY_CHARS],
        count=count,
        limit=limit,
    )


def _body(request: httpx.Request) -> str:
    request.read()
    text = request.content.decode("utf-8", "replace")
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    if "x-www-form-urlencoded" in kind:
        return "\n".join(f"{name}={value}" for name, value in parse_qsl(text, keep_blank_values=True))
    return text


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for form in {secret, urlencode({"": secret})[1:]}:
            text = text.replace(form, HIDDEN)
    return text
