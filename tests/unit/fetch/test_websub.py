"""Asking hubs over the loopback, and reading what they sign: hostile hubs included."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.signatures import fits, secret_of
from syndicator.fetch.websub import Accepted, Declined, Deferred, HubAsker, Question
from syndicator.model.moment import utc_now
from tests.outside import Answer, Outside
from tests.unit.fetch.sources import LOOPBACK

TOPIC = "https://humas.test/feed/?a=1&b=ü"
SECRET = "a secret that nobody sees"


def asker(*allowed: str) -> HubAsker:
    transport = GuardedTransport(
        AddressGuard(allowed or LOOPBACK),
        tls=ssl.create_default_context(),
        limits=httpx.Limits(max_connections=2),
        answer_within=timedelta(seconds=0.3),
    )
    return HubAsker(httpx.Client(transport=transport, timeout=httpx.Timeout(0.3, connect=0.3)), utc_now)


@pytest.fixture(scope="module")
def loopback() -> Iterator[HubAsker]:
    built = asker()
    yield built
    built.close()


def question(address: str) -> Question:
    return Question(
        hub=address,
        mode="subscribe",
        topic=TOPIC,
        callback="https://portal.test/websub/token",
        secret=SECRET,
        lease=timedelta(days=7),
    )


def test_the_question_is_a_form_that_the_hub_can_read(world: Outside, loopback: HubAsker) -> None:
    world.answers["/hub"] = Answer(202)
    assert loopback.ask(question(f"{world.url}/hub")) == Accepted()
    [asked] = world.requests_to("/hub")
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.body.decode()) == {
        "hub.mode": ["subscribe"],
        "hub.topic": [TOPIC],
        "hub.callback": ["https://portal.test/websub/token"],
        "hub.lease_seconds": ["604800"],
        "hub.secret": [SECRET],
    }


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403),
        Answer(404),
        Answer(410),
        Answer(302, headers={"Location": "ftp://elsewhere/"}),
        Answer(307, headers={"Location": "/hub"}),
        Answer(307, headers={"Location": "http://10.1.1.1/"}),
        Answer(307, headers={"Location": "http://[::ffff:169.254.169.254]/latest/"}),
        Answer(307, headers={"Location": "file:///etc/passwd"}),
    ],
    ids=["403", "404", "410", "ftp", "loop", "private", "metadata", "file"],
)
def test_a_refusal_and_an_address_that_may_not_be_asked_are_no(
    world: Outside, loopback: HubAsker, answer: Answer
) -> None:
    world.answers["/hub"] = answer
    assert isinstance(loopback.ask(question(f"{world.url}/hub")), Declined)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500),
        Answer(503),
        Answer(408),
        Answer(429),
        Answer(reset=True),
        Answer(202, delay_s=0.5),
        Answer(202, headers={"X-Long": "a" * 200_000}),
        Answer(307, headers={"Location": "http://[::"}),
    ],
    ids=["500", "503", "408", "429", "reset", "slow", "long head", "no address"],
)
def test_what_decides_nothing_is_asked_again(world: Outside, loopback: HubAsker, answer: Answer) -> None:
    world.answers["/hub"] = answer
    assert isinstance(loopback.ask(question(f"{world.url}/hub")), Deferred)


def test_a_hubs_own_wish_is_told(world: Outside, loopback: HubAsker) -> None:
    world.answers["/hub"] = Answer(429, headers={"Retry-After": "7200"})
    answer = loopback.ask(question(f"{world.url}/hub"))
    assert isinstance(answer, Deferred)
    assert (answer.after, answer.silent) == (timedelta(hours=2), False)


@pytest.mark.parametrize("answer", [Answer(202), Answer(204), Answer(200, body=b"<" * 500_000)])
def test_every_success_is_a_yes_and_its_body_is_not_read(world: Outside, loopback: HubAsker, answer: Answer) -> None:
    world.answers["/hub"] = answer
    assert loopback.ask(question(f"{world.url}/hub")) == Accepted()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_hub_that_moved_is_asked_the_same_where_it_is_now(world: Outside, loopback: HubAsker, status: int) -> None:
    world.answers["/old"] = Answer(status, headers={"Location": "/hub"})
    world.answers["/hub"] = Answer(202)
    assert loopback.ask(question(f"{world.url}/old")) == Accepted()
    assert world.requests_to("/hub")[0].body == world.requests_to("/old")[0].body


@pytest.mark.parametrize("address", ["nonsense", "ftp://hub.test/", "http://", "http://[::", "http://a b/"])
def test_what_is_no_address_is_no_and_never_an_error(loopback: HubAsker, address: str) -> None:
    assert isinstance(loopback.ask(question(address)), Declined | Deferred)


def test_the_address_guard_stands_before_hubs_too(world: Outside) -> None:
    guarded = asker("192.0.2.0/24")
    assert isinstance(guarded.ask(question(f"{world.url}/hub")), Declined)
    assert world.asked == []
    guarded.close()


def test_a_question_shows_neither_secret_nor_callback() -> None:
    shown = repr(question("https://hub.test/"))
    assert SECRET not in shown
    assert "token" not in shown


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_genuine_signature_fits_and_one_of_another_body_does_not(method: str) -> None:
    signature = f"{method}={hmac.new(SECRET.encode(), b'body', getattr(hashlib, method)).hexdigest()}"
    assert fits(SECRET, b"body", signature)
    assert fits(SECRET, b"body", f" {signature.upper()} ")
    assert not fits(SECRET, b"bodz", signature)
    assert not fits("another", b"body", signature)


@pytest.mark.parametrize(
    "told", [None, "", "=", "sha256", "sha256=", "md5=d41d8cd98f00b204e9800998ecf8427e", "sha256=ü"]
)
def test_what_is_no_signature_fits_nothing(told: str | None) -> None:
    assert not fits(SECRET, b"", told)


def test_each_subscription_has_a_secret_of_its_own_from_the_key_of_the_service() -> None:
    secrets = {secret_of(key, token) for key in ("key one", "key two") for token in ("a", "b")}
    assert len(secrets) == 4
    assert secret_of("key one", "a") == secret_of("key one", "a")
    assert all(len(secret.encode()) < 200 for secret in secrets)
