"""Instagram: a picture or its stand-in, captions that stay, and deletion by Facebook Login alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from syndicator.deliver.channel import Condition, Post
from syndicator.deliver.channels.instagram import InstagramChannel
from syndicator.deliver.message import Message
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.unit.deliver.graph import Hands, Said, Service, error, listed, said
from tests.unit.deliver.posts import NOW, post

LINK = "https://portal.test/b/1-polisi-patroli-malam"
PLAIN = Message(title="Polisi", text=f"Polisi patroli.\n\n{LINK}", link=LINK)
SHOWN = replace(PLAIN, image="https://humas.test/foto.jpg", description="Petugas di jalan")
EMBLEM = "https://portal.test/lambang.jpg"
ADDRESS = "https://www.instagram.com/p/p1/"


def channel(
    service: Service, *, base_url: str = "https://graph.test", fallback: str | None = None, hands: Hands | None = None
) -> InstagramChannel:
    options = {"user": "99"} | ({"fallback_image": fallback} if fallback else {})
    config = ChannelConfig(name="foto", kind="instagram", base_url=base_url, secrets={"token": "T"}, options=options)
    return InstagramChannel(config, service.supplies(), (hands or Hands()).timer())


def quota(used: int = 3, total: int = 50) -> httpx.Response:
    return said({"data": [{"quota_usage": used, "config": {"quota_total": total, "quota_duration": 86_400}}]})


def status(told: str, reason: str = "") -> httpx.Response:
    return said({"id": "k1", "status_code": told, "status": reason})


def made(name: str = "k1") -> httpx.Response:
    return said({"id": name})


def first(message: Message = SHOWN) -> Post:
    return post(message=message)


def test_a_first_post_is_a_picture_with_its_caption() -> None:
    service = Service(quota(), made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    assert channel(service).send(first()) == Delivered(Receipt("p1", ADDRESS))
    assert service.asked == [
        "GET /v26.0/99/content_publishing_limit",
        "POST /v26.0/99/media",
        "GET /v26.0/k1",
        "POST /v26.0/99/media_publish",
        "GET /v26.0/p1",
    ]
    assert service.form(1) == {"image_url": SHOWN.image, "caption": SHOWN.text, "alt_text": "Petugas di jalan"}


def test_without_a_picture_nothing_is_asked_and_the_desk_learns_why() -> None:
    service = Service()
    outcome = channel(service).send(first(PLAIN))
    assert isinstance(outcome, Abandoned)
    assert "fallback_image" in outcome.reason
    assert service.requests == []


def test_a_standard_picture_stands_in_where_there_is_none() -> None:
    service = Service(quota(), made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    assert isinstance(channel(service, fallback=EMBLEM).send(first(PLAIN)), Delivered)
    assert service.form(1) == {"image_url": EMBLEM, "caption": PLAIN.text}


@pytest.mark.parametrize("refusal", [(error(36_001, 2_207_005),), (made("k0"), status("ERROR", "Error 2207004"))])
def test_a_standard_picture_stands_in_for_one_that_is_not_taken(refusal: tuple[Said, ...]) -> None:
    service = Service(quota(), *refusal, made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    assert isinstance(channel(service, fallback=EMBLEM).send(first()), Delivered)
    assert [service.form(number).get("image_url") for number, asked in enumerate(service.asked) if "99/media" in asked][
        :2
    ] == [SHOWN.image, EMBLEM]


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        ((error(36_003, 2_207_009),), Abandoned),
        ((made("k0"), status("ERROR", "Error 2207004")), Abandoned),
        ((error(9_004, 2_207_052),), Postponed),
    ],
)
def test_without_a_stand_in_a_bad_picture_ends_the_post_and_one_out_of_reach_delays_it(
    refusal: tuple[Said, ...], outcome: type
) -> None:
    service = Service(quota(), *refusal)
    assert isinstance(channel(service).send(first()), outcome)
    assert not any(path.endswith("media_publish") for path in service.asked)


def test_a_day_that_is_full_waits() -> None:
    outcome = channel(Service(quota(50, 50))).send(first())
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.RATE


def test_a_lost_answer_is_settled_by_the_container_and_the_caption() -> None:
    entry = {"id": "p1", "caption": f"Lain. {LINK}", "permalink": ADDRESS, "timestamp": NOW.isoformat()}
    lost = httpx.ReadTimeout("late")
    service = Service(quota(), made(), status("FINISHED"), lost, status("PUBLISHED"), listed(entry))
    assert channel(service).send(first()) == Delivered(Receipt("p1", ADDRESS))
    assert service.asked[-1] == "GET /v26.0/99/media"


def test_a_lost_answer_is_else_unconfirmed() -> None:
    service = Service(quota(), made(), status("FINISHED"), httpx.ReadTimeout("late"), status("IN_PROGRESS"))
    assert isinstance(channel(service).send(first()), Unconfirmed)


def test_a_caption_is_not_changed() -> None:
    service = Service()
    assert isinstance(channel(service).send(post(Action.REVISE, message=SHOWN, earlier="p1")), Abandoned)
    assert not channel(service).abilities.edits
    assert service.requests == []


def test_only_facebook_login_deletes() -> None:
    down = post(Action.WITHDRAW, earlier="p1")
    service = Service(said({"success": True}))
    by_facebook = channel(service, base_url="https://graph.facebook.com/")
    assert by_facebook.abilities.deletes
    assert by_facebook.send(down) == Delivered(Receipt("p1"))
    by_instagram = channel(service, base_url="https://graph.instagram.com")
    assert not by_instagram.abilities.deletes
    assert isinstance(by_instagram.send(down), Abandoned)
    assert service.asked == ["DELETE /v26.0/p1"]


def test_a_token_of_instagram_login_is_renewed_and_one_of_facebook_login_is_not() -> None:
    named = {"id": "99", "username": "polres"}
    service = Service(said(named), said({"access_token": "IGbaru", "expires_in": 5_184_000}))
    assert channel(service).check() == Condition(account="polres", expires_at=NOW + timedelta(days=60))
    assert dict(service.requests[1].url.params) == {"grant_type": "ig_refresh_token"}
    other = Service(said(named))
    assert channel(other, base_url="https://graph.facebook.com").check() == Condition(account="polres")


def test_the_desk_reads_the_container_even_of_a_post_that_has_no_picture() -> None:
    told = channel(Service()).preview(first(PLAIN))
    assert told.address == "https://graph.test/v26.0/99/media"
    assert (told.count, told.limit) == (len(PLAIN.text), 2_200)
    assert "image_url" not in told.body
    assert SHOWN.image is not None
    assert SHOWN.image in channel(Service()).preview(first()).body
    assert channel(Service()).preview(post(Action.WITHDRAW, earlier="p1")).method == "DELETE"
