"""
A feed of fifty entries: requests a second beside a bare application on the same server, and beside nginx.

The bare application sends the same bytes, head and all, without looking at what is asked for.

Then the same at half the load while bulletins are released. wrk holds no rate by itself: each of its connections rests
by lot between two requests, so that all of them together ask half as often as the portal can answer. What a connection
would have asked while it waited is not asked; the limit for 99 of 100 is to be read so.

SERVING_SECONDS sets another length of each run than 5 s for trying out.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from benchmarks.figure import Figure
from benchmarks.machine import Machine, machine
from benchmarks.told import releases
from benchmarks.wrk import Load, missing, nginx, pace, wrk
from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.settings import load
from tests.processes import wait_for
from tests.servers import free_port
from tests.unit.portal.press import Press, Release

SECONDS = int(os.environ.get("SERVING_SECONDS", "5"))
ROUNDS = 3
FEED, ENTRIES = "/feeds/all.rss", 50
CONNECTIONS, PACED_CONNECTIONS = 16, 64
A_SECOND = 20
P99_LIMIT_MS, FRESH_LIMIT_MS = 20, 1_000
LOOKS_EVERY_S = 0.02


def measure() -> Iterator[Figure]:
    """Yield requests a second over those of the limits, and limits over what was reached under load."""
    lacking = missing()
    if lacking is not None:
        print(f"serving is not measured: there is no {lacking}", file=sys.stderr)
        return
    with machine() as here:
        service = build(load())
        service.open()
        try:
            yield from _measure(here, service)
        finally:
            service.close()


def _measure(here: Machine, service: Service) -> Iterator[Figure]:
    press = _Releasing(service)
    for _ in range(ENTRIES):
        press.release()
    here.start([sys.executable, "-m", "syndicator", "portal"])
    served = _Served.over(here)
    whole = _compare(served, tags=False)
    yield from _rates(f"feed of {ENTRIES} entries and {served.size_kb} kB, requests/s", whole, aim=0.8)
    same = _compare(served, tags=True)
    yield from _rates("the same feed unchanged (304), requests/s", same, aim=0.9)
    yield from _under_load(here, press, whole["ours"])


@dataclass(frozen=True, slots=True)
class _Served:
    """The same bytes by three servers: address and tag of each."""

    servers: dict[str, tuple[str, str]]
    size_kb: int

    @classmethod
    def over(cls, here: Machine) -> _Served:
        """Start the others beside the portal, with the bytes that it serves."""
        ours = _wait(f"{here.portal}{FEED}")
        file = here.folder / "served" / FEED.removeprefix("/")
        file.parent.mkdir(parents=True)
        file.write_bytes(ours.content)
        for folder in (here.folder, *file.relative_to(here.folder).parents):
            (here.folder / folder).chmod(0o755)  # nginx reads it as an ordinary user
        bare, static = free_port(), free_port()
        file.with_name(f"{file.name}.json").write_text(json.dumps(_heads(f"{here.portal}{FEED}", ours)))
        here.start([sys.executable, "-m", "benchmarks.constant", str(bare), str(file)])
        here.start(nginx(here.folder / "served", static))
        addresses = {"bare ASGI app": f"http://127.0.0.1:{bare}{FEED}", "nginx": f"http://127.0.0.1:{static}{FEED}"}
        servers = {"ours": (f"{here.portal}{FEED}", ours.headers["etag"])}
        for name, address in addresses.items():
            answer = _wait(address)
            assert answer.content == ours.content
            servers[name] = (address, answer.headers["etag"])
        return cls(servers, len(ours.content) // 1000)


def _heads(address: str, whole: httpx.Response) -> dict[int, list[tuple[str, str]]]:
    """Return the heads of the portal's answers; the server itself adds the date."""
    same = httpx.get(address, trust_env=False, headers={"If-None-Match": whole.headers["etag"]})
    assert same.status_code == 304
    return {
        one.status_code: [(name, value) for name, value in one.headers.items() if name != "date"]
        for one in (whole, same)
    }


def _wait(address: str) -> httpx.Response:
    wait_for(f"{address} answers", lambda: _get(address) is not None, seconds=60)
    answer = _get(address)
    assert answer is not None
    return answer


def _get(address: str) -> httpx.Response | None:
    try:
        answer = httpx.get(address, trust_env=False, timeout=10, headers={"Accept-Encoding": "identity"})
    except httpx.TransportError:
        return None
    return answer if answer.status_code == 200 else None


