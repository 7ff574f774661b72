"""Our workers as real processes, for measuring: doorbells drive them, and the database tells when they are done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from celery import Celery
from sqlalchemy import func, select, update

from benchmarks.feedserver import FeedServer
from benchmarks.machine import machine
from benchmarks.measured import Measured
from benchmarks.processes import used
from syndicator.cli.processes import celery_worker
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.settings.environment import read_environment
from syndicator.storage import sources
from syndicator.storage.session import Database
from syndicator.storage.tables import SourceRow

PROCESSES = 2
A_MESSAGE = 100
"""So many ids a doorbell carries."""
WARM_UP = 4
"""Further feeds, polled beforehand: processes load what they need at their first task."""
LONGEST_S = 1_800


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
    """Start workers over all feeds of a server, with SQLite or PostgreSQL; they are warm."""
    with machine(postgres=postgres) as here:
        _fill(here.database, server)
        worker = here.start(celery_worker(["poll"], PROCESSES))
        running = Polling(server, here.database, Celery(broker=read_environment().broker_address), worker.pid)
        running.warm_up()
        yield running


def _fill(database: Database, server: FeedServer) -> None:
    """Make every feed a source, in order: the id of a source is one more than the number of its feed."""
    now = utc_now()
    with database.write() as connection:
        for address in server.addresses:
            sources.add(connection, SourceConfig(address=address), address, now)
