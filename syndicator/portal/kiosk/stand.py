"""The stand: which sheet may be handed out, and printing of those that may not, one at a time for each address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic

from syndicator.errors import Unavailable
from syndicator.model.moment import Clock
from syndicator.portal.kiosk.codings import Coding
from syndicator.portal.kiosk.sheet import LASTS_S, Sheet, sheet
from syndicator.portal.kiosk.shelf import Address, Shelf
from syndicator.portal.kiosk.watch import BLIND_S, Watch
from syndicator.portal.press import Press
from syndicator.telemetry import logger

log = logger(__name__)

PRINTERS = 2
"""More threads would print no faster, and keep the one that sends waiting."""
GRACE_S = 0.4
"""So long after a change was heard of the sheet before it is handed out, while the new one is printed."""
POPULAR_S = 10.0
MOST_POPULAR = 16
SHORTEST_GAP_S = 0.15
"""Between two rounds of printing ahead; and a round is followed by a rest as long as itself."""


class Stand:
    """Hands out sheets; safe for threads."""

    def __init__(
        self,
        press: Press,
        watch: Watch,
        now: Clock,
        *,
        shelf: Shelf | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._press = press
        self._watch = watch
        self._now = now
        self._clock = clock
        self._shelf = shelf or Shelf()
        self._printers = ThreadPoolExecutor(PRINTERS, "printer")
        self._orders: dict[Address, Future[Sheet]] = {}
        self._lock = threading.Lock()
        self._rested_at = 0.0

    @property
    def generation(self) -> int:
        """The newest generation that is known of; what is handed out after waiting is not older."""
        return self._watch.generation

    def look(self) -> Future[bool]:
        """Promise that the generation is that of what the database holds from now on, whoever else looks."""
        return self._printers.submit(self._watch.look)

    def at_once(self, address: Address, coding: Coding, *, grace_s: float = GRACE_S) -> Sheet | None:
        """
        Return the sheet that may be handed out without waiting, None where there is none.

        One that went out of date a moment ago may, but is printed anew meanwhile.
        """
        now = self._clock()
        found = self._shelf.find(address, coding, now)
        if found is None:
            return None
        if found.generation == self._watch.generation and now < found.good_until and self._watch.is_sure(now):
            return found if found.printed is None or found.of(coding) is not None else None
        return self._of_yesterday(found, address, coding, now, grace_s)

    def _of_yesterday(self, found: Sheet, address: Address, coding: Coding, now: float, grace_s: float) -> Sheet | None:
        if not self._watch.is_sure(now):
            return found if self._watch.is_blind(now) else None
        is_old = found.generation != self.generation and self._watch.outdated_s(found.generation, now) >= grace_s
        is_over = now > found.good_until + LASTS_S
        if is_old or is_over or found.printed is None or found.of(coding) is None:
            return None
        self.order(address, coding)
        return found

    def order(self, address: Address, coding: Coding) -> Future[Sheet]:
        """
        Return a promise of the sheet as it is now, whoever else waits for it; its future fails as the press fails.

        It may lack this coding where somebody else ordered it just before, without.
        """
        with self._lock:
            promised = self._orders.get(address)
            if promised is not None and not promised.done():
                return promised
            promised = self._printers.submit(self._fulfil, address, frozenset({coding}))
            self._orders[address] = promised
        promised.add_done_callback(lambda done: self._fulfilled(address, done))
        return promised

    def print_ahead(self) -> None:
        """Print anew what is asked for all the time and went out of date; what is asked seldom waits to be asked."""
        now = self._clock()
        with self._lock:
            is_busy = not all(promised.done() for promised in self._orders.values())
        if is_busy or now < self._rested_at:
            return
        ordered = [
            self.order(address, Coding.IDENTITY)
            for address, found in self._shelf.popular(now - POPULAR_S, MOST_POPULAR)
            if found.generation != self._watch.generation
        ]
        self._rested_at = now + SHORTEST_GAP_S
        if ordered:
            ordered[-1].add_done_callback(lambda _: self._rest(now))

    def close(self) -> None:
        """Print no more."""
        self._printers.shutdown(cancel_futures=True)

    def _rest(self, began_at: float) -> None:
        ended_at = self._clock()
        self._rested_at = ended_at + max(SHORTEST_GAP_S, ended_at - began_at)

    def _fulfilled(self, address: Address, done: Future[Sheet]) -> None:
        with self._lock:
            if self._orders.get(address) is done:
                del self._orders[address]

    def _fulfil(self, address: Address, asked_as: frozenset[Coding]) -> Sheet:
        found, codings = self._shelf.peek(address)
        try:
            made = self._printed(address, found).packing(codings | asked_as)
        except Unavailable as error:
            if found is None or not self._watch.is_kept or self._clock() - self._watch.looked_at > BLIND_S:
                raise
            log.warning("handed_out_without_a_look", path=address[0], error=str(error))
            return found.packing(codings | asked_as)
        if made is not found:
            self._shelf.put(address, made, asked_as, self._clock())
        return made

    def _printed(self, address: Address, found: Sheet | None) -> Sheet:
        """Return the sheet as it is now; it is of the generation that was current before it was printed, or later."""
        if not self._watch.is_sure(self._clock()):
            self._watch.look()
        generation, at, read_at = self._watch.generation, self._clock(), self._now()
        if found is not None and found.generation == generation and not _is_over(found, at, read_at):
            return found
        printed = self._press.print(*address)
        return sheet(printed, found, generation=generation, at=at, read_at=read_at)


def _is_over(found: Sheet, at: float, read_at: datetime) -> bool:
    """By either clock: the one that dates changes may be set."""
    return at >= found.good_until or abs(read_at - found.read_at) > timedelta(
        seconds=found.good_until - found.printed_at
    )
