"""A hub of our own on loopback, and the portal in this process: both ends of what is pushed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from fastapi import FastAPI

from tests.outside import Answer, Asked, Outside


class Portal:
    """Requests to the application in this process that return when they are answered."""

    def __init__(self, app: FastAPI) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://portal.test")

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, content: bytes = b""
    ) -> httpx.Response:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
        return self._runner.run(self._client.request(method, path, headers=raw, content=content))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


@dataclass
class Hub:
    """A hub: it takes questions at `/hub`, and asks back, pushes and denies when a test says so."""

    world: Outside
    portal: Portal
    path: str = "/hub"
    answer: Answer = field(default_factory=lambda: Answer(202))
    questions: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.answers[self.path] = self._hear

    @property
    def url(self) -> str:
        return self.world.url + self.path

    @property
    def last(self) -> dict[str, str]:
        return self.questions[-1]

    @property
    def callback(self) -> str:
        return urlsplit(self.last["hub.callback"]).path

    def _hear(self, asked: Asked) -> Answer:
        form = parse_qs(asked.body.decode())
        self.questions.append({name: values[0] for name, values in form.items()})
        return self.answer

    def ask_back(
        self, mode: str | None = None, *, topic: str | None = None, lease_s: int | None = 864_000, **more: str
    ) -> httpx.Response:
        told = {
            "hub.mode": mode or self.last["hub.mode"],
            "hub.topic": topic or self.last["hub.topic"],
            "hub.challenge": "a challenge/+ü",
        } | {f"hub.{name}": value for name, value in more.items()}
        if lease_s is not None:
            told["hub.lease_seconds"] = str(lease_s)
        return self.portal.ask("GET", f"{self.callback}?{urlencode(told)}")

    def push(
        self, body: bytes, *, method: str = "sha256", secret: str | None = None, signature: str | None = None
    ) -> httpx.Response:
        digest = hmac.new((secret or self.last["hub.secret"]).encode(), body, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": signature or f"{method}={digest}", "Content-Type": "application/rss+xml"}
        return self.portal.ask("POST", self.callback, headers=headers, content=body)


@contextmanager
def portal_over(app: FastAPI) -> Iterator[Portal]:
    with Portal(app) as portal:
        yield portal
