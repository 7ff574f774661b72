"""The guard at the moment of connecting: names, odd spellings of addresses, and every hop of a redirect."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from syndicator.errors import AddressRefused, SourceFault
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.transport import GuardedAsyncTransport
from tests.outside import Answer, Outside
from tests.unit.fetch.sources import LOOPBACK, document, failed, fetch, fetcher, source

TLS = ssl.create_default_context()
SPELLINGS = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "0",
    "0.0.0.0",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
]
"""Ways to write this machine's own address; some clients read what others do not."""


@pytest.fixture(params=["async", "blocking"])
def guarded(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def blocking() -> Iterator[httpx.Client]:
    transport = GuardedTransport(AddressGuard(), tls=TLS, limits=httpx.Limits())
    with httpx.Client(transport=transport, timeout=5) as client:
        yield client


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_loopback_is_fetched_without_allowance(world: Outside, host: str) -> None:
    world.answers["*"] = Answer(body=b"secret")
    fault = failed(fetch(fetcher(()), [source(f"http://{host}:{world.port}/")])).fault
    assert fault.kind in {"refused", "dns"}
    assert world.asked == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_loopback_is_posted_to_without_allowance(
    world: Outside, blocking: httpx.Client, host: str
) -> None:
    world.answers["*"] = Answer(body=b"secret")
    with pytest.raises((AddressRefused, SourceFault, httpx.InvalidURL)):
        blocking.post(f"http://{host}:{world.port}/", content=b"x")
    assert world.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_loopback_is_reached_where_a_person_allowed_it(world: Outside, host: str) -> None:
    world.answers["/"] = Answer(body=b"<rss/>")
    assert document(fetch(fetcher(), [source(f"http://{host}:{world.port}/")])).body == b"<rss/>"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x0a.1/",
        "//192.168.1.1/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_refused_address_is_not_followed(world: Outside, status: int, target: str) -> None:
    world.answers["/feed/"] = Answer(status, headers={"Location": target.format(port=world.port)})
    fault = failed(fetch(fetcher(("127.0.0.1/32",)), [source(f"{world.url}/feed/")])).fault
    assert fault.kind == "refused"
    assert "is not a public address" in fault.cause
    assert len(world.asked) == 1


def test_the_last_hop_of_several_is_judged_too(world: Outside) -> None:
    world.answers["/1"] = Answer(302, headers={"Location": "/2"})
    world.answers["/2"] = Answer(302, headers={"Location": f"http://127.0.0.1:{world.port}/3"})
    world.answers["/3"] = Answer(302, headers={"Location": "http://10.0.0.1/"})
    assert failed(fetch(fetcher(("127.0.0.1/32",)), [source(f"{world.url}/1")])).fault.kind == "refused"
    assert [asked.path for asked in world.asked] == ["/1", "/2", "/3"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "unix:///run/x.sock"]
)
def test_a_redirect_to_another_scheme_is_refused(world: Outside, target: str) -> None:
    world.answers["/feed/"] = Answer(302, headers={"Location": target})
    assert failed(fetch(fetcher(), [source(f"{world.url}/feed/")])).fault.kind == "refused"


def test_channels_do_not_follow_redirects_at_all(world: Outside) -> None:
    world.answers["/hook"] = Answer(302, headers={"Location": "http://10.0.0.1/"})
    transport = GuardedTransport(AddressGuard(LOOPBACK), tls=TLS, limits=httpx.Limits())
    with httpx.Client(transport=transport) as client:
        assert client.post(f"{world.url}/hook").status_code == 302


REAL_RESOLVER = socket.getaddrinfo


class Resolver:
    """A name server that gives another answer each time it is asked for a name."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, *rest: Any, **named: Any) -> list[tuple[Any, ...]]:
        if host != "rebind.test":
            return list(REAL_RESOLVER(host, port, *rest, **named))
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


async def _ask(world: Outside, allowed: list[str]) -> httpx.Response:
    transport = GuardedAsyncTransport(AddressGuard(allowed), tls=TLS)
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.get(f"http://rebind.test:{world.port}/")


def _get(world: Outside, allowed: list[str], guarded: str) -> httpx.Response:
    if guarded == "async":
        return asyncio.run(_ask(world, allowed))
    transport = GuardedTransport(AddressGuard(allowed), tls=TLS, limits=httpx.Limits())
    with httpx.Client(transport=transport) as client:
        return client.get(f"http://rebind.test:{world.port}/")


def test_the_connection_goes_to_the_address_that_was_judged(
    world: Outside, monkeypatch: pytest.MonkeyPatch, guarded: str
) -> None:
    """DNS rebinding: the second answer of the name server, another address, is never asked for."""
    world.answers["/"] = Answer(body=b"judged")
    resolver = Resolver(["127.0.0.1"], ["127.0.0.2"])
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert _get(world, ["127.0.0.1/32"], guarded).content == b"judged"
    assert resolver.asked == 1
    assert world.asked[0].headers["host"] == f"rebind.test:{world.port}"


def test_a_name_with_one_refused_address_among_others_is_not_connected_to(
    world: Outside, monkeypatch: pytest.MonkeyPatch, guarded: str
) -> None:
    world.answers["/"] = Answer(body=b"never")
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.1", "127.0.0.2"]))
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.2"):
        _get(world, ["127.0.0.1/32"], guarded)
    assert world.asked == []


def test_a_name_that_cannot_be_resolved_is_a_fault_of_its_dns(
    world: Outside, monkeypatch: pytest.MonkeyPatch, guarded: str
) -> None:
    def unknown(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceFault, match=r"the name rebind\.test cannot be resolved") as caught:
        _get(world, [], guarded)
    assert caught.value.kind == "dns"
