"""
Run the soak, and compare in the end.

    python -m benchmarks.soak
    python -m benchmarks.soak --minutes 3 --rate 8 --sources 150 --haste 60
    python -m benchmarks.soak --pooled       # with PgBouncer before the database
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from benchmarks.feedserver import PROJECT
from benchmarks.machine import Machine, machine
from benchmarks.soak.accounts import Accounts, accounts
from benchmarks.soak.compare import accounts as account_posts
from benchmarks.soak.compare import feeds, portal, sources
from benchmarks.soak.compare.difference import Compared
from benchmarks.soak.disturbances import Disturbances
from benchmarks.soak.ending import come_to_rest, settle_first
from benchmarks.soak.house import BEAT, PORTALS, SYNDICATOR, WORKERS, House
from benchmarks.soak.logs import heard
from benchmarks.soak.newsroom import Newsroom, newsroom
from benchmarks.soak.plan import Plan
from benchmarks.soak.pooler import pooled
from benchmarks.soak.record import read
from benchmarks.soak.report import Report
from benchmarks.soak.watching import Watch
from syndicator.model.moment import utc_now

MOST_EXPLAINED = 25
FIRST_READING_S, REST_S = 900.0, 1_500.0
NO_CHANNELS = "# the soak posts nothing while old releases come in\n"


def main() -> int:
    """Run; exit 1 if anything is otherwise than it should be."""
    plan = _plan()
    plan.folder.mkdir(parents=True, exist_ok=True)
    for old in plan.folder.glob("*.log"):
        old.unlink()
    environment = {"SYNDICATOR_LOG_FORMAT": "json", "SYNDICATOR_FAILURE_BACKOFF": "5s", "SYNDICATOR_FASTEST_POLL": "5s"}
    with (
        newsroom(plan) as world,
        accounts(plan.seed, plan.folder / "services.txt") as served,
        machine(postgres=True, **environment) as here,
        pooled(here) if plan.pooled else nullcontext(),
    ):
        report = Soak(plan, world, served, House(here, plan.folder)).run()
    path = plan.folder / f"report-{datetime.now().astimezone():%Y%m%d-%H%M}.md"
    path.write_text(report.text(), encoding="utf-8")
    print(report.text())
    print(f"written to {path}")
    return 0 if report.passed else 1


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="The whole service, under faults.")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--rate", type=float, default=20.0, help="bulletins a second, re-posts included")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--haste", type=float, default=20.0, help="how many times sooner than in life edits come")
    parser.add_argument("--turn", type=float, default=20.0, help="seconds from one disturbance to the next")
    parser.add_argument("--pooled", action="store_true", help="with PgBouncer before the database")
    parser.add_argument("--folder", type=Path, default=PROJECT / "build" / "soak")
    told = parser.parse_args()
    return Plan(
        minutes=told.minutes,
        sources=told.sources,
        rate=told.rate,
        seed=told.seed,
        haste=told.haste,
        turn_s=told.turn,
        folder=told.folder.resolve(),
        pooled=told.pooled,
    )


class Soak:
    """One run."""

    def __init__(self, plan: Plan, world: Newsroom, served: Accounts, house: House) -> None:
        self._plan, self._world, self._served, self._house = plan, world, served, house
        self._disturbances = Disturbances(house, served, plan.turn_s, plan.seed)
        others = {"newsroom": world.pid, "services": served.pid}
        self._watch = Watch(house, self._disturbances, others)

    @property
    def _machine(self) -> Machine:
        return self._house.machine

    def run(self) -> Report:
        """Take the backlog in, let all go on under faults, come to rest, and compare."""
        os.environ.update(self._served.secrets)
        self._bring_in()
        began_at = utc_now()
        (self._machine.folder / "config" / "channels.toml").write_text(self._served.tables)
        self._house.start_workers()
        self._house.start_portals()
        self._world.go_on()
        with self._watch.watching(), self._disturbances.going_on():
            time.sleep(60 * self._plan.minutes)
        self._world.stop_the_clock()
        print("the newsroom stands still; waiting until nothing is left to do", flush=True)
        unrest = come_to_rest(self._house, REST_S)
        return self._report(began_at, unrest)

    def _bring_in(self) -> None:
        """Read every source once, before there are channels: nobody posts what is days old."""
        (self._machine.folder / "config" / "channels.toml").write_text(NO_CHANNELS)
        listed = self._machine.folder / "sources.toml"
        listed.write_bytes(self._world.sources())
        subprocess.run([*SYNDICATOR, "sources", "import", str(listed)], check=True, cwd=self._machine.folder)
        with self._reading():
            settle_first(self._machine.database, FIRST_READING_S)
        print("the backlog is in", flush=True)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._house.start_workers()
        try:
            yield
        finally:
            self._house.end(BEAT, *WORKERS)

    def _report(self, began_at: datetime, unrest: str | None) -> Report:
        compared = self._compare(began_at)
        self._house.end(*PORTALS)
        if compared.differences:
            kept = self._plan.folder / "afterwards.backup"
            kept.unlink(missing_ok=True)
            subprocess.run([*SYNDICATOR, "db", "backup", str(kept)], check=True, cwd=self._machine.folder)
            print(f"what the service remembers is kept in {kept}; syndicator db restore reads it into any database")
        return Report(
            plan=self._plan,
            stands=self._watch.stands,
            unrest=unrest,
            compared=compared,
            flatness=self._watch.memory.flatness(),
            heard=heard(self._plan.folder, self._disturbances.log),
            disturbances=self._disturbances.log,
            cores=self._watch.memory.cores(),
            faults=self._world.faults() | self._moods(),
            traces=self._traces(compared),
        )

    def _compare(self, began_at: datetime) -> Compared:
        record = read(self._machine.database)
        one, two = map(self._house.portal, PORTALS)
        told = sources.publications(self._world.publications())
        found = Compared()
        for name, part in (
            ("sources", lambda: sources.compare(told, record, began_at)),
            ("portals", lambda: portal.compare((one, two), record)),
            ("feeds", lambda: feeds.compare(one, two, record)),
            ("accounts", lambda: account_posts.compare(self._served.shown(), record, began_at)),
        ):
            print(f"comparing: {name}", flush=True)
            more = part()
            found.agree += more.agree
            found.open += more.open
            found.differences += more.differences
        return found

    def _moods(self) -> dict[str, int]:
        return {
            f"{kind} {mood}": times
            for kind, moods in self._served.met().items()
            for mood, times in moods.items()
            if mood != "well"
        }

    def _traces(self, compared: Compared) -> dict[int, str]:
        ids = list(dict.fromkeys(one.bulletin_id for one in compared.differences if one.bulletin_id))
        return {id_: self._explained(id_) for id_ in ids[:MOST_EXPLAINED]}

    def _explained(self, bulletin_id: int) -> str:
        command = [*SYNDICATOR, "explain", str(bulletin_id)]
        return subprocess.run(
            command, cwd=self._machine.folder, capture_output=True, text=True, check=False
        ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
