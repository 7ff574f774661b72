"""An outside world with a receiver of webhooks or an account, and a service that posts to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.settings import load
from tests.conftest import MovableClock
from tests.contract.doubles.mastodon import TOKEN, MastodonDouble
from tests.integration.fanning import Open
from tests.outside import Answer, Outside, outside

SECRET = "whsec_c2VjcmV0LW9mLW5vLXdvcnRo"


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/hook"] = Answer(204)
        yield running


@pytest.fixture
def wired(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> Iterator[Service]:
    """A service with one webhook."""
    write_channel(config_dir, world)
    yield from started(environment, database_url, redis_url, clock)


def write_channel(config_dir: Path, world: Outside, more: str = "") -> None:
    (config_dir / "channels.toml").write_text(
        f'[[channel]]\nname = "hook"\nkind = "webhook"\nbase_url = "{world.url}/hook"\n'
        f'secrets = {{ signing = "HOOK_SECRET" }}\n{more}\n'
    )


def started(
    environment: pytest.MonkeyPatch, database_url: str, redis_url: str, clock: MovableClock
) -> Iterator[Service]:
    environment.setenv("HOOK_SECRET", SECRET)
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    service = build(load(), clock=clock)
    service.open()
    yield service
    service.close()


@pytest.fixture
def account(world: Outside) -> MastodonDouble:
    double = MastodonDouble()
    double.serve(world)
    return double


@pytest.fixture
def opened(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
    account: MastodonDouble,  # noqa: ARG001 -- it has to answer before the service asks
) -> Iterator[Open]:
    """Opens a service with one Mastodon account, configured with these lines more."""
    with _services(environment, database_url, redis_url, clock) as begin:

        def make(*lines: str) -> Service:
            told = [
                '[[channel]]\nname = "kait"\nkind = "mastodon"',
                f'base_url = "{world.url}"',
                'secrets = { token = "KAIT_TOKEN" }',
                *lines,
            ]
            if not any(line.startswith("page_first") for line in lines):
                told.append("page_first = false")
            (config_dir / "channels.toml").write_text("\n".join(told))
            return begin()

        environment.setenv("KAIT_TOKEN", TOKEN)
        yield make


@contextmanager
def _services(
    environment: pytest.MonkeyPatch, database_url: str, redis_url: str, clock: MovableClock
) -> Iterator[Callable[[], Service]]:
    running = []

    def begin() -> Service:
        running.append(started(environment, database_url, redis_url, clock))
        return next(running[-1])

    yield begin
    for one in running:
        next(one, None)
