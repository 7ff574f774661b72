"""The slots of one batch: what its hosts ask for and give back at the same moment goes in one round trip."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from syndicator.fetch.politeness import Slot, Slots

RETURNED_WITHIN_S = 0.005
"""So long a slot that is over may wait for others before it is given back; its gap begins only then."""


class Turns:
    """Collects for the loop in which it is used, and for that alone; `end` has to be called."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._wanted: list[tuple[str, asyncio.Future[Slot | timedelta]]] = []
        self._returned: list[Slot] = []

    async def take(self, host: str) -> Slot | timedelta:
        """Return a slot, or how long to wait before the next try."""
        loop = asyncio.get_running_loop()
        granted: asyncio.Future[Slot | timedelta] = loop.create_future()
        if not self._wanted:
            loop.call_soon(self._exchange)
        self._wanted.append((host, granted))
        try:
            return await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled() and isinstance(slot := granted.result(), Slot):
                self.give_back(slot)
            raise

    def give_back(self, slot: Slot) -> None:
        """Say that a request is over."""
        if not self._returned:
            asyncio.get_running_loop().call_later(RETURNED_WITHIN_S, self._exchange)
        self._returned.append(slot)

    def pause(self, host: str, span: timedelta) -> None:
        """Ask nothing more of this host for so long, in no worker: it asked to be left alone."""
        self._slots.pause(host, span)

    def end(self) -> None:
        """Give back what is left, and what nobody waits for any more."""
        self._exchange()

    def _exchange(self) -> None:
        returned, self._returned = self._returned, []
        wanted, self._wanted = [one for one in self._wanted if not one[1].done()], []
        if not returned and not wanted:
            return
        try:
            granted = self._slots.exchange(returned, [host for host, _ in wanted])
        except Exception as error:
            for _, future in wanted:
                future.set_exception(error)
            raise
        for (_, future), slot in zip(wanted, granted, strict=True):
            future.set_result(slot)
