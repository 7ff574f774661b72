"""A fast server for very many hosts: raw asyncio, every loopback address a host, answers given as whole bytes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

END = b"\r\n\r\n"
LOOPBACK_DEVICE = b"lo\0"


def host_address(number: int) -> str:
    """Return the loopback address of a host: Linux answers on all of 127.0.0.0/8."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


@dataclass(frozen=True, slots=True)
class Question:
    """One request as it arrived; `head` is all of it, as bytes."""

    path: str
    head: bytes

    def header(self, name: bytes) -> bytes | None:
        """Return the value of a header exactly as it was sent; `name` is lower case."""
        for line in self.head.split(b"\r\n")[1:]:
            told, _, value = line.partition(b":")
            if told.lower() == name:
                return value.removeprefix(b" ")
        return None


@dataclass(slots=True)
class Reply:
    """The bytes of a whole answer; `ended` is called when they have gone out, `delay_s` after the question."""

    content: bytes
    delay_s: float = 0
    ended: Callable[[], None] | None = None


Answerer = Callable[[Question], Reply]


def http(status: str, body: bytes = b"", **headers: str | bytes) -> bytes:
    """Return an answer; in the names of headers an underscore stands for a dash."""
    lines = [f"HTTP/1.1 {status}".encode(), f"Content-Length: {len(body)}".encode()]
    if status.startswith("304"):
        lines.pop()
    for name, value in headers.items():
        told = value if isinstance(value, bytes) else value.encode()
        lines.append(name.replace("_", "-").encode() + b": " + told)
    return b"\r\n".join(lines) + END + body


class _Speaker(asyncio.Protocol):
    """One connection, kept alive; questions have no bodies."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while END in self._received:
            head, _, self._received = self._received.partition(END)
            reply = self._answerer(Question(head[: head.find(b"\r")].split(b" ")[1].decode(), head))
            if reply.delay_s:
                asyncio.get_running_loop().call_later(reply.delay_s, self._say, reply)
            else:
                self._say(reply)

    def _say(self, reply: Reply) -> None:
        assert self._transport is not None
        if reply.ended is not None:
            reply.ended()
        self._transport.write(reply.content)


def listener() -> socket.socket:
    """Return a socket that listens on every loopback address, and on no other device."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, LOOPBACK_DEVICE)
    listening.bind(("0.0.0.0", 0))
    listening.listen(4096)
    return listening


async def serve(listening: socket.socket, answerer: Answerer) -> None:
    """Answer until cancelled."""
    server = await asyncio.get_running_loop().create_server(lambda: _Speaker(answerer), sock=listening, backlog=4096)
    async with server:
        await server.serve_forever()
