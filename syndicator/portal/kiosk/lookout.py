"""The lookout: hears of changes by Redis, looks for them where nothing is heard, and has the popular printed ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from syndicator.errors import SyndicatorError
from syndicator.portal.kiosk.stand import Stand
from syndicator.portal.kiosk.watch import Watch
from syndicator.telemetry import logger

log = logger(__name__)

LOOKS_EVERY_S = 0.3
"""What the loss of a message costs at most."""
PACE_S = 0.04
"""While changes come one upon the other, so many looks a second are enough."""
ENDS_WITHIN_S = 3.0


class Ears(Protocol):
    """Hears of changes."""

    def listen(self, heard: Callable[[], None], ended: threading.Event) -> None:
        """Call `heard` after each change, until the end; what cannot be heard is not told."""
        ...


class Lookout:
    """Two threads of a portal process: one hears, one looks."""

    def __init__(self, watch: Watch, stand: Stand, ears: Ears) -> None:
        self._watch = watch
        self._stand = stand
        self._ears = ears
        self._heard = threading.Event()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._is_blind = False

    def start(self) -> None:
        """Begin."""
        self._ended.clear()
        self._watch.is_kept = True
        self._threads = [
            threading.Thread(target=self._look_out, name="lookout", daemon=True),
            threading.Thread(target=self._ears.listen, args=(self._heard.set, self._ended), name="ears", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads."""
        self._watch.is_kept = False
        self._ended.set()
        self._heard.set()
        for thread in self._threads:
            thread.join(ENDS_WITHIN_S)
        self._threads = []

    def _look_out(self) -> None:
        while not self._ended.is_set():
            self._look()
            self._ended.wait(PACE_S)
            self._heard.wait(LOOKS_EVERY_S - PACE_S)
            self._heard.clear()

    def _look(self) -> None:
        """A database that does not answer is told of once; requests find out by themselves that nobody looks."""
        try:
            self._watch.look()
        except SyndicatorError as error:
            if not self._is_blind:
                log.warning("changes_not_seen", error=str(error))
            self._is_blind = True
            return
        self._is_blind = False
        self._stand.print_ahead()
