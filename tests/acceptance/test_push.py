"""Push, with real processes: a hub that the feed names is subscribed by itself, and a push is on the portal at once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from tests.configured import copy_rules
from tests.feeds import distinct, rss
from tests.outside import Answer, Asked, Outside, outside
from tests.processes import Programs, programs, wait_for
from tests.servers import free_port

LEASE_S = 14


class Hub:
    """A hub that asks back by itself, from a thread of its own."""

    def __init__(self, world: Outside, lease_s: int) -> None:
        self._lease_s = lease_s
        self.questions: list[dict[str, str]] = []
        self.confirmed: list[float] = []
        world.answers["/hub"] = self._hear

    def _hear(self, asked: Asked) -> Answer:
        question = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        self.questions.append(question)
        threading.Thread(target=self._ask_back, args=[question], daemon=True).start()
        return Answer(202)

    def _ask_back(self, question: dict[str, str]) -> None:
        told = {name: question[name] for name in ("hub.mode", "hub.topic")}
        told |= {"hub.challenge": "challenge", "hub.lease_seconds": str(self._lease_s)}
        answer = httpx.get(question["hub.callback"], params=told, timeout=10)
        if answer.text == "challenge":
            self.confirmed.append(time.monotonic())

    def push(self, body: bytes) -> httpx.Response:
        question = self.questions[-1]
        signature = hmac.new(question["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/rss+xml"}
        return httpx.post(question["hub.callback"], content=body, headers=headers, timeout=10)


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, world: Outside) -> Iterator[tuple[Programs, str]]:
    port = free_port()
    config = copy_rules(tmp_path / "config")
    (config / "sources").mkdir()
    source = f'[[source]]\naddress = "{world.url}/feed/"\nunit = "Polresta Balikpapan"\n'
    (config / "sources" / "all.toml").write_text(source)
    environment = {
        "SYNDICATOR_DATA_DIR": str(tmp_path / "var"),
        "SYNDICATOR_CONFIG_DIR": str(config),
        "SYNDICATOR_PORT": str(port),
        "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
    }
    with programs(environment, tmp_path) as started:
        yield started, f"http://127.0.0.1:{port}"


def shows(portal: str, words: str) -> bool:
    try:
        return words in httpx.get(f"{portal}/feeds/all.json", timeout=5).text
    except httpx.TransportError:
        return False


def test_a_push_is_on_the_portal_within_two_seconds_and_a_short_lease_never_lapses(
    machine: tuple[Programs, str], world: Outside
) -> None:
    started, portal = machine
    hub = Hub(world, lease_s=LEASE_S)
    links = f'<{world.url}/hub>; rel="hub", <{world.url}/feed/>; rel="self"'
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]), headers={"Link": links})
    started.start("up")
    wait_for("the first poll is on the portal", lambda: shows(portal, "Kegiatan nomor 1"), seconds=90)
    wait_for("the hub is subscribed", lambda: bool(hub.confirmed), seconds=20)
    polls = len(world.requests_to("/feed/"))
    assert hub.push(rss([distinct(2)])).status_code == 202
    wait_for("the push is on the portal", lambda: shows(portal, "Kegiatan nomor 2"), seconds=2)
    assert len(world.requests_to("/feed/")) == polls
    wait_for("the lease is renewed", lambda: len(hub.confirmed) >= 2, seconds=30)
    assert hub.confirmed[1] - hub.confirmed[0] < LEASE_S
    told = started.run("tokens", "add", "pings", "--scope", "sources:ping", "--json")
    token = json.loads(told.stdout)["token"]
    answer = httpx.post(f"{portal}/api/v1/sources/1/ping", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 202
    wait_for("the ping is a poll", lambda: len(world.requests_to("/feed/")) > polls, seconds=10)
