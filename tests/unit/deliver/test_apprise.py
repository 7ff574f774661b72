"""What Apprise is given, and what of it comes into logs, the guard's questions and outcomes."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import httpx
import pytest

from syndicator.deliver.channels.apprise import AppriseChannel
from syndicator.errors import ConfigError
from syndicator.fetch.dialling import GuardedDialler
from syndicator.fetch.guard import AddressGuard
from syndicator.model.attempt import Abandoned, Delivered, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from tests.contract.supplies import supplies
from tests.outside import Answer, Outside, outside
from tests.unit.deliver.posts import post, post_of

TOKEN = "1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["*"] = Answer(200)
        yield running


class Asking:
    """Judges like the real one, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._real = GuardedDialler(AddressGuard(("127.0.0.0/8",)))

    def judge(self, host: str) -> str:
        self.asked.append(host)
        return self._real.judge(host)

    def connect(self, host: str, port: int, within_s: float) -> socket.socket:
        return self._real.connect(host, port, within_s)


def channel(target: str, dialler: Asking | None = None) -> AppriseChannel:
    given = supplies(httpx.Client(timeout=0.5), {"target": target}, dialler=dialler or Asking())
    return AppriseChannel(ChannelConfig(name="siaga", kind="apprise", secrets={"target": "SIAGA"}), given)


def local(world: Outside, path: str) -> str:
    return f"json://127.0.0.1:{world.port}/{path}"


def test_several_targets_each_get_it(world: Outside) -> None:
    sender = channel(f"{local(world, 'satu')}, {local(world, 'dua')}")
    assert isinstance(sender.send(post_of(sender)), Delivered)
    assert sorted(asked.path for asked in world.asked) == ["/dua", "/satu"]


def test_where_one_of_several_says_no_a_person_is_told(world: Outside) -> None:
    world.answers["/dua"] = Answer(500)
    sender = channel(f"{local(world, 'satu')}, {local(world, 'dua')}")
    outcome = sender.send(post_of(sender))
    assert isinstance(outcome, Unconfirmed)
    assert "partial" in outcome.reason


def test_a_redirect_is_not_followed(world: Outside) -> None:
    world.answers["/satu"] = Answer(302, headers={"Location": f"{world.url}/lain"})
    sender = channel(local(world, "satu"))
    assert isinstance(sender.send(post_of(sender)), Unconfirmed)
    assert world.requests_to("/lain") == []


def test_the_guard_is_asked_for_hosts_and_never_for_tokens(world: Outside) -> None:
    dialler = Asking()
    assert channel(f"tgram://{TOKEN}/12345, {local(world, 'satu')}", dialler).check().fault is None
    assert dialler.asked == ["127.0.0.1"]


def test_nothing_that_apprise_says_comes_into_our_logs(world: Outside, caplog: pytest.LogCaptureFixture) -> None:
    world.answers["/rahasia"] = Answer(500)
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(ConfigError) as raised:
            channel("entah://rahasia")
        sender = channel(local(world, "rahasia"))
        sender.send(post_of(sender))
    assert "rahasia" not in str(raised.value)
    assert [one for one in caplog.records if one.name.startswith("apprise") or "rahasia" in one.getMessage()] == []


@pytest.mark.parametrize("target", ["", "   ", "entah://x", "https"])
def test_what_apprise_does_not_know_is_an_error_of_the_config(target: str) -> None:
    with pytest.raises(ConfigError, match="SIAGA"):
        channel(target)


def test_what_went_out_is_never_taken_back(world: Outside) -> None:
    sender = channel(local(world, "satu"))
    assert isinstance(sender.send(post(Action.WITHDRAW, earlier="dlv_1_1_kait")), Abandoned)
    assert world.asked == []
