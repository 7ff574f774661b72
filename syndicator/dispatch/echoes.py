"""Echoes: doorbells of deliveries that this very process has just ended, because it sent them with others."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Collection, Iterable

LASTS_S = 1.0
"""Nobody looks at a delivery and has it tried again in less time; whoever did would wait for the next sweep."""


class Echoes:
    """Remembers what ended lately, so that the database need not be asked for it once more."""

    def __init__(self, lasts_s: float = LASTS_S) -> None:
        self._lasts_s = lasts_s
        self._lock = threading.Lock()
        self._ended: deque[tuple[float, int]] = deque()
        self._known: set[int] = set()

    def remember(self, delivery_ids: Collection[int]) -> None:
        """Take these for ended."""
        now = time.monotonic()
        with self._lock:
            self._ended.extend((now, one) for one in delivery_ids)
            self._known.update(delivery_ids)

    def unheard(self, delivery_ids: Iterable[int]) -> list[int]:
        """Return those that did not end just now."""
        oldest = time.monotonic() - self._lasts_s
        with self._lock:
            while self._ended and self._ended[0][0] < oldest:
                self._known.discard(self._ended.popleft()[1])
            return [one for one in delivery_ids if one not in self._known]
