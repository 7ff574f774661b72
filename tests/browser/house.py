"""A whole newsroom for browsers: the portal as a real server, sources and a receiver of webhooks on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import uvicorn
from fastapi import FastAPI

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.model.source import SourceConfig
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.settings import load
from tests.contract.doubles.mastodon import TOKEN, MastodonDouble
from tests.feeds import Told, rss
from tests.grounds import ground
from tests.outside import Answer, Outside, outside
from tests.servers import free_port

PASSWORD = "a password for browsers"
UNIT = "polresta-balikpapan"
CHANNELS = """
[[channel]]
name = "hook"
kind = "webhook"
base_url = "{world}/hook"
secrets = {{ signing = "HOOK_SECRET" }}

[[channel]]
name = "kait"
kind = "mastodon"
base_url = "{world}"
secrets = {{ token = "KAIT_TOKEN" }}
page_first = false
"""
SECRET = "whsec_c2VjcmV0LW9mLW5vLXdvcnRo"
STARTS_WITHIN_S = 20.0

Done = TypeVar("Done")


@dataclass
class RunningClock:
    """The true time, put forward by as much as tests say."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class House:
    """The service and what is around it; a use case is called aside, for the browser's loop holds the test's thread."""

    service: Service
    app: FastAPI
    world: Outside
    clock: RunningClock
    address: str
    kind: str
    _aside: Executor
    _sources: dict[str, int] = field(default_factory=dict)
    _people: set[Role] = field(default_factory=set)

    def aside(self, call: Callable[[], Done]) -> Done:
        return self._aside.submit(call).result()

    def person(self, role: Role) -> str:
        """Return the login of somebody with this role."""
        if role not in self._people:
            self._people.add(role)
            self.service.accounts.add(role.value, PASSWORD, role)
        return role.value

    def add_source(self, path: str, unit: str | None = UNIT) -> int:
        if path not in self._sources:
            config = SourceConfig(address=self.world.url + path, unit=unit)
            self._sources[path] = self.service.sourcing.add(config, actor="test")
        return self._sources[path]

    def tell(self, path: str, told: Iterable[Told], unit: str | None = UNIT) -> None:
        """Let a source tell these, and take them in."""
        self.take_in(path, rss(list(told), self.world.url + path.rstrip("/")), unit)

    def take_in(self, path: str, feed: bytes, unit: str | None = UNIT) -> None:
        self.world.answers[path] = Answer(body=feed)
        source = self.add_source(path, unit)
        self.aside(lambda: self.service.intake.poll([source], even_if_not_due=True))

    def pass_time(self, *, minutes: int) -> None:
        self.clock.ahead += timedelta(minutes=minutes)

    def send(self) -> None:
        """Let the grace pass, and send whatever is due."""
        self.pass_time(minutes=20)
        for _ in range(3):
            ids = [one.id for one in self.service.tracing.deliveries(most=1000)]
            self.aside(lambda ids=ids: self.service.dispatch.dispatch(ids))

    def bulletin(self, words: str) -> Bulletin:
        """Return the bulletin whose title or text holds these words."""
        told = self.service.tracing.bulletins(most=1000)
        return next(one for one in told if words in f"{one.content.title}\n{one.content.text}")


@contextmanager
def newsroom(request: pytest.FixtureRequest, folder: Path, redis_url: str) -> Iterator[House]:
    """Open a house over the database that the request's parameter names."""
    address = f"http://127.0.0.1:{free_port()}"
    with outside() as world, ground(request, folder, redis_url, address), ThreadPoolExecutor(1) as aside:
        world.answers["/hook"] = Answer(204)
        MastodonDouble().serve(world)
        (folder / "config" / "channels.toml").write_text(CHANNELS.format(world=world.url))
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("HOOK_SECRET", SECRET)
            environment.setenv("KAIT_TOKEN", TOKEN)
            clock = RunningClock()
            service = build(load(), clock=clock)
            service.migrate()
            service.open()
            app = create_app(service)
            with served(app, address):
                yield House(service, app, world, clock, address, request.param, aside)


@contextmanager
def served(app: FastAPI, address: str) -> Iterator[None]:
    """Serve the portal at an address; its end closes the service."""
    config = uvicorn.Config(app, port=int(address.rpartition(":")[2]), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    ends_at = time.monotonic() + STARTS_WITHIN_S
    while not server.started:
        assert thread.is_alive(), "the portal did not start"
        assert time.monotonic() < ends_at, "the portal does not start"
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()
