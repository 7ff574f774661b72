"""The newsroom's own clock: seconds since its start, which tests can push forward."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


def standing_still() -> float:
    """Return zero for ever: a source of time for clocks that only move when told to."""
    return 0.0


class Clock:
    """Count the seconds since the newsroom started, plus whatever it was advanced by."""

    def __init__(self, source: Callable[[], float] = time.monotonic, *, age: float = 0.0) -> None:
        """Start now, by a source that counts seconds from any origin, with so many seconds behind it."""
        self._source = source
        self._started = source()
        self._skipped = age
        self._stands_at: float | None = None

    def offset(self) -> float:
        """Return the newsroom's age in seconds."""
        return self._running() if self._stands_at is None else self._stands_at

    def stop(self) -> None:
        """Stand still, so that nothing more happens, until it is told to go on."""
        self._stands_at = self.offset()

    def go_on(self) -> None:
        """Go on from where it stood."""
        if self._stands_at is not None:
            self._skipped -= self._running() - self._stands_at
            self._stands_at = None

    def _running(self) -> float:
        return self._source() - self._started + self._skipped

    def advance(self, seconds: float) -> None:
        """Jump forward; a negative or endless jump is refused with ValueError."""
        if not 0 <= seconds < math.inf:
            raise ValueError("the newsroom's clock only moves forward, by a finite time")
        self._skipped += seconds
        if self._stands_at is not None:
            self._stands_at += seconds
