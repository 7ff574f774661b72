"""The address of our own hub (WebSub): whoever wants to be sent our feeds asks here; docs/hub.md tells how."""

from __future__ import annotations

import math

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused, Unavailable
from syndicator.hub.wishes import form_of
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.turnstile import Turnstile, body_of
from syndicator.telemetry import logger

log = logger(__name__)

LONGEST_FORM_BYTES = 16_000
FORMS_AT_ONCE = 16
RETRY_AFTER_S = 30
ACCEPTED = "it is remembered; the callback is asked whether it is meant\n"
BUSY = "the hub cannot take this now; try again later\n"
HEADERS = {"Cache-Control": NOT_AT_ALL}


class HubDoor:
    """Takes requests of subscribers; all that follows happens in the workers."""

    def __init__(self, service: Service) -> None:
        self._asking = service.hub.asking
        self._turnstile = Turnstile(FORMS_AT_ONCE)

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/hub", self.take, methods=["POST"])
        return router

    async def take(self, request: Request) -> Response:
        """Answer 202 to what will be verified, and with a word to what will not (section 5.1.2)."""
        with self._turnstile.passed():
            body = await body_of(request, most=LONGEST_FORM_BYTES)
            client = request.client.host if request.client else ""
            return await run_in_threadpool(self._answer, body, client)

    def _answer(self, body: bytes, client: str) -> Response:
        try:
            wait = self._asking.ask(form_of(body), client)
        except Refused as refused:
            return PlainTextResponse(f"{refused.cause}\n", 400, HEADERS)
        except Unavailable as error:
            log.warning("hub_cannot_take", error=str(error))
            return PlainTextResponse(BUSY, 503, HEADERS | {"Retry-After": str(RETRY_AFTER_S)})
        if wait is not None:
            told = HEADERS | {"Retry-After": str(max(math.ceil(wait.total_seconds()), 1))}
            return PlainTextResponse("this address asks too often\n", 429, told)
        return PlainTextResponse(ACCEPTED, 202, HEADERS)
