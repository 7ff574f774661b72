"""Tries to log in, counted so that passwords cannot be guessed by trying."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from threading import Lock

import redis

from syndicator.model.moment import Clock
from syndicator.telemetry import logger

log = logger(__name__)

MOST_TRIES = 5
WINDOW = timedelta(minutes=15)
MOST_REMEMBERED = 10_000


class Tries:
    """
    Counts tries by login and address within `WINDOW`, in Redis.

    While Redis does not answer, each process counts for itself: the desk can still be entered, and guessing is
    still slow.
    """

    def __init__(self, client: redis.Redis, clock: Clock) -> None:
        self._redis = client
        self._clock = clock
        self._own: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def allow(self, login: str, address: str) -> bool:
        """Count one more try, and tell whether it may be made."""
        key = _key(login, address)
        try:
            return self._counted(key) <= MOST_TRIES
        except redis.RedisError as error:
            log.warning("tries_counted_in_memory", error=str(error))
            return self._counted_here(key) <= MOST_TRIES

    def forget(self, login: str, address: str) -> None:
        """Begin anew, after a login that went well."""
        key = _key(login, address)
        with self._lock:
            self._own.pop(key, None)
        try:
            self._redis.delete(key)
        except redis.RedisError as error:
            log.warning("tries_counted_in_memory", error=str(error))

    def _counted(self, key: str) -> int:
        self._redis.set(key, 0, ex=WINDOW, nx=True)
        return self._redis.incr(key)

    def _counted_here(self, key: str) -> int:
        now = self._clock()
        with self._lock:
            if len(self._own) >= MOST_REMEMBERED:
                self._own = {name: kept for name, kept in self._own.items() if kept[1] > now}
            count, until = self._own.get(key, (0, now))
            count, until = (count + 1, until) if until > now else (1, now + WINDOW)
            self._own[key] = (count, until)
            return count


def _key(login: str, address: str) -> str:
    return f"syndicator:tries:{hashlib.sha256(f'{login.casefold()}|{address}'.encode()).hexdigest()}"
