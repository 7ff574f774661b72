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

from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.deliver.kinds import KINDS
from syndicator.deliver.registry import build
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.dialling import GuardedDialler
from syndicator.fetch.guard import AddressGuard
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.contract.double import Double, Fault
from tests.contract.supplies import small_picture, supplies
from tests.outside import Outside, outside
from tests.processes import wait_for
from tests.servers import free_port
from tests.unit.deliver.posts import post_of
from tests.unit.model.bulletins import bulletin

PATIENCE = httpx.Timeout(0.25, connect=1.0)
TLS = ssl.create_default_context()
DOUBLES = "tests.contract.doubles"
IMAGE = "https://humas.test/foto.jpg"

OUTCOMES: dict[Fault, type] = {
    Fault.VALIDATION: Abandoned,
    Fault.REDIRECT: Abandoned,
    Fault.LOGIN: Postponed,
    Fault.LIMIT: Postponed,
    **dict.fromkeys(
        (Fault.BUSY, Fault.BROKEN, Fault.GATEWAY, Fault.LOST, Fault.RESET, Fault.LATE, Fault.CUT, Fault.DRIP),
        Unconfirmed,
    ),
}
CAUSES = {Fault.LOGIN: Cause.LOGIN, Fault.LIMIT: Cause.RATE}

Build = Callable[..., Channel]


@pytest.fixture(scope="module")
def running_world() -> Iterator[Outside]:
    with outside() as running:
        yield running


def double_of(kind: str) -> Double:
    name = f"{DOUBLES}.{kind}"
    assert importlib.util.find_spec(name), f"the kind {kind} has no double: write tests/contract/doubles/{kind}.py"
    return cast("Double", importlib.import_module(name).DOUBLE)


@pytest.fixture(params=sorted(KINDS))
def double(request: pytest.FixtureRequest) -> Double:
    return double_of(request.param)


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

    def make(base_url: str, *, allowed: tuple[str, ...] = ("127.0.0.0/8", "::1/128"), picture: bool = False) -> Channel:
        guard, shown = AddressGuard(allowed), small_picture() if picture else None
        transport = GuardedTransport(guard, tls=TLS, limits=httpx.Limits(keepalive_expiry=0))
        clients.append(httpx.Client(transport=transport, timeout=PATIENCE))
        given = supplies(clients[-1], double.secrets, picture=shown, dialler=GuardedDialler(guard))
        return build(double.config(base_url), given)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def channel(channel_at: Build, world: Outside) -> Channel:
    return channel_at(world.url)


def delivered(outcome: Outcome) -> Receipt:
    assert isinstance(outcome, Delivered), outcome
    return outcome.receipt


def settled(channel: Channel, post: Post) -> None:
    """Do what follows an attempt whose answer was lost: send again, ask and then send, or leave it to a person."""
    if channel.promise is Promise.REPEATABLE:
        delivered(channel.send(post))
    elif channel.promise is Promise.ASKABLE:
        found = channel.find(post)
        if not isinstance(found, Delivered):
            assert isinstance(found, Postponed), found
            assert found.cause is Cause.ABSENT
            delivered(channel.send(post))


def test_a_post_that_the_service_took_is_delivered_with_its_name(
    channel: Channel, double: Double, world: Outside
) -> None:
    receipt = delivered(channel.send(post_of(channel)))
    (name,) = double.posts(world)
    assert receipt.remote_id == name


def test_what_is_shown_is_what_was_composed(channel: Channel, double: Double, world: Outside) -> None:
    said = "Lima < enam & “tujuh”."
    post = post_of(channel, told=bulletin("Polisi & Warga <Malang>", lead=said, text=said))
    assert post.message is not None
    delivered(channel.send(post))
    (shown,) = double.posts(world).values()
    assert "Polisi & Warga <Malang>" in shown
    assert said in shown


@pytest.mark.parametrize(
    "title", ["Polisi & <b>Warga</b>", "“Kutip” – é", "😀 شرطة", "baris\nkedua", "kata " * 100, "\x00\x1f", ""]
)
def test_any_title_is_delivered(channel: Channel, double: Double, world: Outside, title: str) -> None:
    delivered(channel.send(post_of(channel, told=bulletin(title))))
    assert len(double.posts(world)) == 1


def test_a_picture_goes_along(channel_at: Build, double: Double, world: Outside) -> None:
    channel = channel_at(world.url, picture=True)
    delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    assert len(double.posts(world)) == 1


def test_a_picture_that_cannot_be_had_holds_up_no_post(channel: Channel, double: Double, world: Outside) -> None:
    delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    assert len(double.posts(world)) == 1


