"""A machine to measure on: a database, Redis and a configuration of its own, and programs that run over them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.feedserver import PROJECT
from syndicator.storage import schema
from syndicator.storage.session import Database
from tests.servers import PostgresServer, RedisServer, free_port

CHANNEL = """[[channel]]
name = "hook"
kind = "webhook"
base_url = "http://127.0.0.1:9/hook"
secrets = { signing = "HOOK_SECRET" }
"""
"""Posts are planned and rung for; nobody serves their queue."""
DATABASE = "benchmark"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where programs of ours run; all of them end with it. `postgres` is None where SQLite is the database."""

    folder: Path
    database: Database
    port: int
    redis: RedisServer
    postgres: PostgresServer | None
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def portal(self) -> str:
        """The address of the portal, where it runs."""
        return f"http://127.0.0.1:{self.port}"

    def start(
        self, command: Sequence[str], *, log: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program; what it says is added to a file, one of its own in the folder unless another is given."""
        with (log or self.folder / f"program-{len(self.running)}.log").open("ab") as file:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=os.environ | dict(environment or {}),
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def stop(self) -> None:
        """End all programs."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=60)


@contextmanager
def machine(*, postgres: bool = False, **more: str) -> Iterator[Machine]:
    """Set up a machine with an empty database; `more` is further environment."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="syn-")))
        redis = RedisServer(_inside(folder, "redis"))
        stack.callback(redis.stop)
        server = _postgres(folder, stack) if postgres else None
        address = server.url(DATABASE) if server else f"sqlite:///{folder / 'syndicator.db'}"
        port = free_port()
        os.environ.update(_environment(folder, redis.url, address, port) | more)
        database = Database(address)
        stack.callback(database.close)
        schema.upgrade(database)
        made = Machine(folder, database, port, redis, server)
        stack.callback(made.stop)
        yield made


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path


def _postgres(folder: Path, stack: ExitStack) -> PostgresServer:
    server = PostgresServer(_inside(folder, "postgres"))
    stack.callback(server.stop)
    server.execute(f"CREATE DATABASE {DATABASE}")
    return server


def _environment(folder: Path, redis_url: str, database_url: str, port: int) -> dict[str, str]:
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    shutil.rmtree(config / "sources")
    (config / "channels.toml").write_text(CHANNEL)
    return {
        "HOOK_SECRET": "whsec_c2VjcmV0LW9mLW5vLXdvcnRo",
        "PYTHONPATH": str(PROJECT),
        "SYNDICATOR_DATABASE_URL": database_url,
        "SYNDICATOR_REDIS_URL": redis_url,
        "SYNDICATOR_DATA_DIR": str(folder / "var"),
        "SYNDICATOR_CONFIG_DIR": str(config),
        "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SYNDICATOR_PORT": str(port),
    }
