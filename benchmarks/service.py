"""Our service as real processes, for measuring: a database, Redis, and workers that doorbells drive."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import Celery
from sqlalchemy import func, select, update

from benchmarks.feedserver import PROJECT, FeedServer
from benchmarks.measured import Measured
from benchmarks.processes import used
from syndicator.cli.processes import celery_worker
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.settings.environment import read_environment
from syndicator.storage import schema, sources
from syndicator.storage.session import Database
from syndicator.storage.tables import SourceRow
from tests.servers import PostgresServer, RedisServer

PROCESSES = 2
A_MESSAGE = 100
"""So many ids a doorbell carries."""
WARM_UP = 4
"""Further feeds, polled beforehand: processes load what they need at their first task."""
LONGEST_S = 1_800
CHANNEL = """[[channel]]
name = "hook"
kind = "webhook"
base_url = "http://127.0.0.1:9/hook"
secrets = { signing = "HOOK_SECRET" }
"""
"""Posts are planned and rung for; nobody serves their queue."""


@dataclass(frozen=True, slots=True)
class Polling:
    """Workers that poll all feeds of a server."""

    server: FeedServer
    database: Database
    doorbell: Celery
    pid: int

    def poll(self, feeds: int) -> Measured:
        """Let this many feeds be due at once, and return what it took until all were polled."""
        return self._poll(range(1, feeds + 1))

    def warm_up(self) -> None:
        """Poll a few feeds that are not measured, in every process."""
        self._poll(range(self.server.feeds - WARM_UP + 1, self.server.feeds + 1), a_message=1)

    def _poll(self, ids: Sequence[int], a_message: int = A_MESSAGE) -> Measured:
        before, wanted = used(self.pid), self._polls(ids) + len(ids)
        with self.database.write() as connection:
            soon = datetime.now(UTC) - timedelta(seconds=1)
            connection.execute(update(SourceRow).where(SourceRow.id.in_(ids)).values(next_poll_at=soon))
        began = time.monotonic()
        for start in range(0, len(ids), a_message):
            batch = list(ids[start : start + a_message])
            self.doorbell.send_task("sources.poll", args=[batch], queue="poll")
        while self._polls(ids) < wanted:
            if time.monotonic() - began > LONGEST_S:
                raise TimeoutError(f"{wanted - self._polls(ids)} of {len(ids)} feeds were not polled")
            time.sleep(0.05)
        wall_s, after = time.monotonic() - began, used(self.pid)
        return Measured(feeds=len(ids), wall_s=wall_s, cpu_s=after.cpu_s - before.cpu_s, peak_mb=after.peak_mb)

    def _polls(self, ids: Sequence[int]) -> int:
        first, last = min(ids), max(ids)
        with self.database.read() as connection:
            polls = select(func.sum(SourceRow.polls)).where(SourceRow.id.between(first, last))
            return int(connection.execute(polls).scalar_one())


@contextmanager
def polling(server: FeedServer, *, postgres: bool = False) -> Iterator[Polling]:
    """Start a service over all feeds of a server, on SQLite or PostgreSQL, with workers that are warm."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="syn-")))
        redis = RedisServer(_inside(folder, "redis"))
        stack.callback(redis.stop)
        environment = _environment(folder, redis.url, _database_url(folder, stack, postgres=postgres))
        os.environ.update(environment)
        database = Database(environment["SYNDICATOR_DATABASE_URL"])
        stack.callback(database.close)
        _fill(database, server)
        worker = stack.enter_context(_worker(folder))
        doorbell = Celery(broker=read_environment().broker_address)
        running = Polling(server, database, doorbell, worker.pid)
        running.warm_up()
        yield running


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path


def _database_url(folder: Path, stack: ExitStack, *, postgres: bool) -> str:
    if not postgres:
        return f"sqlite:///{folder / 'syndicator.db'}"
    server = PostgresServer(_inside(folder, "postgres"))
    stack.callback(server.stop)
    server.execute("CREATE DATABASE benchmark")
    return server.url("benchmark")


def _environment(folder: Path, redis_url: str, database_url: str) -> dict[str, str]:
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
    }


def _fill(database: Database, server: FeedServer) -> None:
    """Make every feed a source, in order: the id of a source is one more than the number of its feed."""
    schema.upgrade(database)
    now = utc_now()
    with database.write() as connection:
        for address in server.addresses:
            sources.add(connection, SourceConfig(address=address), address, now)


@contextmanager
def _worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "worker.log").open("wb") as log:
        command = celery_worker(["poll"], PROCESSES)
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
