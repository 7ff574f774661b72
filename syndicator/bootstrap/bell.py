"""
The bell: whatever commits a change of what the public sees rings it by Redis, and portals hear it.

It may be lost at any time: portals look for changes by themselves, some times a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

import redis

from syndicator.telemetry import logger

log = logger(__name__)

CHANNEL = "syndicator:changes"
SILENT_S = 5.0
"""So long nothing is rung after Redis did not answer: whoever commits must not wait each time."""
HEARS_WITHIN_S = 0.25
TRIES_AGAIN_S = 1.0


class ChangeBell:
    """
    Rings.

    Args:
        redis: a client that gives up soon.
    """

    def __init__(self, redis: redis.Redis, clock: Callable[[], float] = monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._silent_until = 0.0

    def ring(self) -> None:
        """Tell whoever listens that something changed; where Redis does not answer, nobody is told."""
        if self._clock() < self._silent_until:
            return
        try:
            self._redis.publish(CHANNEL, b"")
        except redis.RedisError as error:
            self._silent_until = self._clock() + SILENT_S
            log.warning("change_not_told", error=str(error))

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()


class ChangeEars:
    """Hears the bell."""

    def __init__(self, redis: redis.Redis) -> None:
        self._redis = redis
        self._is_deaf = False

    def listen(self, heard: Callable[[], None], ended: threading.Event) -> None:
        """Call `heard` after each change, until the end; while Redis does not answer, nothing is heard."""
        while not ended.is_set():
            try:
                self._hear(heard, ended)
            except redis.RedisError as error:
                if not self._is_deaf:
                    log.warning("changes_not_heard", error=str(error))
                self._is_deaf = True
                ended.wait(TRIES_AGAIN_S)

    def _hear(self, heard: Callable[[], None], ended: threading.Event) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as ears:  # type: ignore[no-untyped-call]
            ears.subscribe(CHANNEL)
            while not ended.is_set():
                message = ears.get_message(timeout=HEARS_WITHIN_S)
                self._is_deaf = False
                if message is not None:
                    heard()
