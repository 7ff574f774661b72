"""Sheets in a bounded room: what was not asked for the longest gives way."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from syndicator.portal.kiosk.codings import Coding
from syndicator.portal.kiosk.sheet import Sheet

ROOM_BYTES = 64 * 2**20
LARGEST_SHARE = 8
"""What alone would take more than an eighth of the room is not kept."""
RARELY_S = 0.1
"""What is asked for more often than that stands at the end of the line anyway, or near it."""


Address: TypeAlias = tuple[str, str]
"""A path, and what counts of its query."""


@dataclass(slots=True)
class Place:
    """Where a sheet lies; `wanted` are the codings that were asked for, and will be again."""

    sheet: Sheet
    asked_at: float
    size: int
    wanted: frozenset[Coding]


class Shelf:
    """Keeps sheets by address; safe for threads."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room = room_bytes
        self._places: OrderedDict[Address, Place] = OrderedDict()
        self._lock = threading.Lock()
        self.used_bytes = 0

    def __len__(self) -> int:
        return len(self._places)

    def find(self, address: Address, coding: Coding, now: float) -> Sheet | None:
        """
        Return what lies there; it is remembered that it was asked for, and how.

        This is asked for each request, and does not wait for a lock: what gave way meanwhile is handed out once more.
        """
        place = self._places.get(address)
        if place is None:
            return None
        if now - place.asked_at > RARELY_S:
            with self._lock:
                if address in self._places:
                    self._places.move_to_end(address)
        place.asked_at = now
        if coding not in place.wanted:
            place.wanted = place.wanted | {coding}
        return place.sheet

    def peek(self, address: Address) -> tuple[Sheet | None, frozenset[Coding]]:
        """Return what lies there and the codings that it was asked for in, as if nobody had looked."""
        with self._lock:
            place = self._places.get(address)
            return (None, frozenset()) if place is None else (place.sheet, place.wanted)

    def put(self, address: Address, sheet: Sheet, asked_as: frozenset[Coding], now: float) -> None:
        """Lay a sheet down in place of the one before."""
        size = sheet.size + sum(map(len, address))
        with self._lock:
            before = self._places.pop(address, None)
            self.used_bytes -= before.size if before else 0
            if size > self._room // LARGEST_SHARE:
                return
            wanted = before.wanted | asked_as if before else asked_as
            self._places[address] = Place(sheet, before.asked_at if before else now, size, wanted)
            self.used_bytes += size
            while self.used_bytes > self._room:
                _, oldest = self._places.popitem(last=False)
                self.used_bytes -= oldest.size

    def popular(self, since: float, most: int) -> Iterator[tuple[Address, Sheet]]:
        """Yield what was asked for since then, the last one first."""
        with self._lock:
            newest = list(islice(reversed(self._places.items()), most))
        yield from ((address, place.sheet) for address, place in newest if place.asked_at >= since)
