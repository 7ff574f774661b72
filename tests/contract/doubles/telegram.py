"""A Bot API on loopback: one bot, one public channel; words, limits and errors as Telegram has them."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from PIL import Image, UnidentifiedImageError

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside

TOKEN = "123456:AAF-double_of_a_bot"
CHAT = {"id": -1001234567890, "title": "Humas Kait", "username": "humas_kait", "type": "channel"}
BOT = {"id": 123456, "is_bot": True, "first_name": "Kait", "username": "kait_bot"}
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}
TWO_DAYS_S = 48 * 3600


@dataclass(frozen=True)
class Sent:
    """A message in the channel: the words that a reader sees, and the photo that they stand under."""

    words: str
    picture: bytes | None
    at: float

    @property
    def photo(self) -> bool:
        return self.picture is not None


class Refusal(Exception):
    """An error as the Bot API words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.answer = refusal(code, description, **parameters)


def refusal(code: int, description: str, **parameters: int) -> Answer:
    told: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        told["parameters"] = parameters
    return Answer(code, json.dumps(told).encode(), {"Content-Type": "application/json"})


class _Reader(HTMLParser):
    """Reads the few tags that Telegram knows, and refuses all others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')


def seen(text: object, mode: object, *, longest: int, kind: str) -> str:
    """Return the words of a message, without control characters, as they are shown."""
    assert mode == "HTML"
    reader = _Reader()
    reader.feed(str(text))
    reader.close()
    words = "".join(sign for sign in reader.words if sign.isprintable() or sign == "\n").strip()
    if not words:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(words.encode("utf-16-le")) // 2 > longest:
        raise Refusal(400, f"Bad Request: {kind} is too long")
    return words


class TelegramDouble(HttpDouble):
    secrets = {"token": TOKEN}
    decisive = ("POST", f"/bot{TOKEN}/sendMessage")
    refusals = {
        Fault.VALIDATION: refusal(400, "Bad Request: chat not found"),
        Fault.LOGIN: refusal(401, "Unauthorized"),
        Fault.LIMIT: refusal(429, "Too Many Requests: retry after 60", retry_after=60),
    }

    def __init__(self) -> None:
        self.messages: dict[int, Sent] = {}
        self.next_id = 1
        self.member: dict[str, object] = {}

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="kait",
            kind="telegram",
            base_url=base_url,
            secrets={"token": "KAIT_TOKEN"},
            options={"chat": "@humas_kait"},
        )

    def serve(self, world: Outside) -> None:
        self.messages, self.next_id = {}, 1
        self.member = {"status": "administrator", "can_post_messages": True}
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers["*"] = self._receive

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {
            f"{CHAT['id']}/{number}/{'photo' if sent.photo else 'text'}": sent.words
            for number, sent in self.messages.items()
        }

    def _receive(self, asked: Asked) -> Answer:
        token, _, method = asked.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return refusal(401, "Unauthorized")
        methods: Mapping[str, Callable[[Mapping[str, object]], object]] = {
            "getMe": lambda _: BOT,
            "getChat": self._chat,
            "getChatMember": lambda told: self._chat(told) and {"user": BOT, **self.member},
            "sendMessage": self._send_words,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit,
            "editMessageCaption": self._edit,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
        }
        if method not in methods:
            return refusal(404, "Not Found")
        try:
            result = methods[method](fields_of(asked))
        except Refusal as refused:
            return refused.answer
        return Answer(200, json.dumps({"ok": True, "result": result}).encode(), {"Content-Type": "application/json"})

    def _chat(self, told: Mapping[str, object]) -> object:
        if str(told.get("chat_id")) not in {f"@{CHAT['username']}", str(CHAT["id"])}:
            raise Refusal(400, "Bad Request: chat not found")
        return CHAT

    def _send_words(self, told: Mapping[str, object]) -> object:
        self._chat(told)
        return self._keep(seen(told.get("text"), told.get("parse_mode"), longest=4096, kind="message"), None)

    def _send_photo(self, told: Mapping[str, object]) -> object:
        self._chat(told)
        picture = picture_of(told.get("photo"))
        words = seen(told.get("caption"), told.get("parse_mode"), longest=1024, kind="message caption")
        return self._keep(words, picture)

    def _edit_media(self, told: Mapping[str, object]) -> object:
        number, media = int(str(told["message_id"])), json.loads(str(told["media"]))
        self._kept(told)
        picture = picture_of(told.get(media["media"].removeprefix("attach://")))
        words = seen(media["caption"], media["parse_mode"], longest=1024, kind="message caption")
        self.messages[number] = replace(self.messages[number], words=words, picture=picture)
        return self._shown(number)

    def _keep(self, words: str, picture: bytes | None) -> object:
        number, self.next_id = self.next_id, self.next_id + 1
        self.messages[number] = Sent(words, picture, time.time())
        return self._shown(number)

    def _shown(self, number: int) -> object:
        sent = self.messages[number]
        kind = "caption" if sent.photo else "text"
        return {"message_id": number, "chat": CHAT, "date": int(sent.at), kind: sent.words}

    def _edit(self, told: Mapping[str, object]) -> object:
        number, sent = int(str(told["message_id"])), self._kept(told)
        if sent.photo and "text" in told:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        longest, kind = (1024, "message caption") if sent.photo else (4096, "message")
        words = seen(told.get("caption", told.get("text")), told.get("parse_mode"), longest=longest, kind=kind)
        if words == sent.words:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        self.messages[number] = replace(sent, words=words)
        return self._shown(number)

    def _kept(self, told: Mapping[str, object]) -> Sent:
        self._chat(told)
        sent = self.messages.get(int(str(told["message_id"])))
        if sent is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        return sent

    def _delete(self, told: Mapping[str, object]) -> object:
        self._chat(told)
        number = int(str(told["message_id"]))
        if number not in self.messages:
            raise Refusal(400, "Bad Request: message to delete not found")
        if time.time() - self.messages[number].at > TWO_DAYS_S:
            raise Refusal(400, "Bad Request: message can't be deleted")
        del self.messages[number]
        return True


def picture_of(content: object) -> bytes:
    assert isinstance(content, bytes)
    try:
        Image.open(io.BytesIO(content)).load()
    except UnidentifiedImageError as error:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
    return content


def fields_of(asked: Asked) -> Mapping[str, object]:
    """Return the fields of a request, be it JSON or multipart; files as bytes."""
    kind = asked.headers["content-type"]
    if kind.startswith("application/json"):
        told = json.loads(asked.body)
        assert isinstance(told, dict)
        return told
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body, policy=policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): _value(part)
        for part in parts.walk()
        if not part.is_multipart()
    }


def _value(part: EmailMessage) -> bytes | str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content if part.get_filename() else content.decode()


DOUBLE = TelegramDouble()
