"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is sent twice is done once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.model.reply import Reply
from syndicator.portal.api.bearer import token_of
from syndicator.portal.api.problem import problem
from syndicator.repeating import OtherRequest, Repeating, UnderWay

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY_CHARS = 200
RETRY_AFTER_S = 2
_KEPT_HEADERS = ("content-type", "location", "cache-control", "retry-after")
_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,400})"|([!#-~]{1,400})', re.ASCII)


class Repeats:
    """Answers what a token asks again under the same key as it was answered before."""

    def __init__(self, repeating: Repeating) -> None:
        self._repeating = repeating

    def once(self, request: Request, body: bytes, ask: Callable[[], Response]) -> Response:
        """Return what `ask` answers; under a key that was used before, what it answered then."""
        key = key_of(request)
        if key is None:
            return ask()
        try:
            reply, known = self._repeating.once(
                token_of(request).id, key, _digest(request, body), lambda: _reply(ask())
            )
        except OtherRequest:
            return problem(422, f"another request was sent with this {HEADER}; take a new one")
        except UnderWay:
            waits = {"Retry-After": str(RETRY_AFTER_S)}
            return problem(409, f"the request with this {HEADER} is still being answered", headers=waits)
        response = Response(reply.body, reply.status, dict(reply.headers))
        if known:
            response.headers[REPLAYED] = "true"
        return response


def key_of(request: Request) -> str | None:
    """Return the key of a request, None where it has none; raises HTTPException (400) where it is not one."""
    told = request.headers.getlist(HEADER)
    if not told:
        return None
    match = _KEY.fullmatch(told[0].strip()) if len(told) == 1 else None
    key = re.sub(r"\\(.)", r"\1", match[1]) if match and match[1] else match[2] if match else ""
    if not key or len(key) > LONGEST_KEY_CHARS:
        raise HTTPException(400, f"send one {HEADER} of 1 to {LONGEST_KEY_CHARS} visible characters")
    return key


def _digest(request: Request, body: bytes) -> str:
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()


def _reply(response: Response) -> Reply:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Reply(response.status_code, bytes(response.body).decode(), headers)
