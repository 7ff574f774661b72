"""Use case: what has to happen again and again. Ring for due work, give signs of life, forget what is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from syndicator.fetch.rhythm import gap_until, is_known
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.source import Source
from syndicator.model.unit import UnitTree
from syndicator.storage import (
    candidates,
    changes,
    events,
    heartbeats,
    idempotency,
    logins,
    outbox,
    polls,
    retention,
    sources,
)
from syndicator.storage.session import Database

SHORTEST_SILENCE = timedelta(hours=6)
A_SLICE, MOST_SLICES = 5_000, 200
"""Old rows are deleted by slices, a transaction each, so that nobody waits for long."""
LONGEST_SILENCE = timedelta(days=30)
UNTOLD = 5.0
"""A source is silent when so many releases were to be expected of it since its last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """
    Finds due work and forgets old work.

    Args:
        channels: names of those that are configured here; deliveries of others are left for their own workers.
        quiet: how long a doorbell may be on its way before it counts as lost.
        keep_attempts: how long tries at deliveries that ended well are told of; None for ever.
        keep_keys: how long bulletins are found by likeness, some days longer than copies are looked for.
    """

    database: Database
    units: UnitTree
    clock: Clock
    channels: Sequence[str] = ()
    quiet: timedelta = timedelta(seconds=15)
    batch: int = 100
    most: int = 2_000
    keep_fetches: timedelta = timedelta(days=30)
    keep_requests: timedelta = timedelta(hours=24)
    keep_attempts: timedelta | None = timedelta(days=180)
    keep_keys: timedelta = timedelta(days=candidates.WINDOW_DAYS + 15)

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
        if not self.channels:
            return []
        with self.database.write() as connection:
            return outbox.ring_due(connection, self.clock(), most=self.most, quiet=self.quiet, channels=self.channels)

    def tell_silence(self) -> list[int]:
        """Tell of sources that are quiet against their own norm, each once; return their ids."""
        now = self.clock()
        with self.database.read() as connection:
            quiet = sources.quiet_candidates(connection, now - SHORTEST_SILENCE)
        silent = {
            source.id: why
            for source in quiet
            if (why := _silence(source, now, ZoneInfo(self.units.zone_of(source.config.unit).iana))) is not None
        }
        if not silent:
            return []
        with self.database.write() as connection:
            told = sources.set_silent(connection, sorted(silent), now)
            events.append(
                connection,
                [Event(kind=EventKind.SOURCE_SILENT, at=now, reason=silent[one], source_id=one) for one in told],
            )
        return told

    def outdated(self) -> dict[str, int]:
        """Return how many rows `prune` would delete, by what they are; nothing is changed."""
        now = self.clock()
        with self.database.read() as connection:
            return {
                "fetches": retention.old_fetches(connection, now - self.keep_fetches),
                "logins": retention.ended_logins(connection, now),
                "requests": retention.old_requests(connection, now - self.keep_requests),
                "attempts": retention.old_attempts(connection, now - self.keep_attempts) if self.keep_attempts else 0,
            }

    def prune(self, advance: Callable[[int], None] = lambda _: None) -> dict[str, int]:
        """
        Forget what is over, and versions of what is seen; return how many rows went, by what they were.

        May be killed at any time, and called again.
        """
        now = self.clock()
        with self.database.write() as connection:
            ended = logins.forget_expired(connection, now)
            changes.prune(connection)
            requests = idempotency.prune(connection, now - self.keep_requests)
        advance(ended + requests)
        fetches, attempts = self._forget_fetches(now, advance), self._forget_attempts(now, advance)
        return {"fetches": fetches, "logins": ended, "requests": requests, "attempts": attempts}

    def _forget_fetches(self, now: datetime, advance: Callable[[int], None]) -> int:
        fetches = 0
        for _ in range(MOST_SLICES):
            with self.database.write() as connection:
                gone = polls.forget_fetches(connection, now - self.keep_fetches, most=A_SLICE)
            fetches += gone
            advance(gone)
            if gone < A_SLICE:
                break
        return fetches

    def _forget_attempts(self, now: datetime, advance: Callable[[int], None]) -> int:
        if self.keep_attempts is None:
            return 0
        attempts, last = 0, 0
        for _ in range(MOST_SLICES):
            with self.database.write() as connection:
                step = retention.forget_attempts(connection, now - self.keep_attempts, after=last, most=A_SLICE)
            attempts += step.gone
            advance(step.gone)
            if step.last is None:
                break
            last = step.last
        return attempts

    def forget_keys(self) -> None:
        """Forget by which keys bulletins were found that are too old to be copied, a slice a transaction."""
        first_kept = candidates.day_of(self.clock() - self.keep_keys)
        last: int | None = -1
        while last is not None:
            with self.database.write() as connection:
                last = candidates.prune(connection, first_kept, after=last)


def _silence(source: Source, now: datetime, local: ZoneInfo) -> str | None:
    """Return why a source counts as silent; None if it does not, or if too little is known of it."""
    rhythm, newest_at = source.course.rhythm, source.course.newest_at
    if rhythm is None or newest_at is None or not is_known(rhythm):
        return None
    longest = min(LONGEST_SILENCE, now - newest_at)
    norm = gap_until(rhythm, newest_at.astimezone(local), share=UNTOLD, longest=longest)
    if now - newest_at <= norm or norm >= LONGEST_SILENCE:
        return None
    return f"nothing since {newest_at:%Y-%m-%d %H:%M} UTC; {UNTOLD:g} releases were to be expected by its own rhythm"
