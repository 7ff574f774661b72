"""One exchange within bounds, against a server that keeps none."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest

from syndicator.deliver.exchange import MOST_BYTES, exchange
from syndicator.errors import AddressRefused
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from tests.outside import Answer, Outside, outside
from tests.servers import free_port

TLS = ssl.create_default_context()
SHORT_S = 0.25


@pytest.fixture(scope="module")
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


def client_of(*allowed: str, read_s: float = 5.0, whole_s: float = 5.0) -> httpx.Client:
    whole = timedelta(seconds=whole_s)
    transport = GuardedTransport(AddressGuard(allowed), tls=TLS, limits=httpx.Limits(), answer_within=whole)
    return httpx.Client(transport=transport, timeout=read_s)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with client_of("127.0.0.0/8") as made:
        yield made


def send(client: httpx.Client, address: str) -> httpx.Response:
    return exchange(client, client.build_request("POST", address, content=b"{}"))


@contextmanager
def raw_server(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request and then says whatever `speak` says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                asked = b""
                while not asked.endswith(b"{}"):
                    asked += connection.recv(65_536)
                try:
                    speak(connection)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(5)


def test_an_answer_comes_back_with_status_headers_and_body(world: Outside, client: httpx.Client) -> None:
    world.answers["/"] = Answer(201, b'{"id": 1}', {"Location": "/1", "Content-Type": "application/json"})
    answer = send(client, f"{world.url}/")
    assert (answer.status_code, answer.json(), answer.headers["location"]) == (201, {"id": 1}, "/1")


@pytest.mark.parametrize("size", [0, 1, MOST_BYTES - 1, MOST_BYTES])
def test_an_answer_within_the_bound_is_whole(world: Outside, client: httpx.Client, size: int) -> None:
    world.answers["/"] = Answer(body=b"x" * size)
    assert len(send(client, f"{world.url}/").content) == size


def test_an_answer_beyond_the_bound_is_cut_and_not_read_to_its_end(world: Outside, client: httpx.Client) -> None:
    world.answers["/"] = Answer(500, b"x" * (MOST_BYTES * 8))
    answer = send(client, f"{world.url}/")
    assert answer.status_code == 500
    assert MOST_BYTES <= len(answer.content) < MOST_BYTES * 2


def test_a_packed_answer_is_not_unpacked(world: Outside, client: httpx.Client) -> None:
    """A bomb stays what it weighs; channels do not ask for packed answers."""
    packed = gzip.compress(bytes(10_000_000))
    world.answers["/"] = Answer(body=packed, headers={"Content-Encoding": "gzip"})
    answer = send(client, f"{world.url}/")
    assert answer.content == packed
    assert "content-encoding" not in answer.headers


def test_no_answer_is_asked_for_packed(world: Outside, client: httpx.Client) -> None:
    """Services that pack whatever they may would answer in words that nobody here can read."""
    world.answers["/"] = Answer()
    send(client, f"{world.url}/")
    assert world.asked[-1].headers["accept-encoding"] == "identity"


def test_a_body_that_drips_is_ended_by_the_deadline(world: Outside) -> None:
    world.answers["/"] = Answer(body=b"x" * 200, drip_s=0.02)
    began = time.monotonic()
    with client_of("127.0.0.0/8", whole_s=SHORT_S) as client, pytest.raises(httpx.ReadTimeout):
        send(client, f"{world.url}/")
    assert time.monotonic() - began < SHORT_S * 3


def test_headers_that_drip_are_ended_by_the_deadline() -> None:
    """Each byte comes within the read time-out; all of them together outlast the lease of the delivery."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(50):
            time.sleep(0.02)
            connection.sendall(b"x")
        connection.sendall(b"\r\nContent-Length: 0\r\n\r\n")

    began = time.monotonic()
    bounded = client_of("127.0.0.0/8", whole_s=SHORT_S)
    with raw_server(drip) as address, bounded as client, pytest.raises(httpx.ReadTimeout):
        send(client, address)
    assert time.monotonic() - began < SHORT_S * 3


def test_silence_is_ended_by_the_clients_own_time_out(world: Outside) -> None:
    world.answers["/"] = Answer(delay_s=0.5)
    with client_of("127.0.0.0/8", read_s=0.1) as impatient, pytest.raises(httpx.ReadTimeout):
        send(impatient, f"{world.url}/")


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200 OK\r\n", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["nothing", "half a head", "nonsense", "half a body"],
)
def test_half_an_answer_is_a_fault_after_sending(client: httpx.Client, said: bytes) -> None:
    with raw_server(lambda connection: connection.sendall(said)) as address, pytest.raises(httpx.RemoteProtocolError):
        send(client, address)


def test_nobody_listening_is_a_fault_before_sending(client: httpx.Client) -> None:
    with pytest.raises(httpx.ConnectError):
        send(client, f"http://127.0.0.1:{free_port()}/")


def test_a_refused_address_is_never_connected_to(world: Outside) -> None:
    world.asked.clear()
    with client_of() as strict, pytest.raises(AddressRefused):
        send(strict, f"{world.url}/")
    assert world.asked == []


def test_the_connection_of_a_cut_answer_is_not_used_again(world: Outside, client: httpx.Client) -> None:
    world.answers["/large"] = Answer(body=b"x" * (MOST_BYTES * 8))
    world.answers["/small"] = Answer(body=b"small")
    send(client, f"{world.url}/large")
    assert send(client, f"{world.url}/small").content == b"small"
