"""Units: which units a bulletin names in which role, which of them issued it, and where its event was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.gazetteer import Gazetteer, place_name
from syndicator.classify.issuer import Named, choose, common_command, unsigned, weigh
from syndicator.classify.mentions import Mention, MentionFinder
from syndicator.classify.places import PlaceFinder
from syndicator.classify.resolution import Resolver
from syndicator.classify.scene import clear_regency, scene_of
from syndicator.model.unit import SECTOR_KIND
from syndicator.model.verdict import Conflict, UnitMention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit, UnitTree

ISSUER, SCENE, MENTIONED = "issuer", "scene", "mentioned"
SEATED_KINDS = frozenset({"Mabes", "Polda"})
"""Their regency is where their office stands; they work everywhere."""
CONFLICT_WEIGHT = 4.0
"""From this weight a unit says that it issued a text: an officer speaks in its first lines, or its title names it."""


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """
    What a text says about units; slugs, and None where it stays open.

    `named` is the issuer by the text alone, whoever published it, copied it or signed it; `conflicts` tell where it
    is neither the source's unit nor above or below it.
    """

    mentions: tuple[UnitMention, ...]
    unit: str | None
    polda: str | None
    place: str | None
    named: str | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class _Decided:
    """Who issued a release, whose site published it, and where its event was."""

    issuer: Unit | None
    source: Unit | None
    place: str | None

    def role(self, unit: Unit, names: Gazetteer) -> str:
        if unit == self.issuer:
            return ISSUER
        works_there = place_name(unit) == self.place and unit.kind not in SEATED_KINDS
        commands = self.issuer is not None and names.is_above(unit, self.issuer)
        return SCENE if works_there and not commands else MENTIONED


class UnitFinder:
    """The tree of units and all their names, compiled."""

    def __init__(self, tree: UnitTree) -> None:
        self._names = Gazetteer(tree)
        self._mentions = MentionFinder(self._names)
        self._places = PlaceFinder(self._names)
        self._resolver = Resolver(self._names)

    def find(self, words: Words, source: Unit | None) -> UnitFinding:
        """
        Return the units of a bulletin.

        A source's unit is the issuer, unless another one signs the text, or one under it clearly leads.
        """
        mentions = self._mentions.find(words)
        scenery = self._places.find(words, mentions)
        resolved = self._resolver.resolve(mentions, scenery, source)
        named = [weigh(words, mention, unit) for mention, unit in resolved if unit]
        scene = clear_regency(scenery, self._names)
        issuer = self._issuer(named, source, scene)
        polda = self._names.polda(issuer) if issuer else common_command((n.unit for n in named), self._names)
        place = scene_of(scenery, issuer, polda, (n.unit for n in named), self._names)
        decided = _Decided(issuer, source, place)
        reported = (*self._units(words, named, decided), *self._open(words, resolved))
        told = choose([unsigned(n) for n in named], self._names, scene)
        conflicts = self._conflicts(named, told, source)
        return UnitFinding(reported, _slug(issuer), _slug(polda), place, _slug(told), conflicts)

    def _conflicts(self, named: list[Named], told: Unit | None, source: Unit | None) -> tuple[Conflict, ...]:
        """Return where the text names another issuer than its source, neither above nor below it."""
        if source is None or told is None or told == source:
            return ()
        if self._names.is_above(source, told) or self._names.is_above(told, source):
            return ()
        if sum(n.weight for n in named if n.unit == told) < CONFLICT_WEIGHT:
            return ()
        same = self._names.polda(source) == self._names.polda(told)
        return (Conflict("unit" if same else "command", source.slug, told.slug),)

    def _issuer(self, named: list[Named], source: Unit | None, scene: str | None) -> Unit | None:
        chosen = choose(named, self._names, scene)
        if source is None:
            return chosen
        signed = {n.unit for n in named if n.signature and n.mention.level != "sector"}
        if len(signed) == 1 and source not in signed:
            return signed.pop()
        return chosen if chosen and self._names.is_above(source, chosen) else source

    def _units(self, words: Words, named: list[Named], decided: _Decided) -> list[UnitMention]:
        """Return the units of the tree that a text names, each once, the issuer first; the source's own too."""
        found: dict[str, UnitMention] = {}
        for n in named:
            is_owner = n.mention.level == "sector" and n.unit.kind != SECTOR_KIND
            if n.unit.slug not in found and not is_owner:
                evidence = words.passage(n.mention.first, n.mention.last)
                found[n.unit.slug] = self._as_mention(n.unit, decided.role(n.unit, self._names), evidence)
        for unit in filter(None, (decided.issuer, decided.source)):
            if unit.slug not in found:
                found[unit.slug] = self._as_mention(unit, decided.role(unit, self._names), "")
        return sorted(found.values(), key=lambda mention: mention.role != ISSUER)

    def _as_mention(self, unit: Unit, role: str, evidence: str) -> UnitMention:
        return UnitMention(unit.slug, unit.name, unit.kind, role, _slug(self._names.polda(unit)), evidence)

    def _open(self, words: Words, resolved: Iterable[tuple[Mention, Unit | None]]) -> list[UnitMention]:
        """Return the Polsek that a text names and no sign decides, each once."""
        found: dict[str, UnitMention] = {}
        sectors = ((m, u) for m, u in resolved if m.level == "sector" and m.name and not (u and u.kind == SECTOR_KIND))
        for mention, owner in _shortest_first(sectors):
            sector = self._as_open(words, mention, owner)
            titled = mention.first < words.title_length and any(sector.slug.startswith(slug) for slug in found)
            if not titled:
                found.setdefault(sector.slug, sector)
        return list(found.values())

    def _as_open(self, words: Words, mention: Mention, owner: Unit | None) -> UnitMention:
        """Return a Polsek that no unit of the tree is; its slug is made from its name."""
        name = f"{SECTOR_KIND} {mention.name.strip()}"
        slug = "-".join(name.casefold().split())
        slug = f"{slug}-open" if self._names.tree.find(slug) else slug
        polda = _slug(self._names.polda(owner)) if owner else None
        evidence = words.passage(mention.first, mention.last)
        return UnitMention(slug, name, SECTOR_KIND, SCENE if owner else MENTIONED, polda, evidence)


def _shortest_first(
    sectors: Iterable[tuple[Mention, Unit | None]],
) -> Iterator[tuple[Mention, Unit | None]]:
    """Return mentions by the length of their names: in a title the words behind a name look like more of it."""
    return iter(sorted(sectors, key=lambda pair: len(pair[0].name)))


def _slug(unit: Unit | None) -> str | None:
    return unit.slug if unit else None
