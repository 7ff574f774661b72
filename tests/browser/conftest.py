"""A browser and a newsroom for the tests of a file; pictures are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.house import House, newsroom
from tests.browser.windows import Window, chromium, window
from tests.conftest import PROJECT
from tests.servers import RedisServer

Open = Callable[..., Window]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer
) -> Iterator[House]:
    with newsroom(request, tmp_path_factory.mktemp("house"), redis_server.url) as opened:
        yield opened


@pytest.fixture
def open_window(request: pytest.FixtureRequest, browser: Browser, house: House) -> Iterator[Open]:
    """Open windows, each with cookies of its own; their pictures are named after the test."""
    root = Path(os.environ.get("SYNDICATOR_TEST_PICTURES") or PROJECT / "build" / "pictures")
    name = request.node.originalname.removeprefix("test_")
    numbers = count(1)
    with ExitStack() as stack:

        def make(**how: Any) -> Window:
            opened = stack.enter_context(window(browser, house, root / house.kind / name, **how))
            opened.numbers = numbers
            return opened

        yield make
