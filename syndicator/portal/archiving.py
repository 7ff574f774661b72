"""
Archives of feeds (RFC 5005 section 4): which documents there are, and which one comes before and after each.

An archive is named by its month and its page. A page is one as soon as it is full, the last one of a month once the
month is over, so that what is not yet in any archive always stands in the feed itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import UnitTree
from syndicator.portal.months import Month
from syndicator.storage import archives
from syndicator.storage.reading import Selection
from syndicator.storage.session import Connection

ENTRIES_AN_ARCHIVE = 50
"""At most as many as the feed itself shows."""
SETTLES_IN = timedelta(minutes=10)
"""A transaction that takes long may still add what it dates earlier than that."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One archive: a page of a month, counted from 1."""

    month: Month
    number: int


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives of a selection, as they stand at a moment."""

    connection: Connection
    selection: Selection
    units: UnitTree
    now: datetime

    def entries(self, volume: Volume) -> tuple[Bulletin, ...]:
        """Return what the public may see of an archive, newest first."""
        since, until = volume.month.begins_at, self._until(volume.month)
        place = {"number": volume.number, "size": ENTRIES_AN_ARCHIVE}
        return tuple(archives.page(self.connection, self.selection, self.units, since, until, **place))

    def exists(self, volume: Volume) -> bool:
        """Whether there is such an archive already."""
        return 1 <= volume.number <= self._volumes(volume.month)

    def newest(self) -> Volume | None:
        """Return the last archive so far, None while there is none."""
        running = Month.of(self._settled_at)
        full = self._volumes(running)
        return Volume(running, full) if full else self._last_before(running)

    def before(self, volume: Volume) -> Volume | None:
        """Return the archive with what is next older."""
        return Volume(volume.month, volume.number - 1) if volume.number > 1 else self._last_before(volume.month)

    def after(self, volume: Volume) -> Volume | None:
        """Return the archive with what is next newer, None where that is not archived yet."""
        if volume.number < self._volumes(volume.month):
            return Volume(volume.month, volume.number + 1)
        moment = archives.first_since(self.connection, self.selection, self.units, volume.month.ends_at)
        following = Month.of(moment) if moment else None
        return Volume(following, 1) if following and self._volumes(following) else None

    @property
    def _settled_at(self) -> datetime:
        return self.now - SETTLES_IN

    def _last_before(self, month: Month) -> Volume | None:
        moment = archives.last_before(self.connection, self.selection, self.units, month.begins_at)
        earlier = Month.of(moment) if moment else None
        return Volume(earlier, self._volumes(earlier)) if earlier else None

    def _volumes(self, month: Month) -> int:
        until = self._until(month)
        told = archives.count(self.connection, self.selection, self.units, month.begins_at, until)
        is_over = until == month.ends_at
        return -(-told // ENTRIES_AN_ARCHIVE) if is_over else told // ENTRIES_AN_ARCHIVE

    def _until(self, month: Month) -> datetime:
        return min(month.ends_at, self._settled_at)
