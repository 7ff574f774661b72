"""What docker-compose.yml starts, started as it says, with its settings: only places and servers are this machine's."""

from __future__ import annotations

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

    def run(self, name: str) -> int:
        return subprocess.call(
            self._command(self.services[name]["command"]), env=self.environment(name, 0), cwd=self.folder
        )

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

    def stop(self) -> None:
        for one in self.running:
            one.terminate()
        for one in self.running:
            assert one.wait(timeout=60) is not None


@pytest.fixture
def composed(
    tmp_path: Path, postgres: PostgresServer, redis_server: RedisServer, config_dir: Path
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
    places = {"SYNDICATOR_REDIS_URL": redis_server.url}
    found = Composed(tmp_path, yaml.safe_load(told)["services"], places)
    yield found
    found.stop()
    postgres.execute("DROP DATABASE composed WITH (FORCE)")


def test_what_compose_starts_comes_up_healthy_and_serves(composed: Composed) -> None:
    assert composed.run("migrate") == 0
    assert composed.run("migrate") == 0
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
    logs = "".join(path.read_text() for path in composed.folder.glob("*.log"))
    assert KEY not in logs
    assert "Traceback" not in logs


def _is_ready(client: httpx.Client, port: int) -> bool:
    try:
        return client.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False
