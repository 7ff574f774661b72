"""Units: which units a bulletin names in which role, which of them issued it, and where its event was."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.gazetteer import Gazetteer, place_name
from syndicator.classify.issuer import Named, by_place, choose, common_command, resolve, unsigned, weigh
from syndicator.classify.mentions import Mention, MentionFinder
from syndicator.classify.places import Place, PlaceFinder, event_place
from syndicator.model.verdict import UnitMention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicator.classify.gazetteer import Region
    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit, UnitTree

ISSUER, SCENE, MENTIONED = "issuer", "scene", "mentioned"
SECTOR_KIND = "Polsek"
CHAIN_WORDS = 6
"""How many words may stand between a Polres and the Polda that is named with it."""


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """
    What a text says about units; slugs, and None where it stays open.

    `named` is the issuer by the text alone, whoever published it, copied it or signed it.
    """

    mentions: tuple[UnitMention, ...]
    unit: str | None
    polda: str | None
    place: str | None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class _SecondSigns:
    """
    What decides a name that says too little: the Poldas, the one Polres, and the place that are named.

    Args:
        meant: what the named Polres mean already, by the anchors of their mentions.
    """

    said: frozenset[str]
    resort: Unit | None
    scene: tuple[Region, ...]
    meant: Mapping[int, Unit | None]


@dataclass(frozen=True, slots=True)
class _Decided:
    """Who issued a release, whose site published it, and where its event was."""

    issuer: Unit | None
    source: Unit | None
    place: str | None

    def role(self, unit: Unit) -> str:
        if unit == self.issuer:
            return ISSUER
        return SCENE if place_name(unit) == self.place else MENTIONED


class UnitFinder:
    """The tree of units and all their names, compiled."""

    def __init__(self, tree: UnitTree) -> None:
        self._names = Gazetteer(tree)
        self._mentions = MentionFinder(self._names)
        self._places = PlaceFinder(self._names)

    def find(self, words: Words, source: Unit | None) -> UnitFinding:
        """
        Return the units of a bulletin.

        A source's unit is the issuer, unless another one signs the text, or one under it clearly leads.
        """
        mentions = self._mentions.find(words)
        places = self._places.find(words, mentions)
        named = self._resolved(words, mentions, places, source)
        issuer = self._issuer(named, source)
        place = event_place(places) or _own_place(issuer, places)
        polda = self._names.polda(issuer) if issuer else common_command((n.unit for n in named), self._names)
        decided = _Decided(issuer, source, place)
        reported = (*self._units(words, named, decided), *self._sectors(words, mentions, named))
        told = choose([unsigned(n) for n in named], self._names)
        return UnitFinding(reported, _slug(issuer), _slug(polda), place, _slug(told))

    def _resolved(self, words: Words, mentions: list[Mention], places: list[Place], source: Unit | None) -> list[Named]:
        """Return the mentions whose unit is decided, by its name or by a second sign; the source is one."""
        own = self._names.polda(source)
        said = frozenset(unit.slug for m in mentions if m.level == "command" for unit in m.units)
        said = said or frozenset({own.slug} if own else ())
        resorts = [m for m in mentions if m.level == "resort" and m.regions]
        commands = [m for m in mentions if m.level == "command"]
        meant = {m.anchor: self._resort(m, commands, said) for m in resorts}
        named = {unit.slug: unit for unit in meant.values() if unit}
        scene = by_place(places, said, self._names)
        home = source if source and source.kind.startswith("Polres") else None
        sole = next(iter(named.values())) if len(named) == 1 else None
        second = _SecondSigns(said, home or sole, scene, meant)
        units = [(mention, self._unit(mention, second)) for mention in mentions]
        return [weigh(words, mention, unit) for mention, unit in units if unit]

    def _unit(self, mention: Mention, second: _SecondSigns) -> Unit | None:
        if mention.level == "resort":
            if mention.regions:
                return second.meant[mention.anchor]
            return second.resort or resolve(mention, second.scene, second.said, self._names)
        if mention.level == "sector":
            owner = self._names.sole_owner
            return (owner(mention.regions) or second.resort or owner(second.scene)) if mention.name else None
        return mention.units[0] if len(mention.units) == 1 else None

    def _resort(self, mention: Mention, commands: list[Mention], said: frozenset[str]) -> Unit | None:
        """Return the Polres that is meant; `commands` are the mentions of a Polda, in order of the text."""
        if len(mention.regions) == 1:
            return mention.regions[0].unit
        begin = bisect_right(commands, mention.last, key=_first)
        end = bisect_right(commands, mention.last + CHAIN_WORDS, begin, key=_first)
        chained = frozenset(unit.slug for other in commands[begin:end] for unit in other.units)
        return resolve(mention, mention.regions, chained or said, self._names)

    def _issuer(self, named: list[Named], source: Unit | None) -> Unit | None:
        chosen = choose(named, self._names)
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
            if n.unit.slug not in found and n.mention.level != "sector":
                evidence = words.passage(n.mention.first, n.mention.last)
                found[n.unit.slug] = self._as_mention(n.unit, decided.role(n.unit), evidence)
        for unit in filter(None, (decided.issuer, decided.source)):
            if unit.slug not in found:
                found[unit.slug] = self._as_mention(unit, decided.role(unit), "")
        return sorted(found.values(), key=lambda mention: mention.role != ISSUER)

    def _sectors(self, words: Words, mentions: list[Mention], named: list[Named]) -> list[UnitMention]:
        """Return the Polsek that a text names; in a title the words behind a name look like more of it."""
        owners = {n.mention.first: n.unit for n in named}
        found: dict[str, UnitMention] = {}
        for m in sorted((m for m in mentions if m.level == "sector" and m.name), key=lambda m: len(m.name)):
            sector = self._sector(words, m, owners.get(m.first))
            titled = m.first < words.title_length and any(sector.slug.startswith(slug) for slug in found)
            if not titled:
                found[sector.slug] = sector
        return list(found.values())

    def _as_mention(self, unit: Unit, role: str, evidence: str) -> UnitMention:
        return UnitMention(unit.slug, unit.name, unit.kind, role, _slug(self._names.polda(unit)), evidence)

    def _sector(self, words: Words, mention: Mention, owner: Unit | None) -> UnitMention:
        """Return a Polsek as a mention; the tree does not hold it, so its slug is made from its name."""
        name = f"Polsek {mention.name.strip()}"
        slug = "-".join(name.casefold().split())
        polda = _slug(self._names.polda(owner)) if owner else None
        role = SCENE if owner else MENTIONED
        return UnitMention(slug, name, SECTOR_KIND, role, polda, words.passage(mention.first, mention.last))


def _first(mention: Mention) -> int:
    return mention.first


def _slug(unit: Unit | None) -> str | None:
    return unit.slug if unit else None


def _own_place(issuer: Unit | None, places: list[Place]) -> str | None:
    """Return a Polres' own territory as the place of the event, where the text names no other region."""
    if issuer is None or not issuer.kind.startswith("Polres"):
        return None
    others = [place for place in places if issuer not in {region.unit for region in place.regions}]
    return None if any(place.explicit for place in others) else place_name(issuer)
