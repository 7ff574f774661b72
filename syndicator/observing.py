"""Use case: what the monitoring sees. Each process tells what it counted, and all of it is one answer everywhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import redis

from syndicator import spans
from syndicator.disk import free_bytes
from syndicator.errors import ConfigError, SyndicatorError
from syndicator.model.moment import Clock
from syndicator.storage import gauges
from syndicator.storage.gauges import Gauges
from syndicator.storage.session import Database
from syndicator.tally import Key, Tally
from syndicator.telemetry import logger

COUNTS = "syndicator:counts"
"""Where all processes add up what they counted. Nothing is lost with it that the database does not know."""
BETWEEN = "\x1f"
TOLD_EVERY_S = 5.0
KEPT_FOR_S = 5.0
"""So long an answer is given again: several that look cost no more than one."""

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    What is seen of the service at one moment.

    Args:
        channels: all that are configured and enabled.
        counts: what happened since Redis was last emptied; None where it does not answer.
        gauges: how it stands; None where the database does not answer.
        free_bytes: in the data folder.
    """

    at: datetime
    channels: tuple[str, ...]
    counts: Mapping[Key, float] | None
    gauges: Gauges | None
    free_bytes: int


@dataclass(slots=True, kw_only=True)
class Observing:
    """
    Gathers what all processes counted, and looks how the service stands.

    Args:
        spans_to: address of the OpenTelemetry collector that gets the spans of this process; None without one.
    """

    database: Database
    redis: redis.Redis
    clock: Clock
    tally: Tally
    data_dir: Path
    channels: Sequence[str] = ()
    spans_to: str | None = None
    _seen: tuple[float, Observation] | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _ends: threading.Event = field(default_factory=threading.Event, init=False)
    _teller: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """
        Tell again and again what this process counts, and its spans to whom they are for, until the end.

        Raises:
            ConfigError: spans are wanted, and what makes them is not installed.
        """
        if self.spans_to:
            self._export(self.spans_to)
        self._teller = threading.Thread(target=self._tell_on, name="tally", daemon=True)
        self._teller.start()

    @staticmethod
    def _export(address: str) -> None:
        try:
            spans.export(address)
        except ImportError as error:
            mend = "install the extra: pip install 'syndicator[telemetry]'"
            raise ConfigError("OTEL_EXPORTER_OTLP_ENDPOINT", "OpenTelemetry is not installed", mend) from error

    def close(self) -> None:
        """Tell what was counted last, if this process tells."""
        if self._teller is not None:
            spans.end()
            self._ends.set()
            self._teller.join(timeout=TOLD_EVERY_S)
            self._teller = None

    def tell(self) -> None:
        """Add what this process counted to what all counted; while Redis does not answer it is kept here."""
        counts = self.tally.take()
        if not counts:
            return
        try:
            with self.redis.pipeline(transaction=False) as pipeline:
                for key, number in counts.items():
                    pipeline.hincrbyfloat(COUNTS, BETWEEN.join(key), number)
                pipeline.execute()
        except redis.RedisError as error:
            self.tally.give_back(counts)
            log.warning("counts_not_told", error=str(error))

    def observe(self) -> Observation:
        """Return what is seen now, or was a few seconds ago."""
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen[0] > KEPT_FOR_S:
                self.tell()
                self._seen = (time.monotonic(), self._look())
            return self._seen[1]

    def _tell_on(self) -> None:
        while not self._ends.wait(TOLD_EVERY_S):
            self.tell()
        self.tell()

    def _look(self) -> Observation:
        now = self.clock()
        return Observation(
            at=now,
            channels=tuple(self.channels),
            counts=self._counts(),
            gauges=self._gauges(now),
            free_bytes=free_bytes(self.data_dir)[0],
        )

    def _counts(self) -> dict[Key, float] | None:
        try:
            found = self.redis.hgetall(COUNTS)
        except redis.RedisError as error:
            log.warning("counts_not_read", error=str(error))
            return None
        return {tuple(_text(key).split(BETWEEN)): float(number) for key, number in found.items()}

    def _gauges(self, now: datetime) -> Gauges | None:
        try:
            with self.database.read() as connection:
                return gauges.read(connection, now)
        except SyndicatorError as error:
            log.warning("gauges_not_read", error=str(error))
            return None


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
