"""
Polling a thousand feeds, first and again, beside peers and limits in the same run.

Both workers do all that they ever do: robots.txt, politeness, sanitising, repeats, verdicts, storage, planned posts.
INTAKE_FEEDS and INTAKE_MANY set other sizes than 1,000 and 10,000 for trying out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from benchmarks.feedserver import FeedServer, feed_server
from benchmarks.figure import Figure
from benchmarks.limits import bare_feedparser, bare_httpx
from benchmarks.measured import Measured
from benchmarks.peers import NEWSBOAT_MISSING, READER_MISSING, newsboat, reader, reader_python
from benchmarks.workers import WARM_UP, polling

FEEDS = int(os.environ.get("INTAKE_FEEDS", "1000"))
MANY = int(os.environ.get("INTAKE_MANY", "10000"))
LATENCY_MS = 100
CPU_S_PER_THOUSAND = 15
FIRST = "first poll, feeds/s"
AGAIN = "nothing changed (304), feeds/s"


def measure() -> Iterator[Figure]:
    """Yield all figures of polling."""
    with feed_server(FEEDS + WARM_UP) as server:
        first, again = _ours(server)
        first_slow, again_slow = _ours(server, delay_ms=LATENCY_MS)
        yield from _beside_limits(server, first, again)
        yield from _beside_reader(server, first, again)
        yield from _beside_newsboat(server, first)
        yield _slow(FIRST, first_slow, first, aim=0.9)
        yield _slow(AGAIN, again_slow, again, aim=None)
        first_there, again_there = _ours(server, postgres=True)
        yield Figure(what=f"{FIRST}, PostgreSQL", ours=first_there.rate, beside="SQLite", other=first.rate)
        yield Figure(what=f"{AGAIN}, PostgreSQL", ours=again_there.rate, beside="SQLite", other=again.rate)
    yield from _memory(first)


def _ours(server: FeedServer, *, postgres: bool = False, delay_ms: int = 0) -> tuple[Measured, Measured]:
    with polling(server, postgres=postgres) as service:
        server.set_delay(delay_ms)
        server.counts()
        first = service.poll(FEEDS)
        brought = server.counts()
        again = service.poll(FEEDS)
        unchanged = server.counts()
        server.set_delay(0)
    if brought.get("200") != FEEDS or unchanged.get("304", 0) < FEEDS * 0.9:
        raise RuntimeError(f"not every feed was polled: {brought}, then {unchanged}")
    return first, again


def _slow(what: str, ours: Measured, at_once: Measured, aim: float | None) -> Figure:
    """Latency hides behind work on other answers; where there is none, what is in flight at once is the limit."""
    return Figure(
        what=f"{what}, {LATENCY_MS} ms until each answer",
        ours=ours.rate,
        beside="the same without waiting",
        other=at_once.rate,
        aim=aim,
    )


def _beside_limits(server: FeedServer, first: Measured, again: Measured) -> Iterator[Figure]:
    yield Figure(
        what="first poll, feeds per second of CPU",
        ours=first.thrift,
        beside=f"limit: {CPU_S_PER_THOUSAND} s per 1,000 feeds",
        other=1_000 / CPU_S_PER_THOUSAND,
        aim=1,
    )
    yield Figure(
        what=FIRST, ours=first.rate, beside="limit: feedparser alone, nothing kept", other=bare_feedparser(FEEDS)
    )
    way, rate = bare_httpx(server.addresses[:FEEDS])
    yield Figure(what=AGAIN, ours=again.rate, beside=f"limit: httpx alone, {way}", other=rate, aim=0.6)


def _beside_reader(server: FeedServer, first: Measured, again: Measured) -> Iterator[Figure]:
    python = reader_python()
    if python is None:
        print(f"(left out: {READER_MISSING})")
        return
    their_first, their_again = reader(python, server.addresses[:FEEDS])
    yield Figure(what=FIRST, ours=first.rate, beside="reader", other=their_first.rate, aim=3)
    yield Figure(
        what="first poll, feeds per second of CPU", ours=first.thrift, beside="reader", other=their_first.thrift
    )
    yield Figure(what=AGAIN, ours=again.rate, beside="reader", other=their_again.rate, aim=3)


def _beside_newsboat(server: FeedServer, first: Measured) -> Iterator[Figure]:
    theirs = newsboat(server.addresses[:FEEDS])
    if theirs is None:
        print(f"(left out: {NEWSBOAT_MISSING})")
        return
    yield Figure(what=FIRST, ours=first.rate, beside="newsboat", other=theirs.rate, aim=1.4)


def _memory(few: Measured) -> Iterator[Figure]:
    """The same memory for ten times the sources, as a ratio that is 1 where it stays the same."""
    with feed_server(MANY + WARM_UP) as server, polling(server) as service:
        many = service.poll(MANY)
    yield Figure(
        what=f"peak memory of all workers at {FEEDS:,} sources, MB",
        ours=few.peak_mb,
        beside=f"the same at {MANY:,}",
        other=many.peak_mb,
        aim=0.9,
    )
