"""
Telegram channels and groups, by the Bot API (https://core.telegram.org/bots/api).

A post is one message: `sendPhoto` with a caption of 1,024 UTF-16 units where there is a picture, else `sendMessage`
with 4,096 and a preview of the link. A picture is uploaded; one that cannot be had, or that Telegram refuses, leaves
a post of words. About 20 messages a minute go into one group; 429 tells `retry_after` in its body.

A correction edits the text, or caption and photo; where a release has no picture any more, and in a notice, a plain
area stands in place of the photo, for no edit makes a message of words of it. A message can be deleted for 48 hours.
To edit or delete twice does no harm, so either is repeated when its answer is lost. A first post is not: Telegram
takes no key of ours, and a bot cannot read its channel, so that a person looks and settles it.
"""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import dataclass
from functools import cache

import httpx
from PIL import Image

from syndicator.deliver.answers import Refusal
from syndicator.deliver.bot_api import LET_IN, BotApi, Fields, Success, is_token
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import utf16_units
from syndicator.deliver.message import Message
from syndicator.deliver.pictures import Picture
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.reading import within
from syndicator.deliver.telling import Occasion, Telling
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

LONGEST_TEXT, LONGEST_CAPTION = 4_096, 1_024
MOST_PICTURE_BYTES = 5_000_000
WIDEST_RATIO = 20
PLAIN_AREA_PIXELS, PLAIN_AREA_COLOUR = (640, 360), "#5b6470"
_BAD_PICTURE = re.compile(r"photo|image|media_(?!caption)|\bfile\b|entity too large", re.IGNORECASE)
_GONE = re.compile(r"message to (delete|edit) not found|MESSAGE_ID_INVALID")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message is: `-1001234567890/17/photo` as a remote id."""

    chat: str
    message: int
    photo: bool

    def __str__(self) -> str:
        return f"{self.chat}/{self.message}/{'photo' if self.photo else 'text'}"

    @property
    def fields(self) -> dict[str, object]:
        """What names it in a request."""
        return {"chat_id": self.chat, "message_id": self.message}


class TelegramChannel:
    """Posts as a bot into the one chat that the option `chat` names: `@name`, or a number."""

    promise = Promise.AT_MOST_ONCE
    abilities = Abilities()

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._writer, self._pictures = supplies.writer, supplies.pictures
        self._chat, self._token = config.options["chat"], supplies.secrets["token"]
        if not is_token(self._token):
            raise ConfigError(
                config.secrets["token"],
                f"{config.name}: this is no token of a bot",
                "take the one that @BotFather tells; it looks like 123456:ABC-DEF",
            )
        self._api = BotApi(
            client=supplies.client, base_url=str(config.base_url), token=self._token, clock=supplies.clock
        )

    def compose(self, telling: Telling) -> Message:
        """Return HTML of few tags; whatever may have to stand under a photo is cut for a caption."""
        captioned = telling.image is not None or telling.occasion in {Occasion.CORRECTION, Occasion.NOTICE}
        limit = LONGEST_CAPTION if captioned else LONGEST_TEXT
        voice = Voice(template="telegram", count=utf16_units, limit=limit, markup=True)
        return self._writer.write(telling, voice, self.config)

    def send(self, post: Post) -> Outcome:
        """Send, edit or delete one message."""
        message, place = post.message, _place(post.earlier)
        if post.delivery.action is Action.CREATE and message is not None:
            return self._create(message)
        if place is None:
            return Abandoned(f"{post.earlier!r} names no message of Telegram")
        return self._delete(place) if message is None else self._edit(place, message)

    def find(self, post: Post) -> Outcome:
        """Say that a bot cannot look."""
        return Unconfirmed(f"a bot cannot read {self._chat}: look there for {post.link}")

    def preview(self, post: Post) -> Preview:
        """Return the request; the address of a picture stands where its bytes will."""
        message, place = post.message, _place(post.earlier)
        if message is None:
            return preview_of(self._api.request("deleteMessage", place.fields if place else {}), [self._token])
        if place is not None and place.photo:
            media = _media(message, message.image or "a plain area")
            request, photo = self._api.request("editMessageMedia", {**place.fields, "media": media}), True
        elif place is not None:
            request, photo = self._api.request("editMessageText", {**place.fields, **_text(message)}), False
        elif message.image is not None:
            request = self._api.request("sendPhoto", {**self._caption(message), "photo": message.image})
            photo = True
        else:
            request, photo = self._text_request(message), False
        limit = LONGEST_CAPTION if photo else LONGEST_TEXT
        return preview_of(request, [self._token], count=utf16_units(message.text), limit=limit)

    def check(self) -> Condition:
        """Ask who the bot is, and whether it may post in the chat."""
        me = self._ask("getMe", {})
        if not isinstance(me, Success):
            return Condition(fault=me.reason)
        account = f"@{me.result.get('username')}"
        chat = self._ask("getChat", {"chat_id": self._chat})
        if not isinstance(chat, Success):
            return Condition(fault=chat.reason, account=account)
        member = self._ask("getChatMember", {"chat_id": self._chat, "user_id": me.result.get("id")})
        if not isinstance(member, Success):
            return Condition(fault=member.reason, account=account)
        may = _may_post(chat.result.get("type"), member.result)
        return Condition(fault=None if may else f"it may not post in {self._chat}: {LET_IN}", account=account)

    def _create(self, message: Message) -> Outcome:
        picture = self._picture(message)
        if picture is not None:
            reply = self._api.ask(self._photo_request(message, picture))
            if not self._refuses_picture(reply, message):
                return self._posted(reply, photo=True)
        return self._posted(self._api.ask(self._text_request(message)), photo=False)

    def _picture(self, message: Message) -> Picture | None:
        if message.image is None:
            return None
        picture = self._pictures.fetch(message.image, most_bytes=MOST_PICTURE_BYTES)
        if picture and max(picture.width, picture.height) > WIDEST_RATIO * min(picture.width, picture.height):
            log.warning("picture_unfit", channel=self.config.name, image=message.image, reason="too narrow")
            return None
        return picture

    def _refuses_picture(self, reply: Success | Refusal, message: Message) -> bool:
        """Return whether nothing was done for the picture's sake alone."""
        if not isinstance(reply, Abandoned) or not _BAD_PICTURE.search(reply.reason):
            return False
        log.warning("picture_refused", channel=self.config.name, image=message.image, reason=reply.reason)
        return True

    def _posted(self, reply: Success | Refusal, *, photo: bool) -> Outcome:
        if not isinstance(reply, Success):
            return reply
        number, chat = reply.result.get("message_id"), within(reply.result.get("chat")).get("id")
        if not isinstance(number, int) or not isinstance(chat, int):
            return Unconfirmed("the answer tells of no message")
        return self._delivered(_Place(str(chat), number, photo), reply.result)

    def _delivered(self, place: _Place, told: Fields) -> Delivered:
        """Return the receipt, with an address where the chat is a public one."""
        name = within(told.get("chat")).get("username") or self._chat.partition("@")[2]
        return Delivered(Receipt(str(place), f"https://t.me/{name}/{place.message}" if name else None))

    def _edit(self, place: _Place, message: Message) -> Outcome:
        if not place.photo:
            request = self._api.request("editMessageText", {**place.fields, **_text(message)})
            return self._edited(place, self._ask_again(request))
        picture = self._picture(message) if message.image else _plain_area()
        if picture is not None:
            reply = self._ask_again(self._media_request(place, message, picture))
            if not self._refuses_picture(reply, message):
                return self._edited(place, reply)
        caption = {"caption": _markup(message), "parse_mode": "HTML"}
        return self._edited(
            place, self._ask_again(self._api.request("editMessageCaption", {**place.fields, **caption}))
        )

    def _edited(self, place: _Place, reply: Success | Refusal) -> Outcome:
        if isinstance(reply, Success):
            return self._delivered(place, reply.result)
        if isinstance(reply, Abandoned) and "message is not modified" in reply.reason:
            return self._delivered(place, {})
        if isinstance(reply, Abandoned) and _GONE.search(reply.reason):
            return Abandoned(f"{reply.reason}: somebody deleted it, so there is nothing to correct")
        return reply

    def _delete(self, place: _Place) -> Outcome:
        reply = self._ask_again(self._api.request("deleteMessage", place.fields))
        if isinstance(reply, Success) or (isinstance(reply, Abandoned) and _GONE.search(reply.reason)):
            return Delivered(Receipt(str(place)))
        if isinstance(reply, Abandoned) and "can't be deleted" in reply.reason:
            return Abandoned(f"{reply.reason}: a bot can do so for 48 hours, delete it by hand")
        return reply

    def _ask(self, method: str, fields: Fields) -> Success | Refusal:
        return self._api.ask(self._api.request(method, fields))

    def _ask_again(self, request: httpx.Request) -> Success | Refusal:
        """Ask for a change whose repetition does no harm, so that nothing about it stays unconfirmed."""
        reply = self._api.ask(request)
        return Postponed(reply.reason, reply.after) if isinstance(reply, Unconfirmed) else reply

    def _text_request(self, message: Message) -> httpx.Request:
        return self._api.request("sendMessage", {"chat_id": self._chat, **_text(message)})

    def _photo_request(self, message: Message, picture: Picture) -> httpx.Request:
        return self._api.upload("sendPhoto", self._caption(message), photo=_file(picture))

    def _media_request(self, place: _Place, message: Message, picture: Picture) -> httpx.Request:
        named = {"chat_id": place.chat, "message_id": str(place.message)}
        media = json.dumps(_media(message, "attach://photo"), ensure_ascii=False)
        return self._api.upload("editMessageMedia", {**named, "media": media}, photo=_file(picture))

    def _caption(self, message: Message) -> dict[str, str]:
        return {"chat_id": self._chat, "caption": _markup(message), "parse_mode": "HTML"}


