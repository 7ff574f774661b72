"""
The tail of the log, watched once for all who follow the live stream in this process.

Rows of the log are numbered before they are committed, so that a lower number may appear after a higher one. Where a
number is missing the tail waits, until it appears or has surely been given up: readers get all, once, in order.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, Protocol, TypeAlias, TypeVar

from starlette.concurrency import run_in_threadpool

from syndicator.errors import SyndicatorError
from syndicator.model.moment import Clock
from syndicator.storage import happenings
from syndicator.storage.happenings import Entry
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

LOOKS_EVERY_S = 1.0
"""So often without being told of a change; and after one it waits for GATHERED_S, for others may follow."""
GATHERED_S = 0.05
WAITS_FOR_A_NUMBER_S = 5.0
SETTLED_AFTER = timedelta(seconds=10)
WAITING_FOR_A_READER = 200
"""Slices that a reader may be behind; one that reads more slowly is let go, and resumes."""


class Turned(Protocol):
    """Something that happened, at a place in the log."""

    @property
    def seq(self) -> int:
        """The place."""


T = TypeVar("T", bound=Turned)


@dataclass(frozen=True, slots=True)
class News(Generic[T]):
    """What happened up to a place in the log."""

    place: int
    happened: tuple[T, ...]


@dataclass(eq=False, slots=True)
class Follower(Generic[T]):
    """One reader; `since` is the place from which on it hears of everything. None in the queue is the end."""

    since: int
    queue: asyncio.Queue[News[T] | None] = field(default_factory=lambda: asyncio.Queue(WAITING_FOR_A_READER))

    def tell(self, news: News[T]) -> bool:
        """Tell of news; False where the reader is too slow for them."""
        try:
            self.queue.put_nowait(news)
        except asyncio.QueueFull:
            self.end()
            return False
        return True

    def end(self) -> None:
        """Let the reader go, with room for that made where there is none."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


Listen: TypeAlias = Callable[[Callable[[], None], threading.Event], None]
Meaning: TypeAlias = Callable[[Connection, Sequence[Entry]], Sequence[T]]


class Tail(Generic[T]):
    """
    Watches while somebody follows. It is used in one event loop alone, and so needs no lock.

    Args:
        listen: calls back after each change, from its own thread, until the event is set; it may miss some.
        meaning: returns what rows of the log mean for those who follow.
    """

    def __init__(self, database: Database, clock: Clock, listen: Listen, meaning: Meaning[T]) -> None:
        self._database = database
        self._clock = clock
        self._listen = listen
        self._meaning = meaning
        self._followers: set[Follower[T]] = set()
        self._watches: set[asyncio.Task[None]] = set()
        self._is_watched = False
        self._place = 0
        self._missing: tuple[int, float] | None = None
        self._rung = asyncio.Event()

    @contextmanager
    def followed(self, since: int) -> Iterator[Follower[T]]:
        """Follow from the tail's own place on; `since` is that place where nobody else follows yet."""
        if not self._is_watched:
            self._place, self._missing, self._is_watched = since, None, True
            watch = asyncio.get_running_loop().create_task(self._look_on())
            self._watches.add(watch)
            watch.add_done_callback(self._watches.discard)
        follower: Follower[T] = Follower(self._place)
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)
            self._rung.set()

    async def close(self) -> None:
        """Let all readers go, and return when nothing is read any more."""
        self._end_all()
        self._rung.set()
        if self._watches:
            await asyncio.wait(self._watches)

    def _end_all(self) -> None:
        for follower in self._followers:
            follower.end()
        self._followers.clear()

    def begin(self) -> int:
        """Return the place where a tail may begin: no row before it is still on its way."""
        with self._database.read() as connection:
            return happenings.settled(connection, self._clock() - SETTLED_AFTER)

    def between(self, after: int, until: int) -> News[T]:
        """Return what happened in a slice of the log, and where the slice ends."""
        with self._database.read() as connection:
            rows = happenings.entries(connection, after, until=until)
            return News(rows[-1].seq if rows else until, tuple(self._meaning(connection, rows)))

    async def _look_on(self) -> None:
        """Look for as long as somebody follows; what cannot be read now is read at the next look."""
        loop, ended = asyncio.get_running_loop(), threading.Event()

        def heard() -> None:
            if not ended.is_set():
                loop.call_soon_threadsafe(self._rung.set)

        ears = threading.Thread(target=self._listen, args=[heard, ended], name="tail", daemon=True)
        ears.start()
        try:
            await self._look_until_nobody_follows()
        finally:
            ended.set()
            self._is_watched = False
            self._end_all()
            await run_in_threadpool(ears.join)

    async def _look_until_nobody_follows(self) -> None:
        while self._followers:
            self._rung.clear()
            try:
                news = await run_in_threadpool(self._next)
            except SyndicatorError as error:
                log.warning("log_not_read", error=str(error))
                news = None
            if news is not None:
                self._place = news.place
                self._followers -= {one for one in self._followers if not one.tell(news)}
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOKS_EVERY_S)
                await asyncio.sleep(GATHERED_S)

    def _next(self) -> News[T] | None:
        with self._database.read() as connection:
            rows = self._unbroken(happenings.entries(connection, self._place))
            if not rows:
                return None
            return News(rows[-1].seq, tuple(self._meaning(connection, rows)))

    def _unbroken(self, rows: Sequence[Entry]) -> list[Entry]:
        """Return the rows up to the first number that is missing and may still appear."""
        place = self._place
        for number, row in enumerate(rows):
            if row.seq != place + 1 and not self._is_given_up(place + 1, time.monotonic()):
                return list(rows[:number])
            place = row.seq
        return list(rows)

    def _is_given_up(self, missing: int, now: float) -> bool:
        if self._missing is None or self._missing[0] != missing:
            self._missing = (missing, now)
        return now - self._missing[1] >= WAITS_FOR_A_NUMBER_S
