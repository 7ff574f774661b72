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
from collections.abc import Iterable

import httpcore
import httpx

from syndicator.errors import AddressRefused, SourceFault
from syndicator.fetch.guard import MEND, AddressGuard


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


class GuardedBackend(httpcore.NetworkBackend):
    """The same for blocking clients, which channels use."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
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
        return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)


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
    """The same for blocking clients."""

    def __init__(self, guard: AddressGuard, *, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=GuardedBackend(guard),
        )
