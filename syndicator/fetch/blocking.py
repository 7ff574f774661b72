"""
The transport of clients that wait for their answers, which channels and hubs use.

Connections pass the address guard as those of `transport` do, and answers are read by the same `Wire`: here it waits
for its news in the thread that asked. A question is never said twice, for it may have been heard.
"""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpx

from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.transport import Origin, addresses_of, origin_of, question_of
from syndicator.fetch.wire import Wire

ANSWER_WITHIN = timedelta(seconds=20)
READ_BYTES = 65_536
MOST, IDLE_FOR_S = 100, 5.0
_T = TypeVar("_T")


class _Line(asyncio.Transport):
    """A socket as `Wire` writes to it; it is read only when somebody waits."""

    def __init__(self, connection: socket.socket, write_within_s: float | None) -> None:
        super().__init__()
        self.socket = connection
        self.write_within_s = write_within_s
        self.sent_at = time.monotonic()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """
        Send all of it. A server that hangs up before it has all may have answered already: what it said is read.

        Raises:
            httpx.WriteTimeout: it does not take it.
        """
        self.socket.settimeout(self.write_within_s)
        try:
            self.socket.sendall(data)
        except TimeoutError as error:
            raise httpx.WriteTimeout("the server does not take what is sent") from error
        except OSError:
            return
        finally:
            self.sent_at = time.monotonic()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Tell of TLS."""
        return self.socket if name == "ssl_object" and isinstance(self.socket, ssl.SSLSocket) else default

    def pause_reading(self) -> None:
        """Nothing is read unasked."""

    def resume_reading(self) -> None:
        """Nothing is read unasked."""

    def abort(self) -> None:
        """Close it at once."""
        self.socket.close()


class BlockingWire(Wire):
    """A connection whose answers have to be whole within so many seconds of the question."""

    def __init__(self, line: _Line, answer_within_s: float) -> None:
        super().__init__()
        self._line = line
        self._answer_within_s = answer_within_s
        self.idle_since = time.monotonic()
        self.connection_made(line)

    @property
    def is_stale(self) -> bool:
        """Whether the server closed it, or spoke without being asked."""
        return not self.is_free or _has_news(self._line.socket)

    def put(self, question: bytes, within_s: dict[str, float | None]) -> None:
        """Send a question; return when status and headers of its answer are there."""
        self._line.write_within_s = within_s["write"]
        _at_once(self.ask(question, within_s["read"]))

    def next_piece(self, within_s: float | None) -> bytes:
        """Return the next piece of the body, empty at its end."""
        return _at_once(self.read(within_s))

    async def _news(self, within_s: float | None) -> None:
        if self._lost is not None:
            raise self._lost
        left_s = self._line.sent_at + self._answer_within_s - time.monotonic()
        if left_s <= 0:
            raise httpx.ReadTimeout(f"the answer took longer than {self._answer_within_s:g} s")
        self._line.socket.settimeout(left_s if within_s is None else min(within_s, left_s))
        try:
            data = self._line.socket.recv(READ_BYTES)
        except TimeoutError as error:
            raise httpx.ReadTimeout("the server fell silent") from error
        except OSError as error:
            self.connection_lost(error)
            return
        if data:
            self.data_received(data)
        else:
            self.connection_lost(None)


def _has_news(connection: socket.socket) -> bool:
    """Whether something can be read, be it the end; `select` knows no descriptors from 1,024 on."""
    asked = select.poll()
    asked.register(connection, select.POLLIN)
    return bool(asked.poll(0))


def _at_once(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine that waits for nothing but `_news`, which blocks in its stead."""
    try:
        work.send(None)
    except StopIteration as end:
        result: _T = end.value
        return result
    work.close()
    raise RuntimeError("it waits for a loop that is not there")


