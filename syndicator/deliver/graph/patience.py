"""How long one attempt may prepare: its last request has to begin early enough to end within the delivery's lease."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

PREPARE_WITHIN_S = 18.0
"""One exchange takes up to 25 seconds, and the lease of a delivery counts on an end after 45."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A clock that only goes forward, and waiting by it, in seconds."""

    read: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Patience:
    """The patience of one attempt; it begins with the object."""

    def __init__(self, timer: Timer) -> None:
        self._timer = timer
        self._ends_at_s = timer.read() + PREPARE_WITHIN_S

    def is_over(self, after_s: float = 0.0) -> bool:
        """Whether nothing that makes a post may begin any more, so many seconds from now."""
        return self._timer.read() + after_s > self._ends_at_s

    def wait(self, seconds: float) -> None:
        """Wait so long."""
        self._timer.sleep(seconds)
