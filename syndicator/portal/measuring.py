"""Counting requests as they are answered: where, how, and how long until the first byte."""

from __future__ import annotations

import time
from bisect import bisect_left

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.tally import Tally

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the times that are told apart; what takes longer than the last is counted beyond it."""
BEYOND = "+Inf"
AREAS = ("desk", "api", "feeds", "hub", "stream", "websub", "search", "static")
"""First steps of addresses that are told apart; all others are pages of the public."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class Measured:
    """Counts what the application answers; feeds that are answered from kept bytes never come this far."""

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        self.app = app
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, int(message["status"]), time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)

    def _count(self, scope: Scope, status: int, took_s: float) -> None:
        area = area_of(scope["path"])
        method = scope["method"] if scope["method"] in METHODS else "other"
        place = bisect_left(BUCKETS_S, took_s)
        bound = str(BUCKETS_S[place]) if place < len(BUCKETS_S) else BEYOND
        self._tally.add("requests", area, method, f"{status // 100}xx")
        self._tally.add("request_times", area, bound)
        self._tally.add("request_seconds", area, by=took_s)


def area_of(path: str) -> str:
    """Return to which part of the portal an address belongs."""
    first = path.lstrip("/").partition("/")[0].partition(".")[0]
    return first if first in AREAS else "public"
