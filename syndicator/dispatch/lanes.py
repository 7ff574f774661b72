"""Lanes: how many posts of each channel are under way in this process, so that a stalled one holds up no other."""

from __future__ import annotations

import threading
from collections import Counter

IN_FLIGHT = 20
"""At most so many posts of one channel at once, in each process."""


class Lanes:
    """Counts what is under way."""

    def __init__(self, most: int = IN_FLIGHT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()

    def room(self, channel: str) -> int:
        """Return how many more posts of a channel may begin."""
        with self._lock:
            return max(self._most - self._under_way[channel], 0)

    def enter(self, channel: str) -> None:
        """Count a post that begins."""
        with self._lock:
            self._under_way[channel] += 1

    def leave(self, channel: str) -> None:
        """Count a post that ended."""
        with self._lock:
            self._under_way[channel] -= 1
