"""
A thousand subscribers in one process, for tests: `python -m tests.subscribers PORT`, on all loopback addresses.

A path that begins with /live takes whatever it is sent, /broken answers 500, /hangs never answers; any path confirms
what it is asked. `GET /told` answers with how many bodies each path was sent, and how long ago a live one got the last.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from urllib.parse import parse_qs, urlsplit

END = b"\r\n\r\n"


class Told:
    """What came."""

    def __init__(self) -> None:
        self.bodies: Counter[str] = Counter()
        self.last_at = time.monotonic()
        self.last = b""

    def note(self, path: str, body: bytes) -> None:
        self.bodies[path] += 1
        if path.startswith("/live"):
            self.last_at, self.last = time.monotonic(), body

    def as_json(self) -> bytes:
        ago_s = time.monotonic() - self.last_at
        return json.dumps({"bodies": self.bodies, "ago_s": ago_s, "last": self.last.decode()}).encode()


class Subscriber(asyncio.Protocol):
    """One connection."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while END in self._buffer:
            head, _, rest = self._buffer.partition(END)
            length = next(
                (int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
            )
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            method, address, _ = head.split(b" ", 2)
            self._answer(method, address.decode(), rest[:length])

    def _answer(self, method: bytes, address: str, body: bytes) -> None:
        parts = urlsplit(address)
        status, said = "200 OK", b""
        if parts.path == "/told":
            said = self._told.as_json()
        elif method == b"POST":
            self._told.note(parts.path, body)
            if parts.path.startswith("/hangs"):
                return
            status = "500 Broken" if parts.path.startswith("/broken") else status
        else:
            said = parse_qs(parts.query).get("hub.challenge", [""])[0].encode()
        assert self._transport is not None
        self._transport.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(said)}\r\n\r\n".encode() + said)


async def serve(port: int) -> None:
    told = Told()
    server = await asyncio.get_running_loop().create_server(lambda: Subscriber(told), "0.0.0.0", port, backlog=1_000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
