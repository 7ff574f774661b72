"""Use case: examine the service. Every part that it needs is checked, and each fault is told with its mend."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis

from syndicator.disk import free_bytes
from syndicator.errors import SyndicatorError, Unavailable
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import DeliveryState
from syndicator.model.moment import Clock
from syndicator.model.source import SourceState
from syndicator.storage import channels, deliveries, gauges, heartbeats, schema, sources
from syndicator.storage.session import Database

OLDEST_BEAT = timedelta(seconds=60)
LARGEST_SKEW = timedelta(seconds=5)
LEAST_FREE_BYTES = 500_000_000
LONGEST_WAIT = timedelta(minutes=30)
"""A delivery that has been due for so long is not waiting for its turn: nobody takes it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the service, whether it is well, what was found, and how to mend it (empty when well)."""

    part: str
    well: bool
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """Examines the parts of the service; never raises for what it finds."""

    database: Database
    redis: redis.Redis
    clock: Clock
    data_dir: Path

    def ready(self) -> list[Finding]:
        """Return the findings on what every request needs: database, Redis, and a beat that is alive."""
        parts = {"database": self._database, "redis": self._redis, "beat": self._beat}
        return [_finding(part, look) for part, look in parts.items()]

    def all(self) -> list[Finding]:
        """Return all findings."""
        further = {
            "python": self._python,
            "disk": self._disk,
            "clock": self._clock,
            "sources": self._sources,
            "channels": self._channels,
            "queues": self._queues,
            "deliveries": self._deliveries,
        }
        return [*self.ready(), *(_finding(part, look) for part, look in further.items())]

    def _database(self) -> str:
        version = schema.check(self.database)
        return f"{self.database.dialect} answers, schema {version}"

    def _redis(self) -> str:
        try:
            self.redis.ping()
        except redis.RedisError as error:
            raise Unavailable(f"Redis does not answer: {error}", "start it, or correct SYNDICATOR_REDIS_URL") from error
        return "answers"

    def _beat(self) -> str:
        with self.database.read() as connection:
            at = heartbeats.last(connection, heartbeats.BEAT)
        if at is None or self.clock() - at > OLDEST_BEAT:
            last = f"its last beat was at {at:%Y-%m-%d %H:%M:%S} UTC" if at else "it never beat"
            raise Unavailable(last, "start: syndicator beat, and a worker that reads the queue upkeep")
        return f"{(self.clock() - at).total_seconds():.0f} s old"

    def _python(self) -> str:
        return sys.version.split()[0]

    def _disk(self) -> str:
        free, folder = free_bytes(self.data_dir)
        if free < LEAST_FREE_BYTES:
            raise Unavailable(f"{free // 1_000_000} MB are free in {folder}", "make room, or move SYNDICATOR_DATA_DIR")
        return f"{free // 1_000_000:,} MB free"

    def _clock(self) -> str:
        try:
            seconds, microseconds = self.redis.time()
        except redis.RedisError as error:
            raise Unavailable(f"Redis tells no time: {error}", "start it, or correct SYNDICATOR_REDIS_URL") from error
        told = {"Redis": abs(self.clock() - datetime.fromtimestamp(seconds + microseconds / 1e6, UTC))}
        with self.database.read() as connection:
            theirs = gauges.database_clock(connection)
        if theirs is not None:
            told["the database"] = abs(self.clock() - theirs)
        for whose, skew in told.items():
            if skew > LARGEST_SKEW:
                raise Unavailable(
                    f"this machine and {whose} differ by {skew.total_seconds():.0f} s", "run an NTP service on both"
                )
        return ", ".join(f"{skew.total_seconds():.1f} s from that of {whose}" for whose, skew in told.items())

    def _sources(self) -> str:
        with self.database.read() as connection:
            known = sources.listing(connection)
        if not known:
            raise Unavailable("there are none", "add one with: syndicator sources add https://…/feed/")
        failing = sum(source.failures > 0 and source.state is SourceState.ACTIVE for source in known)
        return f"{len(known)}, {failing} of them failing"

    def _channels(self) -> str:
        with self.database.read() as connection:
            standing = channels.listing(connection)
        paused = [channel.name for channel in standing if channel.state is ChannelState.PAUSED]
        if paused:
            raise Unavailable(f"paused: {', '.join(paused)}", f"resume with: syndicator channels resume {paused[0]}")
        return ", ".join(f"{channel.name} ({channel.kind})" for channel in standing) or "none configured"

    def _queues(self) -> str:
        """Due deliveries of channels that work; what waits for a pause or a blocked account is told of those."""
        now = self.clock()
        with self.database.read() as connection:
            found = gauges.read(connection, now)
        waiting = {name: queue for name, queue in found.queues.items() if name not in found.shut}
        late = [name for name, queue in sorted(waiting.items()) if now - queue.oldest_at > LONGEST_WAIT]
        if late:
            name, queue = late[0], waiting[late[0]]
            minutes = (now - queue.oldest_at).total_seconds() / 60
            raise Unavailable(
                f"{name}: {queue.depth} are due, the first for {minutes:.0f} minutes"
                + (f"; late as well: {', '.join(late[1:])}" if late[1:] else ""),
                f"start a worker that reads dispatch.{name}, or look at why it is slow: /desk/channels",
            )
        return f"{sum(queue.depth for queue in waiting.values())} deliveries are due, none for long"

    def _deliveries(self) -> str:
        with self.database.read() as connection:
            counts = deliveries.counts(connection)
        for state in (DeliveryState.UNCONFIRMED, DeliveryState.ABANDONED):
            if counts.get(state):
                raise Unavailable(
                    f"{counts[state]} {state.value}",
                    f"look at them with: syndicator deliveries list --state {state.value}",
                )
        return ", ".join(f"{number} {state.value}" for state, number in sorted(counts.items())) or "none yet"


def _finding(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, well=True, found=look())
    except SyndicatorError as error:
        return Finding(part, well=False, found=error.cause, mend=error.mend)
