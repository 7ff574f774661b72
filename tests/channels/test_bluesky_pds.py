"""Bluesky against the reference server: what we send is what it takes; SYNDICATOR_TEST_CHANNELS=1 runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.registry import build
from syndicator.deliver.vault import Grant
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from tests.channels.pds import HANDLE, PASSWORD, Account, server
from tests.contract.supplies import MemoryVault, small_picture, supplies
from tests.unit.deliver.posts import post_of
from tests.unit.model.bulletins import bulletin

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SYNDICATOR_TEST_CHANNELS"), reason="SYNDICATOR_TEST_CHANNELS is not set"),
    pytest.mark.timeout(900),
]
POST = "app.bsky.feed.post"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with server(tmp_path_factory.mktemp("pds")) as running:
        yield running


@pytest.fixture(scope="module")
def vault() -> MemoryVault:
    """One for all tests: logins are limited to 30 in five minutes."""
    return MemoryVault()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20) as opened:
        yield opened


def channel_of(account: Account, client: httpx.Client, vault: MemoryVault, password: str = PASSWORD) -> Channel:
    config = ChannelConfig(
        name="langit",
        kind="bluesky",
        base_url=account.url,
        secrets={"password": "LANGIT_PASSWORD"},
        options={"handle": HANDLE},
    )
    return build(config, supplies(client, {"password": password}, vault=vault, picture=small_picture()))


@pytest.fixture
def channel(account: Account, client: httpx.Client, vault: MemoryVault) -> Iterator[Channel]:
    """A channel on an account without posts."""
    made = channel_of(account, client, vault)
    yield made
    for name in records(account, client):
        made.send(post_of(made, Action.WITHDRAW, earlier=name))


def records(account: Account, client: httpx.Client) -> dict[str, dict[str, object]]:
    """What anybody can read of the account, without our channel."""
    asked = {"repo": account.did, "collection": POST}
    answer = client.get(f"{account.url}/xrpc/com.atproto.repo.listRecords", params=asked)
    return {one["uri"]: one["value"] for one in answer.raise_for_status().json()["records"]}


def delivered(channel: Channel, post: Post) -> Delivered:
    outcome = channel.send(post)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def test_a_post_with_picture_and_card_is_one_record_however_often_it_is_sent(
    channel: Channel, account: Account, client: httpx.Client
) -> None:
    post = post_of(channel, told=bulletin("“Kutip” – 😀 Malang", image="https://humas.test/foto.jpg"))
    receipts = {delivered(channel, post).receipt for _ in range(3)}
    ((name, record),) = records(account, client).items()
    assert {receipt.remote_id for receipt in receipts} == {name}
    embed = record["embed"]
    assert isinstance(embed, dict)
    card = embed["external"]
    assert (card["uri"], card["title"]) == (post.link, "“Kutip” – 😀 Malang")
    asked = {"did": account.did, "cid": card["thumb"]["ref"]["$link"]}
    assert client.get(f"{account.url}/xrpc/com.atproto.sync.getBlob", params=asked).content == small_picture().data


def test_a_post_is_asked_for_by_its_key(channel: Channel, account: Account, client: httpx.Client) -> None:
    post = post_of(channel)
    absent = channel.find(post)
    assert isinstance(absent, Postponed)
    assert absent.cause is Cause.ABSENT
    assert records(account, client) == {}
    there = delivered(channel, post)
    assert channel.find(post) == Delivered(there.receipt)


def test_facets_of_the_stored_record_cut_out_the_link_and_the_tag(
    channel: Channel, account: Account, client: httpx.Client
) -> None:
    post = post_of(channel, told=bulletin("😀 شرطة “é”"))
    delivered(channel, post)
    (record,) = records(account, client).values()
    text, facets = str(record["text"]).encode(), record["facets"]
    assert isinstance(facets, list)
    covered = [text[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in facets]
    assert covered == [post.link, "#Patroli"]
    assert facets[0]["features"][0]["uri"] == post.link


def test_a_withdrawal_takes_the_record_away_and_a_second_one_does_no_harm(
    channel: Channel, account: Account, client: httpx.Client
) -> None:
    down = post_of(channel, Action.WITHDRAW, earlier=delivered(channel, post_of(channel)).receipt.remote_id)
    delivered(channel, down)
    assert records(account, client) == {}
    delivered(channel, down)


@pytest.mark.parametrize("lead", ["kata " * 600, "👨‍👩‍👧 " * 600, "شرطة " * 600, "\x00\x1f", "é" * 2_000])
def test_the_server_counts_as_we_do(channel: Channel, lead: str) -> None:
    delivered(channel, post_of(channel, told=bulletin(lead=lead)))


def test_a_post_that_is_too_long_is_refused_for_good(channel: Channel) -> None:
    post = post_of(channel)
    assert post.message is not None
    outcome = channel.send(replace(post, message=replace(post.message, text="a" * 301)))
    assert isinstance(outcome, Abandoned)
    assert "grapheme" in outcome.reason


def test_a_broken_session_is_renewed_and_the_post_is_made(
    account: Account, client: httpx.Client, vault: MemoryVault, channel: Channel
) -> None:
    delivered(channel, post_of(channel))
    grant = vault.grant()
    assert grant is not None
    assert grant.expires_at is not None
    broken = MemoryVault(Grant(access=f"{grant.access}x", renewal=grant.renewal, account=grant.account))
    renewed = channel_of(account, client, broken)
    delivered(renewed, post_of(renewed, key="dlv_2_1"))
    assert len(records(account, client)) == 2


def test_a_wrong_password_is_a_login_that_fails(account: Account, client: httpx.Client) -> None:
    stranger = channel_of(account, client, MemoryVault(), password="salah")
    outcome = stranger.send(post_of(stranger))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert stranger.check().fault is not None


def test_a_good_account_is_known_by_its_handle(channel: Channel) -> None:
    condition = channel.check()
    assert (condition.fault, condition.account) == (None, HANDLE)
