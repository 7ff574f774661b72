"""
Telegram against npm's `telegram-test-api`.

It takes any token and any chat, and knows neither photos nor captions, rights, limits of length or of rate, nor HTML:
a text is kept as it was sent. An edit of a message that is not there is a success, and an answer to an edit or a
deletion carries null. A second deletion is worded otherwise than Telegram words it.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from syndicator.deliver.channel import Channel
from syndicator.deliver.registry import build
from syndicator.model.attempt import Delivered
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.channels.standing_in import node_package, only_when_asked, running
from tests.contract.supplies import supplies
from tests.unit.deliver.posts import post, post_of
from tests.unit.model.bulletins import bulletin

pytestmark = [only_when_asked, pytest.mark.timeout(300)]

TOKEN = "123456:AAF-of_a_stand_in"
START = """
const Server = require(process.argv[1]);
new Server({port: PORT, host: '127.0.0.1', storeTimeout: 600}).start();
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    package = node_package("telegram-test-api", "4.2.1") / "node_modules" / "telegram-test-api"
    with running(["node", "-e", START, str(package)], tmp_path_factory.mktemp("telegram")) as running_at:
        yield running_at


@pytest.fixture
def channel(address: str) -> Iterator[Channel]:
    config = ChannelConfig(
        name="kait", kind="telegram", base_url=address, secrets={"token": "T"}, options={"chat": "-1001234567890"}
    )
    with httpx.Client(timeout=10) as client:
        yield build(config, supplies(client, {"token": TOKEN}))


def shown(address: str) -> dict[str, str]:
    """Return what the bot said, and nobody deleted: text by number."""
    told = httpx.post(f"{address}/getUpdatesHistory", json={"token": TOKEN}).json()["result"]
    return {str(one["messageId"]): one["message"]["text"] for one in told}


def test_a_post_is_sent_corrected_and_taken_down(channel: Channel, address: str) -> None:
    first = channel.send(post_of(channel))
    assert isinstance(first, Delivered), first
    chat, number, kind = first.receipt.remote_id.split("/")
    assert (chat, kind, first.receipt.address) == ("-1001234567890", "text", None)
    assert "<b>Polisi Patroli Malam</b>" in shown(address)[number]

    told = bulletin("Judul & <Baru>", revision=2)
    later = channel.send(post_of(channel, Action.REVISE, told=told, earlier=first.receipt.remote_id))
    assert later == first
    assert "<b>Judul &amp; &lt;Baru&gt;</b>" in shown(address)[number]

    gone = channel.send(post(Action.WITHDRAW, earlier=first.receipt.remote_id))
    assert gone == Delivered(Receipt(first.receipt.remote_id))
    assert number not in shown(address)
