"""X's API v2 with one account: it verifies signatures of OAuth 1.0a, and knows a text that it has seen."""

from __future__ import annotations

import base64
import email.parser
import hashlib
import hmac
import html
import itertools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.contract.resets import reset_in
from tests.outside import Answer, Asked, Outside

USER = "2244994945"
Told = dict[str, object]


def said(told: Mapping[str, object], status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json", **headers})


def problem(status: int, title: str, detail: str, kind: str = "about:blank", **headers: str) -> Answer:
    return said({"title": title, "detail": detail, "type": kind, "status": status}, status, **headers)


DUPLICATE = problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
NOT_THERE = problem(404, "Not Found Error", "no such post", "https://api.twitter.com/2/problems/resource-not-found")


class XDouble(HttpDouble):
    secrets = {
        "consumer_key": "kunci-aplikasi",
        "consumer_secret": "rahasia-aplikasi",
        "token": "token-akun",
        "token_secret": "rahasia-akun",
    }
    decisive = ("POST", "/2/tweets")

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.media: dict[str, bytes] = {}
        self.descriptions: dict[str, str] = {}
        self._numbers = itertools.count(1_346_889_436_626_259_968)

    @property
    def refusals(self) -> Mapping[Fault, Answer]:
        spent = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset_in(60)}
        return {
            Fault.VALIDATION: problem(400, "Invalid Request", "One or more parameters to your request was invalid."),
            Fault.LOGIN: problem(401, "Unauthorized", "Unauthorized"),
            Fault.LIMIT: problem(429, "Too Many Requests", "Too Many Requests", **spent),
        }

    def config(self, base_url: str) -> ChannelConfig:
        named = {role: f"X_{role.upper()}" for role in self.secrets}
        return ChannelConfig(name="x", kind="x", base_url=base_url, secrets=named)

    def serve(self, world: Outside) -> None:
        self.__init__()  # type: ignore[misc]
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers["*"] = lambda asked: self._answer(world.url, asked)

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {name: str(post["text"]) for name, post in self.told.items()}

    def _answer(self, url: str, asked: Asked) -> Answer:
        if not self._signed(url, asked):
            return problem(401, "Unauthorized", "Unauthorized")
        path, _, query = asked.path.partition("?")
        if asked.method == "DELETE" and path.startswith("/2/tweets/"):
            return said({"data": {"deleted": True}}) if self.told.pop(path.rpartition("/")[2], None) else NOT_THERE
        scripts: dict[tuple[str, str], Callable[[], Answer]] = {
            ("GET", "/2/users/me"): lambda: said({"data": {"id": USER, "name": "Humas", "username": "humas"}}),
            ("GET", f"/2/users/{USER}/tweets"): lambda: self._timeline(dict(parse_qsl(query))),
            ("POST", "/2/media/upload"): lambda: self._upload(asked),
            ("POST", "/2/media/metadata"): lambda: self._describe(json.loads(asked.body)),
            self.decisive: lambda: self._post(json.loads(asked.body)),
        }
        return scripts.get((asked.method, path), lambda: problem(404, "Not Found", "no such address"))()

    def _describe(self, told: dict[str, dict[str, dict[str, str]]]) -> Answer:
        name = str(told["id"])
        self.descriptions[name] = told["metadata"]["alt_text"]["text"]
        return said({"data": {"id": name}})

    def _post(self, told: Told) -> Answer:
        text, media = str(told["text"]), told.get("media", {})
        assert isinstance(media, dict)
        if any(one not in self.media for one in media.get("media_ids", [])):
            return problem(400, "Invalid Request", "Your media IDs are invalid.")
        if any(post["text"] == text for post in self.told.values()):
            return DUPLICATE
        name = str(next(self._numbers))
        self.told[name] = {"text": text, "media": media, "at": datetime.now(UTC)}
        return said({"data": {"id": name, "text": _shown(text)[0]}}, 201)

    def _upload(self, asked: Asked) -> Answer:
        head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
        parts = email.parser.BytesParser().parsebytes(head + asked.body).get_payload()
        named = {part.get_param("name", header="content-disposition"): part for part in parts}
        if named["media_category"].get_payload() != "tweet_image":
            return problem(400, "Invalid Request", "media_category")
        name = str(next(self._numbers))
        self.media[name] = named["media"].get_payload(decode=True)
        return said({"data": {"id": name, "media_key": f"3_{name}", "size": len(self.media[name])}})

    def _timeline(self, asked: Mapping[str, str]) -> Answer:
        since = datetime.fromisoformat(asked["start_time"])
        shown = []
        for name, post in self.told.items():
            if post["at"] >= since:
                text, urls = _shown(str(post["text"]))
                one: Told = {"id": name, "text": text, "edit_history_tweet_ids": [name]}
                shown.append(one | ({"entities": {"urls": urls}} if urls else {}))
        first, most = int(asked.get("pagination_token", "0")), int(asked["max_results"])
        page = shown[::-1][first : first + most]
        meta: Told = {"result_count": len(page)}
        if first + most < len(shown):
            meta["next_token"] = str(first + most)
        return said({"meta": meta} | ({"data": page} if page else {}))

    def _signed(self, url: str, asked: Asked) -> bool:
        """Compute the signature as RFC 5849 section 3.4 tells, and compare."""
        scheme, _, told = asked.headers.get("authorization", "").partition(" ")
        given = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', told)}
        signature = given.pop("oauth_signature", "")
        path, _, query = asked.path.partition("?")
        pairs = sorted((_coded(k), _coded(v)) for k, v in [*parse_qsl(query, keep_blank_values=True), *given.items()])
        parameters = "&".join(f"{name}={value}" for name, value in pairs)
        base = "&".join(_coded(part) for part in (asked.method, url + path, parameters))
        key = f"{_coded(self.secrets['consumer_secret'])}&{_coded(self.secrets['token_secret'])}"
        own = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
        known = (given.get("oauth_consumer_key"), given.get("oauth_token"))
        expected = (self.secrets["consumer_key"], self.secrets["token"])
        return scheme == "OAuth" and known == expected and hmac.compare_digest(own, signature)


def _coded(text: str) -> str:
    return quote(text, safe="~")


def _shown(text: str) -> tuple[str, list[Told]]:
    """Return a text as X answers it: links shortened, `&`, `<` and `>` as entities."""
    urls: list[Told] = []

    def shortened(link: re.Match[str]) -> str:
        short = f"https://t.co/{hashlib.sha256(link[0].encode()).hexdigest()[:10]}"
        urls.append({"url": short, "expanded_url": link[0], "display_url": link[0][8:34]})
        return short

    return html.escape(re.sub(r"https?://\S+", shortened, text), quote=False), urls


DOUBLE = XDouble()
