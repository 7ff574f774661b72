"""Gazetteer: which units and regions a name may mean, by the tree of units; it decides nothing by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from syndicator.classify.phrases import PhraseBook
from syndicator.classify.spellings import COMMANDS, COMMON_WORDS, REGIONS
from syndicator.classify.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.model.unit import Unit, UnitTree

Meaning = TypeVar("Meaning")

CITY = "kota"
REGENCY_PREFIXES = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")
NAMES_WITH_CITY = frozenset({"50 kota", "lima puluh kota"})
"""Regencies in whose name `kota` is no mark of a city."""


@dataclass(frozen=True, slots=True)
class Region:
    """What a name may mean: a unit's territory. `city` tells Kota X from Kabupaten X."""

    unit: Unit
    base: str
    city: bool
    common: bool


class Gazetteer:
    """All names of the tree's units and regions."""

    def __init__(self, tree: UnitTree) -> None:
        self._above = {unit.slug: _commanders(tree, unit) for unit in tree}
        self._polda = {unit.slug: tree.polda(unit) for unit in tree}
        self.headquarters = next((unit for unit in tree if unit.kind == "Mabes"), None)
        self._by_regency = Counter(place_name(unit) for unit in tree if unit.kind.startswith("Polres"))
        regions, commands = list(_entries(tree)), list(_command_entries(tree))
        self.regions = PhraseBook(regions)
        self.commands = PhraseBook(commands)
        self._joined = _joined(regions)
        self._joined_commands = _joined(commands)
        self._by_core = {_core(unit): unit for unit in tree if unit.kind == "Polda"}

    def regions_spelled(self, joined: str) -> tuple[Region, ...]:
        """Return what a region's name may mean that is written in one word."""
        return self._joined.get(joined, ())

    def command_spelled(self, joined: str) -> tuple[Unit, ...]:
        """Return the regional command whose name is written in one word."""
        return self._joined_commands.get(joined, ())

    def command(self, core: str) -> tuple[Unit, ...]:
        """Return the regional command of the name behind `Polda`, if the tree knows it."""
        unit = self._by_core.get(core)
        return (unit,) if unit else ()

    def sole_owner(self, regions: tuple[Region, ...]) -> Unit | None:
        """Return the unit of every Polsek of a territory; None where two units share it, as beside a port."""
        units = {region.unit for region in regions}
        if len(units) != 1:
            return None
        unit = units.pop()
        return unit if self._by_regency[place_name(unit)] == 1 else None

    def polda(self, unit: Unit | None) -> Unit | None:
        """Return the regional command of a unit; None for headquarters."""
        return self._polda.get(unit.slug) if unit else None

    def is_above(self, higher: Unit, lower: Unit) -> bool:
        """Return whether one unit commands another, directly or not."""
        return higher.slug in self._above.get(lower.slug, ())


def _commanders(tree: UnitTree, unit: Unit) -> frozenset[str]:
    """Return the slugs of the units that command one, directly or not."""
    return frozenset(tree.path(unit).rstrip("/").split("/")) - {unit.slug}


def regency_base(regency: str) -> str:
    """Return a regency's or city's name without what kind it is, folded: `Kota Bogor` → `bogor`."""
    plain = regency.partition("(")[0]
    for prefix in REGENCY_PREFIXES:
        plain = plain.removeprefix(prefix)
    return " ".join(fold(plain))


def place_name(unit: Unit) -> str:
    """Return the regency or city of a unit's territory, as a reader knows it."""
    return unit.regency.partition("(")[0].strip()


def _joined(entries: list[tuple[str, Meaning]]) -> dict[str, tuple[Meaning, ...]]:
    """Return the entries by their names in one word, each meaning once."""
    joined: dict[str, tuple[Meaning, ...]] = {}
    for name, meaning in entries:
        known = joined.get(name.replace(" ", ""), ())
        if meaning not in known:
            joined[name.replace(" ", "")] = (*known, meaning)
    return joined


def _core(unit: Unit) -> str:
    """Return a unit's name without its kind, folded: `Polresta Bogor Kota` → `bogor kota`."""
    return " ".join(fold(unit.name.removeprefix(unit.kind)))


def _entries(tree: UnitTree) -> Iterator[tuple[str, Region]]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for spelling, core in REGIONS.items():
        spellings[core].append(spelling)
    for unit in tree:
        if not unit.kind.startswith("Polres"):
            continue
        core = _core(unit)
        base = core if core in NAMES_WITH_CITY else " ".join(word for word in core.split() if word != CITY)
        special = "(" in unit.regency and base != regency_base(unit.regency)
        names = {base, *spellings[core], *spellings[base]}
        names |= set() if special else {regency_base(unit.regency)}
        city = unit.regency.startswith("Kota ") or CITY in core.split()
        for name in names | {name.replace(" ", "") for name in names if " " in name}:
            yield name, Region(unit, base, city, common=name in COMMON_WORDS or special)


def _command_entries(tree: UnitTree) -> Iterator[tuple[str, Unit]]:
    by_core = {_core(unit): unit for unit in tree if unit.kind == "Polda"}
    yield from by_core.items()
    for spelling, core in COMMANDS.items():
        if core in by_core:
            yield spelling, by_core[core]
