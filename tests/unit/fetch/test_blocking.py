"""Connections of clients that wait: which are used again, how many there are, and what is said while we still send."""

from __future__ import annotations

import os
import resource
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest

from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from tests.unit.fetch.sources import LOOPBACK

FURTHEST_OF_SELECT = 1_024
TLS = ssl.create_default_context()
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
FULL = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Server:
    """Counts connections; says `answers` one by one over each, to whatever it has heard, then hangs up."""

    def __init__(self, *answers: bytes, hears: int = 65_536) -> None:
        self.answers, self.hears, self.connections = answers, hears, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.hung_up = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            for answer in self.answers:
                if not connection.recv(self.hears):
                    return
                connection.sendall(answer)
        self.hung_up.set()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def serving(*answers: bytes, hears: int = 65_536) -> Iterator[Server]:
    server = Server(*answers, hears=hears)
    try:
        yield server
    finally:
        server.close()


def client(limits: httpx.Limits | None = None, answer_within_s: float = 5) -> httpx.Client:
    limits = limits or httpx.Limits()
    within = timedelta(seconds=answer_within_s)
    transport = GuardedTransport(AddressGuard(LOOPBACK), tls=TLS, limits=limits, answer_within=within)
    return httpx.Client(transport=transport, timeout=httpx.Timeout(5, pool=0.05))


def test_a_connection_that_the_server_leaves_open_is_used_again() -> None:
    with serving(OK, OK, OK) as server, client() as asking:
        assert [asking.get(server.url).content for _ in range(3)] == [b"ok"] * 3
        assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_replaced_before_anything_is_said_over_it() -> None:
    with serving(OK) as server, client() as asking:
        for number in range(1, 4):
            server.hung_up.clear()
            assert asking.post(server.url, content=b"once").status_code == 200
            assert server.hung_up.wait(5)
            assert server.connections == number


def test_connections_are_used_again_however_many_files_are_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    high = FURTHEST_OF_SELECT + 50 if hard == resource.RLIM_INFINITY else min(FURTHEST_OF_SELECT + 50, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, high), hard))
    with serving(OK, OK) as server, client() as asking, socket.socket() as one:
        held = []
        try:
            while not held or held[-1] < FURTHEST_OF_SELECT:
                held.append(os.dup(one.fileno()))
            assert [asking.get(server.url).content for _ in range(2)] == [b"ok"] * 2
        finally:
            for number in held:
                os.close(number)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert server.connections == 1


@pytest.mark.parametrize("limits", [httpx.Limits(max_keepalive_connections=0), httpx.Limits(keepalive_expiry=0)])
def test_a_connection_that_may_not_stay_idle_is_not_used_again(limits: httpx.Limits) -> None:
    with serving(OK, OK) as server, client(limits) as asking:
        for _ in range(2):
            asking.get(server.url)
        assert server.connections == 2


def test_a_question_that_is_not_answered_is_never_said_twice() -> None:
    with serving(OK, b"") as server, client(answer_within_s=0.5) as asking:
        asking.get(server.url)
        with pytest.raises(httpx.TransportError):
            asking.post(server.url, content=b"once")
        assert server.connections == 1


def test_what_a_server_says_before_it_has_heard_all_is_its_answer() -> None:
    with serving(FULL, hears=1_000) as server, client() as asking:
        try:
            answered = asking.post(server.url, content=b"x" * 30_000_000).status_code
        except httpx.ReadError:  # its hanging up has overtaken its answer, as TCP allows
            answered = 413
        assert answered == 413
        assert server.connections == 1


def test_so_many_connections_are_open_at_once_and_no_more() -> None:
    limits = httpx.Limits(max_connections=1)
    with serving(OK, OK) as server, client(limits) as asking:
        with asking.stream("GET", server.url) as first:
            with pytest.raises(httpx.PoolTimeout):
                asking.get(server.url)
            assert first.read() == b"ok"
        assert asking.get(server.url).content == b"ok"


def test_what_has_no_length_is_not_sent() -> None:
    with serving(OK) as server, client() as asking:
        with pytest.raises(httpx.LocalProtocolError):
            asking.post(server.url, content=iter([b"a", b"b"]))
        assert server.connections == 0
