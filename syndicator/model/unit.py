"""Units: the police units that publish, and the tree of their commands (Mabes → Polda → Polres → Polsek)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Zone(StrEnum):
    """The three clock zones of the country, by the letters that releases use."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def iana(self) -> str:
        """The name of the zone in the IANA time zone database."""
        return {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}[self.value]


SECTOR_KIND = "Polsek"
"""The lowest units; their names may occur twice, for they are called after districts."""


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One police unit.

    Args:
        command: the name of the unit above it; empty for the national headquarters.
        regency: the regency or city of its territory; for a Polda the seat of its office.
    """

    slug: str
    name: str
    kind: str
    command: str
    regency: str
    zone: Zone


class UnitTree:
    """All known units, found by slug or by name, with their place in the tree."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_slug = {unit.slug: unit for unit in units}
        names = [(unit.name.casefold(), unit) for unit in self._by_slug.values()]
        times = Counter(name for name, _ in names)
        self._by_name = {name: unit for name, unit in names if times[name] == 1}
        self._below: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._by_slug.values():
            self._below[unit.command.casefold()].append(unit)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_slug.values())

    def __len__(self) -> int:
        return len(self._by_slug)

    def find(self, slug_or_name: str) -> Unit | None:
        """
        Return the unit of this slug or full name (letter case ignored), or None.

        A name that two units have finds neither: such a unit is found by its slug alone.
        """
        return self._by_slug.get(slug_or_name) or self._by_name.get(slug_or_name.strip().casefold())

    def zone_of(self, slug_or_name: str | None) -> Zone:
        """Return the clock by which a unit lives; the capital's where it is not known."""
        unit = self.find(slug_or_name) if slug_or_name else None
        return unit.zone if unit else Zone.WIB

    def above(self, unit: Unit) -> Unit | None:
        """Return the unit that commands this one, or None at the top."""
        return self._by_name.get(unit.command.casefold()) if unit.command else None

    def path(self, unit: Unit) -> str:
        """Return the slugs from the top of the tree to this unit, as `mabes-polri/polda-x/polres-y/`."""
        slugs = [unit.slug]
        while (above := self.above(unit)) is not None:
            slugs.append(above.slug)
            unit = above
        return "/".join(reversed(slugs)) + "/"

    def polda(self, unit: Unit) -> Unit | None:
        """Return the regional command this unit belongs to (itself for a Polda), or None for headquarters."""
        step: Unit | None = unit
        while step is not None and step.kind != "Polda":
            step = self.above(step)
        return step

    def is_above(self, higher: Unit, lower: Unit) -> bool:
        """Return whether one unit commands another, directly or not."""
        step = self.above(lower)
        while step is not None and step != higher:
            step = self.above(step)
        return step is not None

    def below(self, unit: Unit) -> list[Unit]:
        """Return the units directly under this one, by name."""
        return sorted(self._below.get(unit.name.casefold(), ()), key=lambda u: u.name)

    def commands(self) -> list[Unit]:
        """Return headquarters and then the regional commands, by name."""
        tops = self._below.get("", [])
        return [*tops, *(unit for top in tops for unit in self.below(top) if unit.kind == "Polda")]