class _Body(httpx.SyncByteStream):
    """The body of an answer; closed before its end it takes the connection with it."""

    def __init__(self, wire: BlockingWire, read_within_s: float | None, end: Callable[[BlockingWire], None]) -> None:
        self._wire = wire
        self._read_within_s = read_within_s
        self._end = end
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._wire.next_piece(self._read_within_s):
            yield piece

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._end(self._wire)


class GuardedTransport(httpx.BaseTransport):
    """
    Connections that pass the guard.

    Args:
        limits: MOST of what it leaves open, and no connection that is idle is kept for good.
        answer_within: how long an answer may take, from the question to its last byte.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        tls: ssl.SSLContext,
        limits: httpx.Limits,
        answer_within: timedelta = ANSWER_WITHIN,
    ) -> None:
        self._guard = guard
        self._tls = tls
        self._most_idle = MOST if limits.max_keepalive_connections is None else limits.max_keepalive_connections
        self._idle_for_s = IDLE_FOR_S if limits.keepalive_expiry is None else limits.keepalive_expiry
        self._answer_within_s = answer_within.total_seconds()
        self._places = threading.BoundedSemaphore(limits.max_connections or MOST)
        self._idle: dict[Origin, deque[BlockingWire]] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, over a connection that is idle or a new one."""
        origin, within_s = origin_of(request.url), request.extensions["timeout"]
        question = question_of(request, request.read())
        if not self._places.acquire(timeout=within_s["pool"]):
            raise httpx.PoolTimeout("too many connections are open at once")
        wire = None
        try:
            wire = self._idle_one(origin) or self._connect(origin, within_s["connect"])
            wire.put(question, within_s)
        except BaseException:
            if wire is not None:
                wire.close()
            self._places.release()
            raise
        body = _Body(wire, within_s["read"], partial(self._leave, origin))
        told = {"reason_phrase": wire.reason, "certificate": wire.certificate}
        return httpx.Response(wire.status, headers=wire.headers, stream=body, extensions=told)

    def _idle_one(self, origin: Origin) -> BlockingWire | None:
        while True:
            with self._lock:
                idle = self._idle.get(origin)
                if not idle:
                    return None
                wire = idle.pop()
            if time.monotonic() - wire.idle_since < self._idle_for_s and not wire.is_stale:
                return wire
            wire.close()

    def _leave(self, origin: Origin, wire: BlockingWire) -> None:
        """Keep a connection that is free; what is too much, or idle for too long, is closed."""
        now = time.monotonic()
        gone = [] if wire.is_free else [wire]
        with self._lock:
            if wire.is_free:
                wire.idle_since = now
                self._idle.setdefault(origin, deque()).append(wire)
            gone += self._overdue(now)
        for one in gone:
            one.close()
        self._places.release()

    def _overdue(self, now: float) -> list[BlockingWire]:
        gone: list[BlockingWire] = []
        for origin, idle in list(self._idle.items()):
            while idle and now - idle[0].idle_since >= self._idle_for_s:
                gone.append(idle.popleft())
            if not idle:
                del self._idle[origin]
        kept = sum(map(len, self._idle.values()))
        if kept > self._most_idle:
            oldest = min(self._idle.values(), key=lambda idle: idle[0].idle_since)
            gone.append(oldest.popleft())
        return gone

    def _connect(self, origin: Origin, within_s: float | None) -> BlockingWire:
        """Resolve, judge, connect; the connection goes to the very address that was judged."""
        scheme, host, port = origin
        address = self._guard.judge(addresses_of(host, port), host, port)
        try:
            connection = socket.create_connection((address, port), within_s)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                connection = self._under_tls(connection, host)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no connection to {host} within {within_s} s") from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return BlockingWire(_Line(connection, within_s), self._answer_within_s)

    def _under_tls(self, connection: socket.socket, host: str) -> ssl.SSLSocket:
        try:
            return self._tls.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle = [wire for some in self._idle.values() for wire in some]
            self._idle.clear()
        for wire in idle:
            wire.close()
