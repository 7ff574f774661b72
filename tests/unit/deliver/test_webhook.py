"""Webhooks: what is said, how it is signed, and that a repeated send is known by its id."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from syndicator.deliver.channel import Promise
from syndicator.deliver.channels.webhook import WebhookChannel
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.moment import utc_now
from syndicator.model.receipt import Receipt
from tests.contract.supplies import supplies
from tests.unit.deliver.posts import NOW, post
from tests.unit.model.bulletins import bulletin

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ADDRESS = "https://penerima.test/kait?kanal=1"
Speak = Callable[[httpx.Request], httpx.Response]


def said(status: int, **headers: str) -> httpx.Response:
    """An answer as it comes over the wire: not yet read."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b""))


class Receiver:
    """Takes requests, and answers as it is told."""

    def __init__(self, speak: Speak | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self._speak = speak or (lambda _: said(204))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._speak(request)

    @property
    def payload(self) -> dict[str, object]:
        told = json.loads(self.requests[-1].content)
        assert isinstance(told, dict)
        return told


def channel(receiver: Receiver, *, now: Callable[[], datetime] = utc_now) -> WebhookChannel:
    client = httpx.Client(transport=httpx.MockTransport(receiver))
    config = ChannelConfig(name="kait", kind="webhook", base_url=ADDRESS, secrets={"signing": "KAIT_SECRET"})
    return WebhookChannel(config, supplies(client, {"signing": SECRET}, clock=now))


def answering(status: int, **headers: str) -> Receiver:
    return Receiver(lambda _: said(status, **headers))


def failing(error: Exception) -> Receiver:
    def speak(_: httpx.Request) -> httpx.Response:
        raise error

    return Receiver(speak)


def test_a_first_post_tells_the_whole_bulletin() -> None:
    receiver = Receiver()
    told = bulletin(image="https://humas.test/foto.jpg")
    assert channel(receiver, now=lambda: NOW).send(post(told=told)) == Delivered(Receipt("dlv_1_1_kait"))
    assert receiver.payload == {
        "type": "bulletin.created",
        "timestamp": "2026-03-02T08:00:00+00:00",
        "data": {
            "id": 1,
            "uid": "00000000-0000-0000-0000-000000000001",
            "story": "00000000-0000-0000-0000-000000000001",
            "revision": 1,
            "earlier": None,
            "url": "https://portal.test/b/1-polisi-patroli-malam",
            "source_url": "https://humas.test/rilis/",
            "title": "Polisi Patroli Malam",
            "lead": "Patroli digelar.",
            "text": "Patroli digelar.",
            "html": "<p>Patroli digelar.</p>",
            "image": "https://humas.test/foto.jpg",
            "published_at": "2026-03-02T07:00:00+00:00",
            "topics": [{"slug": "patroli", "name": "Patroli"}],
            "unit": {"slug": "polres-malang", "name": "Polres Malang"},
            "place": "Kota Malang",
            "urgency": "routine",
        },
    }
    request = receiver.requests[0]
    assert (request.method, str(request.url)) == ("POST", ADDRESS)
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("action", "event", "tells"),
    [
        (Action.CREATE, "bulletin.created", True),
        (Action.REVISE, "bulletin.revised", True),
        (Action.WITHDRAW, "bulletin.withdrawn", False),
    ],
)
def test_the_event_names_what_happened_and_a_withdrawal_repeats_nothing(
    action: Action, event: str, *, tells: bool
) -> None:
    receiver = Receiver()
    channel(receiver).send(post(action))
    data = receiver.payload["data"]
    assert isinstance(data, dict)
    assert receiver.payload["type"] == event
    assert ("title" in data) is tells
    assert {"id", "uid", "story", "revision", "earlier"} <= set(data)


def test_a_unit_that_nobody_knows_is_null() -> None:
    receiver = Receiver()
    channel(receiver).send(post(unit=None))
    data = receiver.payload["data"]
    assert isinstance(data, dict)
    assert data["unit"] is None


@pytest.mark.parametrize(
    "title", ["Polisi & Warga", "“Kutip” – é", "😀 شرطة", "garis\nbaru", "\x00\x1f\ufffe", "a" * 10_000]
)
def test_the_signature_is_one_that_the_standards_own_library_accepts(title: str) -> None:
    receiver = Receiver()
    channel(receiver).send(post(told=bulletin(title)))
    request = receiver.requests[0]
    verified = Webhook(SECRET).verify(request.content.decode(), dict(request.headers))
    assert verified["data"]["title"] == title


def test_a_changed_body_another_secret_and_an_old_time_are_not_accepted() -> None:
    receiver = Receiver()
    channel(receiver).send(post())
    old = Receiver()
    channel(old, now=lambda: utc_now() - timedelta(hours=1)).send(post())
    request, late = receiver.requests[0], old.requests[0]
    body, headers = request.content.decode(), dict(request.headers)
    other = Webhook("whsec_" + "A" * 32)
    for check, told, named in [
        (Webhook(SECRET), body.replace("Patroli", "Judi"), headers),
        (Webhook(SECRET), body, headers | {"webhook-id": "lain"}),
        (other, body, headers),
        (Webhook(SECRET), late.content.decode(), dict(late.headers)),
    ]:
        with pytest.raises(WebhookVerificationError):
            check.verify(told, named)


def test_a_repeated_send_carries_the_same_id_and_a_signature_of_its_own_time() -> None:
    receiver = Receiver()
    moments = iter([NOW, NOW + timedelta(minutes=5)])
    repeating = channel(receiver, now=lambda: next(moments))
    repeating.send(post())
    repeating.send(post())
    first, second = (request.headers for request in receiver.requests)
    assert first["webhook-id"] == second["webhook-id"] == "dlv_1_1_kait"
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300
    assert first["webhook-signature"] != second["webhook-signature"]
    assert repeating.promise is Promise.REPEATABLE


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_success(status: int) -> None:
    assert channel(answering(status)).send(post()) == Delivered(Receipt("dlv_1_1_kait"))


@pytest.mark.parametrize(
    ("receiver", "kind"),
    [
        (answering(400), Abandoned),
        (answering(410), Abandoned),
        (answering(302, location="https://lain.test/"), Abandoned),
        (answering(429), Postponed),
        (answering(500), Unconfirmed),
        (failing(httpx.ConnectError("refused")), Postponed),
        (failing(httpx.ReadTimeout("late")), Unconfirmed),
        (failing(httpx.RemoteProtocolError("gone")), Unconfirmed),
    ],
    ids=["400", "410", "302", "429", "500", "refused", "late", "gone"],
)
def test_what_is_no_success_is_one_of_the_other_outcomes(receiver: Receiver, kind: type) -> None:
    assert type(channel(receiver).send(post())) is kind


def test_the_wish_of_the_receiver_is_kept() -> None:
    assert channel(answering(429, **{"retry-after": "90"}), now=lambda: NOW).send(post()) == Postponed(
        "answered 429 Too Many Requests", timedelta(seconds=90), Cause.RATE
    )
