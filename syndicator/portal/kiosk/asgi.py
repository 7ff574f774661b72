"""The kiosk as a layer before the application: what the press prints never reaches it."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.errors import SyndicatorError
from syndicator.portal.headers import SECURITY
from syndicator.portal.kiosk.codings import Coding, chosen
from syndicator.portal.kiosk.sheet import Packed, Sheet
from syndicator.portal.kiosk.shelf import Address
from syndicator.portal.kiosk.stand import Stand
from syndicator.portal.press import PARAMETERS, Press
from syndicator.portal.problems import Problems

ORDERS = 3
"""A sheet that others ordered before may lack the coding that is wanted, or the last change; it is ordered again."""
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
    **SECURITY,
}


class _Wish(NamedTuple):
    """What a client wants, as its headers say it; `is_new` where it takes nothing that may be out of date."""

    coding: Coding
    if_none_match: str | None
    if_modified_since: str | None
    is_new: bool


class Kiosk:
    """Answers GET and HEAD for what the press prints, and lets everything else pass."""

    def __init__(self, app: ASGIApp, press: Press, stand: Stand, problems: Problems) -> None:
        self._app = app
        self._press = press
        self._stand = stand
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http" or not self._press.prints(scope["path"]):
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method in {"GET", "HEAD"}:
            await self._answer(scope, receive, send)
        elif method == "OPTIONS":
            await _send(send, 204, [(name.lower().encode(), value.encode()) for name, value in PREFLIGHT.items()])
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        wish = _wish(scope)
        address = Address(scope["path"], _query(scope["query_string"]))
        sheet = None if wish.is_new else self._stand.at_once(address, wish.coding)
        if sheet is None:
            try:
                sheet = await (self._new(address, wish.coding) if wish.is_new else self._wait(address, wish.coding))
            except SyndicatorError as error:
                await self._refuse(scope, receive, send, error)
                return
        body = sheet.of(wish.coding) or sheet.of(Coding.IDENTITY)
        if body is None:
            await self._refuse(scope, receive, send)
            return
        has = sheet.answers(wish.coding, wish.if_none_match, wish.if_modified_since)
        if has is not None:
            await _send(send, 304, _same(body, has))
        else:
            await _send(send, 200, body.whole, b"" if scope["method"] == "HEAD" else body.body)

    async def _new(self, address: Address, coding: Coding) -> Sheet:
        """Return the sheet of whatever was committed before the request came (RFC 9111 section 5.2.1.4)."""
        await asyncio.shield(asyncio.wrap_future(self._stand.look()))
        return self._stand.at_once(address, coding, grace_s=0) or await self._wait(address, coding)

    async def _wait(self, address: Address, coding: Coding) -> Sheet:
        """Return the sheet once it is printed; a client that goes away takes it from nobody else."""
        generation = self._stand.generation
        for _ in range(ORDERS):
            sheet = await asyncio.shield(asyncio.wrap_future(self._stand.order(address, coding)))
            if sheet.generation >= generation and (sheet.printed is None or sheet.of(coding) is not None):
                break
        return sheet

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, error: SyndicatorError | None = None) -> None:
        """Answer as the pages do."""
        request = Request(scope)
        response = (
            self._problems.answer(request, 404) if error is None else await self._problems.of_tree(request, error)
        )
        response.headers.update(SECURITY)
        await response(scope, receive, send)


def _wish(scope: Scope) -> _Wish:
    accepted, tags, since, is_new = b"", None, None, False
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = accepted + b"," + value if accepted else value
        elif name == b"if-none-match":
            tags = value.decode("latin-1") if tags is None else f"{tags},{value.decode('latin-1')}"
        elif name == b"if-modified-since":
            since = value.decode("latin-1")
        elif name == b"cache-control":
            is_new = b"no-cache" in value.lower()
    return _Wish(chosen(accepted), tags, since, is_new)


def _query(told: bytes) -> str:
    """Return what counts of a query: what clients add to count or to see something fresh makes no other address."""
    if not told:
        return ""
    parts = told.decode("latin-1").split("&")
    return "&".join(part for part in parts if part.partition("=")[0] in PARAMETERS)


def _same(body: Packed, tag: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of a 304; the tag is the one that the client has."""
    if tag == body.tag:
        return body.same
    return [(name, tag.encode("latin-1") if name == b"etag" else value) for name, value in body.same]


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
