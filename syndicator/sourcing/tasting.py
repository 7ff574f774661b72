"""A taste of a site before it becomes a source: what its entries would be read as, and whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from syndicator.classify.judge import Judge
from syndicator.model.bulletin import Content
from syndicator.model.unit import Zone
from syndicator.normalise.draft import draft_of
from syndicator.sourcing.scouting import Checked, Tried
from syndicator.telemetry import logger

log = logger(__name__)

MOST_TASTED = 10
LEAST_SHARE = 0.5
"""So large a share of the entries has to name one unit, for it to be guessed."""


def tasted(tried: Tried, now: datetime, *, zone: Zone = Zone.WIB) -> tuple[Content, ...]:
    """Return the newest entries of what was tried as they would be read, the newest first."""
    return tuple(_read(tried, now, zone))


def _read(tried: Tried, now: datetime, zone: Zone) -> Iterator[Content]:
    entries = tried.reading.entries[-MOST_TASTED:] if tried.reading else ()
    for entry in reversed(entries):
        try:
            yield draft_of(entry, source_id=0, base=tried.config.address, zone=zone, seen_at=now).content
        except Exception:  # whatever hostile bytes make our own code do, the other entries are read
            log.exception("entry_unreadable", address=tried.config.address)


def guessed_unit(checked: Checked, contents: tuple[Content, ...], judge: Judge) -> str | None:
    """Return the slug of the unit that seems to publish on a site, by its name or by what it publishes."""
    reading = checked.best.reading if checked.best else None
    names = (checked.home.title if checked.home else None, reading.title if reading else None)
    for name in filter(None, names):
        unit = judge.judge(name, "", source_unit=None).unit
        if unit is not None:
            return unit
    told = Counter(judge.judge(one.title, one.text, source_unit=None).unit for one in contents)
    del told[None]
    best = next(iter(told.most_common(1)), None)
    return best[0] if best and best[1] > LEAST_SHARE * len(contents) else None
