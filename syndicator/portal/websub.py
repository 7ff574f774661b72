"""The address at which hubs reach us (WebSub): they ask whether we mean it, and push documents."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap import Service
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.turnstile import Turnstile, body_of
from syndicator.pushing import Intent, Reception

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
        asked = parse_qs(request.scope["query_string"].decode("latin-1"), encoding="latin-1", max_num_fields=20)
        told = {name: values[0].encode("latin-1") for name, values in asked.items()}
        challenge = told.get("hub.challenge", b"")
        intent = self._subscribing.verify(
            token,
            mode=_text(told, "hub.mode"),
            topic=_text(told, "hub.topic"),
            lease_seconds=_text(told, "hub.lease_seconds") or None,
            reason=_text(told, "hub.reason"),
            challenged=0 < len(challenge) <= LONGEST_CHALLENGE_BYTES,
        )
        if intent is Intent.UNKNOWN:
            return _empty(404)
        return Response(challenge if intent is Intent.CONFIRMED else b"", 200, HEADERS, "text/plain")

    async def receive(self, request: Request, token: str) -> Response:
        """Take what a hub pushes; its token is looked at before its body."""
        refused = await run_in_threadpool(self._receiving.refusal, token)
        if refused is not None:
            return _empty(_STATUS[refused])
        with self._turnstile.passed():
            body = await body_of(request, most=LONGEST_PUSH_BYTES)
            received = await run_in_threadpool(
                self._receiving.receive,
                token,
                body,
                signature=request.headers.get("x-hub-signature"),
                content_type=request.headers.get("content-type", ""),
            )
        return _empty(_STATUS[received.reception])


def _text(told: dict[str, bytes], name: str) -> str:
    return told.get(name, b"").decode("utf-8", "replace")


def _empty(status: int) -> Response:
    return Response(b"", status, HEADERS)