def test_a_correction_changes_the_post_where_the_service_lets_it(
    channel: Channel, double: Double, world: Outside
) -> None:
    first = delivered(channel.send(post_of(channel)))
    if channel.abilities.edits:
        told = bulletin("Judul yang baru", revision=2)
        later = post_of(channel, Action.REVISE, told=told, earlier=first.remote_id, key="dlv_1_2_kait")
        delivered(channel.send(later))
        (shown,) = double.posts(world).values()
        assert "Judul yang baru" in shown


def test_a_withdrawal_takes_the_post_down_and_a_second_one_does_no_harm(
    channel: Channel, double: Double, world: Outside
) -> None:
    first = delivered(channel.send(post_of(channel)))
    if channel.abilities.deletes:
        down = post_of(channel, Action.WITHDRAW, earlier=first.remote_id, key="dlv_1_2_kait")
        delivered(channel.send(down))
        assert double.posts(world) == {}
        delivered(channel.send(down))


@pytest.mark.parametrize("fault", sorted(Fault))
def test_each_fault_has_its_outcome(channel: Channel, double: Double, world: Outside, fault: Fault) -> None:
    if fault not in double.faults:
        return
    double.fail(world, fault)
    outcome = channel.send(post_of(channel))
    expected = double.unlike.get(fault, OUTCOMES[fault])
    assert isinstance(outcome, expected), outcome
    assert isinstance(outcome, Delivered) or outcome.reason
    wait_for("the service has read it", lambda: double.tries(world) > 0, seconds=5)
    assert double.tries(world) == 1, "a channel never repeats by itself"
    if isinstance(outcome, Postponed):
        assert outcome.cause is CAUSES[fault]
    if fault in {Fault.LIMIT, Fault.BUSY} and not isinstance(outcome, Delivered | Abandoned) and not double.unlike:
        assert outcome.after == timedelta(seconds=60)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.RESET, Fault.LATE, Fault.BROKEN])
def test_a_lost_answer_never_makes_two_posts(channel: Channel, double: Double, world: Outside, fault: Fault) -> None:
    double.fail(world, fault)
    post = post_of(channel)
    channel.send(post)
    double.mend(world)
    settled(channel, post)
    there = len(double.posts(world))
    assert there == 1 if channel.promise is not Promise.AT_MOST_ONCE else there <= 1


@pytest.mark.usefixtures("world")
def test_what_cannot_be_asked_is_not_taken_for_absent(channel_at: Build) -> None:
    channel = channel_at(f"http://127.0.0.1:{free_port()}")
    if channel.promise is Promise.ASKABLE:
        assert isinstance(channel.find(post_of(channel)), Unconfirmed)


def test_nobody_listening_is_postponed(channel_at: Build, double: Double, world: Outside) -> None:
    outcome = channel_at(f"http://127.0.0.1:{free_port()}").send(post_of(channel_at(world.url)))
    assert isinstance(outcome, double.unlike.get(Fault.RESET, Postponed))
    assert double.tries(world) == 0


def test_an_address_that_is_not_public_is_refused_unless_allowed(
    channel_at: Build, double: Double, world: Outside
) -> None:
    post = post_of(channel_at(world.url))
    world.asked.clear()
    outcome = channel_at(world.url, allowed=()).send(post)
    assert not isinstance(outcome, Delivered)
    assert world.asked == []
    assert double.tries(world) == 0


def test_another_post_is_another_post(channel: Channel, double: Double, world: Outside) -> None:
    delivered(channel.send(post_of(channel, key="dlv_1_1_kait")))
    delivered(channel.send(post_of(channel, told=bulletin("Rilis lain", number=2), key="dlv_2_1_kait")))
    assert len(double.posts(world)) == 2


def test_a_preview_is_the_request_that_is_sent(channel: Channel, double: Double, world: Outside) -> None:
    post = post_of(channel)
    before = channel.preview(post)
    assert double.posts(world) == {}
    delivered(channel.send(post))
    sent = double.last_try(world)
    assert (before.method, before.address, before.body) == (sent.method, sent.address, sent.body)
    assert before.limit is None or (before.count is not None and before.count <= before.limit)


def test_an_account_that_works_is_in_good_condition(channel: Channel) -> None:
    assert channel.check().fault is None


@pytest.mark.parametrize("fault", [Fault.LOGIN, Fault.BROKEN, Fault.RESET, Fault.REDIRECT])
def test_no_secret_stands_in_what_the_desk_reads(
    channel: Channel, double: Double, world: Outside, fault: Fault
) -> None:
    """Some services want a token in the address, and errors like to quote addresses."""
    double.fail(world, fault)
    told = repr(channel.send(post_of(channel))) + repr(channel.preview(post_of(channel))) + repr(channel.check())
    assert not [role for role, secret in double.secrets.items() if secret in told]
