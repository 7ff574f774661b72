"""Mastodon: one status whatever happens, its picture, its limits, and how it is found again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from syndicator.deliver.channels.mastodon import MastodonChannel
from syndicator.deliver.counting import mastodon_length
from syndicator.deliver.message import Message
from syndicator.deliver.pictures import Picture
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.contract.doubles.mastodon import ACCOUNT, TOKEN, MastodonDouble, Status, error, limits, said
from tests.contract.supplies import small_picture, supplies
from tests.outside import Answer
from tests.unit.deliver.answering import Answering, Instead
from tests.unit.deliver.posts import NOW, post, post_of, telling
from tests.unit.model.bulletins import bulletin

IMAGE = "https://humas.test/foto.jpg"
WITH_PICTURE = bulletin(image=IMAGE)
LINK = "https://portal.test/b/1-polisi-patroli-malam"
STATUSES = f"/api/v1/accounts/{ACCOUNT['id']}/statuses"


class Desk:
    """A channel, the server that it posts to, and what lies between them."""

    def __init__(
        self,
        instead: Instead = lambda _: None,
        *,
        picture: Picture | None = None,
        now: datetime = NOW,
        options: dict[str, str] | None = None,
    ) -> None:
        self.double = MastodonDouble()
        self.wire = Answering(self.double._receive, instead)
        self.now = now
        self.slept: list[float] = []
        given = supplies(self.wire.client, {"token": TOKEN}, picture=picture, clock=lambda: self.now)
        config = replace(self.double.config("https://kait.test"), options=options or {})
        self.channel = MastodonChannel(config, given, sleep=self.slept.append)

    def send(self, *, image: bool = False) -> Outcome:
        return self.channel.send(post_of(self.channel, told=WITH_PICTURE if image else bulletin()))

    def posted(self, *, image: bool = False) -> Receipt:
        outcome = self.send(image=image)
        assert isinstance(outcome, Delivered), outcome
        return outcome.receipt

    def change(self, receipt: Receipt, *, image: str | None = None) -> Outcome:
        told = bulletin("Judul Baru", revision=2, image=image)
        return self.channel.send(post_of(self.channel, Action.REVISE, told=told, earlier=receipt.remote_id))

    def withdraw(self, receipt: Receipt) -> Outcome:
        return self.channel.send(post(Action.WITHDRAW, earlier=receipt.remote_id))

    def keep(self, text: str, made_at: datetime = NOW) -> str:
        status = Status(id=self.double.books.number(), text=text, media=(), made_at=made_at)
        self.double.books.statuses[status.id] = status
        return status.id

    @property
    def shown(self) -> Status:
        (status,) = self.double.books.statuses.values()
        return status

    @property
    def body(self) -> dict[str, object]:
        told = json.loads(self.wire.requests[-1].content)
        assert isinstance(told, dict)
        return told


def answering(place: str, answer: Answer | Exception) -> Instead:
    """Answer so wherever a place is asked: a method and a path."""
    method, path = place.split()
    return lambda request: answer if (request.method, request.url.path) == (method, path) else None


def test_a_status_has_its_language_and_the_key_of_its_delivery() -> None:
    desk = Desk(options={"visibility": "unlisted"})
    receipt = desk.posted()
    request = desk.wire.requests[-1]
    assert request.headers["idempotency-key"] == "dlv_1_1_kait"
    assert desk.body["language"] == "id"
    assert desk.body["visibility"] == "unlisted"
    assert receipt == Receipt(desk.shown.id, f"https://kait.test/@humas_kait/{desk.shown.id}")


def test_the_account_decides_who_sees_a_status_where_the_config_does_not() -> None:
    desk = Desk()
    desk.posted()
    assert "visibility" not in desk.body


def test_a_visibility_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ConfigError, match="publik"):
        Desk(options={"visibility": "publik"})


def test_a_repeated_creation_makes_one_status() -> None:
    desk = Desk(picture=small_picture())
    assert desk.posted(image=True) == desk.posted(image=True)
    assert len(desk.double.books.statuses) == 1


def test_a_picture_goes_along_with_its_description_and_a_focus_above_the_middle() -> None:
    desk = Desk(picture=small_picture())
    message = desk.channel.compose(telling(WITH_PICTURE))
    described = replace(message, description="Patroli. " * 400)
    desk.channel.send(post(told=WITH_PICTURE, message=described))
    ((number, picture),) = desk.double.books.pictures.items()
    assert desk.shown.media == (number,)
    assert picture.description == described.description[:1_500]
    assert picture.focus == "0.0,0.3"
    assert desk.slept == []


def test_a_picture_that_is_worked_on_is_waited_for() -> None:
    desk = Desk(picture=small_picture())
    desk.double.looks = 3
    desk.posted(image=True)
    assert len(desk.shown.media) == 1
    assert desk.slept == [0.5, 1.0, 2.0]


def test_a_picture_that_is_never_ready_is_left_out_after_seconds() -> None:
    desk = Desk(picture=small_picture())
    desk.double.looks = 99
    desk.posted(image=True)
    assert desk.shown.media == ()
    assert sum(desk.slept) < 6


@pytest.mark.parametrize(
    "answer",
    [
        error(422, "Validation failed: File content type is invalid, File is invalid"),
        error(500, "Error processing thumbnail for uploaded media"),
        said(429, {"error": "Too many requests"}),
        said(200, {"url": "no number"}),
        Answer(200, b"<html>"),
        httpx.ReadTimeout("late"),
        httpx.ConnectError("refused"),
    ],
    ids=str,
)
def test_a_picture_that_fails_leaves_a_status_of_words(answer: Answer | Exception) -> None:
    desk = Desk(answering("POST /api/v2/media", answer), picture=small_picture())
    desk.posted(image=True)
    assert desk.shown.media == ()


def test_a_correction_brings_its_own_picture_and_takes_away_one_that_is_shown_no_more() -> None:
    desk = Desk(picture=small_picture())
    receipt = desk.posted(image=True)
    (first,) = desk.shown.media
    assert desk.change(receipt, image=IMAGE) == Delivered(receipt)
    assert desk.shown.media not in {(), (first,)}
    assert desk.change(receipt) == Delivered(receipt)
    assert desk.shown.media == ()
    assert "Judul Baru" in desk.shown.text


def test_what_somebody_deleted_cannot_be_corrected_and_is_withdrawn() -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.double.books.statuses.clear()
    outcome = desk.change(receipt)
    assert isinstance(outcome, Abandoned)
    assert "somebody deleted it" in outcome.reason
    assert desk.withdraw(receipt) == Delivered(Receipt(receipt.remote_id))


def test_a_page_that_is_not_there_is_not_taken_for_a_status_that_is_gone() -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.wire.instead = lambda _: Answer(404, b"<html>404: nothing here</html>")
    assert isinstance(desk.withdraw(receipt), Abandoned)


def test_a_withdrawal_takes_the_picture_from_the_server_at_once() -> None:
    desk = Desk()
    desk.withdraw(desk.posted())
    assert desk.wire.requests[-1].url.query == b"delete_media=true"


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), Answer(502), httpx.ReadError("gone")], ids=str)
def test_a_change_is_repeated_when_its_answer_is_lost(answer: Answer | Exception) -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.wire.instead = lambda _: answer
    assert isinstance(desk.change(receipt), Postponed)
    assert isinstance(desk.withdraw(receipt), Postponed)


def test_what_names_no_status_is_not_changed() -> None:
    desk = Desk()
    assert isinstance(desk.channel.send(post(Action.WITHDRAW)), Abandoned)
    assert desk.wire.requests == []


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"X-RateLimit-Reset": "2026-03-02T08:01:29.500000Z"}, timedelta(seconds=90)),
        ({"X-RateLimit-Reset": "2026-03-02T07:00:00.000000Z"}, None),
        ({"X-RateLimit-Reset": "2027-03-02T08:00:00.000000Z"}, timedelta(days=1)),
        ({"X-RateLimit-Reset": "1772438490", "Retry-After": "30"}, timedelta(seconds=30)),
        ({"X-RateLimit-Reset": "2026-03-02T08:01:30"}, None),
        ({}, None),
    ],
)
def test_a_limit_is_waited_for_as_long_as_the_server_wishes(headers: dict[str, str], after: timedelta | None) -> None:
    desk = Desk(answering("POST /api/v1/statuses", Answer(429, b'{"error": "Too many requests"}', headers)))
    assert desk.send() == Postponed("answered 429 Too Many Requests: Too many requests", after, Cause.RATE)


def test_a_budget_that_is_used_up_by_a_success_lets_the_account_pause() -> None:
    desk = Desk(now=datetime.now(UTC))
    outcome = desk.send()
    assert isinstance(outcome, Delivered)
    assert outcome.pause is None
    desk.double.remaining = 0
    outcome = desk.send()
    assert isinstance(outcome, Delivered)
    assert outcome.pause is not None
    assert timedelta(minutes=4) < outcome.pause <= timedelta(minutes=6)


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (error(401, "The access token was revoked"), Postponed, Cause.LOGIN),
        (error(403, "This action is outside the authorized scopes"), Postponed, Cause.LOGIN),
        (error(403, "Your login is currently disabled"), Postponed, Cause.LOGIN),
        (error(403, "This action is not allowed"), Abandoned, None),
        (error(422, "Validation failed: Text character limit of 500 exceeded"), Abandoned, None),
        (Answer(200, b"<html>"), Unconfirmed, None),
        (said(200, []), Unconfirmed, None),
        (error(503, "There was a temporary problem"), Unconfirmed, None),
    ],
)
def test_each_answer_has_its_meaning_and_the_servers_own_words(answer: Answer, kind: type, cause: Cause | None) -> None:
    outcome = Desk(answering("POST /api/v1/statuses", answer)).send()
    assert type(outcome) is kind
    assert not isinstance(outcome, Postponed) or outcome.cause is cause
    words = json.loads(answer.body).get("error") if answer.status != 200 else "the answer tells of no status"
    assert not isinstance(outcome, Delivered)
    assert words in outcome.reason


def test_a_text_fits_by_the_instances_own_limits() -> None:
    desk = Desk()
    desk.double.most, desk.double.link = 1_000, 60
    long = replace(telling(bulletin(lead="Patroli digelar. " * 200)), link="https://portal.polri.go.id/b/1-patroli")
    text = desk.channel.compose(long).text
    assert long.link in text
    assert 900 < mastodon_length(text) + 60 - 23 <= 1_000


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, b"nothing here"),
        httpx.ConnectError("refused"),
        Answer(200, b"<html>"),
        said(200, {"configuration": {"statuses": {"max_characters": "viel", "characters_reserved_per_url": -1}}}),
    ],
    ids=str,
)
def test_limits_that_cannot_be_asked_are_the_usual_ones(answer: Answer | Exception) -> None:
    desk = Desk(answering("GET /api/v2/instance", answer))
    text = desk.channel.compose(telling(bulletin(lead="Patroli digelar. " * 200))).text
    assert 400 < mastodon_length(text) <= 500


def test_limits_are_asked_once_an_hour() -> None:
    desk = Desk()
    for _ in range(3):
        desk.channel.compose(telling(bulletin()))
    assert desk.wire.paths() == ["GET /api/v2/instance"]
    desk.now += timedelta(hours=1)
    desk.channel.compose(telling(bulletin()))
    assert len(desk.wire.requests) == 2


def test_a_status_is_found_by_its_link_long_after_its_key_is_forgotten() -> None:
    desk = Desk(now=NOW + timedelta(days=2))
    kept = desk.keep(f"Polisi Patroli Malam\n\nPatroli digelar.\n\n{LINK}\n\n#Patroli", NOW + timedelta(seconds=5))
    for number in range(95):
        desk.keep(f"Rilis lain {number}", NOW + timedelta(minutes=1 + number))
    found = desk.channel.find(post_of(desk.channel))
    assert found == Delivered(Receipt(kept, f"https://kait.test/@humas_kait/{kept}"))
    assert desk.wire.paths().count(f"GET {STATUSES}") == 3


@pytest.mark.parametrize(
    "text", [f"{LINK}-di-malang", f"{LINK}?utm=1", LINK.replace("/1-", "/11-"), "Polisi Patroli Malam"]
)
def test_a_link_that_is_only_like_ours_is_not_ours(text: str) -> None:
    desk = Desk()
    desk.keep(text)
    found = desk.channel.find(post_of(desk.channel))
    assert isinstance(found, Postponed)
    assert found.cause is Cause.ABSENT


def test_a_link_with_signs_of_html_is_found() -> None:
    desk = Desk()
    link = f"{LINK}?utm_source=mastodon&utm_campaign=humas"
    message = Message(title="Judul", text=f"Judul\n\n{link}", link=link)
    kept = desk.keep(message.text)
    found = desk.channel.find(post(message=message))
    assert isinstance(found, Delivered)
    assert found.receipt.remote_id == kept


def test_a_link_is_found_where_a_full_stop_follows_it_and_a_part_of_it_is_shown() -> None:
    link = f"{LINK}?utm_source=mastodon&utm_campaign=humas"
    content = f'<p>Baca <a href="{LINK}?utm_source=mastodon&amp;utm_campaign=humas">portal.test/b/1…</a>.</p>'
    told = {"id": "7", "created_at": "2026-03-02T08:00:05.000Z", "url": "https://kait.test/7", "content": content}
    desk = Desk(answering(f"GET {STATUSES}", said(200, [told])))
    found = desk.channel.find(post(message=Message(title="Judul", text=f"Baca {link}.", link=link)))
    assert found == Delivered(Receipt("7", "https://kait.test/7"))


def test_a_message_without_a_link_is_found_by_its_words() -> None:
    desk = Desk()
    message = Message(title="Uji", text="Kiriman uji:\nabaikan <saja> & lanjut", link=None)
    desk.keep("Kiriman lain")
    kept = desk.keep(message.text)
    found = desk.channel.find(post(message=message))
    assert isinstance(found, Delivered)
    assert found.receipt.remote_id == kept


def test_a_status_from_before_the_delivery_was_planned_is_another_post() -> None:
    desk = Desk()
    desk.keep(LINK, NOW - timedelta(hours=1))
    found = desk.channel.find(post_of(desk.channel))
    assert isinstance(found, Postponed)
    assert found.cause is Cause.ABSENT


def test_an_account_that_says_more_than_we_look_through_leaves_it_unconfirmed() -> None:
    desk = Desk()
    for number in range(401):
        desk.keep(f"Rilis lain {number}")
    assert isinstance(desk.channel.find(post_of(desk.channel)), Unconfirmed)


@pytest.mark.parametrize("place", ["GET /api/v1/accounts/verify_credentials", f"GET {STATUSES}"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        error(401, "The access token is invalid"),
        error(404, "Record not found"),
        said(200, "nothing"),
        Answer(200, b"<html>"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_not_taken_for_absent(place: str, answer: Answer | Exception) -> None:
    desk = Desk(answering(place, answer))
    assert isinstance(desk.channel.find(post_of(desk.channel)), Unconfirmed)


def test_nothing_is_sent_while_looking() -> None:
    desk = Desk()
    for action in Action:
        desk.channel.find(post_of(desk.channel, action, earlier="1"))
    assert {request.method for request in desk.wire.requests} == {"GET"}


@pytest.mark.parametrize(
    ("action", "method"), [(Action.CREATE, "POST"), (Action.REVISE, "PUT"), (Action.WITHDRAW, "DELETE")]
)
def test_a_preview_shows_the_address_of_a_picture_and_no_token(action: Action, method: str) -> None:
    desk = Desk(picture=small_picture())
    withdrawn = action is Action.WITHDRAW
    told = post(action, earlier="7") if withdrawn else post_of(desk.channel, action, told=WITH_PICTURE, earlier="7")
    shown = desk.channel.preview(told)
    assert shown.method == method
    assert (IMAGE in shown.body) is not withdrawn
    assert TOKEN not in repr(shown)
    assert not [path for path in desk.wire.paths() if path != "GET /api/v2/instance"]


@pytest.mark.parametrize(
    ("place", "answer", "words"),
    [
        ("GET /api/v1/accounts/verify_credentials", error(401, "The access token is invalid"), "token is invalid"),
        ("GET /api/v1/accounts/verify_credentials", said(200, {**ACCOUNT, "suspended": True}), "suspended"),
        ("GET /api/v1/accounts/verify_credentials", said(200, [], **limits(1, timedelta(0))), "no account"),
        (f"GET {STATUSES}", error(403, "This action is outside the authorized scopes"), "with read and write"),
    ],
)
def test_what_is_wrong_with_an_account_is_told(place: str, answer: Answer, words: str) -> None:
    fault = Desk(answering(place, answer)).channel.check().fault
    assert fault is not None
    assert words in fault


def test_an_account_that_is_well_tells_its_name() -> None:
    condition = Desk().channel.check()
    assert (condition.fault, condition.account) == (None, "@humas_kait")
