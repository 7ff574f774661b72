"""One question to one server: robots.txt first, each hop in a slot of its own, redirects bounded and not read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from syndicator.errors import SourceFault
from syndicator.fetch.body import read_start
from syndicator.fetch.headers import retry_after
from syndicator.fetch.politeness import Slot
from syndicator.fetch.robots import KEPT, KEPT_WHEN_UNREACHABLE, MOST_BYTES, Robots, RobotsBook
from syndicator.fetch.turns import Turns
from syndicator.model.moment import Clock

PERMANENT = frozenset({301, 308})
BUSY = frozenset({429, 503})
"""Of these answers a Retry-After is heeded."""
LONGEST_NAP = timedelta(seconds=5)


class NotNow(Exception):
    """The host may not be asked before this batch has to end; the source waits for another one."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The last hop of a question; `moved_to` is its address if every redirect on the way was a permanent one."""

    response: httpx.Response
    moved_to: str | None


def _nothing_begins() -> None:
    """Nobody wants to know when the question begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """
    Asks politely on behalf of one batch.

    Args:
        redirects: how many are followed.
        robots_within: how long a robots.txt may take to come.
        until: when no further question may begin; None for no bound.
    """

    client: httpx.AsyncClient
    turns: Turns
    robots: RobotsBook
    clock: Clock
    redirects: int
    robots_within: timedelta
    until: datetime | None

    async def check_robots(self, address: str) -> None:
        """Raise SourceFault if the site's robots.txt keeps us away from this address."""
        url = httpx.URL(address)
        origin = f"{url.scheme}://{url.netloc.decode()}"
        robots = self.robots.find(origin, self.clock()) or await self._ask_robots(origin)
        robots.check(address)

    async def _ask_robots(self, origin: str) -> Robots:
        """A host whose robots.txt cannot be had is asked all the same: a feed is an offer to be polled."""
        text, span = b"", KEPT
        try:
            async with (
                asyncio.timeout(self.robots_within.total_seconds()),
                self.ask(self.client.build_request("GET", f"{origin}/robots.txt")) as answered,
            ):
                response = answered.response
                if response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    span = KEPT_WHEN_UNREACHABLE
                    self.heed(response)
                encoding = response.headers.get("content-encoding", "").strip().lower()
                said = await read_start(response.aiter_raw(), encoding, most=MOST_BYTES)
                text = said if response.status_code == httpx.codes.OK else b""
        except (httpx.HTTPError, httpx.InvalidURL, SourceFault, OSError, ValueError):
            span = KEPT_WHEN_UNREACHABLE
        return self.robots.keep(origin, text, self.clock(), span)

    def heed(self, response: httpx.Response) -> None:
        """Leave a host alone that wants to be, whatever it was asked for."""
        if response.status_code in BUSY and (wish := retry_after(response.headers, self.clock())):
            self.turns.pause(response.url.netloc.decode(), wish)

    @asynccontextmanager
    async def ask(
        self, request: httpx.Request, *, begins: Callable[[], None] = _nothing_begins
    ) -> AsyncIterator[Answered]:
        """
        Yield the answer after all redirects; bodies of redirects are not read.

        Args:
            begins: called when the first slot is granted: the time until then is ours, not the server's.

        Raises:
            NotNow: the host may not be asked before the batch has to end.
            httpx.HTTPError: no answer.
        """
        permanent, moved = True, False
        for _ in range(self.redirects + 1):
            slot = await self._slot(request.url.netloc.decode())
            begins()
            begins = _nothing_begins
            try:
                response = await self.client.send(request, stream=True)
                try:
                    if response.next_request is None:
                        yield Answered(response, str(response.url) if moved and permanent else None)
                        return
                    moved, permanent = True, permanent and response.status_code in PERMANENT
                    request = response.next_request
                finally:
                    await response.aclose()
            finally:
                self.turns.give_back(slot)
        raise httpx.TooManyRedirects("too many redirects", request=request)

    async def _slot(self, host: str) -> Slot:
        while True:
            granted = await self.turns.take(host)
            if isinstance(granted, Slot):
                return granted
            if granted > LONGEST_NAP or (self.until is not None and self.clock() + granted >= self.until):
                raise NotNow(host)
            await asyncio.sleep(max(granted.total_seconds(), 0.005))
