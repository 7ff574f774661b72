"""What the doubles of Graph APIs share: how errors are worded, and publishing in two steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx

from syndicator.deliver.preview import Preview, preview_of
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside


def answered(told: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json"} | dict(headers or {}))


def refused(status: int, code: int, message: str, subcode: int = 0, headers: Mapping[str, str] | None = None) -> Answer:
    error: dict[str, object] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}
    return answered({"error": error | ({"error_subcode": subcode} if subcode else {})}, status, headers)


FULL = json.dumps({"104728390": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 1}]})
REFUSALS = {
    Fault.VALIDATION: refused(400, 100, "(#100) Invalid parameter"),
    Fault.LOGIN: refused(401, 190, "Error validating access token: Session has expired", 463),
    Fault.LIMIT: refused(403, 32, "(#32) Page request limit reached", headers={"X-Business-Use-Case-Usage": FULL}),
}
GONE = refused(400, 100, "Unsupported request. Object with ID does not exist", 33)


def trusts(asked: Asked, token: str) -> bool:
    return asked.headers.get("authorization") == f"Bearer {token}"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def query_of(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(asked.path).query))


class TwoStepDouble(HttpDouble):
    """
    A service where a container is made and then published.

    Args:
        edges: of the service: make, publish, quota, list.
        words, status: names of fields.
    """

    refusals = REFUSALS
    user = "178414"
    version: str
    edges: tuple[str, str, str, str]
    words: str
    status: str

    def __init__(self) -> None:
        self._containers: dict[str, dict[str, str]] = {}
        self._posts: dict[str, dict[str, str]] = {}

    def serve(self, world: Outside) -> None:
        self._containers, self._posts = {}, {}
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers["*"] = self._speak

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {name: post[self.words] for name, post in self._posts.items()}

    def last_try(self, world: Outside) -> Preview:
        """The desk reads the container: what publishes it names nothing but its number."""
        asked = world.requests_to(f"/{self.version}/{self.user}/{self.edges[0]}")[-1]
        headers = {name: value for name, value in asked.headers.items() if name != "content-length"}
        request = httpx.Request(asked.method, f"{world.url}{asked.path}", headers=headers, content=asked.body)
        return preview_of(request, self.secrets.values())

    def _speak(self, asked: Asked) -> Answer:
        if not trusts(asked, self.secrets["token"]):
            return self.refusals[Fault.LOGIN]
        path = asked.path.partition("?")[0]
        if path == "/refresh_access_token":
            return answered({"access_token": self.secrets["token"], "token_type": "bearer", "expires_in": 5_184_000})
        place, _, edge = path.removeprefix(f"/{self.version}/").partition("/")
        if place != self.user:
            return self._at(place, asked)
        if asked.method == "POST":
            return self._post(edge, dict(parse_qsl(asked.body.decode(), keep_blank_values=True)))
        return self._told(edge)

    def _post(self, edge: str, fields: dict[str, str]) -> Answer:
        make, publish, *_ = self.edges
        if edge == make:
            name = f"k{len(self._containers) + 1}"
            self._containers[name] = fields | {self.status: "FINISHED"}
            return answered({"id": name}) if self.takes(fields) else self.refusals[Fault.VALIDATION]
        container = self._containers.get(fields["creation_id"])
        if edge != publish or container is None or container[self.status] != "FINISHED":
            return self.refusals[Fault.VALIDATION]
        container[self.status] = "PUBLISHED"
        name = f"p{len(self._posts) + 1}"
        self._posts[name] = container | {"timestamp": now()}
        return answered({"id": name})

    def _told(self, edge: str) -> Answer:
        _, _, quota, listed = self.edges
        if not edge:
            return answered({"id": self.user, "username": "polresmalang"})
        if edge == quota:
            told = {"quota_usage": 3, "config": {"quota_total": 250, "quota_duration": 86_400}}
            return answered({"data": [told]})
        assert edge == listed
        rows = [
            {"id": name, self.words: post[self.words], "timestamp": post["timestamp"], "permalink": self.at(name)}
            for name, post in reversed(self._posts.items())
        ]
        return answered({"data": rows})

    def _at(self, name: str, asked: Asked) -> Answer:
        if name in self._containers:
            return answered({"id": name, self.status: self._containers[name][self.status]})
        if name not in self._posts:
            return GONE
        if asked.method == "DELETE":
            del self._posts[name]
            return answered({"success": True, "deleted_id": name})
        return answered({"id": name, "permalink": self.at(name)})

    def takes(self, fields: Mapping[str, str]) -> bool:
        """Whether a container can be made of these fields."""
        raise NotImplementedError

    def at(self, name: str) -> str:
        """Return where the public finds a post."""
        raise NotImplementedError
