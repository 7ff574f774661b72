"""
The stream of what happens on all sites, computed from a seed; nothing here knows a clock.

Offsets are seconds relative to the newsroom's start: the backlog has negative ones.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syndicator.newsroom.composer import choose_kind
from syndicator.newsroom.units import Unit

HOUR, DAY = 3_600.0, 86_400.0
BACKLOG_LOW, BACKLOG_HIGH, BACKLOG_MOST = 10, 12, 14
BACKLOG_SPAN = 4 * DAY
COMMAND_SHARE = 0.75
COPIES_ODDS = (45, 30, 15, 10)  # one, two, three or four re-posts


class Action(StrEnum):
    """What happens to a post."""

    PUBLISH = "publish"
    COPY = "copy"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided about a release before a word of it is written."""

    number: int
    site: int
    at: float
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """
    One thing that happens.

    Attributes:
        at: offset in seconds.
        order: number of the event in the order of planning, which breaks ties.
        site: index of the site on which it happens.
        release: number of the release.
    """

    at: float
    order: int
    action: Action
    site: int
    release: int


@dataclass(frozen=True, slots=True)
class Shares:
    """How many releases are re-posted, edited and taken down."""

    copies: float = 0.20
    updates: float = 0.03
    deletions: float = 0.01


class Schedule:
    """The endless stream of events of one newsroom."""

    def __init__(self, units: Sequence[Unit], *, seed: int, rate: float, shares: Shares, haste: float = 1.0) -> None:
        """
        Plan the backlog; the rest is planned as it is asked for.

        Args:
            units: one per site, in the order of the sites.
            rate: new releases a second over all sites; 0 ends the stream after the backlog's own sequels.
            haste: re-posts, edits and deletions follow so many times sooner than in life.
        """
        self.plans: dict[int, Plan] = {}
        self._units = units
        self._seed = seed
        self._rate = rate
        self._shares = shares
        self._haste = haste
        self._order = 0
        self._rng = random.Random(f"schedule {seed} {len(units)} {rate}")
        self._weights = [self._rng.paretovariate(1.6) for _ in units]
        self._neighbours = _neighbours(units)
        self._agenda: list[Event] = []
        self._plan_backlog()

    def __iter__(self) -> Iterator[Event]:
        """Yield events in order of time."""
        upcoming = self._next_gap(0.0)
        sums = _sums(self._weights)
        sites = range(len(self._units))
        while True:
            if self._agenda and self._agenda[0].at <= upcoming:
                yield heapq.heappop(self._agenda)
            elif upcoming == float("inf"):
                return
            else:
                self._plan(self._rng.choices(sites, cum_weights=sums)[0], upcoming)
                upcoming = self._next_gap(upcoming)

    def _next_gap(self, after: float) -> float:
        return after + self._rng.expovariate(self._rate) if self._rate > 0 else float("inf")

    def _plan_backlog(self) -> None:
        held = [0] * len(self._units)
        originals = []
        for site in range(len(self._units)):
            held[site] = self._rng.randint(BACKLOG_LOW, BACKLOG_HIGH)
            originals += [(-self._backlog_age(), site) for _ in range(held[site])]
        for at, site in sorted(originals):
            self._plan(site, at, held)

    def _backlog_age(self) -> float:
        return float(300 + (BACKLOG_SPAN - 300) * self._rng.random() ** 1.5)

    def _plan(self, site: int, at: float, held: list[int] | None = None) -> None:
        number = len(self.plans)
        rng = random.Random(f"plan {self._seed} {number}")
        kind = choose_kind(self._units[site], rng)
        self.plans[number] = Plan(number, site, at, kind.slug)
        self._add(at, Action.PUBLISH, site, number)
        if rng.random() < self._shares.copies:
            self._plan_copies(self.plans[number], rng, held)
        if rng.random() < self._shares.updates:
            self._add(at + rng.uniform(60, HOUR) / self._haste, Action.UPDATE, site, number)
        if rng.random() < self._shares.deletions:
            self._add(max(at, 0.0) + rng.uniform(120, 2 * HOUR) / self._haste, Action.DELETE, site, number)

    def _plan_copies(self, plan: Plan, rng: random.Random, held: list[int] | None) -> None:
        wanted = rng.choices(range(1, len(COPIES_ODDS) + 1), COPIES_ODDS)[0]
        for target in self._reposters(plan.site, wanted, rng):
            at = plan.at + 40 * (1_200 / 40) ** rng.random() / self._haste
            if held is not None and at < 0:
                if held[target] >= BACKLOG_MOST:
                    continue
                held[target] += 1
            self._add(at, Action.COPY, target, plan.number)

    def _reposters(self, site: int, wanted: int, rng: random.Random) -> list[int]:
        above, beside = self._neighbours[site]
        chosen = above[:1] if above and rng.random() < COMMAND_SHARE else []
        others = [other for other in beside if other not in chosen]
        return chosen + rng.sample(others, min(len(others), wanted - len(chosen)))

    def _add(self, at: float, action: Action, site: int, release: int) -> None:
        heapq.heappush(self._agenda, Event(at, self._order, action, site, release))
        self._order += 1


def _sums(weights: Sequence[float]) -> list[float]:
    total = 0.0
    return [total := total + weight for weight in weights]


def _neighbours(units: Sequence[Unit]) -> list[tuple[list[int], list[int]]]:
    """Find for each site those of the command above and those beside it, or any others if there are none."""
    by_name: dict[str, list[int]] = {}
    by_command: dict[str, list[int]] = {}
    for site, unit in enumerate(units):
        by_name.setdefault(unit.name, []).append(site)
        by_command.setdefault(unit.command, []).append(site)
    everyone = range(min(len(units), 60))
    found = []
    for site, unit in enumerate(units):
        above = [other for other in by_name.get(unit.command, []) if other != site]
        beside = [other for other in by_command[unit.command] if other != site]
        found.append((above, beside or [other for other in everyone if other != site]))
    return found