def _compare(served: _Served, *, tags: bool) -> dict[str, float]:
    """Return the rate of each server: the median of some rounds, in each of which all have their turn."""
    rates: dict[str, list[float]] = {name: [] for name in served.servers}
    for _ in range(ROUNDS):
        for name, (address, tag) in served.servers.items():
            told = {"If_None_Match": tag} if tags else {}
            rates[name].append(wrk(address, seconds=SECONDS, connections=CONNECTIONS, **told).rate)
    return {name: statistics.median(some) for name, some in rates.items()}


def _rates(what: str, rates: dict[str, float], *, aim: float) -> Iterator[Figure]:
    bare = "bare ASGI app"
    yield Figure(what=what, ours=rates["ours"], beside=bare, other=rates[bare], aim=aim)
    yield Figure(what=what, ours=rates["ours"], beside="nginx, static file", other=rates["nginx"])


def _under_load(here: Machine, press: _Releasing, rate: float) -> Iterator[Figure]:
    """Yield what half the load sees while bulletins are released, and how soon they are in the feed."""
    address = f"{here.portal}{FEED}"
    script = pace(here.folder, 1000 * PACED_CONNECTIONS / (rate / 2))
    with _running(press.keep_releasing) as ended:
        watcher = _Watcher(address, press)
        with _running(watcher.watch):
            found: Load = wrk(address, seconds=2 * SECONDS, connections=PACED_CONNECTIONS, script=script)
            ended.set()
            time.sleep(1.5 * FRESH_LIMIT_MS / 1000)
    half = f"at {found.rate:,.0f} requests/s while {press.rate:.0f} bulletins a second are released, ms"
    yield Figure(
        what=f"limit for 99 of 100 answers {half}", ours=P99_LIMIT_MS, beside="ours", other=found.p99_ms, aim=1
    )
    late_ms = watcher.slowest_ms()
    yield Figure(
        what=f"limit for the last release to be in the feed {half}",
        ours=FRESH_LIMIT_MS,
        beside="ours",
        other=late_ms,
        aim=1,
    )


@contextmanager
def _running(run: Callable[[threading.Event], None]) -> Iterator[threading.Event]:
    """Run something in a thread until the end of the block, or until its event is set."""
    ended = threading.Event()
    thread = threading.Thread(target=run, args=[ended], daemon=True)
    thread.start()
    try:
        yield ended
    finally:
        ended.set()
        thread.join()


@dataclass
class _Releasing:
    """Releases bulletins, and knows when each was committed."""

    service: Service
    released: dict[str, float] = field(default_factory=dict)
    seconds: float = 1.0
    count: int = 0

    def __post_init__(self) -> None:
        self._press = Press(self.service)
        self._texts = releases(ENTRIES + A_SECOND * (2 * SECONDS + 10))

    def release(self) -> str:
        """Release the next one; return the words by which it is known in a feed."""
        title, text = next(self._texts)
        words = f"Rilis {self.count:06d}"
        self.count += 1
        self._press.publish(Release(title=f"{words} {title}", text=text))
        return words

    def keep_releasing(self, ended: threading.Event) -> None:
        """Release so many a second, until the end."""
        began_at, turn = time.monotonic(), 0
        while not ended.wait(max(0.0, began_at + turn / A_SECOND - time.monotonic())):
            words = self.release()
            self.released[words] = time.monotonic()
            turn += 1
        self.seconds = time.monotonic() - began_at

    @property
    def rate(self) -> float:
        """How many a second were released in fact."""
        return len(self.released) / self.seconds


@dataclass
class _Watcher:
    """Reads the feed again and again, and notes when each release is in it for the first time."""

    address: str
    press: _Releasing
    seen: dict[str, float] = field(default_factory=dict)

    def watch(self, ended: threading.Event) -> None:
        """Read until the end."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not ended.wait(LOOKS_EVERY_S):
                text = client.get(self.address).text
                now = time.monotonic()
                for words in list(self.press.released):
                    if words not in self.seen and words in text:
                        self.seen[words] = now

    def slowest_ms(self) -> float:
        """Return how long the slowest took."""
        never = time.monotonic()
        return max(1000 * (self.seen.get(words, never) - at) for words, at in self.press.released.items())
