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
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from ipaddress import ip_address

import httpx

from syndicator.errors import SourceFault
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.wire import Wire

HIGHEST_PORT = 65_535
_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int]


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
        self._idle: dict[Origin, Wire] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, over the connection that is there or a new one."""
        origin, within_s = origin_of(request.url), request.extensions["timeout"]
        question = question_of(request, await request.aread())
        wire = await self._asked(origin, question, within_s)
        body = _Body(wire, within_s["read"], partial(self._keep, origin))
        told = {"reason_phrase": wire.reason, "certificate": wire.certificate}
        return httpx.Response(wire.status, headers=wire.headers, stream=body, extensions=told)

    async def _asked(self, origin: Origin, question: bytes, within_s: dict[str, float | None]) -> Wire:
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

    def _keep(self, origin: Origin, wire: Wire) -> None:
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


def origin_of(url: httpx.URL) -> Origin:
    """Return where a connection leads to that a question at this address goes over; raises UnsupportedProtocol."""
    if url.scheme not in _PORTS or not url.host:
        raise httpx.UnsupportedProtocol(f"the web has no {url.scheme!r} addresses")
    if (url.port or 0) > HIGHEST_PORT:
        raise httpx.UnsupportedProtocol(f"there is no port {url.port}")
    return url.scheme, url.host, url.port or _PORTS[url.scheme]


def question_of(request: httpx.Request, body: bytes) -> bytes:
    """Return a request with its whole body as it goes over the wire; raises LocalProtocolError."""
    if "transfer-encoding" in request.headers:
        raise httpx.LocalProtocolError("only what has a length can be sent")
    lines = [b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise httpx.LocalProtocolError("a header has a line break in it")
    return b"\r\n".join([*lines, b"", body])
