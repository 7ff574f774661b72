"""How many bulletins each topic and unit holds: counted when something changed, and not while a reader waits for it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from syndicator.errors import SyndicatorError
from syndicator.model.unit import UnitTree
from syndicator.portal.listings import totals
from syndicator.storage import changes, tallies
from syndicator.storage.changes import Version
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

MANY = 10_000
"""Where fewer are listed under all topics and units, they are counted at once, whenever something changed."""
OLDEST_S = 60.0
"""Older counts are not shown, even if the reader has to wait for new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """
    What there was to see at a moment.

    Args:
        units: of each unit with all below it.
        listed: how many were counted, once for each topic and unit.
    """

    version: Version
    topics: Mapping[str, int]
    units: Counter[str]
    counted_at_s: float
    listed: int


class Counting:
    """
    Keeps the counts that pages show.

    To count takes longer the more there is; in a large archive a reader gets the counts of a moment ago while new ones
    are made, one at a time.
    """

    def __init__(self, database: Database, units: UnitTree, *, many: int = MANY) -> None:
        self._database = database
        self._units = units
        self._many = many
        self._kept: Counts | None = None
        self._lock = threading.Lock()

    def now(self) -> Counts:
        """Return the counts; raises what the database raises."""
        kept = self._kept
        with self._database.read() as connection:
            version = changes.version(connection)
        if kept is None or self._must_wait(kept, version):
            return self._count()
        if kept.version != version and self._lock.acquire(blocking=False):
            threading.Thread(target=self._count_aside, name="counting", daemon=True).start()
        return kept

    def _must_wait(self, kept: Counts, version: Version) -> bool:
        is_stale = kept.version != version
        return is_stale and (kept.listed < self._many or time.monotonic() - kept.counted_at_s > OLDEST_S)

    def _count(self) -> Counts:
        with self._database.read() as connection:
            version = changes.version(connection)
            topics, units = tallies.topic_counts(connection), tallies.unit_counts(connection)
        counted = Counts(
            version=version,
            topics=topics,
            units=totals(self._units, units),
            counted_at_s=time.monotonic(),
            listed=sum(topics.values()) + sum(units.values()),
        )
        self._kept = counted
        return counted

    def _count_aside(self) -> None:
        """Count for the next reader; the lock is held already."""
        try:
            self._count()
        except SyndicatorError as error:
            log.warning("not_counted", error=str(error))
        finally:
            self._lock.release()
