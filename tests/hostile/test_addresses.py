"""No redirect, spelling or turn of a name leads to an address that a person did not allow."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from syndicator.bootstrap.service import Service
from syndicator.parse.reader import FeedReader
from tests.hostile.addresses import PORTS, PRIVATE, SCHEMES, UNREADABLE
from tests.hostile.servers import GOOD, redirect
from tests.hostile.siege import Case, armed, besiege, check
from tests.hostile.wire import Peer, saying

ALLOWED = ("127.0.0.1/32",)
REFUSED = {
    **dict.fromkeys(PRIVATE, "is not a public address"),
    **dict.fromkeys(PORTS, "is not one that web servers use"),
    **dict.fromkeys(SCHEMES, "cannot be fetched"),
}
TARGETS = PRIVATE | PORTS | SCHEMES


def _leading_to(target: str, **expected: Any) -> Case:
    def say(peer: Peer) -> None:
        redirect(target.format(port=peer.port))(peer)

    return Case(say, **expected)


@pytest.fixture
def guarded(besieged: Service, reader: FeedReader) -> Service:
    """The service that may reach the test's own address and nothing else that is not public."""
    return armed(besieged, reader, allowed=ALLOWED)


@pytest.mark.parametrize("target", TARGETS)
def test_a_redirect_to_where_nobody_may_go_is_refused_before_a_connection(
    guarded: Service, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _without_names)
    outcome = besiege(guarded, case := _leading_to(TARGETS[target], kind="refused", words=REFUSED[target]))
    check(outcome, case)
    assert outcome.server.paths == ["/robots.txt", "/feed/"]


@pytest.mark.parametrize("target", UNREADABLE)
def test_a_redirect_to_what_cannot_be_read_leads_nowhere(guarded: Service, target: str) -> None:
    outcome = besiege(guarded, case := _leading_to(UNREADABLE[target], kind="redirect", words="what is no address"))
    check(outcome, case)
    assert outcome.server.paths == ["/robots.txt", "/feed/"]


REAL_RESOLVER = socket.getaddrinfo


def _without_names(host: str, *rest: Any, **named: Any) -> list[Any]:
    """Read numbers in all their spellings and ask no name server."""
    return list(REAL_RESOLVER(host, *rest, **named))


class Turning:
    """A name server whose name leads elsewhere each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def __call__(self, host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        if host != "berbalik.test":
            return list(REAL_RESOLVER(host, port, *rest, **named))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@pytest.mark.parametrize(
    "answers",
    [[["127.0.0.1"], ["127.0.0.2"]], [["127.0.0.1"], ["10.0.0.1"]], [["127.0.0.1"], ["127.0.0.1", "10.0.0.1"]]],
    ids=["to another machine", "to a private network", "to both"],
)
def test_a_name_that_turns_after_its_robots_txt_is_not_followed(
    guarded: Service, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Turning(*answers))
    case = Case(saying(GOOD), "refused", "is not a public address")
    outcome = besiege(guarded, case, address="http://berbalik.test:{port}/feed/")
    check(outcome, case)
    assert outcome.server.paths == ["/robots.txt"]


def test_a_name_that_turns_after_it_was_judged_is_not_asked_again(
    guarded: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Turning(["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]))
    case = Case(saying(GOOD), added=1)
    check(besiege(guarded, case, address="http://berbalik.test:{port}/feed/"), case)
