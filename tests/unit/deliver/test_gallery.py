"""Pictures come through the address guard, within bounds of size and time, once for all channels."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from syndicator.deliver import gallery
from syndicator.deliver.gallery import Gallery
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from tests.outside import Answer, Asked, Outside, outside
from tests.servers import free_port
from tests.unit.deliver.images import halves, noise, png, written

BOUNDS = {"most_bytes": 100_000}
Open = Callable[..., Gallery]


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/foto.jpg"] = Answer(body=written(halves()), headers={"Content-Type": "text/html"})
        yield running


@pytest.fixture
def opened() -> Iterator[Open]:
    clients: list[httpx.Client] = []

    def make(allowed: tuple[str, ...] = ("127.0.0.0/8",), within_s: float = 5) -> Gallery:
        transport = GuardedTransport(AddressGuard(allowed), tls=ssl.create_default_context(), limits=httpx.Limits())
        clients.append(httpx.Client(transport=transport))
        return Gallery(clients[-1], within=timedelta(seconds=within_s))

    yield make
    for client in clients:
        client.close()


def why_not(from_it: Gallery, address: str) -> str:
    """The one line that the log tells of a picture that cannot be had."""
    with capture_logs() as lines:
        assert from_it.fetch(address, **BOUNDS) is None
    (line,) = lines
    assert (line["event"], line["log_level"]) == ("picture_left_out", "warning")
    assert "\n" not in line["reason"]
    return str(line["reason"])


def test_a_picture_is_what_its_bytes_are_whatever_its_server_calls_it(opened: Open, world: Outside) -> None:
    picture = opened().fetch(f"{world.url}/foto.jpg", **BOUNDS)
    assert picture is not None
    assert (picture.width, picture.height, picture.kind) == (200, 120, "image/jpeg")


def test_a_picture_is_asked_for_without_credentials_or_compression(opened: Open, world: Outside) -> None:
    opened().fetch(f"{world.url}/foto.jpg", **BOUNDS)
    (asked,) = world.asked
    assert asked.headers["accept-encoding"] == "identity"
    assert not {"authorization", "cookie"} & set(asked.headers)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(404, b"gone"), "answered 404"),
        (Answer(500), "answered 500"),
        (Answer(204), "answered 204"),
        (Answer(302), "answered 302"),
        (Answer(body=b"<!doctype html><title>Masuk</title>", headers={"Content-Type": "image/jpeg"}), "none of"),
        (Answer(body=b"<svg xmlns='http://www.w3.org/2000/svg'/>", headers={"Content-Type": "image/svg+xml"}), "none"),
        (Answer(body=png(60_000, 60_000)), "pixels"),
        (Answer(body=written(noise(200, 200))[:3_000]), "cannot be read"),
        (Answer(body=gzip.compress(b"\x00" * 50_000_000), headers={"Content-Encoding": "gzip"}), "none of"),
        (Answer(body=b"x" * 10, told_length=10**12), "bytes"),
        (Answer(body=b"x" * 10, told_length=1_000), "cut short"),
        (Answer(reset=True), "reset|disconnect"),
    ],
)
def test_what_is_no_picture_is_told_in_one_line(opened: Open, world: Outside, answer: Answer, reason: str) -> None:
    world.answers["/foto.jpg"] = answer
    found = why_not(opened(), f"{world.url}/foto.jpg")
    assert any(word in found for word in reason.split("|")), found


def test_what_tells_that_it_is_too_much_is_not_read(opened: Open, world: Outside) -> None:
    world.answers["/foto.jpg"] = Answer(body=b"\xff\xd8", told_length=gallery.MOST_BYTES + 1)
    assert why_not(opened(), f"{world.url}/foto.jpg") == "it has 8,000,001 bytes, 8,000,000 are read"


def test_what_tells_no_length_is_read_no_further_than_allowed() -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        for number in range(1_000):
            read.append(number)
            yield b"x" * 1_000_000

    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))) as client:
        assert why_not(Gallery(client), "https://humas.test/foto.jpg") == "it has more than 8,000,000 bytes"
    assert len(read) == 9


@pytest.mark.parametrize(
    "address",
    [
        "ftp://humas.test/foto.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
        "/foto.jpg",
        "",
        "http://",
        "http://[",
        "http://humas.test:99999/",
        "https://" + "a" * 300 + ".test/",
        "http://\x00/",
    ],
)
def test_an_address_that_leads_nowhere_is_told(opened: Open, address: str) -> None:
    assert why_not(opened(), address)


def test_nobody_listening_is_told(opened: Open) -> None:
    assert why_not(opened(), f"http://127.0.0.1:{free_port()}/foto.jpg")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "localhost"])
def test_a_private_address_is_never_asked(opened: Open, host: str) -> None:
    assert "not a public address" in why_not(opened(allowed=()), f"http://{host}/foto.jpg")


def test_a_redirect_to_a_private_address_is_never_followed(opened: Open, world: Outside) -> None:
    world.answers["/pindah.jpg"] = Answer(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    assert "not a public address" in why_not(opened(), f"{world.url}/pindah.jpg")


def test_some_redirects_are_followed_and_endless_ones_are_not(opened: Open, world: Outside) -> None:
    for number in range(3):
        world.answers[f"/{number}"] = Answer(301, headers={"Location": f"/{number + 1}"})
    world.answers["/3"] = world.answers["/foto.jpg"]
    assert opened().fetch(f"{world.url}/0", **BOUNDS) is not None
    world.answers["/putar"] = Answer(302, b"x" * 100, headers={"Location": "/putar"})
    assert "leads elsewhere" in why_not(opened(), f"{world.url}/putar")
    assert len(world.requests_to("/putar")) == 4


def test_a_slow_drip_holds_up_no_post(opened: Open, world: Outside) -> None:
    world.answers["/foto.jpg"] = Answer(body=written(halves()), drip_s=0.1)
    begun = time.monotonic()
    assert "not here within 0.5 s" in why_not(opened(within_s=0.5), f"{world.url}/foto.jpg")
    assert time.monotonic() - begun < 2


def test_slow_redirects_share_one_time(opened: Open, world: Outside) -> None:
    world.answers["*"] = Answer(302, headers={"Location": "/lagi"}, delay_s=0.4)
    begun = time.monotonic()
    assert "not here within 0.5 s" in why_not(opened(within_s=0.5), f"{world.url}/")
    assert time.monotonic() - begun < 1.5


def test_one_picture_is_fetched_once_for_all_channels(opened: Open, world: Outside) -> None:
    shared, address = opened(), f"{world.url}/foto.jpg"
    large = shared.fetch(address, most_bytes=500_000)
    small = shared.fetch(address, most_bytes=500_000, most_pixels=100)
    assert large is not None
    assert small is not None
    assert (large.width, small.width) == (200, 100)
    assert len(world.asked) == 1


def test_channels_that_want_one_picture_at_once_wait_for_one_answer(opened: Open, world: Outside) -> None:
    shared, body, begun = opened(), written(halves()), threading.Barrier(6)

    def answer(_: Asked) -> Answer:
        time.sleep(0.3)
        return Answer(body=body)

    def fetch(_: int) -> object:
        begun.wait()
        return shared.fetch(f"{world.url}/foto.jpg", **BOUNDS)

    world.answers["/foto.jpg"] = answer
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(fetch, range(6)))
    assert len(world.asked) == 1


def test_a_failure_is_remembered_for_a_while_only(
    opened: Open, world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "FAILURE_KEPT_FOR", timedelta(seconds=0.2))
    shared, address, well = opened(), f"{world.url}/foto.jpg", world.answers["/foto.jpg"]
    world.answers["/foto.jpg"] = Answer(503)
    assert why_not(shared, address) == why_not(shared, address)
    assert len(world.asked) == 1
    world.answers["/foto.jpg"] = well
    time.sleep(0.25)
    assert shared.fetch(address, **BOUNDS) is not None


def test_what_is_kept_stays_within_its_bounds(opened: Open, world: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    body = written(halves())
    monkeypatch.setattr(gallery, "MOST_KEPT_BYTES", 3 * len(body) + 1)
    world.answers["*"] = Answer(body=body)
    shared = opened()
    for name in (1, 2, 3, 1, 4):
        assert shared.fetch(f"{world.url}/{name}", **BOUNDS) is not None
    assert [asked.path for asked in world.asked] == ["/1", "/2", "/3", "/4"]
    shared.fetch(f"{world.url}/1", **BOUNDS)
    shared.fetch(f"{world.url}/2", **BOUNDS)
    assert [asked.path for asked in world.asked[4:]] == ["/2"], "the one that was wanted longest ago is forgotten"


def test_the_number_of_what_is_kept_is_bounded(opened: Open, world: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "MOST_KEPT", 2)
    shared = opened()
    for name in range(5):
        shared.fetch(f"{world.url}/tiada/{name}", **BOUNDS)
    assert len(shared._kept) == 2