@cache
def _plain_area() -> Picture:
    width, height = PLAIN_AREA_PIXELS
    told = io.BytesIO()
    Image.new("RGB", PLAIN_AREA_PIXELS, PLAIN_AREA_COLOUR).save(told, "JPEG")
    return Picture(data=told.getvalue(), width=width, height=height)


def _file(picture: Picture) -> tuple[str, bytes, str]:
    return f"picture.{picture.kind.rpartition('/')[2]}", picture.data, picture.kind


def _media(message: Message, photo: str) -> dict[str, str]:
    return {"type": "photo", "media": photo, "caption": _markup(message), "parse_mode": "HTML"}


def _markup(message: Message) -> str:
    return message.html or html.escape(message.text, quote=False)


def _text(message: Message) -> dict[str, object]:
    preview = {"url": message.link, "prefer_large_media": True} if message.link else {"is_disabled": True}
    return {"text": _markup(message), "parse_mode": "HTML", "link_preview_options": preview}


def _place(remote_id: str | None) -> _Place | None:
    found = re.fullmatch(r"(-?\d+)/(\d+)/(photo|text)", remote_id or "")
    return _Place(found[1], int(found[2]), found[3] == "photo") if found else None


def _may_post(kind: object, member: Fields) -> bool:
    """Return whether a member of such a chat may post, by what getChatMember tells."""
    match member.get("status"):
        case "creator":
            return True
        case "administrator":
            return kind != "channel" or member.get("can_post_messages") is True
        case "member":
            return kind != "channel"
        case "restricted":
            return member.get("can_send_messages") is True
    return False


CHANNEL = TelegramChannel
