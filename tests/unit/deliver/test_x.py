"""X: what is posted, what its answers mean, and how a lost post is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.message import Message
from syndicator.deliver.registry import build
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from tests.contract.doubles.x import DUPLICATE, USER, XDouble, problem, said
from tests.contract.resets import reset_in
from tests.contract.supplies import small_picture, supplies
from tests.outside import Answer, Asked, Outside, outside
from tests.unit.deliver.posts import post_of
from tests.unit.model.bulletins import bulletin

POST, UPLOAD, DESCRIBE = "/2/tweets", "/2/media/upload", "/2/media/metadata"
TIMELINE = f"/2/users/{USER}/tweets"
IMAGE = "https://humas.test/foto.jpg"
PROBLEMS = "https://api.twitter.com/2/problems"


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def double(world: Outside) -> XDouble:
    double = XDouble()
    double.answer(world)
    return double


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=1) as opened:
        yield opened


@pytest.fixture
def channel(world: Outside, double: XDouble, client: httpx.Client) -> Channel:
    return build(double.config(world.url), supplies(client, double.secrets, picture=small_picture()))


def delivered(channel: Channel, post: Post) -> Delivered:
    outcome = channel.send(post)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def with_message(post: Post, **changed: str | None) -> Post:
    assert isinstance(post.message, Message)
    return replace(post, message=replace(post.message, **changed))


def again(post: Post) -> Post:
    return replace(post, delivery=replace(post.delivery, attempts=2))


def test_a_post_carries_its_picture_and_the_words_for_it(channel: Channel, double: XDouble, world: Outside) -> None:
    post = with_message(post_of(channel, told=bulletin(image=IMAGE)), description="Petugas di jalan. " * 80)
    receipt = delivered(channel, post).receipt
    (picture,) = double.media
    assert double.media[picture] == small_picture().data
    assert double.descriptions == {picture: ("Petugas di jalan. " * 80)[:1000]}
    assert json.loads(world.requests_to(POST)[0].body)["media"] == {"media_ids": [picture]}
    assert receipt.address == f"https://x.com/i/web/status/{receipt.remote_id}"


@pytest.mark.parametrize("path", [UPLOAD, DESCRIBE])
@pytest.mark.parametrize("answer", [Answer(500), Answer(reset=True), Answer(429), Answer(403), Answer(200, b"<html>")])
def test_a_picture_that_fails_never_fails_the_post(
    channel: Channel, double: XDouble, world: Outside, path: str, answer: Answer
) -> None:
    world.answers[path] = answer
    delivered(channel, with_message(post_of(channel, told=bulletin(image=IMAGE)), description="Petugas"))
    assert len(double.told) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (problem(403, "Forbidden", "You are not permitted to perform this action."), Abandoned, None),
        (problem(403, "Client Forbidden", "no", f"{PROBLEMS}/client-forbidden"), Postponed, Cause.LOGIN),
        (problem(403, "Forbidden", "no", f"{PROBLEMS}/oauth1-permissions"), Postponed, Cause.LOGIN),
        (problem(403, "Forbidden", "Your account is temporarily locked."), Postponed, Cause.LOGIN),
        (problem(402, "CreditsDepleted", "Your account does not have any credits."), Postponed, Cause.LOGIN),
        (problem(429, "UsageCapExceeded", "Usage cap exceeded", f"{PROBLEMS}/usage-capped"), Postponed, Cause.RATE),
        (said({"errors": [{"code": 131, "message": "Internal error"}]}, 500), Unconfirmed, Cause.FAULT),
    ],
)
def test_the_words_of_x_decide_who_has_to_act(
    channel: Channel, world: Outside, answer: Answer, kind: type, cause: Cause | None
) -> None:
    world.answers[POST] = answer
    outcome = channel.send(post_of(channel))
    assert isinstance(outcome, kind)
    assert getattr(outcome, "cause", None) is cause


@pytest.mark.parametrize("status", [201, 429])
@pytest.mark.parametrize(
    ("left", "wait_s"),
    [
        ({"x-rate-limit": ("0", 60)}, 60),
        ({"x-rate-limit": ("5", 60), "x-user-limit-24hour": ("0", 7_200)}, 7_200),
        ({"x-rate-limit": ("0", 60), "x-app-limit-24hour": ("0", 7_200)}, 7_200),
        ({"x-user-limit-24hour": ("0", 999_999)}, 86_400),
    ],
)
def test_the_longest_of_the_limits_used_up_is_waited_for(
    channel: Channel, world: Outside, status: int, left: dict[str, tuple[str, int]], wait_s: int
) -> None:
    def answer(_: Asked) -> Answer:
        headers = {}
        for limit, (remaining, reset_s) in left.items():
            headers |= {f"{limit}-remaining": remaining, f"{limit}-reset": reset_in(reset_s)}
        return said({"data": {"id": "7"}} if status == 201 else {}, status, **headers)

    world.answers[POST] = answer
    outcome = channel.send(post_of(channel))
    wait = outcome.pause if isinstance(outcome, Delivered) else getattr(outcome, "after", None)
    assert isinstance(outcome, Delivered if status == 201 else Postponed)
    assert wait == timedelta(seconds=wait_s)


def test_what_is_left_of_a_limit_is_no_pause(channel: Channel, world: Outside) -> None:
    world.answers[POST] = said({"data": {"id": "7"}}, 201, **{"x-rate-limit-remaining": "1", "x-rate-limit-reset": "1"})
    assert delivered(channel, post_of(channel)).pause is None


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": []}', b'{"data": {"id": 7}}'])
def test_a_success_that_names_no_post_is_unconfirmed(channel: Channel, world: Outside, body: bytes) -> None:
    world.answers[POST] = Answer(201, body)
    assert isinstance(channel.send(post_of(channel)), Unconfirmed)


def test_a_text_that_x_has_already_is_the_lost_post(channel: Channel, double: XDouble) -> None:
    first = delivered(channel, post_of(channel)).receipt
    assert delivered(channel, again(post_of(channel))).receipt == first
    assert len(double.told) == 1


def test_a_duplicate_that_nobody_sees_is_told_to_a_person(channel: Channel, world: Outside) -> None:
    world.answers[POST] = DUPLICATE
    assert isinstance(channel.send(post_of(channel)), Abandoned)
    assert isinstance(channel.send(again(post_of(channel))), Unconfirmed)
    world.answers[TIMELINE] = Answer(503)
    assert isinstance(channel.send(post_of(channel)), Unconfirmed)


def test_a_post_is_found_by_its_link_among_others(channel: Channel) -> None:
    delivered(channel, post_of(channel, told=bulletin("Rilis lain", number=2)))
    first = delivered(channel, post_of(channel)).receipt
    delivered(channel, post_of(channel, told=bulletin("Rilis ketiga", number=3)))
    assert channel.find(post_of(channel)) == Delivered(first)


def test_a_post_without_a_link_is_found_by_its_words(channel: Channel) -> None:
    bare = with_message(post_of(channel), text="Polisi & <Warga> bergotong royong", link=None)
    first = delivered(channel, bare).receipt
    assert channel.find(bare) == Delivered(first)
    other = channel.find(with_message(bare, text="Polisi & <Warga>"))
    assert isinstance(other, Postponed)
    assert other.cause is Cause.ABSENT


def test_only_posts_since_the_plan_are_asked_for(channel: Channel, world: Outside) -> None:
    post = post_of(channel)
    delivered(channel, post)
    channel.find(post)
    asked = parse_qs(world.requests_to(TIMELINE)[0].path.partition("?")[2])
    assert asked["start_time"] == ["2026-03-02T07:55:00Z"]
    later = replace(post, delivery=replace(post.delivery, planned_at=datetime.now(UTC) + timedelta(hours=1)))
    assert isinstance(channel.find(later), Postponed)


def test_the_post_that_was_replaced_is_not_taken_for_the_new_one(channel: Channel) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    found = channel.find(post_of(channel, Action.REVISE, earlier=first, key="dlv_1_2_kait"))
    assert isinstance(found, Postponed)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(429, headers={"Retry-After": "60"}),
        Answer(401),
        Answer(403),
        Answer(reset=True),
        Answer(200, b"<html>"),
        Answer(200, b'{"data": []}'),
        said({"errors": [{"detail": "Could not find user"}]}),
    ],
)
@pytest.mark.parametrize("path", ["/2/users/me", TIMELINE])
def test_what_could_not_be_seen_is_never_absent(channel: Channel, world: Outside, path: str, answer: Answer) -> None:
    world.answers[path] = answer
    found = channel.find(post_of(channel))
    assert isinstance(found, Unconfirmed)
    assert found.after == (timedelta(seconds=60) if answer.status == 429 else None)


def pages(count: int, last: dict[str, object]) -> list[Answer]:
    full = [said({"data": [], "meta": {"result_count": 0, "next_token": f"p{number}"}}) for number in range(count)]
    return [*full, said(last)]


@pytest.mark.parametrize(("count", "kind"), [(0, Delivered), (4, Delivered), (5, Unconfirmed)])
def test_as_many_pages_are_read_as_may_be(channel: Channel, world: Outside, count: int, kind: type) -> None:
    post = post_of(channel)
    ours = {"id": "7", "text": "x", "entities": {"urls": [{"expanded_url": post.link}]}}
    answers = iter(pages(count, {"data": [ours], "meta": {"result_count": 1}}))
    world.answers[TIMELINE] = lambda _: next(answers)
    assert isinstance(channel.find(post), kind)
    tokens = [parse_qs(one.path.partition("?")[2]).get("pagination_token") for one in world.requests_to(TIMELINE)]
    assert tokens == [None, *([f"p{number}"] for number in range(min(count, 4)))]


def test_who_we_are_is_asked_once(channel: Channel, world: Outside) -> None:
    for _ in range(3):
        channel.find(post_of(channel))
    assert len(world.requests_to("/2/users/me")) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said({"data": {"deleted": True}}), Delivered),
        (problem(404, "Not Found Error", "no such post"), Delivered),
        (said({"data": {"deleted": False}}), Postponed),
        (Answer(500), Postponed),
        (Answer(reset=True), Postponed),
        (Answer(403), Abandoned),
    ],
)
def test_a_deletion_whose_answer_is_lost_is_made_again(
    channel: Channel, world: Outside, answer: Answer, kind: type
) -> None:
    world.answers[f"{POST}/7"] = answer
    down = post_of(channel, Action.WITHDRAW, earlier="7")
    assert isinstance(channel.send(down), kind)
    assert isinstance(channel.find(down), kind)


def test_a_notice_takes_the_place_of_the_post(channel: Channel, double: XDouble) -> None:
    first = delivered(channel, post_of(channel)).receipt.remote_id
    notice = post_of(channel, told=bulletin("Rilis ini ditarik"), key="dlv_1_2_kait")
    down = replace(notice, delivery=replace(notice.delivery, action=Action.WITHDRAW), earlier=first)
    delivered(channel, down)
    (shown,) = double.told.values()
    assert "Rilis ini ditarik" in str(shown["text"])


def test_a_withdrawal_without_the_posts_name_is_told(channel: Channel) -> None:
    assert isinstance(channel.send(post_of(channel, Action.WITHDRAW)), Abandoned)


def test_the_condition_tells_who_we_are_and_what_is_wrong(channel: Channel, world: Outside) -> None:
    assert channel.check().account == "@humas"
    world.answers["/2/users/me"] = problem(401, "Unauthorized", "Unauthorized")
    assert channel.check().fault is not None


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"consumer_key": "a", "consumer_secret": "b", "token": "c"},
        {"consumer_key": "a", "consumer_secret": "b", "token": "c", "token_secret": ""},
        {"client_id": "a", "client_secret": "b"},
        {"refresh_token": "a"},
    ],
)
def test_half_a_set_of_secrets_is_refused_at_once(
    double: XDouble, client: httpx.Client, secrets: dict[str, str]
) -> None:
    with pytest.raises(ConfigError):
        build(double.config("https://x.test"), supplies(client, secrets))


def test_tokens_of_oauth_2_make_posts(double: XDouble, world: Outside, client: httpx.Client) -> None:
    told = {"token_type": "bearer", "expires_in": 7200, "access_token": "akses", "refresh_token": "segar-1"}
    world.answers["/2/oauth2/token"] = said(told)
    world.answers[POST] = said({"data": {"id": "7"}}, 201)
    channel = build(double.config(world.url), supplies(client, {"client_id": "klien", "refresh_token": "segar-0"}))
    delivered(channel, post_of(channel))
    assert world.requests_to(POST)[0].headers["authorization"] == "Bearer akses"
