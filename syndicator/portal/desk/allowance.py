"""An allowance: how often a person may do what costs others something, counted over all processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from threading import Lock

import redis

from syndicator.model.moment import Clock
from syndicator.telemetry import logger

log = logger(__name__)


class Allowance:
    """Counts in Redis; while that does not answer, each process counts for itself."""

    def __init__(self, client: redis.Redis, clock: Clock, name: str, *, most: int, window: timedelta) -> None:
        self._redis = client
        self._clock = clock
        self._name = name
        self._most = most
        self._window = window
        self._own: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def spend(self, person: str) -> bool:
        """Count once more, and tell whether the person may."""
        key = f"syndicator:allowance:{self._name}:{hashlib.sha256(person.encode()).hexdigest()}"
        try:
            self._redis.set(key, 0, ex=self._window, nx=True)
            return self._redis.incr(key) <= self._most
        except redis.RedisError as error:
            log.warning("allowance_counted_in_memory", error=str(error))
            return self._spent_here(key) <= self._most

    def _spent_here(self, key: str) -> int:
        now = self._clock()
        with self._lock:
            self._own = {name: kept for name, kept in self._own.items() if kept[1] > now}
            count, until = self._own.get(key, (0, now + self._window))
            self._own[key] = (count + 1, until)
            return count + 1
