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
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from syndicator.errors import SourceFault
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.wire import Wire

ANSWER_WITHIN = timedelta(seconds=20)
HIGHEST_PORT = 65_535
_PORTS = {"http": 80, "https": 443}
_Origin = tuple[str, str, int]


def _unresolved(host: str, error: OSError | UnicodeError) -> SourceFault:
    """Some names cannot even be asked for: their labels are empty or too long, which is a UnicodeError."""
    why = error.strerror if isinstance(error, OSError) else "no name is written like this"
    return SourceFault(
        "dns", f"the name {host[:80]} cannot be resolved: {why}", "correct the address, or wait for its DNS"
    )


def addresses_of(host: str, port: int | None) -> list[str]:
    """Return the IP addresses of a name, asked for in this thread; raises SourceFault where it cannot be resolved."""
    try:
        return _texts(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise _unresolved(host, error) from error


def _texts(answers: Iterable[tuple[object, ...]]) -> list[str]:
    return [str(answer[4][0]) for answer in answers]  # type: ignore[index]


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
        address = self._guard.judge(addresses_of(host, port), host, port)
        connection = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
        return _BoundedStream(connection, self._answer_within.total_seconds())


class _Body(httpx.AsyncByteStream):
    """The body of an answer; closed before its end it takes the connection with it."""

    def __init__(self, wire: Wire, read_within_s: float | None, keep: Callable[[Wire], None]) -> None:
        self._wire = wire
        self._read_within_s = read_within_s
        self._keep = keep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await self._wire.read(self._read_within_s):
            yield piece

    async def aclose(self) -> None:
        if self._wire.is_free:
            self._keep(self._wire)
        else:
            self._wire.close()


class GuardedAsyncTransport(httpx.AsyncBaseTransport):
    """Connections that pass the guard, at most one idle one to each origin."""

    def __init__(self, guard: AddressGuard, *, tls: ssl.SSLContext) -> None:
        self._guard = guard
        self._tls = tls
        self._idle: dict[_Origin, Wire] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, over the connection that is there or a new one."""
        url, within_s = request.url, request.extensions["timeout"]
        if url.scheme not in _PORTS or not url.host:
            raise httpx.UnsupportedProtocol(f"the web has no {url.scheme!r} addresses")
        if (url.port or 0) > HIGHEST_PORT:
            raise httpx.UnsupportedProtocol(f"there is no port {url.port}")
        question = _question(request, await request.aread())
        origin = (url.scheme, url.host, url.port or _PORTS[url.scheme])
        wire = await self._asked(origin, question, within_s)
        body = _Body(wire, within_s["read"], partial(self._keep, origin))
        told = {"reason_phrase": wire.reason, "certificate": wire.certificate}
        return httpx.Response(wire.status, headers=wire.headers, stream=body, extensions=told)

    async def _asked(self, origin: _Origin, question: bytes, within_s: dict[str, float | None]) -> Wire:
        """Ask over the idle connection; one that the server had closed already is no answer, and replaced."""
        wire = self._idle.pop(origin, None)
        if wire is not None and wire.is_free:
            try:
                await _ask(wire, question, within_s["read"])
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                if wire.has_begun:
                    raise
            else:
                return wire
        wire = await self._connect(*origin, within_s["connect"])
        await _ask(wire, question, within_s["read"])
        return wire

    def _keep(self, origin: _Origin, wire: Wire) -> None:
        self._idle[origin] = wire

    def leave(self, host: str) -> None:
        """Close what is idle to a host, as `name:port` or without its usual port: nothing more is asked there."""
        for origin in [one for one in self._idle if host in {one[1], f"[{one[1]}]", f"{one[1]}:{one[2]}"}]:
            self._idle.pop(origin).close()

    async def _connect(self, scheme: str, host: str, port: int, within_s: float | None) -> Wire:
        """Resolve, judge, connect."""
        loop, tls = asyncio.get_running_loop(), scheme == "https"
        try:
            async with asyncio.timeout(within_s):
                address = self._guard.judge(await _resolved(host, port), host, port)
                _, wire = await loop.create_connection(
                    Wire, address, port, ssl=self._tls if tls else None, server_hostname=host if tls else None
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no connection to {host} within {within_s} s") from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return wire

    async def aclose(self) -> None:
        """Close what is idle."""
        for wire in self._idle.values():
            wire.close()


async def _ask(wire: Wire, question: bytes, within_s: float | None) -> None:
    try:
        await wire.ask(question, within_s)
    except BaseException:
        wire.close()
        raise


async def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    try:
        return _texts(await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise _unresolved(host, error) from error


def _question(request: httpx.Request, body: bytes) -> bytes:
    lines = [b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise httpx.LocalProtocolError("a header has a line break in it")
    return b"\r\n".join([*lines, b"", body])


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
