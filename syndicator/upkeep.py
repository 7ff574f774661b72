"""Use case: what has to happen again and again. Ring for due work, give signs of life, forget what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from syndicator.model.delivery import Ring
from syndicator.model.moment import Clock
from syndicator.storage import heartbeats, outbox, polls, users
from syndicator.storage.session import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """
    Finds due work and forgets old work.

    Args:
        kinds: of the channels that are configured here; deliveries of others are left for their own workers.
        quiet: how long a doorbell may be on its way before it counts as lost.
    """

    database: Database
    clock: Clock
    kinds: Sequence[str] = ()
    quiet: timedelta = timedelta(seconds=15)
    batch: int = 50
    most: int = 2_000
    keep_fetches: timedelta = timedelta(days=30)

    def ring_sources(self) -> list[list[int]]:
        """Return batches of due sources to ring for; sources of one host stay together as far as a batch allows."""
        now = self.clock()
        with self.database.write() as connection:
            heartbeats.beat(connection, heartbeats.BEAT, now)
            due = polls.ring_due(connection, now, most=self.most, quiet=self.quiet)
        due.sort(key=lambda one: one[1])
        groups = [[source_id for source_id, _ in group] for _, group in groupby(due, key=lambda one: one[1])]
        batches: list[list[int]] = []
        for group in groups:
            if not batches or len(batches[-1]) + len(group) > self.batch:
                batches.append([])
            batches[-1] += group
        return batches

    def ring_deliveries(self) -> list[Ring]:
        """Return due deliveries: postponed ones, those of dead workers, and those whose doorbell was lost."""
        if not self.kinds:
            return []
        with self.database.write() as connection:
            return outbox.ring_due(connection, self.clock(), most=self.most, quiet=self.quiet, kinds=self.kinds)

    def prune(self) -> dict[str, int]:
        """Forget what is over: old rows of the fetch log and ended logins; return how many of each."""
        now = self.clock()
        with self.database.write() as connection:
            return {
                "fetches": polls.forget_fetches(connection, now - self.keep_fetches),
                "logins": users.forget_expired(connection, now),
            }
