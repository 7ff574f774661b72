"""Thousands of polls of two hundred hosts by four processes, judged by what the hosts themselves saw."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from syndicator.bootstrap.building import build
from syndicator.fetch.politeness import Pace
from syndicator.model.source import SourceConfig
from syndicator.settings import load
from tests.feeds import distinct, rss
from tests.swift import Question, Reply, host_address, http, listener, serve

HOSTS, FEEDS_A_HOST, PROCESSES = 200, 5, 4
POLLS = int(os.environ.get("POLITENESS_POLLS", "3000"))
A_BATCH = 60
CLOCKS_S = 0.001
"""Both clocks count whole milliseconds somewhere on the way."""
ETAGS = (b'"plain"', b'W/"a b"', b'""', b'W/""', b'"caf\xe9"', b'"\xff\xfe"', b"unquoted", b'"a", "b"', b"'", b'"a\tb"')
DATES = (
    b"Mon, 02 Mar 2026 07:00:00 GMT",
    b"Mon, 02 Mar 2026 07:00:00 +0700",
    b"Thu, 99 Foo 2026 25:61:61 GMT",
    b"kemarin",
    b"caf\xe9",
    b"0",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as its host saw it: from the moment it was there until the answer was given to the system."""

    path: str
    began: float
    ended: float


@dataclass(slots=True)
class Crowd:
    """All hosts: what they say, what they saw, and what they have to complain of."""

    dice: random.Random = field(default_factory=lambda: random.Random(3))
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    closed_until: dict[str, float] = field(default_factory=dict)
    told: dict[str, tuple[bytes | None, bytes | None]] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)

    def answer(self, question: Question) -> Reply:
        host, began = (question.header(b"host") or b"").decode(), time.time()
        if began < self.closed_until.get(host, 0):
            self.complaints.append(f"{host} was asked {self.closed_until[host] - began:.3f} s too early")
        status, content = self._say(host, question)
        self.statuses[status] += 1

        def end() -> None:
            self.seen[host].append(Seen(question.path, began, time.time()))

        return Reply(content, self.dice.choice((0, 0, 0.004, 0.02)), end)

    def _say(self, host: str, question: Question) -> tuple[int, bytes]:
        if self.dice.random() < 0.01:
            return self._leave_me_alone(host)
        if question.path == "/robots.txt":
            return 404, http("404 Not Found")
        key = host + question.path
        sent = question.header(b"if-none-match"), question.header(b"if-modified-since")
        known = self.told.get(key, (None, None))
        if sent not in {known, (None, None)}:
            self.complaints.append(f"{key} was sent {sent}, not {known}")
        if any(known) and sent == known and self.dice.random() < 0.9:
            return 304, http("304 Not Modified")
        return 200, self._document(key)

    def _document(self, key: str) -> bytes:
        self.versions[key] += 1
        etag, date = self.dice.choice((None, *ETAGS)), self.dice.choice((None, *DATES))
        self.told[key] = (etag, date)
        headers = {"ETag": etag, "Last_Modified": date}
        body = rss([distinct(abs(hash((key, self.versions[key]))))], f"http://{key.partition('/')[0]}")
        return http("200 OK", body, Content_Type="text/xml", **{name: told for name, told in headers.items() if told})

    def _leave_me_alone(self, host: str) -> tuple[int, bytes]:
        now, span_s = datetime.now(UTC), self.dice.choice((1, 2))
        if self.dice.random() < 0.5:
            self.closed_until[host], wish = now.timestamp() + span_s, str(span_s)
        else:
            until = now.replace(microsecond=0) + timedelta(seconds=span_s)
            self.closed_until[host], wish = until.timestamp(), format_datetime(until, usegmt=True)
        status = self.dice.choice((429, 503))
        said = http(f"{status} Busy", Retry_After=wish, Date=format_datetime(now, usegmt=True))
        return status, said


@contextmanager
def running(crowd: Crowd) -> Iterator[int]:
    """Run the hosts in a thread of their own; yield their port."""
    listening, loop = listener(), asyncio.new_event_loop()
    serving = loop.create_task(serve(listening, crowd.answer))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(timeout=10)
        loop.close()


def poll_again_and_again(seed: int, source_ids: Sequence[int], wanted: int, done: multiprocessing.Queue[int]) -> None:
    """Poll sources in batches drawn by chance, due or not, until so many answers came: all hosts, in all processes."""
    service, dice, polls = build(load()), random.Random(seed), 0
    service.open()
    while polls < wanted:
        polls += len(service.intake.poll(dice.sample(source_ids, A_BATCH), even_if_not_due=True).records)
    service.close()
    done.put(polls)


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_host_is_ever_pressed_and_each_gets_its_validators_back_as_it_sent_them(
    environment: pytest.MonkeyPatch, database_url: str, redis_url: str, crowd: Crowd
) -> None:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    environment.delenv("SYNDICATOR_HOST_GAP")
    with running(crowd) as port:
        polls = _poll_all(port)
    assert polls >= POLLS
    assert len(crowd.seen) == HOSTS
    assert sum(len(seen) for seen in crowd.seen.values()) >= POLLS
    assert min(crowd.statuses[status] for status in (200, 304, 429, 503)) > POLLS // 500, "all of it took place"
    assert crowd.complaints == []
    assert _most_at_once(crowd) <= Pace().host_at_once
    assert _shortest_gap_s(crowd) >= Pace().host_gap.total_seconds() - CLOCKS_S


def _poll_all(port: int) -> int:
    service = build(load())
    service.open()
    addresses = [f"http://{host_address(host)}:{port}/{feed}/" for host in range(HOSTS) for feed in range(FEEDS_A_HOST)]
    ids = [service.sourcing.add(SourceConfig(address=address), actor="test") for address in addresses]
    service.close()
    context = multiprocessing.get_context("spawn")
    done: multiprocessing.Queue[int] = context.Queue()
    share = POLLS // PROCESSES + 1
    workers = [context.Process(target=poll_again_and_again, args=(n, ids, share, done)) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done.get(timeout=1) for _ in workers)


def _most_at_once(crowd: Crowd) -> int:
    return max(
        sum(other.began <= one.began < other.ended for other in seen) for seen in crowd.seen.values() for one in seen
    )


def _shortest_gap_s(crowd: Crowd) -> float:
    """From the end of one request to the start of the next one at the same host."""
    ordered = (sorted(seen, key=lambda one: one.began) for seen in crowd.seen.values())
    return min(later.began - earlier.ended for seen in ordered for earlier, later in pairwise(seen))
