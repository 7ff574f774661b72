"""The address at which hubs reach us (WebSub): they ask whether we mean it, and push documents."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import NotFound, Refused, SyndicatorError
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.turnstile import Turnstile, body_of
from syndicator.pushing import Intent, Reception
from syndicator.telemetry import logger

log = logger(__name__)

LONGEST_PUSH_BYTES = 10_000_000
LONGEST_CHALLENGE_BYTES = 4_096
PUSHES_AT_ONCE = 6
_UNREAD = LONGEST_PUSH_BYTES * 100
"""The application's own bound steps aside: a body is bounded here, once its token is known."""
_STATUS = {
    Reception.TAKEN: 202,
    Reception.RUNG: 202,
    Reception.IGNORED: 202,
    Reception.UNKNOWN: 404,
    Reception.ENDED: 410,
}
HEADERS = {"Cache-Control": NOT_AT_ALL}
RETRY_AFTER_S = 30
MOST_FIELDS = 50
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


class WebSubCallback:
    """Answers hubs; nobody else knows the tokens."""

    def __init__(self, service: Service) -> None:
        self._subscribing = service.subscribing
        self._receiving = service.receiving
        self._turnstile = Turnstile(PUSHES_AT_ONCE)

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/websub/{token}", self.verify, methods=["GET"])
        router.add_api_route("/websub/{token}", self.receive, methods=["POST"], max_body_size=_UNREAD)
        return router

    def verify(self, request: Request, token: str) -> Response:
        """Give the challenge back, byte for byte, if we meant what the hub asks about; else there is nothing here."""
        told = _told(request)
        challenge = told.get("hub.challenge", b"")
        if not _TOKEN.fullmatch(token):
            return _empty(404)
        try:
            intent = self._subscribing.verify(
                token,
                mode=_text(told, "hub.mode"),
                topic=_text(told, "hub.topic"),
                lease_seconds=_text(told, "hub.lease_seconds") or None,
                reason=_text(told, "hub.reason"),
                challenged=0 < len(challenge) <= LONGEST_CHALLENGE_BYTES,
            )
        except SyndicatorError as error:
            return _failed(error)
        if intent is Intent.UNKNOWN:
            return _empty(404)
        return Response(challenge if intent is Intent.CONFIRMED else b"", 200, HEADERS, "text/plain")

    async def receive(self, request: Request, token: str) -> Response:
        """Take what a hub pushes; its token is looked at before its body."""
        if not _TOKEN.fullmatch(token):
            return _empty(404)
        try:
            reception = await run_in_threadpool(self._receiving.refusal, token)
            if reception is None:
                with self._turnstile.passed():
                    reception = await self._read(request, token)
        except SyndicatorError as error:
            return _failed(error)
        return _empty(_STATUS[reception])

    async def _read(self, request: Request, token: str) -> Reception:
        body = await body_of(request, most=LONGEST_PUSH_BYTES)
        received = await run_in_threadpool(
            self._receiving.receive,
            token,
            body,
            signature=request.headers.get("x-hub-signature"),
            content_type=request.headers.get("content-type", ""),
        )
        return received.reception


def _told(request: Request) -> dict[str, bytes]:
    """Return what the address asks, as the bytes that it was told in; nothing where it is no question."""
    query = request.scope["query_string"].decode("latin-1")
    if query.count("&") > MOST_FIELDS:
        return {}
    return {name: values[0].encode("latin-1") for name, values in parse_qs(query, encoding="latin-1").items()}


def _text(told: dict[str, bytes], name: str) -> str:
    return told.get(name, b"").decode("utf-8", "replace")


def _empty(status: int) -> Response:
    return Response(b"", status, HEADERS)


def _failed(error: SyndicatorError) -> Response:
    """Have the hub try again; the address, by which whoever knows it may speak, does not come into the log."""
    if isinstance(error, NotFound | Refused):
        return _empty(404 if isinstance(error, NotFound) else 410)
    log.error("hub_not_answered", error=str(error))
    return Response(b"", 503, HEADERS | {"Retry-After": str(RETRY_AFTER_S)})
