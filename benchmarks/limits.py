"""The limits: httpx alone where nothing changed, and feedparser alone on the bytes of a first poll."""

from __future__ import annotations

import asyncio
import multiprocessing
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import feedparser
import httpx

from benchmarks.documents import documents, numbered
from benchmarks.workers import PROCESSES

IN_FLIGHT = 50
Address = tuple[int, str]
"""The number of a feed, which is its ETag, and where it is."""
TLS = ssl.create_default_context()


def _headers(number: int) -> dict[str, str]:
    return {"If-None-Match": f'"{number}"'}


def _check(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.NOT_MODIFIED:
        raise RuntimeError(f"{answer.url} answered {answer.status_code}")


def serial(feeds: Sequence[Address]) -> None:
    """One request after the other, each by a small client."""
    for number, address in feeds:
        with httpx.Client(verify=TLS, trust_env=False) as client:
            _check(client.get(address, headers=_headers(number)))


def one_client(feeds: Sequence[Address]) -> None:
    """Many requests in flight, all by one client."""

    async def ask_all() -> None:
        async with httpx.AsyncClient(verify=TLS, trust_env=False) as client:
            await _many(feeds, partial(_ask, client))

    asyncio.run(ask_all())


def small_clients(feeds: Sequence[Address]) -> None:
    """Many requests in flight, each by a client that asks one thing at a time."""
    waiting = iter(feeds)

    async def fetcher() -> None:
        async with httpx.AsyncClient(verify=TLS, trust_env=False) as client:
            for feed in waiting:
                await _ask(client, feed)

    async def ask_all() -> None:
        await asyncio.gather(*(fetcher() for _ in range(IN_FLIGHT)))

    asyncio.run(ask_all())


async def _ask(client: httpx.AsyncClient, feed: Address) -> None:
    number, address = feed
    _check(await client.get(address, headers=_headers(number)))


async def _many(feeds: Iterable[Address], ask: Callable[[Address], Awaitable[None]]) -> None:
    turns = asyncio.Semaphore(IN_FLIGHT)

    async def in_turn(feed: Address) -> None:
        async with turns:
            await ask(feed)

    await asyncio.gather(*map(in_turn, feeds))


def parse(numbers: Sequence[int]) -> None:
    """Parse documents with feedparser, by its own defaults."""
    for number in numbers:
        feedparser.parse(_written(number))


def _written(number: int) -> bytes:
    return numbered(_DOCUMENTS, number)


_DOCUMENTS: list[bytes] = []


def _prepare(count: int) -> None:
    if count:
        _DOCUMENTS.extend(documents(count))
    httpx.Client(verify=TLS, trust_env=False).close()


def bare_httpx(addresses: Sequence[str]) -> tuple[str, float]:
    """Return httpx at its best, in as many processes as our workers: how it was used, and feeds a second."""
    feeds = list(enumerate(addresses))
    ways: dict[str, Callable[[Sequence[Address]], None]] = {
        "one after the other": serial,
        f"one client, {IN_FLIGHT} in flight": one_client,
        f"{IN_FLIGHT} small clients": small_clients,
    }
    rates = {name: _rate(way, feeds, 0) for name, way in ways.items()}
    best = max(rates, key=rates.__getitem__)
    return best, rates[best]


def bare_feedparser(count: int) -> float:
    """Return how many feeds a second feedparser alone reads, in as many processes as our workers."""
    return _rate(parse, range(count), count)


def _rate(work: Callable[[Sequence[object]], None], items: Sequence[object], prepared: int) -> float:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, _prepare, (prepared,)) as pool:
        list(pool.map(time.sleep, [1.0] * PROCESSES))
        began = time.monotonic()
        list(pool.map(work, [items[place::PROCESSES] for place in range(PROCESSES)]))
        return len(items) / (time.monotonic() - began)
