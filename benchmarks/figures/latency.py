"""
From publication to the public feed: of what hubs push, twenty bulletins a second, and of what is polled.

LATENCY_SECONDS sets another length than 30 s for trying out.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from benchmarks.figure import Figure
from benchmarks.machine import Machine, machine
from benchmarks.told import releases
from syndicator.cli.processes import celery_beat, celery_worker
from syndicator.fetch.signatures import secret_of
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.settings.environment import read_environment
from syndicator.storage import sources, subscriptions
from syndicator.storage.session import Database
from tests.feeds import Told, rss
from tests.outside import Answer, Outside, outside
from tests.processes import wait_for

SECONDS = int(os.environ.get("LATENCY_SECONDS", "30"))
A_SECOND = 20
PUSHED_SOURCES, POLLED_SOURCES = 20, 6
LIMIT_MS = 1_000
EVERY, SWEEP = timedelta(seconds=5), timedelta(seconds=1)
ENTRIES = 10
NUMBER = re.compile(rb"Rilis (\d{6})")


def measure() -> Iterator[Figure]:
    """Yield how long bulletins take to the feed of everything, as limit over ours: 1 and more is in time."""
    with outside() as world, machine(SYNDICATOR_FASTEST_POLL="1s") as here:
        feeds = Feeds(world, releases(A_SECOND * SECONDS + POLLED_SOURCES * SECONDS))
        pushed = [_Pushed(here, feeds, number) for number in range(PUSHED_SOURCES)]
        polled = [_add(here.database, feeds, PUSHED_SOURCES + number, EVERY) for number in range(POLLED_SOURCES)]
        with _running(here):
            late_ms = _push_all(here, pushed)
            yield Figure(
                what=f"limit for the 95th of 100 from a push to the feed at {A_SECOND} a second, ms",
                ours=LIMIT_MS,
                beside="ours",
                other=_percentile(late_ms, 95),
                aim=1,
            )
            late_ms = _publish_all(here, feeds, polled)
            yield Figure(
                what=f"limit for the last one of a source polled every {EVERY.seconds} s, ms",
                ours=(EVERY + SWEEP) / timedelta(milliseconds=1),
                beside="ours",
                other=max(late_ms),
                aim=1,
            )


@dataclass
class Feeds:
    """The feeds of all sources: the last entries of each, the newest one first."""

    world: Outside
    waiting: Iterator[tuple[str, str]]
    entries: dict[int, list[Told]] = field(default_factory=dict)
    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, source: int) -> str:
        """Return where a source's feed is."""
        return f"{self.world.url}/{source}/feed/"

    def publish(self, source: int) -> tuple[int, bytes]:
        """Let a source publish a further release; return its number and the feed."""
        with self.lock:
            self.count += 1
            number = self.count
            title, text = next(self.waiting)
            told = Told(number, f"Rilis {number:06d} {title}", text, utc_now())
            kept = [told, *self.entries.get(source, [])][:ENTRIES]
            self.entries[source] = kept
            body = rss(kept, f"https://humas{source}.example.id")
            self.world.answers[f"/{source}/feed/"] = Answer(body=body, headers={"ETag": f'"{number}"'})
        return number, body


class _Pushed:
    """A source whose hub pushes."""

    def __init__(self, here: Machine, feeds: Feeds, source: int) -> None:
        self.feeds, self.source = feeds, source
        source_id = _add(here.database, feeds, source, timedelta(days=1))
        with here.database.write() as connection:
            subscriptions.offer(connection, source_id, f"{feeds.world.url}/hub", feeds.address(source), utc_now())
            subscription = subscriptions.find(connection, source_id=source_id)
        assert subscription is not None
        self.address = f"{here.portal}/websub/{subscription.token}"
        self.secret = secret_of(read_environment().signing_key(), subscription.token)

    def push(self, client: httpx.Client) -> tuple[int, float]:
        """Publish and push; return the release's number and when it was published."""
        number, body = self.feeds.publish(self.source)
        published = time.monotonic()
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={digest}", "Content-Type": "application/rss+xml"}
        client.post(self.address, headers=headers, content=body).raise_for_status()
        return number, published


def _add(database: Database, feeds: Feeds, source: int, every: timedelta) -> int:
    """Add a source; it has been polled once before anything is measured."""
    feeds.publish(source)
    address = feeds.address(source)
    with database.write() as connection:
        added = sources.add(connection, SourceConfig(address=address, every=every), address, utc_now())
    assert added is not None
    return added


@contextmanager
def _running(here: Machine) -> Iterator[None]:
    """Run the whole service, and return when every source has been polled once."""
    here.start([sys.executable, "-m", "syndicator", "portal"])
    here.start(celery_worker(["poll", "upkeep"], 2))
    here.start(celery_beat())
    wait_for("the feed holds what was published first", lambda: len(_shown(here)) == _first(), seconds=120)
    yield


def _first() -> int:
    return PUSHED_SOURCES + POLLED_SOURCES


def _shown(here: Machine) -> set[int]:
    try:
        body = httpx.get(f"{here.portal}/feeds/all.rss", trust_env=False, timeout=10).content
    except httpx.TransportError:
        return set()
    return {int(found) for found in NUMBER.findall(body)}


class _Watcher(threading.Thread):
    """Reads the feed again and again, and notes when each release is in it for the first time."""

    def __init__(self, here: Machine) -> None:
        super().__init__(daemon=True)
        self._address = f"{here.portal}/feeds/all.rss"
        self.seen: dict[int, float] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not self.ended.wait(0.01):
                body = client.get(self._address).content
                now = time.monotonic()
                for found in NUMBER.findall(body):
                    self.seen.setdefault(int(found), now)

    def late_ms(self, published: dict[int, float]) -> list[float]:
        """Return how late each release was, once all are there."""
        wait_for("every release is in the feed", lambda: published.keys() <= self.seen.keys(), seconds=30)
        self.ended.set()
        self.join()
        return [(self.seen[number] - moment) * 1000 for number, moment in published.items()]


def _push_all(here: Machine, pushed: list[_Pushed]) -> list[float]:
    watcher = _Watcher(here)
    watcher.start()
    began = time.monotonic()
    with httpx.Client(trust_env=False, timeout=30) as client, ThreadPoolExecutor(8) as pool:
        jobs = []
        for turn in range(A_SECOND * SECONDS):
            time.sleep(max(0.0, began + turn / A_SECOND - time.monotonic()))
            jobs.append(pool.submit(pushed[turn % len(pushed)].push, client))
        published = dict(job.result() for job in jobs)
    return watcher.late_ms(published)


def _publish_all(here: Machine, feeds: Feeds, polled: list[int]) -> list[float]:
    """Let polled sources publish, one after the other, so that each moment of an interval is met."""
    watcher = _Watcher(here)
    watcher.start()
    published = {}
    for turn in range(SECONDS):
        number, _ = feeds.publish(PUSHED_SOURCES + turn % len(polled))
        published[number] = time.monotonic()
        time.sleep(1.03)
    return watcher.late_ms(published)


def _percentile(values: list[float], wanted: int) -> float:
    return statistics.quantiles(values, n=100)[wanted - 1]
