"""Echoes: doorbells of deliveries that this worker has just taken, because it sends them with others."""

from __future__ import annotations

import mmap
import time
from collections.abc import Iterable

LASTS_S = 1.0
"""Nobody looks at a delivery and has it tried again in less time; whoever did would wait for the next sweep."""
PLACES = 1 << 16
"""So many are remembered at most; a later one takes the place of an earlier one."""
_A_TICK_S = 0.01
_TICK_BITS = 24
_TICKS, _IDS = (1 << _TICK_BITS) - 1, (1 << 64 - _TICK_BITS) - 1


class Echoes:
    """
    Remembers what was taken lately, so that the database need not be asked for it once more.

    All processes that fork from the one that made it share what it knows. Each place is one machine word, which holds
    an id and when it was taken, so that none has to lock it.
    """

    def __init__(self, lasts_s: float = LASTS_S) -> None:
        self._lasts = lasts_s / _A_TICK_S
        self._places = memoryview(mmap.mmap(-1, 8 * PLACES)).cast("Q")

    def remember(self, delivery_ids: Iterable[int]) -> None:
        """Take these for taken just now."""
        now = _ticks()
        for one in delivery_ids:
            self._places[one % PLACES] = (one & _IDS) << _TICK_BITS | now

    def unheard(self, delivery_ids: Iterable[int]) -> list[int]:
        """Return those that were not taken just now."""
        now = _ticks()
        return [one for one in delivery_ids if not self._sounds(one, now)]

    def _sounds(self, delivery_id: int, now: int) -> bool:
        place = self._places[delivery_id % PLACES]
        age = (now - place) & _TICKS
        return place >> _TICK_BITS == delivery_id & _IDS and age <= self._lasts


def _ticks() -> int:
    """The clock that all processes of a machine share."""
    return int(time.monotonic() / _A_TICK_S) & _TICKS
