"""A server that speaks bytes: what a script sends is what goes over the wire, however wrong it is."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

TLS_HELLO = b"\x16"
"""What a client says first that expects TLS; a server that expects HTTP tells it so."""
XML = ("Content-Type", "application/rss+xml; charset=UTF-8")


@dataclass(frozen=True)
class Peer:
    """
    One question of a client, and the connection on which a script answers it.

    Sending to a client that hung up raises OSError, which ends the script.
    """

    path: str
    head: bytes
    port: int
    _socket: socket.socket
    _closing: threading.Event

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def pause(self, seconds: float) -> None:
        if self._closing.wait(seconds):
            raise ConnectionAbortedError

    def drip(self, data: Iterable[int], gap_s: float = 0.05) -> None:
        for byte in data:
            self.send(bytes([byte]))
            self.pause(gap_s)

    def without_end(self, piece: bytes, gap_s: float = 0) -> None:
        while True:
            self.send(piece)
            self.pause(gap_s)

    def reset(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


Script = Callable[[Peer], None]


def answer(
    body: bytes = b"",
    *headers: tuple[str, str],
    status: str = "200 OK",
    told_length: int | str | None = None,
    is_measured: bool = True,
) -> bytes:
    """An answer as it should be, but for what the arguments make wrong."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "Connection: close"]
    if is_measured:
        lines.append(f"Content-Length: {len(body) if told_length is None else told_length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def saying(data: bytes) -> Script:
    return lambda peer: peer.send(data)


NOT_FOUND = saying(answer(status="404 Not Found"))


@dataclass
class RawServer:
    """Answers by the script of each path; `asked` lists paths with the moment at which they were asked for."""

    scripts: Mapping[str, Script]
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    asked: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._closing = threading.Event()
        self._connections: set[socket.socket] = set()
        self._listening = socket.create_server((self.host, 0), backlog=64)
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def close(self) -> None:
        self._closing.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in list(self._connections):
            connection.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listening socket was closed
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        # A client that hangs up on a hostile server does what the test is about.
        with contextlib.suppress(OSError), connection:
            speaking = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with speaking:
                self._answer(speaking)
        self._connections.discard(connection)

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65_536)
            if not received:
                return
            head += received
            if head[:1] == TLS_HELLO:
                connection.sendall(answer(status="400 Bad Request"))
                return
        path = head.split(b" ", 2)[1].decode("latin-1")
        self.asked.append((path, time.monotonic()))
        script = self.scripts.get(path) or self.scripts.get("*") or NOT_FOUND
        script(Peer(path, head, self.port, connection, self._closing))


@contextlib.contextmanager
def raw_server(
    scripts: Mapping[str, Script], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[RawServer]:
    server = RawServer(scripts, host, tls)
    try:
        yield server
    finally:
        server.close()
