"""
The polls of very many sources over a day, by the very code that decides when a source is polled next.

    python -m benchmarks.simulate
    python -m benchmarks.simulate --sources 50000 --bulletins 1000000 --sample 1000

A sample of sources publishes by lot, as police desks do: few of them much, most of them little, by day, in three time
zones. Each is polled for some weeks, so that its rhythm is known, and the last seven days are told, by the hour. What
that costs is reckoned from `benchmarks/results/cost.json`.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from benchmarks.results import FOLDER
from syndicator.fetch.cadence import Cadence, goes_without_validators
from syndicator.fetch.rhythm import learn, unknown
from syndicator.model.source import Course, Rhythm

BEGAN_AT = datetime(2026, 3, 2, tzinfo=UTC)
LEARNING, TOLD = timedelta(days=21), timedelta(days=7)
DAYS_A_MONTH = 30
ZONES = (timezone(timedelta(hours=7)), timezone(timedelta(hours=8)), timezone(timedelta(hours=9)))
ZONE_SHARES = (0.55, 0.30, 0.15)
BY_HOUR = (1, 1, 1, 1, 1, 2, 3, 6, 9, 11, 11, 10, 8, 9, 10, 10, 9, 8, 7, 7, 6, 4, 2, 1)
"""How much desks publish at each hour of their own clock, as shares of the whole."""
WEEKEND = 0.5
SPREAD = 1.3
"""Of the Pareto distribution by which few desks publish much."""
FAILS = 0.03
"""A share of polls that end with a fault of the source."""
SHARED, HOSTS = 0.10, 20
"""A share of sources lies on so few hosts, as blogs of one provider do; they wait for one another."""
BUSY = 0.7
"""Of a core: more is not asked of a worker's process, so that bursts are taken."""
COSTS_MS = {"bulletin": 18.0, "post": 5.0, "unchanged": 3.0, "whole": 15.0}
"""Where nothing was measured."""


@dataclass(slots=True)
class Sampled:
    """A source of the sample: what it publishes, and how its polls went."""

    zone: timezone
    a_day: float
    polls: int = 0
    failures: float = 0
    gap: timedelta | None = None
    rhythm: Rhythm | None = None
    newest_at: datetime | None = None
    read_at: datetime | None = None
    published: list[datetime] = field(default_factory=list)

    def course(self) -> Course:
        """Return what the cadence's own code asks of a source."""
        return Course(
            polls=self.polls,
            failures=self.failures,
            gone=0,
            gap=self.gap,
            rhythm=self.rhythm,
            newest_at=self.newest_at,
            read_at=self.read_at,
        )


@dataclass
class Simulation:
    """Runs the sample, and counts what happened in the last days: by hour of the day in UTC."""

    cadence: Cadence
    dice: random.Random
    polls: Counter[int] = field(default_factory=Counter)
    whole: int = 0
    brought: int = 0
    bulletins: Counter[int] = field(default_factory=Counter)
    late_s: list[float] = field(default_factory=list)

    def run(self, sample: Sequence[Sampled]) -> None:
        """Poll all of them until the end."""
        ends_at, told_from = BEGAN_AT + LEARNING + TOLD, BEGAN_AT + LEARNING
        for source in sample:
            source.published = list(self._publications(source, ends_at))
        agenda = [(BEGAN_AT + self.dice.random() * timedelta(minutes=10), number) for number in range(len(sample))]
        heapq.heapify(agenda)
        while agenda and agenda[0][0] < ends_at:
            now, number = heapq.heappop(agenda)
            heapq.heappush(agenda, (self._poll(sample[number], number, now, counts=now >= told_from), number))

    def _publications(self, source: Sampled, ends_at: datetime) -> Iterator[datetime]:
        weights = [hour / sum(BY_HOUR) for hour in BY_HOUR]
        moment = BEGAN_AT - timedelta(days=7)
        while moment < ends_at:
            local = moment.astimezone(source.zone)
            expected = source.a_day * weights[local.hour] * (WEEKEND if local.weekday() >= 5 else 1.0) / (6 / 7)
            for _ in range(_poisson(self.dice, expected)):
                yield moment + self.dice.random() * timedelta(hours=1)
            moment += timedelta(hours=1)

    def _poll(self, source: Sampled, number: int, now: datetime, *, counts: bool) -> datetime:
        fails = self.dice.random() < FAILS
        found = [] if fails else _taken(source.published, now)
        if counts:
            self._count(source, number, now, found)
        source.polls += 1
        source.failures = source.failures + 0.5 if fails else 0.0
        if not fails:
            self._learn(source, found, now)
        return self.cadence.next_poll_at(now, gap=source.gap, failures=source.failures, jitter=self.dice.random())

    def _learn(self, source: Sampled, found: Sequence[datetime], now: datetime) -> None:
        local = now.astimezone(source.zone)
        if found:
            moments = [moment.astimezone(source.zone) for moment in found]
            source.rhythm = learn(source.rhythm or unknown(now), moments, now)
            source.newest_at = max(found)
        if found or source.read_at is None or goes_without_validators(source.course(), source.polls, now):
            source.read_at = now
        source.gap = self.cadence.gap_after(source.gap, source.rhythm, local, brought=bool(found))

    def _count(self, source: Sampled, number: int, now: datetime, found: Sequence[datetime]) -> None:
        self.polls[now.hour] += 1
        self.bulletins[now.hour] += len(found)
        self.brought += bool(found)
        self.whole += not found and goes_without_validators(source.course(), number, now)
        self.late_s += [(now - moment).total_seconds() for moment in found]


