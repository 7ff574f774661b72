"""The outside world on loopback: a server whose answers a test writes, faults of the wire included."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class Answer:
    """
    One answer.

    Args:
        delay_s: silence before the answer begins.
        reset: the connection is reset in place of an answer, after the request was read.
        told_length: the Content-Length header, where it is to lie; the connection closes after the body.
        drip_s: silence before every single byte of the body.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0
    reset: bool = False
    told_length: int | None = None
    drip_s: float = 0


Script = Callable[[Asked], Answer]


class Outside:
    """A server; `answers` maps a path (or `*`) to what is said there, `asked` lists all requests."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer | Script] = {}
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, 0), self._handler_class())
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def requests_to(self, path: str) -> list[Asked]:
        with self._lock:
            return [asked for asked in self.asked if asked.path.partition("?")[0] == path]

    def _answer_to(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
        said = self.answers.get(asked.path) or self.answers.get(asked.path.partition("?")[0]) or self.answers.get("*")
        if said is None:
            return Answer(404, b"nothing here")
        return said if isinstance(said, Answer) else said(asked)

    def _handler_class(self) -> type[_Speaker]:
        return type("Speaker", (_Speaker,), {"world": self})


class _Speaker(BaseHTTPRequestHandler):
    """Speaks for the world, faults of the wire included."""

    protocol_version = "HTTP/1.1"
    world: ClassVar[Outside]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the test looks at `asked`."""

    def _speak(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length), time.monotonic())
        self._say(self.world._answer_to(asked))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _speak  # noqa: N815

    def _say(self, answer: Answer) -> None:
        time.sleep(answer.delay_s)
        if answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header(
                "Content-Length", str(len(answer.body) if answer.told_length is None else answer.told_length)
            )
            self.end_headers()
            self._write(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _write(self, answer: Answer) -> None:
        if answer.drip_s:
            for byte in answer.body:
                time.sleep(answer.drip_s)
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
        else:
            self.wfile.write(answer.body)
        self.close_connection = self.close_connection or answer.told_length is not None


@contextmanager
def outside(host: str = "127.0.0.1") -> Iterator[Outside]:
    world = Outside(host)
    try:
        yield world
    finally:
        world.close()
