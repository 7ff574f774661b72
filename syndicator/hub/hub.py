"""The hub: what its queue rings for, each in a thread of its own, so that strangers' slowness holds up no queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from syndicator.errors import SyndicatorError
from syndicator.hub.asking import Asking
from syndicator.hub.distributing import Distributing
from syndicator.hub.looking import Looking
from syndicator.hub.verifying import Verifying
from syndicator.telemetry import logger

log = logger(__name__)

CLOSES_WITHIN_S = 3.0


class Work(StrEnum):
    """What the hub's queue is rung for."""

    LOOK = "look"
    VERIFY = "verify"
    SEND = "send"


class _Alone:
    """Runs one kind of work in a thread, and no second one beside it in this process."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], int], patience_s: float) -> None:
        """Begin the work unless it is under way; wait for its end, but not for long."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, args=[work], name=self._name, daemon=True)
            self._thread.start()
        self._thread.join(patience_s)

    def join(self, within_s: float) -> None:
        """Wait for the end of what is under way."""
        if self._thread is not None:
            self._thread.join(within_s)

    def _work(self, work: Callable[[], int]) -> None:
        """A failure is told and forgotten, for the next ring begins anew."""
        try:
            work()
        except SyndicatorError as error:
            log.warning("hub_failed", work=self._name, error=str(error))
        except Exception:
            log.exception("hub_failed", work=self._name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """All of the hub."""

    asking: Asking
    looking: Looking
    verifying: Verifying
    distributing: Distributing
    _verify: _Alone = field(default_factory=lambda: _Alone("hub verifies"))
    _send: _Alone = field(default_factory=lambda: _Alone("hub sends"))

    def due(self) -> list[Work]:
        """Return what there is to do, so that nobody rings for nothing."""
        there_is = {
            Work.LOOK: self.looking.is_due(),
            Work.VERIFY: self.verifying.is_due(),
            Work.SEND: self.distributing.owed() > 0,
        }
        return [work for work, is_due in there_is.items() if is_due]

    def verify(self, patience_s: float) -> None:
        """Verify what waits for it, behind the caller's back after so long."""
        self._verify.run(self.verifying.verify_due, patience_s)

    def send(self, patience_s: float) -> None:
        """Send what is owed, behind the caller's back after so long."""
        self._send.run(self.distributing.send_owed, patience_s)

    def close(self) -> None:
        """End what is under way, and close all connections."""
        self.verifying.stop()
        self.distributing.stop()
        self._verify.join(CLOSES_WITHIN_S)
        self._send.join(CLOSES_WITHIN_S)
        self.distributing.close()
        self.looking.close()
