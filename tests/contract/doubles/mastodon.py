"""A Mastodon server on loopback: one account; keys, limits, pictures and errors as the real one has them."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

from PIL import Image, UnidentifiedImageError

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside

TOKEN = "a-token-of-an-account-on-a-double"
ACCOUNT = {"id": "108", "acct": "humas_kait", "username": "humas_kait", "url": "https://kait.test/@humas_kait"}
LINK = re.compile(r"https?://\S+")
KEY_HOLDS = timedelta(hours=1)
LIMIT = 300


@dataclass(frozen=True)
class Status:
    """A status of the account."""

    id: str
    text: str
    media: tuple[str, ...]
    made_at: datetime
    visibility: str = "public"
    language: str | None = None

    def told(self) -> dict[str, object]:
        return {
            "id": self.id,
            "created_at": self.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "url": f"{ACCOUNT['url']}/{self.id}",
            "uri": f"https://kait.test/users/humas_kait/statuses/{self.id}",
            "visibility": self.visibility,
            "language": self.language,
            "content": content(self.text),
            "account": ACCOUNT,
            "media_attachments": [{"id": number, "type": "image"} for number in self.media],
        }


@dataclass
class Uploaded:
    """A picture, and how often it is asked for before it is ready."""

    description: str
    focus: str
    looks: int = 0


def content(text: str) -> str:
    """Return a status as HTML: a long link is shown in part, the rest of it is hidden from the eye."""

    def linked(found: re.Match[str]) -> str:
        address = html.escape(found[0])
        scheme, rest = address.split("://", 1)
        return (
            f'<a href="{address}" target="_blank" rel="nofollow noopener noreferrer" translate="no">'
            f'<span class="invisible">{scheme}://</span><span class="ellipsis">{rest[:30]}</span>'
            f'<span class="invisible">{rest[30:]}</span></a>'
        )

    parts = re.split(r"(https?://\S+)", text)
    marked = "".join(
        LINK.sub(linked, part) if LINK.fullmatch(part) else html.escape(part, quote=False) for part in parts
    )
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in re.split(r"\n{2,}", marked))


def said(status: int, told: object, **headers: str) -> Answer:
    usual = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status, json.dumps(told).encode(), usual | {name.replace("_", "-"): v for name, v in headers.items()})


def error(status: int, words: str) -> Answer:
    return said(status, {"error": words})


def limits(remaining: int, wait: timedelta) -> dict[str, str]:
    reset = (datetime.now(UTC) + wait).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "X_RateLimit_Limit": str(LIMIT),
        "X_RateLimit_Remaining": str(remaining),
        "X_RateLimit_Reset": reset,
    }


@dataclass
class Books:
    """What the server keeps."""

    statuses: dict[str, Status] = field(default_factory=dict)
    pictures: dict[str, Uploaded] = field(default_factory=dict)
    keys: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    next_id: int = 1001

    def number(self) -> str:
        self.next_id += 1
        return str(self.next_id)


class MastodonDouble(HttpDouble):
    secrets = {"token": TOKEN}
    decisive = ("POST", "/api/v1/statuses")
    refusals = {
        Fault.VALIDATION: error(422, "Validation failed: Text can't be blank"),
        Fault.LOGIN: error(401, "The access token is invalid"),
    }

    def __init__(self) -> None:
        self.books = Books()
        self.most, self.link, self.looks, self.remaining = 500, 23, 0, 299

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(name="kait", kind="mastodon", base_url=base_url, secrets={"token": "KAIT_TOKEN"})

    def serve(self, world: Outside) -> None:
        self.books = Books()
        self.most, self.link, self.looks, self.remaining = 500, 23, 0, 299
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers["*"] = self._receive

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {number: status.text for number, status in self.books.statuses.items()}

    def _fault(self, fault: Fault) -> Answer:
        if fault is Fault.LIMIT:
            return said(429, {"error": "Too many requests"}, **limits(0, timedelta(seconds=60)))
        return super()._fault(fault)

    def _receive(self, asked: Asked) -> Answer:
        place = urlsplit(asked.path)
        path, query = place.path, parse_qs(place.query)
        if path == "/api/v2/instance":
            told = {"max_characters": self.most, "max_media_attachments": 4, "characters_reserved_per_url": self.link}
            return said(200, {"domain": "kait.test", "version": "4.5.0", "configuration": {"statuses": told}})
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.refusals[Fault.LOGIN]
        routes: list[tuple[str, str, Callable[[Asked, str], Answer]]] = [
            ("GET", r"/api/v1/accounts/verify_credentials", lambda *_: said(200, ACCOUNT)),
            ("GET", rf"/api/v1/accounts/{ACCOUNT['id']}/statuses", lambda *_: self._listed(query)),
            ("POST", r"/api/v1/statuses", self._create),
            ("PUT", r"/api/v1/statuses/(\d+)", self._edit),
            ("DELETE", r"/api/v1/statuses/(\d+)", self._delete),
            ("POST", r"/api/v2/media", self._upload),
            ("GET", r"/api/v1/media/(\d+)", self._picture),
        ]
        for method, pattern, reply in routes:
            found = re.fullmatch(pattern, path)
            if found and method == asked.method:
                return reply(asked, found[1] if found.groups() else "")
        return error(404, "Record not found")

    def _listed(self, query: Mapping[str, list[str]]) -> Answer:
        newest = sorted(self.books.statuses.values(), key=lambda status: int(status.id), reverse=True)
        below = int(query.get("max_id", [str(10**9)])[0])
        page = [status.told() for status in newest if int(status.id) < below]
        return said(200, page[: min(int(query.get("limit", ["20"])[0]), 40)])

    def _create(self, asked: Asked, _: str) -> Answer:
        key = asked.headers.get("idempotency-key", "")
        number, kept_at = self.books.keys.get(key, ("", datetime.min.replace(tzinfo=UTC)))
        if number in self.books.statuses and datetime.now(UTC) - kept_at < KEY_HOLDS:
            return self._shown(self.books.statuses[number])
        told = json.loads(asked.body)
        refused = self._refused(told)
        if refused:
            return refused
        status = Status(
            id=self.books.number(),
            text=clean(told["status"]),
            media=tuple(told.get("media_ids") or ()),
            made_at=datetime.now(UTC),
            visibility=told.get("visibility", "public"),
            language=told.get("language"),
        )
        self.books.statuses[status.id] = status
        if key:
            self.books.keys[key] = (status.id, datetime.now(UTC))
        return self._shown(status)

    def _shown(self, status: Status) -> Answer:
        return said(200, status.told(), **limits(self.remaining, timedelta(minutes=5)))

    def _refused(self, told: Mapping[str, object]) -> Answer | None:
        text = clean(str(told.get("status") or ""))
        if not text and not told.get("media_ids"):
            return error(422, "Validation failed: Text can't be blank")
        if len(LINK.sub("x" * self.link, text)) > self.most:
            return error(422, f"Validation failed: Text character limit of {self.most} exceeded")
        named = told.get("media_ids") or []
        assert isinstance(named, list)
        if any(number not in self.books.pictures for number in named):
            return error(422, "Validation failed: Media attachments are invalid")
        if any(self.books.pictures[number].looks for number in named):
            return error(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        return None

    def _edit(self, asked: Asked, number: str) -> Answer:
        status, told = self.books.statuses.get(number), json.loads(asked.body)
        if status is None:
            return error(404, "Record not found")
        refused = self._refused(told)
        if refused:
            return refused
        media = tuple(told.get("media_ids") or ())
        self.books.statuses[number] = replace(status, text=clean(told["status"]), media=media)
        return self._shown(self.books.statuses[number])

    def _delete(self, _: Asked, number: str) -> Answer:
        status = self.books.statuses.pop(number, None)
        return error(404, "Record not found") if status is None else said(200, status.told() | {"text": status.text})

    def _upload(self, asked: Asked, _: str) -> Answer:
        parts = fields_of(asked)
        try:
            Image.open(io.BytesIO(parts["file"])).load()
        except UnidentifiedImageError:
            return error(422, "Validation failed: File content type is invalid, File is invalid")
        number = self.books.number()
        self.books.pictures[number] = Uploaded(parts["description"].decode(), parts["focus"].decode(), self.looks)
        return said(202 if self.looks else 200, {"id": number, "type": "image", "url": None if self.looks else "x"})

    def _picture(self, _: Asked, number: str) -> Answer:
        picture = self.books.pictures.get(number)
        if picture is None:
            return error(404, "Record not found")
        picture.looks = max(picture.looks - 1, 0)
        return said(206 if picture.looks else 200, {"id": number, "url": None if picture.looks else "x"})


def clean(text: str) -> str:
    """Return a text as PostgreSQL can keep it."""
    return text.replace("\x00", "").strip()


def fields_of(asked: Asked) -> Mapping[str, bytes]:
    parts = message_from_bytes(
        f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode() + asked.body, policy=policy.HTTP
    )
    fields: dict[str, bytes] = {}
    for part in parts.walk():
        content = part.get_payload(decode=True)
        if not part.is_multipart() and isinstance(content, bytes):
            fields[str(part.get_param("name", header="content-disposition"))] = content
    return fields


DOUBLE = MastodonDouble()
