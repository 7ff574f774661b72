"""A WordPress site: posts, categories, tags and media of one user with an application password."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside

USER = "redaksi"
ROOT = "/wp-json/wp/v2"
CAPABILITIES = {"publish_posts": True, "edit_posts": True, "upload_files": True}
Thing = dict[str, object]


def refusal(status: int, code: str, message: str, **more: object) -> Answer:
    told = {"code": code, "message": message, "data": {"status": status, **more}}
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json"})


def told(status: int, thing: object) -> Answer:
    return Answer(status, json.dumps(thing).encode(), {"Content-Type": "application/json"})


FORBIDDEN = refusal(
    400,
    "rest_invalid_param",
    "Invalid parameter(s): status",
    params={"status": "Status is forbidden."},
    details={"status": {"code": "rest_forbidden_status", "message": "Status is forbidden.", "data": {"status": 401}}},
)
"""What the site tells about posts of any status to whom it does not know."""


class WordPressDouble(HttpDouble):
    """
    The site.

    Args:
        role: the capabilities of the user.
        no_terms: nobody but the editors may make categories and tags.
        media_fault: what an upload meets.
    """

    secrets = {"password": "abcd EFGH 1234 ijkl MNOP 5678"}
    decisive = ("POST", f"{ROOT}/posts")
    refusals = {
        Fault.VALIDATION: refusal(400, "rest_invalid_param", "Invalid parameter(s): status"),
        Fault.LOGIN: refusal(401, "incorrect_password", "The provided password is an invalid application password."),
        Fault.LIMIT: Answer(429, headers={"Retry-After": "60"}),
    }

    def __init__(self) -> None:
        self._empty()

    def _empty(self) -> None:
        """A site that has been in use: the desk's main topic and unit are known there."""
        self.role: dict[str, bool] = dict(CAPABILITIES)
        self.no_terms = False
        self.media_fault: Answer | None = None
        self.trash_days = 30
        self.things: dict[str, dict[int, Thing]] = {
            "posts": {},
            "media": {},
            "categories": {1: {"id": 1, "name": "Uncategorized"}, 2: {"id": 2, "name": "Patroli"}},
            "tags": {3: {"id": 3, "name": "Patroli"}, 4: {"id": 4, "name": "Polres Malang"}},
        }
        self._last = 9

    def config(self, base_url: str, **options: str) -> ChannelConfig:
        return ChannelConfig(
            name="kait",
            kind="wordpress",
            base_url=base_url,
            options={"user": USER} | options,
            secrets={"password": "KAIT_PASSWORD"},
        )

    def serve(self, world: Outside) -> None:
        self._empty()
        self.answer(world)

    def answer(self, world: Outside) -> None:
        self._url = world.url
        world.answers["*"] = self._answer

    def posts(self, world: Outside) -> Mapping[str, str]:
        """What a reader of the site sees."""
        return {
            str(number): html.unescape(re.sub(r"<[^>]+>", "", f"{one['title']}\n{one['excerpt']}\n{one['content']}"))
            for number, one in self.things["posts"].items()
            if one["status"] == "publish"
        }

    def _answer(self, asked: Asked) -> Answer:
        path, query = asked.path.partition("?")[0], parse_qs(urlsplit(asked.path).query)
        kind, _, number = path.removeprefix(f"{ROOT}/").partition("/")
        if not path.startswith(ROOT) or kind not in {*self.things, "users"}:
            return refusal(404, "rest_no_route", "No route was found matching the URL and request method.")
        if not self._knows(asked):
            return FORBIDDEN if "status" in query else self.refusals[Fault.LOGIN]
        if kind == "users":
            return told(200, {"slug": USER, "name": "Redaksi", "capabilities": self.role})
        if asked.method == "GET":
            return self._show(kind, number, query)
        if asked.method == "DELETE":
            return self._delete(kind, int(number), force=query["force"] == ["true"])
        return self._change(kind, int(number), asked) if number else self._make(kind, asked)

    def _knows(self, asked: Asked) -> bool:
        user, _, password = base64.b64decode(asked.headers.get("authorization", "")[6:]).decode().partition(":")
        return (user, password) == (USER, self.secrets["password"])

    def _show(self, kind: str, number: str, query: dict[str, list[str]]) -> Answer:
        things = self.things[kind]
        if number:
            found = things.get(int(number))
            return told(200, found) if found else refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        shown = [one for one in things.values() if one.get("status") != "trash"]
        if "slug" in query:
            shown = [one for one in shown if one["slug"] == query["slug"][0]]
        if "search" in query:
            shown = [one for one in shown if query["search"][0].lower() in html.unescape(str(one["name"])).lower()]
        newest = sorted(shown, key=lambda one: -int(str(one["id"])))[: int(query.get("per_page", ["10"])[0])]
        wanted = query["_fields"][0].split(",") if "_fields" in query else None
        return told(200, newest if wanted is None else [{name: one.get(name) for name in wanted} for one in newest])

    def _make(self, kind: str, asked: Asked) -> Answer:
        if kind == "media":
            return self.media_fault or self._upload(asked)
        made: Thing = json.loads(asked.body)
        if kind == "posts":
            if made["status"] == "publish" and not self.role["publish_posts"]:
                return refusal(403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts.")
            return told(201, self._added(kind, {"excerpt": "", **made}))
        if self.no_terms:
            return refusal(403, "rest_cannot_create", "Sorry, you are not allowed to create terms.")
        same = [one for one in self.things[kind].values() if _term_slug(one["name"]) == _term_slug(made["name"])]
        if same:
            return refusal(400, "term_exists", "A term with the name provided already exists.", term_id=same[0]["id"])
        return told(201, self._added(kind, {"name": html.escape(str(made["name"]), quote=False)}))

    def _upload(self, asked: Asked) -> Answer:
        fields = dict(re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n', asked.body))
        assert b'filename="' in asked.body
        return told(201, self._added("media", {name.decode(): value.decode() for name, value in fields.items()}))

    def _added(self, kind: str, thing: Thing) -> Thing:
        self._last += 1
        added = thing | {"id": self._last, "link": f"{self._url}/?p={self._last}"}
        self.things[kind][self._last] = added
        return added

    def _change(self, kind: str, number: int, asked: Asked) -> Answer:
        if number not in self.things[kind]:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        self.things[kind][number] |= json.loads(asked.body)
        return told(200, self.things[kind][number])

    def _delete(self, kind: str, number: int, *, force: bool) -> Answer:
        found = self.things[kind].get(number)
        if found is None:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        if force:
            return told(200, {"deleted": True, "previous": self.things[kind].pop(number)})
        if not self.trash_days:
            return refusal(501, "rest_trash_not_supported", "The post does not support trashing.")
        if found["status"] == "trash":
            return refusal(410, "rest_already_trashed", "The post has already been deleted.")
        found |= {"status": "trash", "slug": f"{found['slug']}__trashed"}
        return told(200, found)


def _term_slug(name: object) -> str:
    return re.sub(r"[^a-z0-9]+", "-", html.unescape(str(name)).lower()).strip("-")


DOUBLE = WordPressDouble()
