"""A thousand subscribers, a tenth of them dead, and real workers: all who live have a release within ten seconds."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.hub.wishes import wish_of
from syndicator.model.source import SourceConfig
from syndicator.settings import load
from syndicator.storage import hub_subscribers, hub_topics
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import HubSubscriberRow
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside, outside
from tests.processes import PROJECT, Programs, programs, wait_for
from tests.servers import free_port

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

LIVE, REFUSING, HANGING, BROKEN = 900, 34, 33, 33
HOSTS = 20
WITHIN_S = 10.0


@dataclass
class Crowd:
    """The subscribers: spread over hosts, the dead among the living."""

    port: int
    closed_port: int = field(default_factory=free_port)

    def callbacks(self) -> list[str]:
        kinds = ["live"] * LIVE + ["refuses"] * REFUSING + ["hangs"] * HANGING + ["broken"] * BROKEN
        told = [(f"127.0.1.{1 + number % HOSTS}", kind, number) for number, kind in enumerate(kinds)]
        return [
            f"http://{host}:{self.closed_port if kind == 'refuses' else self.port}/{kind}/{number}"
            for host, kind, number in sorted(told, key=lambda one: one[2] * 7 % len(told))
        ]

    def told(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"http://127.0.0.1:{self.port}/told", timeout=10).json()
        return answer

    def served(self) -> int:
        return sum(path.startswith("/live") for path in self.told()["bodies"])


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd(free_port())
    command = [sys.executable, "-m", "tests.subscribers", str(crowd.port)]
    process = subprocess.Popen(command, cwd=PROJECT)

    def listens() -> bool:
        try:
            return crowd.told() is not None
        except httpx.TransportError:
            return False

    wait_for("the subscribers listen", listens, seconds=20)
    yield crowd
    process.kill()
    process.wait()


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@dataclass
class Site:
    """Our site, with its portal as a real process."""

    service: Service
    started: Programs
    world: Outside
    url: str
    source: int
    told: list[Told] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return f"{self.url}/feeds/all.rss"

    def releases(self, number: int) -> float:
        self.told.append(distinct(number))
        self.world.answers["/feed/"] = Answer(body=rss(self.told))
        self.service.intake.poll([self.source], even_if_not_due=True)
        return time.monotonic()

    def is_up(self) -> bool:
        try:
            return httpx.get(self.topic, timeout=5).is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def site(
    environment: pytest.MonkeyPatch, tmp_path: Path, database_url: str, redis_url: str, world: Outside
) -> Iterator[Site]:
    port = free_port()
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    environment.setenv("SYNDICATOR_PORT", str(port))
    environment.setenv("SYNDICATOR_BASE_URL", f"http://127.0.0.1:{port}")
    service = build(load())
    service.open()
    source = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    with programs({}, tmp_path) as started:
        yield Site(service, started, world, f"http://127.0.0.1:{port}", source)
    service.close()


def subscribe(site: Site, callbacks: list[str]) -> None:
    """Write subscriptions as if each had been asked for and verified."""
    site.service.hub.looking.learn(site.topic)
    now = site.service.clock()
    with site.service.database.write() as connection:
        topic = hub_topics.find(connection, site.topic)
        assert topic is not None
        insert_all(connection, HubSubscriberRow, [row(site, callback, topic.version, now) for callback in callbacks])


def row(site: Site, callback: str, version: int, now: datetime) -> dict[str, object]:
    wish = wish_of({"hub.mode": "subscribe", "hub.topic": site.topic, "hub.callback": callback}, site.url)
    return {
        "topic": wish.topic,
        "callback": callback,
        "domain": wish.domain,
        "lane": wish.lane,
        "secret": site.service.hub.asking.secrets.closed(callback, "rahasia"),
        "leased_until": now + wish.lease,
        "asked_at": now,
        "due_at": now,
        "sent": version,
        "wish_tries": 0,
        "faults": 0,
    }


def test_all_who_live_have_a_release_within_ten_seconds(site: Site, crowd: Crowd) -> None:
    site.started.start("portal")
    site.started.start("worker", "--queues", "hub,upkeep", "--concurrency", "2")
    site.started.start("beat")
    wait_for("the portal listens", site.is_up, seconds=60)
    callbacks = crowd.callbacks()
    subscribe(site, callbacks)
    assert len(callbacks) == 1_000
    first = {"hub.mode": "subscribe", "hub.topic": site.topic, "hub.callback": f"http://127.0.0.1:{crowd.port}/first"}
    assert httpx.post(f"{site.url}/hub", data=first).status_code == 202

    def verified() -> bool:
        with site.service.database.read() as connection:
            running = hub_subscribers.running(connection, site.topic, site.service.clock())
            return len(running) == len(callbacks) + 1

    wait_for("the workers verify", verified, seconds=60)
    released_at = site.releases(2)
    wait_for("all who live have it", lambda: crowd.served() == LIVE, seconds=60)
    told = crowd.told()
    took_s = time.monotonic() - told["ago_s"] - released_at
    print(f"{LIVE} of 1,000 subscribers served {took_s:.1f} s after the release")  # noqa: T201 -- a figure for people
    assert took_s < WITHIN_S
    assert "Kegiatan nomor 2" in told["last"]
    assert {count for path, count in told["bodies"].items() if path.startswith("/live")} == {1}, "nobody has it twice"
