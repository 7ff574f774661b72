"""Gazetteer: which units and regions a name may mean, by the tree of units; it decides nothing by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from syndicator.classify.districts import DistrictNames
from syndicator.classify.phrases import PhraseBook
from syndicator.classify.spellings import COMMANDS, COMMON_WORDS, PROVINCES, REGIONS
from syndicator.classify.words import fold
from syndicator.model.unit import SECTOR_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syndicator.model.unit import Unit, UnitTree

Meaning = TypeVar("Meaning")

CITY = "kota"
REGENCY_PREFIXES = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")
NAMES_WITH_CITY = frozenset({"50 kota", "lima puluh kota"})
"""Regencies in whose name `kota` is no mark of a city."""


@dataclass(frozen=True, slots=True)
class Region:
    """
    What a name may mean: a unit's territory, or a part of it.

    Args:
        unit: the Polres that guards it.
        regency: the regency or city, as a reader knows it.
        base: the name without its kind, folded.
        city: tells Kota X from Kabupaten X.
        common: a word that says little by itself.
        own: whether the unit is called after it; a regency without a Polres is guarded by a neighbour's.
    """

    unit: Unit
    regency: str
    base: str
    city: bool
    common: bool
    own: bool = True


@dataclass(frozen=True, slots=True)
class Province:
    """What the name of a province means: its command, and its name as a place."""

    command: Unit
    name: str


class Gazetteer:
    """All names of the tree's units and regions."""

    def __init__(self, tree: UnitTree) -> None:
        self.tree = tree
        self.headquarters = next((unit for unit in tree if unit.kind == "Mabes"), None)
        resorts = [unit for unit in tree if unit.kind.startswith("Polres")]
        sectors = [unit for unit in tree if unit.kind == SECTOR_KIND]
        self._by_regency = Counter(place_name(unit) for unit in resorts)
        self._guarded = _guarded(resorts, sectors)
        self._territories = _territories(tree, resorts, self._guarded)
        self.districts = DistrictNames(sectors)
        regions, commands = [*_entries(resorts), *_kept(tree, sectors, self._by_regency)], list(_command_entries(tree))
        self.regions = PhraseBook(regions)
        self.commands = PhraseBook(commands)
        self._joined = _joined(regions)
        self._joined_commands = _joined(commands)
        self._by_core = {_core(unit): unit for unit in tree if unit.kind == "Polda"}
        self._provinces = {unit.slug: _province(unit) for unit in self._by_core.values()}
        self.provinces = PhraseBook(_province_entries(self._by_core, self._provinces))

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
        return self.tree.polda(unit) if unit else None

    def is_above(self, higher: Unit, lower: Unit) -> bool:
        """Return whether one unit commands another, directly or not."""
        return self.tree.is_above(higher, lower)

    def guarded(self, resort: Unit) -> frozenset[str]:
        """Return the regencies and cities in which a Polres has a Polsek, and its own."""
        return self._guarded.get(resort.slug, frozenset())

    def territory(self, polda: Unit) -> frozenset[str]:
        """Return the regencies and cities of a regional command."""
        return self._territories.get(polda.slug, frozenset())

    def province(self, command: Unit) -> str | None:
        """Return the province of a regional command, as a place."""
        province = self._provinces.get(command.slug)
        return province.name if province else None


def regency_base(regency: str) -> str:
    """Return a regency's or city's name without what kind it is, folded: `Kota Bogor` → `bogor`."""
    plain = regency.partition("(")[0]
    for prefix in REGENCY_PREFIXES:
        plain = plain.removeprefix(prefix)
    return " ".join(fold(plain))


def place_name(unit: Unit) -> str:
    """Return the regency or city of a unit's territory, as a reader knows it."""
    return unit.regency.partition("(")[0].strip()


def _guarded(resorts: Iterable[Unit], sectors: Iterable[Unit]) -> dict[str, frozenset[str]]:
    slugs = {unit.name: unit.slug for unit in resorts}
    guarded: dict[str, set[str]] = defaultdict(set)
    for unit in resorts:
        guarded[unit.slug].add(place_name(unit))
    for unit in sectors:
        guarded[slugs[unit.command]].add(unit.regency)
    return {slug: frozenset(regencies) for slug, regencies in guarded.items()}


def _territories(
    tree: UnitTree, resorts: Iterable[Unit], guarded: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    territories: dict[str, set[str]] = defaultdict(set)
    for unit in resorts:
        if polda := tree.polda(unit):
            territories[polda.slug] |= guarded[unit.slug]
    return {slug: frozenset(regencies) for slug, regencies in territories.items()}


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


def _entries(resorts: Iterable[Unit]) -> Iterator[tuple[str, Region]]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for spelling, core in REGIONS.items():
        spellings[core].append(spelling)
    for unit in resorts:
        core = _core(unit)
        base = core if core in NAMES_WITH_CITY else " ".join(word for word in core.split() if word != CITY)
        special = "(" in unit.regency and base != regency_base(unit.regency)
        names = {base, *spellings[core], *spellings[base]}
        names |= set() if special else {regency_base(unit.regency)}
        city = unit.regency.startswith("Kota ") or CITY in core.split()
        for name in names | {name.replace(" ", "") for name in names if " " in name}:
            yield name, Region(unit, place_name(unit), base, city, common=name in COMMON_WORDS or special)


def _kept(tree: UnitTree, sectors: Iterable[Unit], by_regency: Counter[str]) -> Iterator[tuple[str, Region]]:
    """Yield the regencies without a Polres of their own; whose Polsek stand there guards them."""
    keepers = {(unit.regency, unit.command) for unit in sectors if not by_regency[unit.regency]}
    for regency, command in sorted(keepers):
        keeper, base = tree.find(command), regency_base(regency)
        if keeper is not None:
            region = Region(keeper, regency, base, regency.startswith("Kota "), base in COMMON_WORDS, own=False)
            yield from ((name, region) for name in {base, base.replace(" ", "")})


def _command_entries(tree: UnitTree) -> Iterator[tuple[str, Unit]]:
    by_core = {_core(unit): unit for unit in tree if unit.kind == "Polda"}
    yield from by_core.items()
    for spelling, core in COMMANDS.items():
        if core in by_core:
            yield spelling, by_core[core]


def _province(command: Unit) -> Province:
    core = command.name.removeprefix(command.kind).strip()
    return Province(command, PROVINCES.get(core, core))


def _province_entries(by_core: dict[str, Unit], provinces: dict[str, Province]) -> Iterator[tuple[str, Province]]:
    """Yield the names of provinces; `Metro` is one of a command alone."""
    for spelling, core in [*((core, core) for core in by_core), *COMMANDS.items()]:
        if core in by_core and not spelling.startswith("metro"):
            yield spelling, provinces[by_core[core].slug]
