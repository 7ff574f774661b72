"""
A receiver of webhooks that costs as little as can be, in a process of its own.

    python -m benchmarks.receiver

prints its port. It takes every POST with 204; `/!arrivals` tells by `webhook-id` when each came first, by the clock
that all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.feedserver import PROJECT
from tests.swift import END, http

TAKEN = http("204 No Content").replace(b"Content-Length: 0\r\n", b"")
LENGTH, KEY = b"\r\ncontent-length: ", b"\r\nwebhook-id: "
ARRIVALS: dict[str, float] = {}


def _value(head: bytes, name: bytes) -> bytes:
    """Return the value of a header, whose name is written as httpx writes it or in lower case; empty without it."""
    start = head.lower().find(name)
    if start < 0:
        return b""
    start += len(name)
    end = head.find(b"\r", start)
    return head[start:] if end < 0 else head[start:end]


class _Speaker(asyncio.Protocol):
    """One connection, kept alive."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while END in self._received:
            head, _, rest = self._received.partition(END)
            length = int(_value(head, LENGTH) or 0)
            if len(rest) < length:
                return
            self._received = rest[length:]
            assert self._transport is not None
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        if head.startswith(b"GET /!arrivals"):
            return http("200 OK", json.dumps(ARRIVALS).encode())
        if head.startswith(b"GET /!count"):
            return http("200 OK", str(len(ARRIVALS)).encode())
        ARRIVALS.setdefault(_value(head, KEY).decode(), time.monotonic())
        return TAKEN


@dataclass(frozen=True, slots=True)
class Receiver:
    """A running receiver."""

    port: int

    def count(self) -> int:
        """Return how many deliveries came."""
        return int(self._ask("count"))

    def arrivals(self) -> dict[str, float]:
        """Return by key when each delivery came first."""
        return dict(json.loads(self._ask("arrivals")))

    def _ask(self, what: str) -> bytes:
        return httpx.get(f"http://127.0.0.1:{self.port}/!{what}", trust_env=False, timeout=30).content


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.receiver"], stdout=subprocess.PIPE, cwd=PROJECT
    ) as process:
        assert process.stdout is not None
        try:
            yield Receiver(int(process.stdout.readline()))
        finally:
            process.terminate()


async def main() -> None:
    """Serve until terminated."""
    server = await asyncio.get_running_loop().create_server(_Speaker, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
