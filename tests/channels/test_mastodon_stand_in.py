"""
Mastodon against PyPI's `mastodon_mock`.

It keeps keys for ever and pictures without looking at them, counts a link in full against 500 signs, and leaves the
pictures of a status as they are when it is edited. A limit of rate tells its end in seconds since 1970, where the
real one tells a date. What a token may do is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.registry import build
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.moment import utc_now
from tests.channels.standing_in import only_when_asked, python_program, running
from tests.contract.supplies import small_picture, supplies
from tests.unit.deliver.posts import delivery, post, post_of
from tests.unit.model.bulletins import bulletin

pytestmark = [only_when_asked, pytest.mark.timeout(300)]

TOKEN = "a-token-of-an-account-on-a-stand-in"
SETTINGS = f"""
[[seed.accounts]]
username = "humas"
access_token = "{TOKEN}"
"""
LOGIN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mastodon")
    settings = folder / "mastodon_mock.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    program = str(python_program("mastodon_mock", "0.6.1"))
    command = [program, "serve", "--config", str(settings), "--in-memory", "--host", "127.0.0.1", "--port", "PORT"]
    with running(command, folder) as running_at:
        yield running_at


@pytest.fixture
def channel(address: str) -> Iterator[Channel]:
    config = ChannelConfig(name="kait", kind="mastodon", base_url=address, secrets={"token": "T"})
    with httpx.Client(timeout=10) as client:
        yield build(config, supplies(client, {"token": TOKEN}, picture=small_picture()))


def planned(channel: Channel, number: int) -> Post:
    """Return a post of a bulletin of its own, planned now."""
    told = post_of(channel, told=bulletin(f"Rilis {number}", number=number, image="https://humas.test/foto.jpg"))
    return replace(told, delivery=delivery(planned_at=utc_now(), key=f"dlv_{number}_1_kait"))


def status(address: str, number: str) -> httpx.Response:
    return httpx.get(f"{address}/api/v1/statuses/{number}", headers=LOGIN)


def fail(address: str, **effect: object) -> None:
    """Have the next creation meet a fault."""
    rule = {"match": {"methods": ["POST"], "path": "/api/v1/statuses"}, "effect": effect, "count": 1}
    httpx.post(f"{address}/api/v1/_mock/faults", json=rule, headers=LOGIN).raise_for_status()


def test_the_account_is_well(channel: Channel) -> None:
    assert (channel.check().fault, channel.check().account) == (None, "@humas")


def test_a_post_is_sent_found_corrected_and_taken_down(channel: Channel, address: str) -> None:
    first = planned(channel, 1)
    sent = channel.send(first)
    assert isinstance(sent, Delivered), sent
    number = sent.receipt.remote_id
    told = status(address, number).json()
    assert "Rilis 1" in told["content"]
    assert told["language"] == "id"
    assert told["media_attachments"][0]["meta"]["focus"] == {"x": 0.0, "y": 0.3}
    assert channel.find(first) == Delivered(sent.receipt)

    later = post_of(channel, Action.REVISE, told=bulletin("Judul Baru", revision=2), earlier=number)
    assert channel.send(later) == sent
    assert "Judul Baru" in status(address, number).json()["content"]

    down = post(Action.WITHDRAW, earlier=number)
    assert isinstance(channel.send(down), Delivered)
    assert status(address, number).status_code == 404
    assert isinstance(channel.send(down), Delivered)
    assert isinstance(channel.send(later), Abandoned)


def test_a_repeated_creation_makes_one_status(channel: Channel) -> None:
    first = planned(channel, 2)
    assert channel.send(first) == channel.send(first)


def test_what_was_never_taken_is_absent_and_sent(channel: Channel, address: str) -> None:
    first = planned(channel, 3)
    fail(address, type="status", status=502)
    assert isinstance(channel.send(first), Unconfirmed)
    absent = channel.find(first)
    assert isinstance(absent, Postponed)
    assert absent.cause is Cause.ABSENT
    assert isinstance(channel.send(first), Delivered)


def test_half_an_answer_is_unconfirmed_and_a_limit_is_waited_for(channel: Channel, address: str) -> None:
    fail(address, type="malformed")
    assert isinstance(channel.send(planned(channel, 4)), Unconfirmed)
    fail(address, type="ratelimit")
    limited = channel.send(planned(channel, 5))
    assert isinstance(limited, Postponed)
    assert (limited.cause, limited.after) == (Cause.RATE, timedelta(seconds=300))
