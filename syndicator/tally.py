"""What one process has counted since it last told all others: names with their labels, and how often."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

Key: TypeAlias = tuple[str, ...]
"""What is counted, then the values of its labels; their number is bounded, so no ids, addresses or words of others."""


class Tally:
    """A sheet that all threads of a process write on."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = threading.Lock()

    def add(self, *key: str, by: float = 1) -> None:
        """Count something that happened."""
        with self._lock:
            self._counts[key] += by  # type: ignore[assignment]  # seconds are counted too

    def take(self) -> Mapping[Key, float]:
        """Return what was counted since the last time, and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Mapping[Key, float]) -> None:
        """Count once more what could not be told."""
        for key, number in counts.items():
            self.add(*key, by=number)


TALLY = Tally()
"""This process's own."""
