"""The outside world of the room that fetches: one server for all tests, emptied for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outside import Outside, outside


@pytest.fixture(scope="session")
def running_world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def world(running_world: Outside) -> Outside:
    running_world.answers.clear()
    running_world.asked.clear()
    return running_world
