"""A client that asks a double without a socket, so that a test can put one answer, or one fault, before the others."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from tests.outside import Answer, Asked

Receive = Callable[[Asked], Answer]
Instead = Callable[[httpx.Request], Answer | Exception | None]


class Answering:
    """
    Passes requests to a double.

    Args:
        instead: answers first; where it returns None, the double does.
    """

    def __init__(self, receive: Receive, instead: Instead = lambda _: None) -> None:
        self.requests: list[httpx.Request] = []
        self.instead = instead
        self._receive = receive
        self.client = httpx.Client(transport=httpx.MockTransport(self._answer))

    def paths(self) -> list[str]:
        """Return what was asked so far, such as `POST /api/v1/statuses`."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = self.instead(request)
        if isinstance(said, Exception):
            raise said
        answer = said or self._receive(_asked(request))
        return httpx.Response(answer.status, headers=dict(answer.headers), stream=httpx.ByteStream(answer.body))


def _asked(request: httpx.Request) -> Asked:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asked(request.method, request.url.raw_path.decode(), headers, request.read(), time.monotonic())
