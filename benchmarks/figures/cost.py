"""
What a bulletin costs in processor time, from the poll to the last receipt, while ever more of them are stored.

All that works for it is counted: the worker's processes, and PostgreSQL's. Feeds are polled and posts are sent one
after the other, so that each has figures of its own; docs/scaling.md reckons with them.

COST_SIZES sets other numbers than 10000,100000,1000000 of stored bulletins for trying out.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
from celery import Celery
from sqlalchemy import func, select, text, update

from benchmarks.dedup.keys import Pool
from benchmarks.dedup.texts import stream
from benchmarks.feedserver import FeedServer, feed_server
from benchmarks.figure import Figure
from benchmarks.machine import CHANNEL, Machine, machine
from benchmarks.multiplied import Multiplied
from benchmarks.processes import used
from benchmarks.receiver import Receiver, receiver
from syndicator.bootstrap.queues import POLL, dispatch_queue
from syndicator.cli.processes import celery_worker
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.settings.environment import read_environment
from syndicator.storage import sources
from syndicator.storage.tables import BulletinRow, DeliveryRow, SourceRow
from tests.processes import wait_for

SIZES = tuple(int(size) for size in os.environ.get("COST_SIZES", "10000,100000,1000000").split(","))
REAL = 200
"""So many feeds are read beforehand: what is stored further is told after theirs."""
BATCHES, A_BATCH = 4, 25
"""At each size so many times so many feeds that nobody read before; the median of the batches is told."""
WARM_UP = 2
A_MESSAGE = 25
ENTRIES_POOLED = 4_000
REQUESTS = 1_500
WITHIN_FIFTH = 1 / 1.2
LONGEST_S = 600
FEED = "/feeds/all.rss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """
    Milliseconds of processor time: of a bulletin polled, a post sent, a source asked that had nothing new.

    `whole` is a source asked without validators, whose list came whole and was the same as before.
    """

    bulletin: float
    post: float
    unchanged: float
    whole: float

    @property
    def end_to_end(self) -> float:
        """Of a bulletin from the poll to its receipt in one channel."""
        return self.bulletin + self.post


def measure() -> Iterator[Figure]:
    """Yield costs, the smallest store as ours beside the others."""
    feeds = REAL + WARM_UP + len(SIZES) * BATCHES * A_BATCH
    with feed_server(feeds) as server, receiver() as hook, machine(postgres=True) as here:
        channels = here.folder / "config" / "channels.toml"
        channels.write_text(CHANNEL.replace("127.0.0.1:9/", f"127.0.0.1:{hook.port}/"))
        line = Line(here, server, hook)
        line.run(range(1, REAL + WARM_UP + 1))
        stored = Multiplied(here.database, _pool(), line.bulletins(), 0)
        costs = {}
        for size in SIZES:
            began = time.monotonic()
            stored.grow(size)
            print(
                f"({size:,} bulletins are stored after {time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True
            )
            costs[size] = line.cost()
        yield from _grown(costs)
        yield from _parts(costs[SIZES[0]], costs[SIZES[-1]])
        yield from _reading(here)


def _grown(costs: dict[int, Cost]) -> Iterator[Figure]:
    few = SIZES[0]
    for size in SIZES[1:]:
        yield Figure(
            what=f"CPU ms a bulletin from poll to receipt, {few:,} stored",
            ours=costs[few].end_to_end,
            beside=f"{size:,} stored",
            other=costs[size].end_to_end,
            aim=WITHIN_FIFTH,
        )


def _parts(few: Cost, many: Cost) -> Iterator[Figure]:
    """Yield where it goes."""
    for what, name in (
        ("CPU ms a bulletin, polled and stored", "bulletin"),
        ("CPU ms a post to a webhook", "post"),
        ("CPU ms a poll that finds nothing new (304)", "unchanged"),
        ("CPU ms a poll that finds a whole list unchanged", "whole"),
    ):
        yield Figure(
            what=f"{what}, {SIZES[0]:,} stored",
            ours=getattr(few, name),
            beside=f"{SIZES[-1]:,} stored",
            other=getattr(many, name),
        )


def _reading(here: Machine) -> Iterator[Figure]:
    """Yield what a request for a feed costs the portal, whole and unchanged."""
    portal = here.start([sys.executable, "-m", "syndicator", "portal"])
    with httpx.Client(base_url=here.portal, trust_env=False, timeout=60) as client:
        wait_for("the portal answers", lambda: _answers(client), seconds=120)
        whole = client.get(FEED)
        same = {"If-None-Match": whole.headers["etag"]}
        yield Figure(
            what=f"CPU ms a request for the feed of everything ({len(whole.content) // 1000} kB)",
            ours=_a_request_ms(client, portal, {}),
            beside="unchanged (304)",
            other=_a_request_ms(client, portal, same),
        )


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get(FEED).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _a_request_ms(client: httpx.Client, portal: subprocess.Popen[bytes], headers: dict[str, str]) -> float:
    before = used(portal.pid).cpu_s
    for _ in range(REQUESTS):
        client.get(FEED, headers=headers)
    return 1000 * (used(portal.pid).cpu_s - before) / REQUESTS


def _pool() -> Pool:
    return Pool([fingerprint(one.title, one.core).keys for one in stream(ENTRIES_POOLED)])


class Line:
    """A worker that polls, another that sends, and what lies between them; either rests while the other works."""

    def __init__(self, here: Machine, server: FeedServer, hook: Receiver) -> None:
        self._here, self._hook = here, hook
        now = utc_now()
        with here.database.write() as connection:
            for address in server.addresses:
                sources.add(connection, SourceConfig(address=address), address, now)
        self._doorbell = Celery(broker=read_environment().broker_address)
        self._polls = here.start(celery_worker([POLL], 1))
        self._sends = here.start(celery_worker([dispatch_queue("hook")], 1))
        wait_for("both workers answer", lambda: len(self._doorbell.control.ping(timeout=1) or ()) == 2, seconds=120)
        self._next = REAL + WARM_UP + 1

    def bulletins(self) -> list[int]:
        """Return the ids of all bulletins that intake stored."""
        with self._here.database.read() as connection:
            return list(connection.execute(select(BulletinRow.id).order_by(BulletinRow.id)).scalars())

    def cost(self) -> Cost:
        """Return what further feeds cost that nobody has read yet."""
        costs = []
        for _ in range(BATCHES):
            ids = range(self._next, self._next + A_BATCH)
            self._next += A_BATCH
            costs.append(self.run(ids))
        return Cost(
            bulletin=statistics.median(one.bulletin for one in costs),
            post=statistics.median(one.post for one in costs),
            unchanged=statistics.median(one.unchanged for one in costs),
            whole=statistics.median(one.whole for one in costs),
        )

    def run(self, source_ids: Sequence[int]) -> Cost:
        """Have sources polled, what they brought posted, and the sources asked again."""
        before = self._bulletins()
        with self._resting(self._sends):
            polled_ms = self._poll(source_ids)
        posted_ms = self._spent_ms(self._sends, self._nothing_waits)
        brought, posts = self._bulletins() - before, self._posts(source_ids)
        unchanged_ms = self._poll(source_ids)
        with self._here.database.write() as connection:
            nothing = {"etag": None, "last_modified": None}
            connection.execute(update(SourceRow).where(SourceRow.id.in_(source_ids)).values(nothing))
        whole_ms = self._poll(source_ids)
        return Cost(
            bulletin=polled_ms / brought,
            post=posted_ms / posts,
            unchanged=unchanged_ms / len(source_ids),
            whole=whole_ms / len(source_ids),
        )

    @contextmanager
    def _resting(self, worker: subprocess.Popen[bytes]) -> Iterator[None]:
        os.killpg(worker.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(worker.pid, signal.SIGCONT)

    def _poll(self, source_ids: Sequence[int]) -> float:
        wanted = self._polled(source_ids) + len(source_ids)
        with self._here.database.write() as connection:
            soon = utc_now() - timedelta(seconds=1)
            connection.execute(update(SourceRow).where(SourceRow.id.in_(source_ids)).values(next_poll_at=soon))
        for start in range(0, len(source_ids), A_MESSAGE):
            some = list(source_ids[start : start + A_MESSAGE])
            self._doorbell.send_task("sources.poll", args=[some], queue=POLL)
        return self._spent_ms(self._polls, lambda: self._polled(source_ids) >= wanted)

    def _spent_ms(self, worker: subprocess.Popen[bytes], is_done: Callable[[], bool]) -> float:
        """Return what a worker and the database spend until something is done."""
        assert self._here.postgres is not None
        pids = (worker.pid, self._here.postgres.pid)
        before = sum(used(pid).cpu_s for pid in pids)
        ends_at = time.monotonic() + LONGEST_S
        while not is_done():
            if time.monotonic() > ends_at:
                raise TimeoutError("it is not worked off")
            time.sleep(0.25)
        time.sleep(0.5)
        return 1000 * (sum(used(pid).cpu_s for pid in pids) - before)

    def _polled(self, source_ids: Sequence[int]) -> int:
        with self._here.database.read() as connection:
            polls = select(func.sum(SourceRow.polls)).where(SourceRow.id.in_(source_ids))
            return int(connection.execute(polls).scalar_one())

    def _bulletins(self) -> int:
        """Return how many bulletins were given an id by intake."""
        with self._here.database.read() as connection:
            return int(connection.execute(text("SELECT coalesce(max(id), 0) FROM bulletins")).scalar_one())

    def _nothing_waits(self) -> bool:
        with self._here.database.read() as connection:
            waiting = select(DeliveryRow.id).where(DeliveryRow.state.in_(("planned", "sending"))).limit(1)
            return connection.execute(waiting).first() is None

    def _posts(self, source_ids: Sequence[int]) -> int:
        with self._here.database.read() as connection:
            posts = (
                select(func.count())
                .select_from(DeliveryRow)
                .join(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id)
                .where(BulletinRow.source_id.in_(source_ids))
            )
            return int(connection.execute(posts).scalar_one())