def _taken(published: list[datetime], now: datetime) -> list[datetime]:
    """Take what was published by now off the list."""
    found = list(itertools.takewhile(lambda moment: moment <= now, published))
    del published[: len(found)]
    return found


def _poisson(dice: random.Random, expected: float) -> int:
    """Draw how often something happens that is expected so often (Knuth's way, for small numbers)."""
    product, times, limit = dice.random(), 0, 2.718281828459045**-expected
    while product > limit:
        product *= dice.random()
        times += 1
    return times


def sampled(count: int, a_day: float, dice: random.Random) -> list[Sampled]:
    """Return so many sources that publish so many releases a day on average."""
    shares = [dice.paretovariate(SPREAD) for _ in range(count)]
    mean = statistics.fmean(shares)
    zones = dice.choices(ZONES, ZONE_SHARES, k=count)
    return [Sampled(zone=zone, a_day=a_day * share / mean) for zone, share in zip(zones, shares, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What all sources together mean, in seconds of an average day and of the busiest hour."""

    sources: int
    scale: float
    channels_a_bulletin: float
    simulation: Simulation

    def lines(self) -> Iterator[str]:
        """Yield what came out, as Markdown."""
        sim, scale = self.simulation, self.scale / TOLD.days
        total, busiest = sum(sim.polls.values()), max(sim.polls, key=sim.polls.__getitem__)
        bulletins = sum(sim.bulletins.values())
        yield f"| {self.sources:,} sources | a day | a second on average | a second in the busiest hour |"
        yield "|---|---|---|---|"
        yield from (
            f"| {what} | {number * scale:,.0f} | {number * scale / 86_400:.2f} | {peak * scale / 3_600:.2f} |"
            for what, number, peak in (
                ("polls", total, sim.polls[busiest]),
                ("bulletins", bulletins, max(sim.bulletins.values())),
            )
        )
        late = statistics.quantiles(sim.late_s, n=20)
        yield (
            f"\n{sim.brought / total:.1%} of polls bring something, {sim.whole / total:.1%} more are read whole; "
            f"releases are found after {late[9] / 60:.1f} min (median), {late[18] / 60:.0f} min (95 of 100)."
        )
        yield from self._hosts(sim.polls[busiest] * scale / 3_600)
        yield from self._workers(sim.polls[busiest] * scale / 3_600, max(sim.bulletins.values()) * scale / 3_600)

    def _hosts(self, polls_a_second: float) -> Iterator[str]:
        on_each = polls_a_second * SHARED / HOSTS
        yield (
            f"{SHARED:.0%} of them on {HOSTS} hosts: {on_each:.2f} polls a second of one host in the busiest hour; "
            f"a gap of 1 s between requests is {'kept' if on_each < BUSY else 'too long'}."
        )

    def _workers(self, polls: float, bulletins: float) -> Iterator[str]:
        costs, whole = measured_ms(), polls * self.simulation.whole / sum(self.simulation.polls.values())
        rates = {
            "polls with nothing new": (polls - whole, costs["unchanged"]),
            "polls of whole lists": (whole, costs["whole"]),
            "bulletins": (bulletins, costs["bulletin"]),
            f"posts, {self.channels_a_bulletin:g} a bulletin": (bulletins * self.channels_a_bulletin, costs["post"]),
        }
        yield "\n| in the busiest hour | a second | ms each | cores |\n|---|---|---|---|"
        for what, (rate, cost) in rates.items():
            yield f"| {what} | {rate:.1f} | {cost:.1f} | {rate * cost / 1000:.2f} |"
        cores = sum(rate * cost for rate, cost in rates.values()) / 1000
        yield f"\n{cores:.2f} cores at work, the database's share included; {cores / BUSY:.1f} cores at {BUSY:.0%}."


def measured_ms() -> dict[str, float]:
    """Return what a bulletin, a post and an idle poll cost with the most stored, as measured; else rough figures."""
    path = FOLDER / "cost.json"
    if not path.exists():
        return COSTS_MS
    told = {figure["what"]: figure["other"] for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]}
    known = {"bulletin": "polled and stored", "post": "a post", "unchanged": "nothing new", "whole": "a whole list"}
    return {
        name: next((ms for what, ms in told.items() if words in what), COSTS_MS[name]) for name, words in known.items()
    }


def main() -> int:
    """Simulate, and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description="Polls of very many sources.")
    parser.add_argument("--sources", type=int, default=50_000)
    parser.add_argument("--bulletins", type=int, default=1_000_000, help="a month")
    parser.add_argument("--sample", type=int, default=1_000, help="sources that are simulated in their place")
    parser.add_argument("--channels", type=float, default=20.0, help="channels that a bulletin goes to, on average")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    dice = random.Random(told.seed)
    sample = sampled(min(told.sample, told.sources), told.bulletins / told.sources / DAYS_A_MONTH, dice)
    simulation = Simulation(Cadence(), dice)
    simulation.run(sample)
    load = Load(
        sources=told.sources,
        scale=told.sources / len(sample),
        channels_a_bulletin=told.channels,
        simulation=simulation,
    )
    print("\n".join(load.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
