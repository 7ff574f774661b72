"""Bluesky: the record that is put, what a repetition changes, and what becomes of pictures that fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import httpx
import pytest

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.registry import build
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from tests.contract.doubles.bluesky import DID, HANDLE, BlueskyDouble, refused
from tests.contract.resets import reset_in
from tests.contract.supplies import MemoryVault, small_picture, supplies
from tests.outside import Answer, Outside, outside
from tests.unit.deliver.posts import post_of
from tests.unit.model.bulletins import bulletin

PUT, UPLOAD, DELETE = ("/xrpc/com.atproto.repo." + name for name in ("putRecord", "uploadBlob", "deleteRecord"))
IMAGE = "https://humas.test/foto.jpg"


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def double(world: Outside) -> BlueskyDouble:
    double = BlueskyDouble()
    double.answer(world)
    return double


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=1) as opened:
        yield opened


@pytest.fixture
def channel(world: Outside, double: BlueskyDouble, client: httpx.Client) -> Channel:
    return build(double.config(world.url), supplies(client, double.secrets, picture=small_picture()))


def record(double: BlueskyDouble) -> dict[str, object]:
    (told,) = double.records.values()
    return told


def delivered(channel: Channel, post: Post) -> Delivered:
    outcome = channel.send(post)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def test_a_post_has_a_card_with_a_picture_a_language_and_a_public_page(channel: Channel, double: BlueskyDouble) -> None:
    post = post_of(channel, told=bulletin(image=IMAGE))
    receipt = delivered(channel, post).receipt
    told = record(double)
    (blob,) = double.blobs
    assert told["langs"] == ["id"]
    assert told["createdAt"] == "2026-03-02T08:00:00.000Z"
    assert told["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": {
            "uri": post.link,
            "title": "Polisi Patroli Malam",
            "description": "Patroli digelar.",
            "thumb": {
                "$type": "blob",
                "ref": {"$link": blob},
                "mimeType": "image/jpeg",
                "size": len(small_picture().data),
            },
        },
    }
    name = receipt.remote_id.rpartition("/")[2]
    assert receipt.remote_id == f"at://{DID}/app.bsky.feed.post/{name}"
    assert receipt.address == f"https://bsky.app/profile/{HANDLE}/post/{name}"


def test_the_link_and_the_tags_of_a_post_can_be_followed(channel: Channel, double: BlueskyDouble) -> None:
    post = post_of(channel, told=bulletin("“Kutip” – 😀"))
    delivered(channel, post)
    told = record(double)
    text = str(told["text"]).encode()
    ranges = [facet["index"] for facet in cast("list[dict[str, dict[str, int]]]", told["facets"])]
    leads = [text[one["byteStart"] : one["byteEnd"]].decode() for one in ranges]
    assert leads == [post.link, "#Patroli"]


def test_a_repetition_is_the_same_record(channel: Channel, double: BlueskyDouble) -> None:
    post = post_of(channel)
    first = delivered(channel, post)
    before = dict(double.records)
    assert delivered(channel, replace(post, delivery=replace(post.delivery, attempts=7))) == first
    assert double.records == before


def test_a_post_is_asked_for_and_none_is_made(channel: Channel, double: BlueskyDouble, world: Outside) -> None:
    post = post_of(channel)
    absent = channel.find(post)
    assert isinstance(absent, Postponed)
    assert absent.cause is Cause.ABSENT
    assert double.records == {}
    there = delivered(channel, post)
    assert channel.find(post) == Delivered(there.receipt)
    assert len(world.requests_to(PUT)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(reset=True),
        Answer(200, b"<html>"),
        refused(400, "InvalidRequest"),
        refused(401, "AuthMissing"),
    ],
)
def test_what_could_not_be_seen_is_never_absent(channel: Channel, world: Outside, answer: Answer) -> None:
    world.answers["/xrpc/com.atproto.repo.getRecord"] = answer
    assert isinstance(channel.find(post_of(channel)), Unconfirmed)


def test_without_a_session_nobody_can_tell(channel: Channel, world: Outside) -> None:
    world.answers["/xrpc/com.atproto.server.createSession"] = Answer(503)
    assert isinstance(channel.find(post_of(channel)), Unconfirmed)


def test_a_withdrawal_that_is_asked_about_is_made_again(channel: Channel, double: BlueskyDouble) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    assert isinstance(channel.find(post_of(channel, Action.WITHDRAW, earlier=first)), Delivered)
    assert double.records == {}


@pytest.mark.parametrize(
    "answer",
    [Answer(500), Answer(reset=True), refused(413, "BlobTooLarge"), Answer(200, b"{}"), Answer(429)],
    ids=["500", "reset", "413", "unreadable", "429"],
)
def test_a_picture_that_is_not_taken_leaves_a_card_without_one(
    channel: Channel, double: BlueskyDouble, world: Outside, answer: Answer
) -> None:
    world.answers[UPLOAD] = answer
    delivered(channel, post_of(channel, told=bulletin(image=IMAGE)))
    embed = cast("dict[str, dict[str, object]]", record(double)["embed"])
    assert set(embed["external"]) == {"uri", "title", "description"}


def test_the_longest_post_is_taken(channel: Channel, double: BlueskyDouble) -> None:
    for number, letter in enumerate(["kata ", "👨‍👩‍👧 ", "شرطة "]):
        told = bulletin("Judul", lead=letter * 600, number=number + 1)
        delivered(channel, post_of(channel, told=told, key=f"dlv_{number}_1"))
    assert len(double.records) == 3


def test_an_outdated_session_is_renewed_and_the_post_is_made(channel: Channel, double: BlueskyDouble) -> None:
    delivered(channel, post_of(channel))
    double.expire()
    delivered(channel, post_of(channel, key="dlv_2_1"))
    assert (double.logins, len(double.records)) == (1, 2)


def test_a_session_that_stays_refused_is_a_login_that_fails(channel: Channel, world: Outside) -> None:
    world.answers[PUT] = refused(401, "InvalidToken")
    outcome = channel.send(post_of(channel))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert len(world.requests_to(PUT)) == 2, "renewed once, and no more"


def test_an_account_that_was_taken_down_is_given_up(channel: Channel, world: Outside) -> None:
    world.answers[PUT] = refused(401, "AccountTakedown", "Account has been taken down")
    assert isinstance(channel.send(post_of(channel)), Abandoned)


def test_a_budget_that_is_used_up_pauses_the_account(channel: Channel, world: Outside) -> None:
    body = json.dumps({"uri": f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a"}).encode()
    for remaining, pause in [("2", timedelta(seconds=60)), ("3", None), ("", None)]:
        headers = {"RateLimit-Remaining": remaining, "RateLimit-Reset": reset_in(60)}
        world.answers[PUT] = Answer(200, body, headers)
        assert delivered(channel, post_of(channel)).pause == pause


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"uri": 7}'])
def test_a_success_that_names_no_record_is_unconfirmed(channel: Channel, world: Outside, body: bytes) -> None:
    world.answers[PUT] = Answer(200, body)
    assert isinstance(channel.send(post_of(channel)), Unconfirmed)


def test_a_notice_takes_the_place_of_the_post(channel: Channel, double: BlueskyDouble) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    notice = post_of(channel, told=bulletin("Rilis ini ditarik"), key="dlv_1_2")
    down = replace(notice, delivery=replace(notice.delivery, action=Action.WITHDRAW), earlier=first)
    delivered(channel, down)
    delivered(channel, down)
    assert "Rilis ini ditarik" in str(record(double)["text"])


def test_a_post_that_could_not_be_taken_down_is_not_replaced(
    channel: Channel, double: BlueskyDouble, world: Outside
) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    world.answers[DELETE] = Answer(500)
    assert isinstance(channel.send(post_of(channel, Action.REVISE, earlier=first, key="dlv_1_2")), Unconfirmed)
    assert list(double.records) == [first]


def test_a_withdrawal_without_the_posts_name_is_told(channel: Channel) -> None:
    assert isinstance(channel.send(post_of(channel, Action.WITHDRAW)), Abandoned)


def test_the_preview_of_a_withdrawal_is_the_deletion_that_is_sent(channel: Channel, world: Outside) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    down = post_of(channel, Action.WITHDRAW, earlier=first)
    shown = channel.preview(down)
    delivered(channel, down)
    sent = world.requests_to(DELETE)[-1]
    assert shown.address == world.url + sent.path
    assert json.loads(shown.body) == json.loads(sent.body)


def test_the_condition_tells_what_is_wrong(channel: Channel, double: BlueskyDouble, world: Outside) -> None:
    assert channel.check().account == HANDLE
    world.answers["/xrpc/com.atproto.server.getSession"] = Answer(200, b'{"active": false, "status": "suspended"}')
    assert channel.check().fault == "the account is suspended"
    double.expire()
    double.answer(world)
    double.forget_refresh_tokens()
    world.answers["/xrpc/com.atproto.server.createSession"] = refused(401, "AuthenticationRequired", "Invalid password")
    fault = channel.check().fault
    assert fault is not None
    assert "Invalid password" in fault
    assert "app password" in fault


@pytest.mark.parametrize("handle", ["@Humas.Bsky.Test", HANDLE])
def test_a_handle_is_taken_as_people_write_it(
    world: Outside, double: BlueskyDouble, client: httpx.Client, handle: str
) -> None:
    config = replace(double.config(world.url), options={"handle": handle})
    channel = build(config, supplies(client, double.secrets, vault=MemoryVault()))
    delivered(channel, post_of(channel))


@pytest.mark.parametrize("handle", ["humas", "a@b.id", "humas .id", "", "https://bsky.app/profile/humas"])
def test_what_is_no_handle_is_refused_at_once(double: BlueskyDouble, client: httpx.Client, handle: str) -> None:
    config = replace(double.config("https://pds.test"), options={"handle": handle})
    with pytest.raises(ConfigError):
        build(config, supplies(client, double.secrets))
