"""
HTTP transports that pass the address guard.

Names are resolved and judged at the moment of connecting, and the connection goes to the very address that
was judged: a name that changes its mind between question and connection (DNS rebinding) gains nothing.
Every hop of a redirect opens its own connection and so passes here again.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import httpcore
import httpx

from syndicator.errors import AddressRefused, SourceFault
from syndicator.fetch.guard import MEND, AddressGuard

ANSWER_WITHIN = timedelta(seconds=20)


def _unresolved(host: str, error: OSError) -> SourceFault:
    return SourceFault(
        "dns", f"the name {host} cannot be resolved: {error.strerror}", "correct the address, or wait for its DNS"
    )


def _texts(answers: Iterable[tuple[object, ...]]) -> list[str]:
    return [str(answer[4][0]) for answer in answers]  # type: ignore[index]


class GuardedAsyncBackend(httpcore.AsyncNetworkBackend):
    """Connects like its parent, to addresses that the guard has judged."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, judge, connect."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"resolving {host} took too long") from error
        except OSError as error:
            raise _unresolved(host, error) from error
        address = self._guard.judge(_texts(answers), host, port)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 -- httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no source lives behind a local socket."""
        raise AddressRefused(f"{path} is a local socket", MEND)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._inner.sleep(seconds)


class _BoundedStream(httpcore.NetworkStream):
    """A connection on which an answer has to be whole within so many seconds of the last thing that we sent."""

    def __init__(self, inner: httpcore.NetworkStream, answer_within_s: float) -> None:
        self._inner = inner
        self._answer_within_s = answer_within_s
        self._sent_at = time.monotonic()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read within what is left of the time; a slow drip gains nothing by being alive."""
        left_s = self._sent_at + self._answer_within_s - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout(f"the answer took longer than {self._answer_within_s:g} s")
        return self._inner.read(max_bytes, left_s if timeout is None else min(timeout, left_s))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, and let the time begin anew."""
        self._inner.write(buffer, timeout)
        self._sent_at = time.monotonic()

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on under TLS, bounded as before."""
        return _BoundedStream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._answer_within_s)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- httpcore's signature
        """Ask the connection itself."""
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """The same for blocking clients, which channels use; their answers are bounded in time."""

    def __init__(self, guard: AddressGuard, answer_within: timedelta) -> None:
        self._guard = guard
        self._answer_within = answer_within
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, judge, connect."""
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise _unresolved(host, error) from error
        address = self._guard.judge(_texts(answers), host, port)
        connection = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
        return _BoundedStream(connection, self._answer_within.total_seconds())


class GuardedAsyncTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool whose connections pass the guard."""

    def __init__(self, guard: AddressGuard, *, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=GuardedAsyncBackend(guard),
        )


class GuardedTransport(httpx.HTTPTransport):
    """The same for blocking clients; an answer that is not whole after `answer_within` is a time-out."""

    def __init__(
        self,
        guard: AddressGuard,
        *,
        tls: ssl.SSLContext,
        limits: httpx.Limits,
        answer_within: timedelta = ANSWER_WITHIN,
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=GuardedBackend(guard, answer_within),
        )
