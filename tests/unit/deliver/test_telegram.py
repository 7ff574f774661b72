"""Telegram: what is sent, what its errors mean, and that a token never shows."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from PIL import Image

from syndicator.deliver.channels.telegram import TelegramChannel
from syndicator.deliver.counting import utf16_units
from syndicator.deliver.pictures import Picture
from syndicator.deliver.telling import Occasion
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.contract.doubles.telegram import CHAT, TOKEN, Sent, TelegramDouble, refusal
from tests.contract.supplies import OnePicture, small_picture, supplies
from tests.outside import Answer
from tests.unit.deliver.answering import Answering, Instead
from tests.unit.deliver.posts import post, post_of, telling
from tests.unit.model.bulletins import bulletin

IMAGE = "https://humas.test/foto.jpg"
WITH_PICTURE = bulletin(image=IMAGE)


class Desk:
    """A channel, the double that it posts to, and what lies between them."""

    def __init__(self, instead: Instead = lambda _: None, *, picture: Picture | None = None) -> None:
        self.double = TelegramDouble()
        self.double.member = {"status": "administrator", "can_post_messages": True}
        self.wire = Answering(self.double._receive, instead)
        self.pictures = OnePicture(picture)
        given = replace(supplies(self.wire.client, {"token": TOKEN}), pictures=self.pictures)
        self.channel = TelegramChannel(self.double.config("https://api.telegram.test"), given)

    def posted(self, *, image: bool = False) -> Receipt:
        outcome = self.channel.send(post_of(self.channel, told=WITH_PICTURE if image else bulletin()))
        assert isinstance(outcome, Delivered), outcome
        return outcome.receipt

    def change(self, receipt: Receipt, title: str = "Judul Baru", *, image: str | None = None) -> Outcome:
        told = bulletin(title, revision=2, image=image)
        return self.channel.send(post_of(self.channel, Action.REVISE, told=told, earlier=receipt.remote_id))

    def withdraw(self, receipt: Receipt) -> Outcome:
        return self.channel.send(post(Action.WITHDRAW, earlier=receipt.remote_id))

    @property
    def shown(self) -> Sent:
        (sent,) = self.double.messages.values()
        return sent

    def methods(self) -> list[str]:
        return [request.url.path.rpartition("/")[2] for request in self.wire.requests]


def answering(method: str, answer: Answer | Exception) -> Instead:
    """Answer so wherever a method is asked."""
    return lambda request: answer if request.url.path.endswith(method) else None


def test_words_go_as_html_with_a_large_preview_of_the_link() -> None:
    desk = Desk()
    receipt = desk.posted()
    body = json.loads(desk.wire.requests[-1].content)
    link = "https://portal.test/b/1-polisi-patroli-malam"
    assert (body["chat_id"], body["parse_mode"]) == ("@humas_kait", "HTML")
    assert body["link_preview_options"] == {"url": link, "prefer_large_media": True}
    assert receipt == Receipt("-1001234567890/1/text", "https://t.me/humas_kait/1")


def test_a_picture_is_uploaded_and_the_words_stand_under_it() -> None:
    desk = Desk(picture=small_picture())
    receipt = desk.posted(image=True)
    assert desk.methods() == ["sendPhoto"]
    assert receipt.remote_id == "-1001234567890/1/photo"
    assert desk.shown.picture == small_picture().data
    assert "Polisi Patroli Malam" in desk.shown.words


def test_a_chat_that_is_not_public_gives_no_address() -> None:
    closed = json.dumps({"ok": True, "result": {"message_id": 5, "chat": {"id": -42, "type": "group"}}}).encode()
    desk = Desk(answering("sendMessage", Answer(200, closed)))
    config = replace(desk.channel.config, options={"chat": "-42"})
    channel = TelegramChannel(config, supplies(desk.wire.client, {"token": TOKEN}))
    assert channel.send(post_of(channel)) == Delivered(Receipt("-42/5/text"))


@pytest.mark.parametrize(
    ("occasion", "image", "limit"),
    [
        (Occasion.RELEASE, None, 4_096),
        (Occasion.RELEASE, IMAGE, 1_024),
        (Occasion.CORRECTION, None, 1_024),
    ],
)
def test_a_text_fits_in_utf16_units_where_it_may_have_to_stand(
    occasion: Occasion, image: str | None, limit: int
) -> None:
    channel = Desk().channel
    long = telling(bulletin(lead="Patroli 🚓 digelar. " * 600))
    message = channel.compose(replace(long, occasion=occasion, image=image))
    assert 0.9 * limit < utf16_units(message.text) <= limit


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: PHOTO_INVALID_DIMENSIONS",
        "Bad Request: IMAGE_PROCESS_FAILED",
        "Bad Request: not enough rights to send photos to the chat",
        "Bad Request: file must be non-empty",
        "Request Entity Too Large",
    ],
)
def test_a_picture_that_telegram_refuses_leaves_a_post_of_words(description: str) -> None:
    code = 413 if "Entity" in description else 400
    desk = Desk(answering("sendPhoto", refusal(code, description)), picture=small_picture())
    assert desk.posted(image=True).remote_id == "-1001234567890/1/text"
    assert desk.methods() == ["sendPhoto", "sendMessage"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.ReadTimeout("late"), Unconfirmed),
        (Answer(502, b"<html>photo</html>"), Unconfirmed),
        (refusal(403, "Forbidden: bot was kicked from the channel chat"), Abandoned),
        (refusal(400, "Bad Request: message caption is too long"), Abandoned),
    ],
    ids=["late", "502", "403", "caption"],
)
def test_any_other_fault_of_a_photo_is_not_answered_with_a_second_post(answer: Answer | Exception, kind: type) -> None:
    desk = Desk(answering("sendPhoto", answer), picture=small_picture())
    assert isinstance(desk.channel.send(post_of(desk.channel, told=WITH_PICTURE)), kind)
    assert desk.methods() == ["sendPhoto"]


def test_a_picture_that_is_too_narrow_for_telegram_is_left_out() -> None:
    desk = Desk(picture=replace(small_picture(), width=2_100, height=100))
    assert desk.posted(image=True).remote_id.endswith("/text")


def test_a_correction_of_a_photo_brings_its_new_words_and_picture() -> None:
    desk = Desk(picture=small_picture())
    receipt = desk.posted(image=True)
    other = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 0, 0)).save(other, "JPEG")
    desk.pictures._picture = Picture(data=other.getvalue(), width=32, height=32)
    assert desk.change(receipt, image=IMAGE) == Delivered(receipt)
    assert desk.shown.picture == other.getvalue()
    assert "Judul Baru" in desk.shown.words


def test_a_picture_that_is_shown_no_more_gives_way_to_a_plain_area() -> None:
    desk = Desk(picture=small_picture())
    receipt = desk.posted(image=True)
    assert desk.change(receipt) == Delivered(receipt)
    assert desk.shown.picture not in {None, small_picture().data}
    plain = Image.open(io.BytesIO(desk.shown.picture or b""))
    assert len(plain.getcolors() or ()) == 1


def test_a_new_picture_that_cannot_be_had_leaves_the_photo_and_corrects_the_words() -> None:
    desk = Desk(picture=small_picture())
    receipt = desk.posted(image=True)
    desk.wire.instead = answering("editMessageMedia", refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    assert desk.change(receipt, image=IMAGE) == Delivered(receipt)
    assert desk.methods()[-2:] == ["editMessageMedia", "editMessageCaption"]
    assert "Judul Baru" in desk.shown.words


def test_a_correction_that_changes_nothing_is_done() -> None:
    desk = Desk()
    receipt = desk.posted()
    assert desk.change(receipt, bulletin().content.title) == Delivered(receipt)


def test_a_message_that_somebody_deleted_cannot_be_corrected_and_is_withdrawn() -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.double.messages.clear()
    outcome = desk.change(receipt)
    assert isinstance(outcome, Abandoned)
    assert "somebody deleted it" in outcome.reason
    assert desk.withdraw(receipt) == Delivered(Receipt(receipt.remote_id))


def test_a_message_of_more_than_two_days_is_left_to_a_person() -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.double.messages[1] = replace(desk.shown, at=desk.shown.at - 49 * 3600)
    outcome = desk.withdraw(receipt)
    assert isinstance(outcome, Abandoned)
    assert "delete it by hand" in outcome.reason


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), Answer(502), Answer(200, b"ok")], ids=str)
def test_a_change_is_repeated_when_its_answer_is_lost(answer: Answer | Exception) -> None:
    desk = Desk()
    receipt = desk.posted()
    desk.wire.instead = lambda _: answer
    assert isinstance(desk.change(receipt), Postponed)
    assert isinstance(desk.withdraw(receipt), Postponed)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            refusal(429, "Too Many Requests: retry after 17", retry_after=17),
            Postponed("answered 429 Too Many Requests: retry after 17", timedelta(seconds=17), Cause.RATE),
        ),
        (
            refusal(429, "Too Many Requests: retry after 999999999", retry_after=999_999_999_999),
            Postponed("answered 429 Too Many Requests: retry after 999999999", timedelta(days=1), Cause.RATE),
        ),
        (Answer(429, b"slow down"), Postponed("answered 429 Too Many Requests", None, Cause.RATE)),
        (refusal(400, "Bad Request: chat not found"), Abandoned("answered 400 Bad Request: chat not found")),
        (Answer(200, b'{"ok": true, "result": true}'), Unconfirmed("the answer tells of no message")),
        (Answer(200, b'{"ok": true'), Unconfirmed("the answer cannot be read")),
        (Answer(200, b"[" * 100_000), Unconfirmed("the answer cannot be read")),
        (
            Answer(200, b'{"ok": false, "error_code": 400, "description": "Bad Request: no"}'),
            Abandoned("answered 400 Bad Request: no"),
        ),
        (
            Answer(200, b'{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
            Unconfirmed("the answer cannot be read"),
        ),
        (
            refusal(500, "Internal Server Error: restart"),
            Unconfirmed("answered 500 Internal Server Error"),
        ),
    ],
)
def test_each_answer_has_its_meaning(answer: Answer, outcome: Outcome) -> None:
    desk = Desk(answering("sendMessage", answer))
    assert desk.channel.send(post_of(desk.channel)) == outcome


@pytest.mark.parametrize(
    ("answer", "mend"),
    [
        (refusal(403, "Forbidden: bot was kicked from the channel chat"), "make the bot an administrator"),
        (refusal(400, "Bad Request: need administrator rights in the channel chat"), "make the bot an administrator"),
        (refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), "make the bot an administrator"),
        (
            refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100777),
            'set chat = "-100777"',
        ),
    ],
)
def test_what_a_person_can_mend_is_told_with_the_mend(answer: Answer, mend: str) -> None:
    desk = Desk(answering("sendMessage", answer))
    outcome = desk.channel.send(post_of(desk.channel))
    assert isinstance(outcome, Abandoned)
    assert mend in outcome.reason


@pytest.mark.parametrize("answer", [refusal(401, "Unauthorized"), refusal(404, "Not Found"), Answer(401)], ids=str)
def test_a_dead_token_makes_all_wait_for_a_person(answer: Answer) -> None:
    desk = Desk(answering("sendMessage", answer))
    outcome = desk.channel.send(post_of(desk.channel))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN


def test_a_token_shows_nowhere() -> None:
    def quoting(request: httpx.Request) -> Exception:
        return httpx.ReadError(f"while reading {request.url}")

    desk = Desk(quoting)
    told = [desk.channel.send(post_of(desk.channel)), desk.channel.check(), desk.channel.preview(post_of(desk.channel))]
    assert TOKEN not in repr([*told, desk.channel._api])
    assert "/bot•••/sendMessage" in repr(told)


@pytest.mark.parametrize("token", ["", "987654", "987654:abc\n", "987654:abc/../x", "nama:abc"])
def test_what_is_no_token_is_refused_without_being_quoted(token: str) -> None:
    desk = Desk()
    with pytest.raises(ConfigError) as refused:
        TelegramChannel(desk.channel.config, supplies(desk.wire.client, {"token": token}))
    assert not token or token not in str(refused.value)


def test_a_first_post_is_never_looked_for() -> None:
    desk = Desk()
    assert isinstance(desk.channel.find(post_of(desk.channel)), Unconfirmed)
    assert desk.wire.requests == []


@pytest.mark.parametrize("earlier", [None, "", "17", "@humas_kait/17/text", "-1/2/video"])
def test_what_names_no_message_is_not_changed(earlier: str | None) -> None:
    desk = Desk()
    assert isinstance(desk.channel.send(post_of(desk.channel, Action.REVISE, earlier=earlier)), Abandoned)
    assert desk.wire.requests == []


@pytest.mark.parametrize(
    ("action", "earlier", "method"),
    [
        (Action.CREATE, None, "sendPhoto"),
        (Action.REVISE, "-1001234567890/1/photo", "editMessageMedia"),
        (Action.REVISE, "-1001234567890/1/text", "editMessageText"),
        (Action.WITHDRAW, "-1001234567890/1/photo", "deleteMessage"),
    ],
)
def test_a_preview_names_the_method_and_shows_the_address_of_a_picture(
    action: Action, earlier: str | None, method: str
) -> None:
    desk = Desk(picture=small_picture())
    withdrawn = action is Action.WITHDRAW
    told = post(action, earlier=earlier) if withdrawn else post_of(desk.channel, action, told=WITH_PICTURE)
    shown = desk.channel.preview(replace(told, earlier=earlier))
    assert shown.address.endswith(method)
    assert (IMAGE in shown.body) is (method in {"sendPhoto", "editMessageMedia"})
    assert shown.limit == {"sendPhoto": 1_024, "editMessageMedia": 1_024, "editMessageText": 4_096}.get(method)
    assert desk.wire.requests == []


@pytest.mark.parametrize(
    ("member", "kind", "may"),
    [
        ({"status": "creator"}, "channel", True),
        ({"status": "administrator", "can_post_messages": True}, "channel", True),
        ({"status": "administrator"}, "channel", False),
        ({"status": "administrator"}, "supergroup", True),
        ({"status": "member"}, "channel", False),
        ({"status": "member"}, "supergroup", True),
        ({"status": "restricted", "can_send_messages": False}, "supergroup", False),
        ({"status": "restricted", "can_send_messages": True}, "supergroup", True),
        ({"status": "left"}, "supergroup", False),
        ({"status": "kicked"}, "channel", False),
    ],
)
def test_the_account_is_well_if_it_may_post(member: dict[str, object], kind: str, *, may: bool) -> None:
    chat = json.dumps({"ok": True, "result": {**CHAT, "type": kind}}).encode()
    desk = Desk(answering("getChat", Answer(200, chat)))
    desk.double.member = member
    condition = desk.channel.check()
    assert condition.account == "@kait_bot"
    assert (condition.fault is None) is may


@pytest.mark.parametrize("method", ["getMe", "getChat", "getChatMember"])
def test_an_account_that_cannot_be_asked_about_is_told_as_a_fault(method: str) -> None:
    desk = Desk(answering(method, refusal(400, "Bad Request: member list is inaccessible")))
    fault = desk.channel.check().fault
    assert fault is not None
    assert "member list is inaccessible" in fault
