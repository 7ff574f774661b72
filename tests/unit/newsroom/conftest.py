"""A small newsroom with a fixed epoch and a clock that only moves when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from syndicator.newsroom.app import NewsroomApp, build_app
from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.newsroom import Newsroom
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.sites import Site

EPOCH = datetime(2026, 6, 4, 3, 0, tzinfo=UTC)


class Reader:
    """Asks an application without a socket, one question at a time."""

    def __init__(self, app: NewsroomApp) -> None:
        self._app = app

    def get(self, address: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", address, **asked))

    def head(self, address: str) -> httpx.Response:
        return asyncio.run(self._ask("HEAD", address))

    def post(self, address: str, **asked: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", address, **asked))

    async def _ask(self, method: str, address: str, **asked: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8700") as client:
            return await client.request(method, address, **asked)


Opener = Callable[..., NewsroomApp]


def options(**changes: Any) -> NewsroomOptions:
    """Return the options of a small newsroom, path based."""
    return NewsroomOptions(**{"units": 12, "rate": 0.2, "hosts": "one", "epoch": EPOCH} | changes)


@pytest.fixture
def open_newsroom() -> Opener:
    """Open newsrooms whose clocks stand still."""

    def open_one(**changes: Any) -> NewsroomApp:
        return build_app(options(**changes), Clock(standing_still))

    return open_one


@pytest.fixture
def app(open_newsroom: Opener) -> NewsroomApp:
    """Return a newsroom at its start."""
    return open_newsroom()


@pytest.fixture
def newsroom(app: NewsroomApp) -> Newsroom:
    """Return the rooms behind the application."""
    return app.newsroom


@pytest.fixture
def client(app: NewsroomApp) -> Reader:
    """Ask the newsroom without a socket."""
    return Reader(app)


@pytest.fixture
def wordpress_site(newsroom: Newsroom) -> Site:
    """Return a site with an open REST interface, full texts and a right clock."""
    return next(
        site
        for site in newsroom.sites
        if site.software == "wordpress"
        and site.style.rest_open
        and not site.style.excerpt_only
        and not site.style.local_clock
    )


@pytest.fixture
def blogger_site(newsroom: Newsroom) -> Site:
    """Return a site that runs on Blogger."""
    return next(site for site in newsroom.sites if site.software == "blogger")
