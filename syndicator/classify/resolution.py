"""Resolution: which unit of the tree each name in a text means, by a second sign where its name says too little."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syndicator.classify.gazetteer import Gazetteer, Region
    from syndicator.classify.places import Place, Scenery
    from syndicator.model.unit import Unit

HIGHER = frozenset({"command", "headquarters"})
CHAIN_WORDS = 6
"""How many words may stand between a unit and the one above it that is named with it."""
PLACE_LEAD = 2.0
"""How many times more than the next one a place has to weigh to decide which unit is meant."""


@dataclass(frozen=True, slots=True)
class Signs:
    """
    What a text says besides a name; the second sign for names that mean several units.

    Args:
        said: slugs of the regional commands that the text names, else of the source's.
        provinces: slugs of the regional commands whose provinces it names.
        resorts: the Polres that it names.
        regencies: the regencies that it names, each with how clearly it is the scene.
        source: the unit whose site published it.
    """

    said: frozenset[str]
    provinces: frozenset[str]
    resorts: frozenset[Unit]
    regencies: Mapping[str, float]
    source: Unit | None


class Resolver:
    """Decides what names mean; what no second sign decides stays open."""

    def __init__(self, names: Gazetteer) -> None:
        self._names = names

    def resolve(
        self, mentions: Sequence[Mention], scenery: Scenery, source: Unit | None
    ) -> list[tuple[Mention, Unit | None]]:
        """Return the mentions in their order, each with the unit that it means, None while open."""
        own = self._names.polda(source)
        said = _slugs(unit for m in mentions if m.level == "command" for unit in m.units)
        said = said or frozenset({own.slug} if own else ())
        provinces = _slugs(place.command for place in scenery.provinces)
        regencies = _weights(scenery.places)
        resorts = self._resorts(mentions, said, provinces, regencies)
        signs = Signs(said, provinces, frozenset(filter(None, resorts.values())), regencies, source)
        sectors = self._sectors(mentions, resorts, signs)
        told = list(sectors.values()) or self._districts(scenery, signs)
        higher = any(mention.level in HIGHER and mention.units for mention in mentions)
        scene = () if higher else by_place(scenery.places, said, self._names)
        second = _Bare(signs, told, scene, self._names)
        known = {**resorts, **sectors}
        return [(mention, self._unit(mention, known, second)) for mention in mentions]

    def _unit(self, mention: Mention, known: Mapping[int, Unit | None], second: _Bare) -> Unit | None:
        if mention.level == "resort":
            named = mention.regions or mention.name
            return known.get(mention.anchor) if named else second.resort(mention)
        if mention.level == "sector":
            return (known[mention.anchor] or second.owner(mention)) if mention.name else second.sector
        if mention.level == "command" and not mention.units:
            return second.command
        return mention.units[0] if len(mention.units) == 1 else None

    def _resorts(
        self,
        mentions: Sequence[Mention],
        said: frozenset[str],
        provinces: frozenset[str],
        regencies: Mapping[str, float],
    ) -> dict[int, Unit | None]:
        """Return what the named Polres mean, by the anchors of their mentions."""
        commands = [m for m in mentions if m.level == "command"]
        found: dict[int, Unit | None] = {}
        for mention in mentions:
            if mention.level == "resort" and mention.regions:
                chained = _slugs(unit for other in _chained(mention, commands) for unit in other.units)
                meant = resolve(mention, mention.regions, chained or said, self._names)
                hints = frozenset() if chained or said else provinces
                meant = meant or resolve(mention, mention.regions, hints, self._names)
                found[mention.anchor] = meant or _where_it_plays(mention.regions, regencies)
        return found

    def _districts(self, scenery: Scenery, signs: Signs) -> list[Unit | None]:
        """Return the Polsek of the districts that a text names, where it names no Polsek."""
        named = {place.sectors for place in scenery.places if place.sectors}
        return [units[0] if len(units) == 1 else None for units in (self._of_district(told, signs) for told in named)]

    def _of_district(self, units: tuple[Unit, ...], signs: Signs) -> tuple[Unit, ...]:
        return self._agreed(self._narrowed(units, signs) if len(units) > 1 else units, signs)

    def _sectors(
        self, mentions: Sequence[Mention], resorts: Mapping[int, Unit | None], signs: Signs
    ) -> dict[int, Unit | None]:
        """Return what the named Polsek mean, by the anchors of their mentions."""
        named = [m for m in mentions if m.level == "resort" and resorts.get(m.anchor)]
        found: dict[int, Unit | None] = {}
        for mention in mentions:
            if mention.level == "sector" and mention.name:
                chain = [resorts[other.anchor] for other in _chained(mention, named)]
                found[mention.anchor] = self._sector(mention, chain[0] if chain else None, signs)
        return found

    def _sector(self, mention: Mention, chained: Unit | None, signs: Signs) -> Unit | None:
        """Return the one Polsek that a name means; a name that the text itself contradicts means none."""
        units = mention.units
        if mention.regions:
            owners = {region.unit.name for region in mention.regions}
            regencies = {region.regency for region in mention.regions}
            units = tuple(u for u in units if u.regency in regencies or u.command in owners) or units
        if chained:
            units = tuple(unit for unit in units if unit.command == chained.name)
        elif len(units) > 1:
            units = self._narrowed(units, signs)
        agreed = self._agreed(units, signs)
        return agreed[0] if len(agreed) == 1 else None

    def _narrowed(self, units: tuple[Unit, ...], signs: Signs) -> tuple[Unit, ...]:
        """Return those of several Polsek of one name for which the strongest signs speak."""
        told = False
        for speaks_for in self._tests(units, signs):
            near = tuple(unit for unit in units if speaks_for(unit))
            told, units = told or bool(near), near or units
        return units if told else ()

    def _tests(self, units: Sequence[Unit], signs: Signs) -> Iterator[Callable[[Unit], bool]]:
        """Yield what may speak for one of several Polsek, the strongest sign first."""
        source, owners = signs.source, {unit.name for unit in signs.resorts}
        best = max(signs.regencies.get(unit.regency, 0.0) for unit in units)
        if source is not None:
            yield lambda unit: self._names.is_above(source, unit)
        yield lambda unit: unit.command in owners
        if best > 0:
            yield lambda unit: signs.regencies.get(unit.regency, 0.0) * PLACE_LEAD > best
        yield lambda unit: self._commanded(unit, signs.said)
        yield lambda unit: self._commanded(unit, signs.provinces)

    def _commanded(self, unit: Unit, named: frozenset[str]) -> bool:
        polda = self._names.polda(unit)
        return polda is not None and polda.slug in named

    def _agreed(self, units: tuple[Unit, ...], signs: Signs) -> tuple[Unit, ...]:
        """Return the Polsek of commands that the text names, where it names any, itself or by a Polres."""
        named = signs.said | _slugs(filter(None, map(self._names.polda, signs.resorts)))
        return tuple(unit for unit in units if not named or self._commanded(unit, named))


class _Bare:
    """What a level without a name means: the one unit that the rest of the text, or the source, leaves."""

    def __init__(
        self, signs: Signs, sectors: Iterable[Unit | None], scene: tuple[Region, ...], names: Gazetteer
    ) -> None:
        home = signs.source if signs.source and signs.source.kind.startswith("Polres") else None
        told = list(sectors)
        decided = {unit for unit in told if unit}
        self.sector = decided.pop() if len(decided) == 1 and all(told) else None
        above = names.tree.above(self.sector) if self.sector else None
        sole = next(iter(signs.resorts)) if len(signs.resorts) == 1 else None
        self._resort = home or sole or (above if not signs.resorts else None)
        self._scene, self._said, self._names = scene, signs.said, names
        near = {names.polda(region.unit) for region in scene} | {names.polda(unit) for unit in signs.resorts}
        self.command = near.pop() if len(near) == 1 else None

    def resort(self, mention: Mention) -> Unit | None:
        """Return the unit of a Polres without a name."""
        return self._resort or resolve(mention, self._scene, self._said, self._names)

    def owner(self, mention: Mention) -> Unit | None:
        """Return the Polres of a Polsek that is not decided itself."""
        owner = self._names.sole_owner
        return owner(mention.regions) or self._resort or (None if mention.units else owner(self._scene))


def resolve(mention: Mention, regions: Sequence[Region], hints: frozenset[str], names: Gazetteer) -> Unit | None:
    """
    Return the one Polres that a mention means, or None where that stays open.

    Args:
        regions: the territories that the name behind the level may mean.
        hints: slugs of the regional commands that the text names, a second sign for names that occur twice.
    """
    if len(regions) == 1:
        return regions[0].unit
    candidates = list(regions)
    poldas = {polda.slug for region in candidates if (polda := names.polda(region.unit))}
    if len(poldas) > 1:
        candidates = [r for r in candidates if (polda := names.polda(r.unit)) and polda.slug in hints]
        if len({polda.slug for r in candidates if (polda := names.polda(r.unit))}) != 1:
            candidates = [] if hints or not _plain(mention, regions) else _plain(mention, regions)
    if len(candidates) > 1:
        candidates = _by_kind(mention, candidates)
    return candidates[0].unit if len(candidates) == 1 else None


def _where_it_plays(regions: Sequence[Region], regencies: Mapping[str, float]) -> Unit | None:
    """Return the one unit of several of a name in whose regency a text plays, by other words than that name."""
    best = max(regencies.get(region.regency, 0.0) for region in regions)
    near = {region.unit for region in regions if regencies.get(region.regency, 0.0) * PLACE_LEAD > best > 0}
    return near.pop() if len(near) == 1 else None


def _plain(mention: Mention, regions: Sequence[Region]) -> list[Region]:
    """Return the unit whose kind and name are exactly what was written, if there is only one."""
    kind = f"polres{mention.kind}".replace("polresmetro", "polres metro")
    exact = [r for r in regions if r.unit.kind.casefold() == kind and r.city == mention.city]
    return exact if len(exact) == 1 and mention.kind else []


def _by_kind(mention: Mention, candidates: list[Region]) -> list[Region]:
    """Return the candidates that fit what the unit is called: Kota, Polresta, Polrestabes, Polres Metro."""
    if mention.city:
        return [r for r in candidates if r.city]
    kind = f"polres{mention.kind}".replace("polresmetro", "polres metro")
    same = [r for r in candidates if r.unit.kind.casefold() == kind]
    plain = [r for r in same if not r.unit.name.casefold().endswith(" kota")] or same
    if len(plain) == 1:
        return plain
    return [r for r in candidates if r.city == (mention.kind in {"ta", "tabes"})]


def by_place(places: Sequence[Place], hints: frozenset[str], names: Gazetteer) -> tuple[Region, ...]:
    """
    Return what the place that a text clearly plays in may mean.

    It is the second sign for a Polsek that no district has, or for a `Polres` without a name.

    Args:
        hints: slugs of the regional commands that the text names.
    """
    weights: dict[str, float] = defaultdict(float)
    regions: dict[str, tuple[Region, ...]] = {}
    for place in places:
        base = place.regions[0].base
        weights[base] += place.weight
        known = tuple(r for r in place.regions if (polda := names.polda(r.unit)) and polda.slug in hints)
        chosen = known or place.regions
        if base not in regions or len(chosen) < len(regions[base]):
            regions[base] = chosen
    ranked = sorted(weights, key=lambda base: (-weights[base], base))
    clear = ranked and (len(ranked) == 1 or weights[ranked[0]] >= PLACE_LEAD * weights[ranked[1]])
    return regions[ranked[0]] if clear else ()


def _chained(mention: Mention, others: Sequence[Mention]) -> Sequence[Mention]:
    """Return those of the others, in order of the text, that begin close behind a mention."""
    begin = bisect_right(others, mention.last, key=_first)
    return others[begin : bisect_right(others, mention.last + CHAIN_WORDS, begin, key=_first)]


def _weights(places: Iterable[Place]) -> dict[str, float]:
    """Return the regencies that places may mean, each with the sum of their weights."""
    weights: dict[str, float] = defaultdict(float)
    for place in places:
        if len(place.sectors) > 1:
            continue  # a district of many regencies speaks for none
        for regency in {region.regency for region in place.regions}:
            weights[regency] += place.weight
    return weights


def _first(mention: Mention) -> int:
    return mention.first


def _slugs(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset(unit.slug for unit in units)
