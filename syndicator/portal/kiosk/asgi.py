"""The kiosk as a layer before the application: what the press prints does not reach it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.errors import SyndicatorError
from syndicator.portal.headers import SECURITY
from syndicator.portal.kiosk.codings import Coding, chosen
from syndicator.portal.kiosk.sheet import Packed, Sheet, start
from syndicator.portal.kiosk.shelf import Address
from syndicator.portal.kiosk.stand import Stand
from syndicator.portal.press import PARAMETERS, Press
from syndicator.portal.problems import Problems
from syndicator.telemetry import logger

log = logger(__name__)

READING = frozenset({"GET", "HEAD"})
ORDERS = 3
"""A sheet that others ordered before may lack the coding that is wanted, or the last change; it is ordered again."""
NO_CONTENT: Message = {"type": "http.response.body", "body": b""}
PREFLIGHT = start(
    204,
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
        **SECURITY,
    },
)


class Kiosk:
    """Answers GET and HEAD for what the press prints, and lets everything else pass."""

    def __init__(self, app: ASGIApp, press: Press, stand: Stand, problems: Problems) -> None:
        self._app = app
        self._press = press
        self._stand = stand
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on. What is asked most often takes the fewest steps: it is looked for first."""
        if scope["type"] != "http" or scope["method"] not in READING:
            await self._pass(scope, receive, send)
            return
        told: dict[bytes, bytes] = dict(scope["headers"])
        coding = chosen(told[b"accept-encoding"]) if b"accept-encoding" in told else Coding.IDENTITY
        query = scope["query_string"]
        address = (scope["path"], _query(query) if query else "")
        is_new = b"cache-control" in told and b"no-cache" in told[b"cache-control"].lower()
        sheet = None if is_new else self._stand.at_once(address, coding)
        if sheet is None:
            if not self._press.prints(scope["path"]):
                await self._app(scope, receive, send)
                return
            sheet = await self._wait(address, coding, scope, receive, send, is_new=is_new)
            if sheet is None:
                return
        body = sheet.of(coding) or sheet.of(Coding.IDENTITY)
        if body is None:
            await self._refuse(self._problems.answer(Request(scope), 404), scope, receive, send)
            return
        same = _same(sheet, body, told)
        await send(same or body.whole)
        await send(NO_CONTENT if same or scope["method"] == "HEAD" else body.content)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, but for other sites that ask whether they may ask."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and self._press.prints(scope["path"]):
            await send(PREFLIGHT)
            await send(NO_CONTENT)
        else:
            await self._app(scope, receive, send)

    async def _wait(
        self, address: Address, coding: Coding, scope: Scope, receive: Receive, send: Send, *, is_new: bool
    ) -> Sheet | None:
        """Return the sheet once it is printed; None where that failed, and the failure is answered for."""
        try:
            return await (self._new(address, coding) if is_new else self._printed(address, coding))
        except SyndicatorError as error:
            await self._refuse(await self._problems.of_tree(Request(scope), error), scope, receive, send)
        except Exception:
            log.exception("press_failed", path=address[0])
            await self._app(scope, receive, send)
        return None

    async def _new(self, address: Address, coding: Coding) -> Sheet:
        """Return the sheet of whatever was committed before the request came (RFC 9111 section 5.2.1.4)."""
        await asyncio.shield(asyncio.wrap_future(self._stand.look()))
        return self._stand.at_once(address, coding, grace_s=0) or await self._printed(address, coding)

    async def _printed(self, address: Address, coding: Coding) -> Sheet:
        """Return the sheet once it is printed; a client that goes away takes it from nobody else."""
        generation = self._stand.generation
        for _ in range(ORDERS):
            sheet = await asyncio.shield(asyncio.wrap_future(self._stand.order(address, coding)))
            if sheet.generation >= generation and (sheet.printed is None or sheet.of(coding) is not None):
                break
        return sheet

    async def _refuse(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the pages do."""
        response.headers.update(SECURITY)
        await response(scope, receive, send)


def _same(sheet: Sheet, body: Packed, told: dict[bytes, bytes]) -> Message | None:
    """Return the 304 where the client has the body already; its tag is the one that the client has."""
    tags = told.get(b"if-none-match")
    if tags == body.raw_tag:
        return body.same
    since = told.get(b"if-modified-since")
    if tags is None and since is None:
        return None
    has = sheet.answers(body, _text(tags), _text(since))
    if has is None or has == body.tag:
        return None if has is None else body.same
    headers = [(name, has.encode("latin-1") if name == b"etag" else value) for name, value in body.same["headers"]]
    return {**body.same, "headers": headers}


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


def _query(told: bytes) -> str:
    """Return what counts of a query: what clients add to count or to see something fresh makes no other address."""
    parts = told.decode("latin-1").split("&")
    return "&".join(part for part in parts if part.partition("=")[0] in PARAMETERS)
