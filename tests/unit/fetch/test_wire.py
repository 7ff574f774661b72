"""Answers as they may come over the wire: in any pieces, without a length, announced, forgiven, or without an end."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from syndicator.fetch import wire
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.transport import GuardedAsyncTransport
from tests.unit.fetch.sources import LOOPBACK

TLS = ssl.create_default_context()
Conversation = Callable[[socket.socket], None]


class Raw:
    """A server that says bytes, and counts connections and questions."""

    def __init__(self, *answers: tuple[bytes, ...], closes: bool = False) -> None:
        self._answers = list(answers)
        self._closes = closes
        self.connections = 0
        self.questions: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            while question := _question(connection):
                self.questions.append(question)
                for piece in self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]:
                    try:
                        connection.sendall(piece)
                    except OSError:
                        return
                if self._closes:
                    return

    def close(self) -> None:
        self._listening.close()


def _question(connection: socket.socket) -> bytes:
    said = b""
    try:
        while b"\r\n\r\n" not in said:
            more = connection.recv(65_536)
            if not more:
                return b""
            said += more
    except OSError:
        return b""
    return said


@contextmanager
def saying(*answers: tuple[bytes, ...], closes: bool = False) -> Iterator[Raw]:
    server = Raw(*answers, closes=closes)
    try:
        yield server
    finally:
        server.close()


def get(server: Raw, times: int = 1, **headers: str) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = GuardedAsyncTransport(AddressGuard(LOOPBACK), tls=TLS)
        async with httpx.AsyncClient(transport=transport, timeout=2) as client:
            return [await client.get(server.url, headers=headers) for _ in range(times)]

    return asyncio.run(ask())


HELLO = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "caf\xe9"\r\n\r\nhello'


@pytest.mark.parametrize(
    "pieces",
    [
        (HELLO,),
        tuple(bytes([byte]) for byte in HELLO),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: a\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n", b"0\r\n\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", HELLO),
        (b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",),
        (b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n5\r\nhello\r\n0\r\n\r\n",),
        (HELLO + b"HTTP/1.1 408 Request Timeout\r\n\r\n",),
    ],
    ids=["whole", "byte by byte", "chunks", "blank in a chunk", "1xx", "bare LF", "1.0", "no words", "both", "more"],
)
def test_an_answer_is_read_however_it_comes(pieces: tuple[bytes, ...]) -> None:
    with saying(pieces) as server:
        (answer,) = get(server)
    assert (answer.status_code, answer.content) == (200, b"hello")


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    with saying((b"HTTP/1.1 200 OK\r\n\r\n", b"hel", b"lo"), closes=True) as server:
        (answer,) = get(server)
    assert answer.content == b"hello"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["nothing", "ssh", "icy", "short", "short chunks", "no chunk", "two lengths", "upgrade"],
)
def test_what_is_no_whole_answer_is_an_error(said: bytes) -> None:
    with saying((said,), closes=True) as server, pytest.raises(httpx.RemoteProtocolError):
        get(server)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (wire.MOST_HEADER_BYTES + 1),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * (wire.MOST_HEADER_BYTES // 6 + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * (wire.MOST_HEADER_BYTES // 6 + 1),
    ],
    ids=["one header", "many headers", "trailers"],
)
def test_headers_without_an_end_are_ended(said: bytes) -> None:
    with saying((said,)) as server, pytest.raises(httpx.RemoteProtocolError, match="have no end"):
        get(server)


def test_a_server_that_says_more_than_is_read_is_held_back() -> None:
    large = 50_000_000
    sent = threading.Event()

    class Eager(Raw):
        def _talk(self, connection: socket.socket) -> None:
            super()._talk(connection)
            sent.set()

    server = Eager((b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % large, bytes(large)), closes=True)

    async def ask() -> int:
        transport = GuardedAsyncTransport(AddressGuard(LOOPBACK), tls=TLS)
        async with httpx.AsyncClient(transport=transport) as client, client.stream("GET", server.url) as answer:
            await asyncio.sleep(0.2)
            held_back = not sent.is_set()
            received = sum([len(piece) async for piece in answer.aiter_raw()])
            return received if held_back else -1

    assert asyncio.run(ask()) == large
    server.close()


def test_a_connection_serves_for_the_next_question_as_long_as_the_server_lets_it() -> None:
    with saying((HELLO,)) as staying, saying((HELLO,), closes=True) as leaving:
        assert [answer.content for answer in get(staying, 3)] == [b"hello"] * 3
        assert [answer.content for answer in get(leaving, 3)] == [b"hello"] * 3
    assert (staying.connections, leaving.connections) == (1, 3)


def test_a_server_that_speaks_without_being_asked_is_asked_anew() -> None:
    with saying((HELLO + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",), (HELLO,)) as server:
        assert [answer.content for answer in get(server, 2)] == [b"hello"] * 2


def test_values_of_headers_come_and_go_as_bytes() -> None:
    with saying((HELLO,)) as server:
        (answer,) = get(server)
        assert dict(answer.headers.raw)[b"ETag"] == b'"caf\xe9"'


def test_a_line_break_in_a_header_is_not_sent() -> None:
    with saying((HELLO,)) as server, pytest.raises(httpx.LocalProtocolError):
        get(server, x="a\r\nb: c")
    assert server.questions == []
