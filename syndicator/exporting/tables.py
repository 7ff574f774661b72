"""Bulletins as rows of a table: which columns there are, and what each holds; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from syndicator.model.bulletin import page_path
from syndicator.model.unit import UnitTree
from syndicator.storage.exports import Exported

Value: TypeAlias = str | int | datetime | None
COLUMNS = {
    "number": 9,
    "published": 17,
    "zone": 7,
    "unit": 30,
    "command": 26,
    "title": 70,
    "topics": 32,
    "place": 24,
    "state": 13,
    "urgency": 12,
    "copy": 9,
    "story": 9,
    "released": 17,
    "revision": 9,
    "publisher": 30,
    "source": 44,
    "page": 44,
}
"""The columns in their order, and how wide each is in a sheet, in characters."""
TEXT_COLUMN = "text"
TEXT_WIDTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    What a table says in one language.

    Args:
        headings: of the columns, by their names.
        said: how people say a state, an urgency (`urgency.2`), `yes` and `no`.
        topics: slug → name.
    """

    headings: Mapping[str, str]
    said: Callable[[str], str]
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulator:
    """Makes rows; `base` is the public address of the portal. Moments are told by the clock of their unit's zone."""

    units: UnitTree
    base: str
    words: Words
    text: bool = False

    @property
    def widths(self) -> dict[str, int]:
        """The columns in their order, with their widths."""
        return {**COLUMNS, TEXT_COLUMN: TEXT_WIDTH} if self.text else dict(COLUMNS)

    @property
    def headings(self) -> list[str]:
        """The first row."""
        return [self.words.headings[name] for name in self.widths]

    def row(self, one: Exported) -> list[Value]:
        """Return the values of all columns, in their order."""
        unit = self.units.find(one.unit) if one.unit else None
        polda = self.units.polda(unit) if unit else None
        zone = self.units.zone_of(one.unit)
        clock = ZoneInfo(zone.iana)
        said = self.words.said
        values: list[Value] = [
            one.id,
            one.published_at.astimezone(clock),
            zone.value,
            unit.name if unit else one.unit,
            polda.name if polda else None,
            one.title,
            ", ".join(self.words.topics.get(slug, slug) for slug in one.topics),
            one.place,
            said(one.state.value),
            said(f"urgency.{one.urgency.value}"),
            said("no" if one.canonical else "yes"),
            one.story_id,
            one.released_at.astimezone(clock) if one.released_at else None,
            one.revision,
            self._name(one.publisher),
            one.address,
            f"{self.base}{page_path(one.id, one.title)}",
        ]
        return [*values, one.text] if self.text else values

    def _name(self, slug: str | None) -> str | None:
        unit = self.units.find(slug) if slug else None
        return unit.name if unit else slug
