"""The texts behind the plans: composed when somebody reads them, and composed again alike when forgotten."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from syndicator.newsroom.composer import compose
from syndicator.newsroom.copies import corrected, reposted
from syndicator.newsroom.kinds import all_kinds
from syndicator.newsroom.releases import Release
from syndicator.newsroom.schedule import Plan
from syndicator.newsroom.units import Unit

KEPT = 20_000


class Archive:
    """All releases of a newsroom, by number; it keeps the latest read ones in memory."""

    def __init__(self, plans: Mapping[int, Plan], units: Sequence[Unit], *, seed: int, epoch: datetime) -> None:
        """Open the archive over plans that may still grow."""
        self._plans = plans
        self._units = units
        self._seed = seed
        self._epoch = epoch
        self._kept: OrderedDict[tuple[int, int, tuple[float, ...], float], Release] = OrderedDict()

    def read(
        self, number: int, *, site: int | None = None, at: float = 0.0, updates: tuple[float, ...] = ()
    ) -> Release:
        """
        Return a release as it reads after its updates, or as a site re-posted it.

        Args:
            site: the re-posting site; None for the release itself.
            at: when it was re-posted.
            updates: offsets of the edits that its own desk had made by then.
        """
        key = (number, -1 if site is None else site, updates, at)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        release = self._write(number, site, at, updates)
        self._kept[key] = release
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return release

    def _write(self, number: int, site: int | None, at: float, updates: tuple[float, ...]) -> Release:
        if site is not None:
            rng = random.Random(f"copy {self._seed} {number} {site}")
            by = self._units[site]
            moment = self._moment(at)
            return reposted(self.read(number, updates=updates), by, published=moment, rng=rng, seed=self._seed)
        if updates:
            rng = random.Random(f"update {self._seed} {number} {len(updates)}")
            return corrected(self.read(number, updates=updates[:-1]), at=self._moment(updates[-1]), rng=rng)
        plan = self._plans[number]
        unit = self._units[plan.site]
        return compose(all_kinds()[plan.kind], unit, number=number, published=self._moment(plan.at), seed=self._seed)

    def _moment(self, offset: float) -> datetime:
        return self._epoch + timedelta(seconds=offset)
