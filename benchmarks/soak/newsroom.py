"""
The newsroom of the soak, as a process of its own.

    python -m benchmarks.soak.newsroom SOURCES RELEASES_A_SECOND SEED HASTE FAULTS

prints where its index is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.feedserver import PROJECT
from benchmarks.soak.plan import Plan
from syndicator.newsroom import NewsroomOptions, run

UPDATES, DELETIONS = 0.06, 0.04
"""More than in life, so that a run of minutes sees many."""
Publication = dict[str, object]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A running newsroom."""

    index: str
    pid: int

    def stop_the_clock(self) -> None:
        """Let nothing more happen; all sites answer as before."""
        httpx.post(f"{self.index}stop", trust_env=False, timeout=60).raise_for_status()

    def go_on(self) -> None:
        """Let the clock run again."""
        httpx.post(f"{self.index}go-on", trust_env=False, timeout=60).raise_for_status()

    def sources(self) -> bytes:
        """Return all sources as TOML."""
        return httpx.get(f"{self.index}sources.toml", trust_env=False, timeout=60).content

    def publications(self) -> list[Publication]:
        """Return all publications in order of their releases."""
        told = httpx.get(f"{self.index}truth.jsonl", trust_env=False, timeout=600)
        return [json.loads(line) for line in told.raise_for_status().text.splitlines()]

    def faults(self) -> dict[str, int]:
        """Return how often each fault was an answer."""
        counted: dict[str, int] = {}
        for outcomes in httpx.get(f"{self.index}log.json", trust_env=False, timeout=60).json().values():
            for outcome, times in outcomes.items():
                if outcome.startswith("fault "):
                    counted[outcome] = counted.get(outcome, 0) + times
        return counted


@contextmanager
def newsroom(plan: Plan) -> Iterator[Newsroom]:
    """Run a newsroom with its usual faults; its clock stands."""
    told = (plan.sources, plan.releases_a_second, plan.seed, plan.haste, "some")
    command = [sys.executable, "-m", "benchmarks.soak.newsroom", *map(str, told)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, text=True) as process:
        assert process.stdout is not None
        try:
            running = Newsroom(process.stdout.readline().strip(), process.pid)
            running.stop_the_clock()
            yield running
        finally:
            process.terminate()


def main() -> None:
    """Serve until terminated."""
    sources, rate, seed, haste, faults = sys.argv[1:]
    options = NewsroomOptions(
        units=int(sources),
        rate=float(rate),
        seed=int(seed),
        port=0,
        faults="some" if faults == "some" else "none",
        updates=UPDATES,
        deletions=DELETIONS,
        haste=float(haste),
    )
    run(options, lambda address: print(address, flush=True))


if __name__ == "__main__":
    main()
