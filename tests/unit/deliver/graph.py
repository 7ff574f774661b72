"""A Graph API that says what a test has written, request by request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl

import httpx

from syndicator.deliver.channel import Supplies
from syndicator.deliver.graph.patience import Timer
from tests.contract.supplies import MemoryVault, supplies
from tests.unit.deliver.posts import NOW

SECRET = "EAAtokenOfTheAccount"

Said = httpx.Response | Exception


def said(told: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer as it comes over the wire: not yet read."""
    return httpx.Response(
        status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        stream=httpx.ByteStream(json.dumps(told).encode()),
    )


def error(code: int, subcode: int = 0, *, status: int = 400, message: str = "no", **headers: str) -> httpx.Response:
    told = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode}
    return said({"error": told}, status, **headers)


def listed(*rows: Mapping[str, object], after: str | None = None) -> httpx.Response:
    paging = {"cursors": {"after": after}, "next": "https://graph.test/next"} if after else {}
    return said({"data": list(rows), "paging": paging})


class Service:
    """Answers in the order that is written, and holds what was asked."""

    def __init__(self, *answers: Said) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def form(self, number: int) -> dict[str, str]:
        return dict(parse_qsl(self.requests[number].content.decode(), keep_blank_values=True))

    def tokens(self) -> set[str]:
        return {request.headers["authorization"].removeprefix("Bearer ") for request in self.requests}

    def supplies(
        self, vault: MemoryVault | None = None, *, secret: str = SECRET, later: timedelta | None = None
    ) -> Supplies:
        client = httpx.Client(transport=httpx.MockTransport(self))
        moment = NOW + (later or timedelta(0))
        return supplies(client, {"token": secret}, clock=lambda: moment, vault=vault)


class Hands:
    """A clock that stands until somebody waits by it, or a test moves it."""

    def __init__(self, *, each_look_s: float = 0.0) -> None:
        self.at_s = 0.0
        self.waits_s: list[float] = []
        self._each_look_s = each_look_s

    def timer(self) -> Timer:
        return Timer(read=self._read, sleep=self._sleep)

    def _read(self) -> float:
        self.at_s += self._each_look_s
        return self.at_s

    def _sleep(self, seconds: float) -> None:
        self.waits_s.append(seconds)
        self.at_s += seconds
