"""What every kind of channel promises, against a stand-in for its service on loopback."""

from __future__ import annotations

import importlib
import importlib.util
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

import httpx
import pytest

from syndicator.deliver.channel import Channel, Promise, Supplies
from syndicator.deliver.registry import KINDS, build
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.transport import GuardedTransport
from syndicator.model.attempt import Abandoned, Delivered, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from syndicator.model.moment import utc_now
from tests.contract.double import Double
from tests.outside import Answer, Outside, outside
from tests.servers import free_port
from tests.unit.deliver.posts import post
from tests.unit.model.bulletins import bulletin

PATIENCE = httpx.Timeout(0.25, connect=1.0)
TLS = ssl.create_default_context()
DOUBLES = "tests.contract.doubles"

Build = Callable[..., Channel]


@pytest.fixture(scope="module")
def running_world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture(params=sorted(KINDS))
def double(request: pytest.FixtureRequest) -> Double:
    name = f"{DOUBLES}.{request.param}"
    assert importlib.util.find_spec(name), (
        f"the kind {request.param} has no double: write tests/contract/doubles/{request.param}.py"
    )
    return cast("Double", importlib.import_module(name).DOUBLE)


@pytest.fixture
def world(running_world: Outside, double: Double) -> Outside:
    running_world.answers.clear()
    running_world.asked.clear()
    double.serve(running_world)
    return running_world


@pytest.fixture
def channel_at(double: Double) -> Iterator[Build]:
    """Builds the channel as production does, over a client of little patience."""
    clients: list[httpx.Client] = []

    def make(base_url: str, *, allowed: tuple[str, ...] = ("127.0.0.0/8", "::1/128")) -> Channel:
        transport = GuardedTransport(AddressGuard(allowed), tls=TLS, limits=httpx.Limits(keepalive_expiry=0))
        clients.append(httpx.Client(transport=transport, timeout=PATIENCE))
        return build(double.config(base_url), Supplies(client=clients[-1], secrets=double.secrets, clock=utc_now))

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def channel(channel_at: Build, world: Outside) -> Channel:
    return channel_at(world.url)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_double(kind: str) -> None:
    assert importlib.util.find_spec(f"{DOUBLES}.{kind}"), f"write tests/contract/doubles/{kind}.py"


def test_a_post_that_the_service_took_is_delivered_with_its_name(
    channel: Channel, double: Double, world: Outside
) -> None:
    outcome = channel.send(post())
    assert isinstance(outcome, Delivered)
    assert double.posts(world) == [outcome.receipt.remote_id]


@pytest.mark.parametrize(
    "title", ["Polisi & <b>Warga</b>", "“Kutip” – é", "😀 شرطة", "baris\nkedua", "kata " * 100, "\x00\x1f", ""]
)
def test_any_title_is_delivered(channel: Channel, double: Double, world: Outside, title: str) -> None:
    assert isinstance(channel.send(post(told=bulletin(title))), Delivered)
    assert len(double.posts(world)) == 1


@pytest.mark.parametrize("action", [Action.REVISE, Action.WITHDRAW])
def test_corrections_and_withdrawals_reach_the_service(channel: Channel, world: Outside, action: Action) -> None:
    first = channel.send(post())
    assert isinstance(first, Delivered)
    asked = len(world.asked)
    later = channel.send(post(action, earlier=first.receipt.remote_id, key="dlv_1_2_kait"))
    assert isinstance(later, Delivered)
    assert len(world.asked) > asked


@pytest.mark.parametrize("case", ["validation", "authorisation"])
def test_a_refusal_for_good_is_abandoned(channel: Channel, double: Double, world: Outside, case: str) -> None:
    refusal = double.refusals[case]
    world.answers[double.decisive] = refusal
    outcome = channel.send(post())
    assert isinstance(outcome, Abandoned)
    assert str(refusal.status) in outcome.reason


def test_a_limit_is_postponed_for_as_long_as_the_service_wishes(
    channel: Channel, double: Double, world: Outside
) -> None:
    world.answers[double.decisive] = double.refusals["limit"]
    outcome = channel.send(post())
    assert isinstance(outcome, Postponed)
    assert outcome.after == timedelta(seconds=60)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_service_leaves_open_whether_it_took_the_post(
    channel: Channel, double: Double, world: Outside, status: int
) -> None:
    world.answers[double.decisive] = Answer(status, b"<html>oops</html>")
    outcome = channel.send(post())
    assert isinstance(outcome, Unconfirmed)
    assert str(status) in outcome.reason


def test_a_service_that_asks_for_time_is_postponed(channel: Channel, double: Double, world: Outside) -> None:
    world.answers[double.decisive] = Answer(503, headers={"Retry-After": "60"})
    outcome = channel.send(post())
    assert isinstance(outcome, Postponed)
    assert outcome.after == timedelta(seconds=60)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(reset=True),
        Answer(delay_s=0.4),
        Answer(200, b'{"ok"', told_length=100),
        Answer(200, b"x" * 40, drip_s=0.3),
    ],
    ids=["reset", "late", "cut short", "drip"],
)
def test_an_answer_that_is_lost_is_unconfirmed(
    channel: Channel, double: Double, world: Outside, answer: Answer
) -> None:
    world.answers[double.decisive] = answer
    outcome = channel.send(post())
    assert isinstance(outcome, Unconfirmed)
    assert outcome.reason
    assert len(world.requests_to(double.decisive)) == 1, "a channel never repeats by itself"


def test_nobody_listening_is_postponed(channel_at: Build, world: Outside) -> None:
    outcome = channel_at(f"http://127.0.0.1:{free_port()}").send(post())
    assert isinstance(outcome, Postponed)
    assert outcome.after is None
    assert world.asked == []


def test_an_address_that_is_not_public_is_abandoned_unless_allowed(channel_at: Build, world: Outside) -> None:
    outcome = channel_at(world.url, allowed=()).send(post())
    assert isinstance(outcome, Abandoned)
    assert "is not a public address" in outcome.reason
    assert world.asked == []


def test_a_redirect_is_not_followed(channel: Channel, double: Double, world: Outside) -> None:
    world.answers[double.decisive] = Answer(302, headers={"Location": "http://127.0.0.1:1/"})
    assert isinstance(channel.send(post()), Abandoned)


def test_a_post_sent_twice_is_one_post(channel: Channel, double: Double, world: Outside) -> None:
    """Its answer was lost: a repeatable channel sends again, an askable one asks, the others do nothing."""
    first = channel.send(post())
    again = {Promise.REPEATABLE: channel.send, Promise.ASKABLE: channel.find}.get(channel.promise)
    if again is not None:
        assert again(post()) == first
    assert len(double.posts(world)) == 1


def test_another_post_is_another_post(channel: Channel, double: Double, world: Outside) -> None:
    channel.send(post(key="dlv_1_1_kait"))
    channel.send(post(told=bulletin("Rilis lain", number=2), key="dlv_2_1_kait"))
    assert len(double.posts(world)) == 2


@pytest.mark.parametrize(
    "answer", [Answer(401), Answer(500), Answer(reset=True), Answer(302)], ids=["401", "500", "reset", "302"]
)
def test_no_secret_stands_in_what_the_desk_reads(
    channel: Channel, double: Double, world: Outside, answer: Answer
) -> None:
    """Some services want a token in the address, and errors like to quote addresses."""
    world.answers[double.decisive] = answer
    told = repr(channel.send(post()))
    assert not [role for role, secret in double.secrets.items() if secret in told]
