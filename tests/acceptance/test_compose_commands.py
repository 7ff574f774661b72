"""What docker-compose.yml starts, started as it says, with its settings: only places and servers are this machine's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.feeds import distinct, rss
from tests.integration.conftest import SECRET, write_channel
from tests.outside import Answer, Outside, outside
from tests.processes import PROJECT, wait_for
from tests.servers import PostgresServer, RedisServer, free_port

KEY = "kunci-rahasia-yang-cukup-panjang"


@dataclass
class Composed:
    """The services of the file, as processes of this machine."""

    folder: Path
    services: dict[str, Any]
    places: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, name: str, number: int) -> dict[str, str]:
        told = dict(self.services[name]["environment"])
        in_image = {"SYNDICATOR_CONFIG_DIR": str(self.folder / "config"), "SYNDICATOR_LOG_FORMAT": "json"}
        own = {"SYNDICATOR_DATA_DIR": str(self.folder / f"{name}-{number}"), **self.places}
        secrets = {key: value.replace("/run/secrets", str(self.folder / "secrets")) for key, value in told.items()}
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("SYNDICATOR_")}
        return {**inherited, **in_image, **secrets, **own}

    def run(self, name: str, *instead: str) -> int:
        command = self._command(instead or self.services[name]["command"])
        return subprocess.call(command, env=self.environment(name, 0), cwd=self.folder)

    def start(self, name: str, number: int, **more: str) -> None:
        with (self.folder / f"{name}-{number}.log").open("wb") as log:
            command, environment = self._command(self.services[name]["command"]), self.environment(name, number) | more
            started = subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log)
        self.running.append(started)

    def is_healthy(self, name: str, number: int) -> bool:
        kind, program, *words = self.services[name]["healthcheck"]["test"]
        assert (kind, program) == ("CMD", "syndicator")
        return (
            subprocess.run(
                self._command(words),
                env=self.environment(name, number),
                cwd=self.folder,
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )

    def _command(self, words: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "syndicator", *words]

    def logs(self, of: str) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob(f"{of}.log")))

    def stop(self) -> None:
        for one in self.running:
            one.terminate()
        for one in self.running:
            assert one.wait(timeout=60) is not None


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/hook"] = Answer(204)
        yield running


@pytest.fixture
def composed(
    tmp_path: Path, postgres: PostgresServer, redis_server: RedisServer, config_dir: Path, world: Outside
) -> Iterator[Composed]:
    told = subprocess.run(
        [Path(sys.executable).parent / "docker-compose", "config"], cwd=PROJECT, capture_output=True, check=True
    ).stdout
    (tmp_path / "secrets").mkdir()
    postgres.execute("CREATE DATABASE composed")
    (tmp_path / "secrets" / "database_url").write_text(postgres.url("composed") + "\n")
    (tmp_path / "secrets" / "secret_key").write_text(f"{KEY}\n")
    if config_dir != tmp_path / "config":
        (tmp_path / "config").symlink_to(config_dir)
    write_channel(config_dir, world)
    around = {"SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8", "HOOK_SECRET": SECRET}
    places = {"SYNDICATOR_REDIS_URL": redis_server.url, **around}
    found = Composed(tmp_path, yaml.safe_load(told)["services"], places)
    yield found
    found.stop()
    postgres.execute("DROP DATABASE composed WITH (FORCE)")


def test_what_compose_starts_comes_up_healthy_and_serves(composed: Composed, world: Outside) -> None:
    assert composed.run("migrate") == 0
    assert composed.run("migrate") == 0
    world.answers["/feed/"] = Answer(body=rss([distinct(1)]))
    assert composed.run("portal", "sources", "add", f"{world.url}/feed/") == 0
    ports = [free_port(), free_port()]
    for number, port in enumerate(ports):
        composed.start("portal", number, SYNDICATOR_HOST="127.0.0.1", SYNDICATOR_PORT=str(port))
        composed.start("worker", number)
        composed.start("beat", number)
    with httpx.Client(trust_env=False, timeout=10) as client:
        for port in ports:
            wait_for("the portal is ready", partial(_is_ready, client, port), seconds=90)
            assert client.get(f"http://127.0.0.1:{port}/feeds/all.rss").status_code == 200
    for name, number in (("worker", 0), ("worker", 1), ("beat", 0), ("beat", 1)):
        wait_for(f"{name} is healthy", partial(composed.is_healthy, name, number), seconds=60)
    is_whole = partial(follows_one_name, composed)
    wait_for("the workers' logs tell the way of the release from poll to receipt", is_whole, seconds=60)
    assert [one.path for one in world.asked].count("/hook") == 1
    assert KEY not in composed.logs("*")
    assert "Traceback" not in composed.logs("*")


def follows_one_name(composed: Composed) -> bool:
    """Whether what `grep` finds under the name of a poll in the logs of all workers is the whole way of its release."""
    told = [json.loads(line) for line in composed.logs("worker-*").splitlines() if line.startswith("{")]
    named = {one["trace"] for one in told if one.get("event") == "source_polled"}
    assert len(named) <= 1, "one poll brought it"
    found = {one["event"] for one in told if one.get("trace") in named}
    return found == {"revision_stored", "source_polled", "attempted"}


def _is_ready(client: httpx.Client, port: int) -> bool:
    try:
        return client.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False
