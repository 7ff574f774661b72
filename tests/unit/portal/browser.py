"""A browser without a window: keeps cookies, follows nothing by itself, talks to the application in this process."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

import httpx
import lxml.html
from fastapi import FastAPI


class Browser:
    """Requests that return when they are answered."""

    def __init__(self, app: FastAPI) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://portal.test")

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, headers=headers, data=form or None))

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page; `accept_language="en"` is the header Accept-Language."""
        return self.ask("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def page(self, path: str) -> lxml.html.HtmlElement:
        """Return the parsed page of a path that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return lxml.html.fromstring(answer.text)

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.ask("POST", path, **form)

    def press(self, path: str, action: str, **form: str) -> httpx.Response:
        """Send the form of a page whose action ends so, with what it carries and what is filled in."""
        [found] = [one for one in self.page(path).forms if (one.action or "").endswith(action)]
        return self.post(str(found.action), **{**dict(found.fields), **form})

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
