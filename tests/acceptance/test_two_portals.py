"""Two portal processes over one database: what is released is in both within a second, with Redis and without."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.settings import load
from tests.processes import Programs, programs, wait_for
from tests.servers import RedisServer, free_port
from tests.unit.portal.press import Press, Release

FRESH_WITHIN_S = 3.0
"""The limit is one second on a quiet machine, which `python -m benchmarks serving` measures."""
FEED = "/feeds/all.atom"


@dataclass
class Portals:
    """Two processes that serve, and the service that writes, in the test's own."""

    service: Service
    press: Press
    addresses: tuple[str, ...]
    client: httpx.Client

    def show(self, title: str) -> list[bool]:
        return [title in self.client.get(f"{address}{FEED}").text for address in self.addresses]

    def seconds_until(self, seen: Callable[[str], bool]) -> float:
        """Return when the last of the portals shows it; both are asked all the time, as readers do."""
        began_at, missing = time.monotonic(), set(self.addresses)
        while missing:
            missing = {one for one in missing if not seen(self.client.get(f"{one}{FEED}").text)}
            assert time.monotonic() - began_at < 30
            time.sleep(0.01)
        return time.monotonic() - began_at

    def release(self, title: str) -> float:
        held = self.press.publish(Release(title=title, text=f"{title}: {time.monotonic()}", state=BulletinState.HELD))
        self.show(title)
        self.service.editing.release(held.id, actor="siti")
        return self.seconds_until(lambda text: title in text)

    def withdraw(self, title: str) -> float:
        shown = self.press.publish(Release(title=title, text=f"{title}: {time.monotonic()}"))
        self.seconds_until(lambda text: title in text)
        self.service.editing.withdraw(shown.id, actor="siti")
        return self.seconds_until(lambda text: title not in text)


@pytest.fixture
def redis_of_its_own(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.stop()


def portal(started: Programs) -> str:
    port = free_port()
    started.environment["SYNDICATOR_PORT"] = str(port)
    started.start("portal")
    return f"http://127.0.0.1:{port}"


def answers(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(f"{address}{FEED}").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def portals(
    environment: pytest.MonkeyPatch, database_url: str, redis_of_its_own: RedisServer, tmp_path: Path
) -> Iterator[Portals]:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_of_its_own.url)
    service = build(load())
    service.open()
    with programs({}, tmp_path) as started, httpx.Client(trust_env=False, timeout=30) as client:
        addresses = (portal(started), portal(started))
        for address in addresses:
            wait_for(f"{address} answers", lambda address=address: answers(client, address), seconds=60)  # type: ignore[misc]
        yield Portals(service, Press(service), addresses, client)
    service.close()


def test_a_release_is_in_every_portal_within_seconds(portals: Portals, redis_of_its_own: RedisServer) -> None:
    assert portals.release("Dengan Redis") < FRESH_WITHIN_S
    assert portals.withdraw("Ditarik dengan Redis") < FRESH_WITHIN_S
    redis_of_its_own.stop()
    assert portals.release("Tanpa Redis") < FRESH_WITHIN_S
    assert portals.withdraw("Ditarik tanpa Redis") < FRESH_WITHIN_S
    redis_of_its_own.start()
    assert portals.release("Dengan Redis lagi") < FRESH_WITHIN_S
    assert portals.show("Ditarik") == [False, False]
