"""
Live streams, above all that of what the public sees: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

docs/hub.md tells what a reader can rely on.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Generic

from fastapi import APIRouter, HTTPException, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from syndicator.bootstrap.bell import ChangeEars
from syndicator.bootstrap.service import Service
from syndicator.portal.tail import News, T, Tail
from syndicator.storage import happenings
from syndicator.storage.happenings import Happening
from syndicator.storage.session import Database

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", "X-Accel-Buffering": "no"}
HEARTBEAT_S = 15.0
COMES_AGAIN_AFTER_MS = 3_000
MOST_OF_ADDRESS, MOST_IN_ALL = 20, 1_000
"""Readers in one process."""
LONGEST_ABSENCE = 100_000
"""So many rows of the log are told to a reader that comes back; whoever was away for longer begins anew."""
LARGEST_PLACE = 2**63 - 1
RESET = "what happened since then is no longer told here; read a feed, and go on from here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener(Generic[T]):
    """
    Who follows a stream.

    Args:
        name: all who are called so share the places that one may take.
        sees: returns what it is sent of what happened.
        stays: asked before anything is told whether it still may be; None where everybody may. Only where this is
            given may the two read the database.
    """

    name: str
    sees: Callable[[Sequence[T]], Sequence[bytes]]
    stays: Callable[[], bool] | None = None

    async def told(self, news: News[T], after: int = 0) -> bytes | None:
        """Return the events of news that it sees, without those that it has had; None where it has to go."""
        if self.stays is None:
            return self._written(news, after)
        return await run_in_threadpool(lambda: self._written(news, after) if self.may_stay() else None)

    def may_stay(self) -> bool:
        """Whether it still may be told anything."""
        return self.stays is None or self.stays()

    def _written(self, news: News[T], after: int) -> bytes:
        return b"".join(self.sees([one for one in news.happened if one.seq > after]))


class Broadcast(Generic[T]):
    """Tells what a tail tells to whoever listens."""

    def __init__(self, database: Database, tail: Tail[T]) -> None:
        self._database = database
        self._tail = tail
        self._readers: Counter[str] = Counter()

    async def close(self) -> None:
        """Let all readers go; they come again, to whoever serves then."""
        await self._tail.close()

    def answer(self, request: Request, listener: Listener[T], after: int | None, *, wait: bool) -> Response:
        """
        Tell what happened after a place, and go on telling.

        Args:
            request: its header Last-Event-ID, which browsers send when they come back, goes before `after`.
            after: for readers that cannot send headers.
            wait: whether to go on; False ends the answer with what there is.
        """
        told_place = _place_of(request.headers.get("last-event-id", ""))
        place = after if told_place is None else told_place
        if self._readers.total() >= MOST_IN_ALL:
            raise HTTPException(503, "too many follow the stream at this moment", {"Retry-After": "30"})
        if self._readers[listener.name] >= MOST_OF_ADDRESS:
            raise HTTPException(429, "too many follow the stream from this address", {"Retry-After": "30"})
        told = self._counted(listener, place) if wait else self._all_at_once(listener, place)
        return StreamingResponse(told, headers=HEADERS, media_type=MEDIA_TYPE)

    async def _counted(self, listener: Listener[T], place: int | None) -> AsyncIterator[bytes]:
        with self._present(listener.name):
            async for piece in self._told(listener, place):
                yield piece

    @contextmanager
    def _present(self, client: str) -> Iterator[None]:
        self._readers[client] += 1
        try:
            yield
        finally:
            self._readers[client] -= 1
            if not self._readers[client]:
                del self._readers[client]

    async def _told(self, listener: Listener[T], place: int | None) -> AsyncIterator[bytes]:
        """Tell what was missed, up to where the tail is; then whatever the tail tells."""
        yield f"retry: {COMES_AGAIN_AFTER_MS}\n\n".encode()
        begin, newest = await run_in_threadpool(self._bounds)
        with self._tail.followed(begin) as follower:
            if place is None:
                place = follower.since
                yield _mark(place)
            elif not newest - LONGEST_ABSENCE <= place <= newest:
                place = follower.since
                yield _reset(place)
            while place < follower.since:
                news = await run_in_threadpool(self._tail.between, place, follower.since)
                place = news.place
                yield await listener.told(news) or b""
            while True:
                try:
                    told = await asyncio.wait_for(follower.queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    if not await run_in_threadpool(listener.may_stay):
                        return
                    yield b": still here\n\n" + _mark(place)
                    continue
                piece = None if told is None else await listener.told(told, place)
                if told is None or piece is None:
                    return
                yield piece
                place = max(place, told.place)

    async def _all_at_once(self, listener: Listener[T], place: int | None) -> AsyncIterator[bytes]:
        _, newest = await run_in_threadpool(self._bounds)
        place = newest if place is None else max(place, newest - LONGEST_ABSENCE)
        while place < newest:
            news = await run_in_threadpool(self._tail.between, place, newest)
            place = news.place
            yield await listener.told(news) or b""
        yield _mark(place)

    def _bounds(self) -> tuple[int, int]:
        """Return where a tail may begin, and where the log ends."""
        begin = self._tail.begin()
        with self._database.read() as connection:
            return begin, happenings.newest(connection)


class Stream:
    """Serves the stream of what the public sees."""

    def __init__(self, service: Service) -> None:
        self._base = service.settings.environment.public_address
        ears = ChangeEars(service.redis)
        tail = Tail(service.database, service.clock, ears.listen, happenings.happenings)
        self._broadcast = Broadcast(service.database, tail)

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/stream", self.follow, methods=["GET"])
        return router

    async def close(self) -> None:
        """Let all readers go."""
        await self._broadcast.close()

    async def follow(
        self,
        request: Request,
        after: Annotated[int | None, Query(ge=0, le=LARGEST_PLACE)] = None,
        *,
        wait: bool = True,
    ) -> Response:
        """Tell what happened after a place, and go on telling, unless `wait` is `no`."""
        client = request.client.host if request.client else ""
        listener: Listener[Happening] = Listener(name=client, sees=lambda told: [self._event(one) for one in told])
        return self._broadcast.answer(request, listener, after, wait=wait)

    def _event(self, one: Happening) -> bytes:
        told: dict[str, object] = {"uid": one.story_uid.urn, "at": one.at.isoformat()}
        if one.shown is not None:
            told |= {
                "id": one.shown.bulletin_id,
                "title": one.shown.title,
                "url": f"{self._base}{one.shown.path}",
                "topics": list(one.shown.topics),
                "unit": one.shown.unit,
            }
        return f"id: {one.seq}\nevent: {one.turn.value}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


def _place_of(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else None


def _mark(place: int) -> bytes:
    """An event without data is not told to anybody; its id is remembered all the same."""
    return f"id: {place}\n\n".encode()


def _reset(place: int) -> bytes:
    return f"id: {place}\nevent: reset\ndata: {json.dumps({'reason': RESET})}\n\n".encode()
