"""Issuer: decides which unit a name means and which one issued a release; what is not clear stays open."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicator.classify.gazetteer import Gazetteer, Region
    from syndicator.classify.mentions import Mention
    from syndicator.classify.places import Place
    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit

LEAD_LENGTH_WORDS = 50
TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 3.0, 2.5, 1.0
SPEAKER_FACTOR, GUEST_FACTOR = 1.6, 0.4
SIGNATURE_WEIGHT = 8.0
CLEAR_LEAD = 1.15
"""How many times more than the next unit the issuer has to weigh."""
SPEAKING_SHARE, SILENT_SHARE = 0.45, 0.8
"""From this share of its weight a unit is taken before the one above it: where it speaks, where not."""
SECTOR_FACTOR = 0.7
"""A Polres counts less where only one of its Polsek is named."""
PLACE_LEAD = 2.0
"""How many times more than the next one a place has to weigh to decide which Polres is meant."""
MOST_OFFICES = 1000
"""How many words are remembered with whether they are a speaker's office."""
SPEAKER = re.compile(r"ka\w*|wa?ka\w*|dir\w*|paur|wadir\w*")
QUOTED_HEADS = frozenset({"kapolri", "wakapolri"})
"""Whom every unit quotes; their words make no release one of headquarters."""
GUESTS = """
bersama dibantu mantan eks ke kepada dilimpahkan diserahkan dari berkoordinasi koordinasi menggandeng
didampingi dihadiri oleh dan
"""
GUEST_WORDS = frozenset(GUESTS.split())
HUMAS_WORDS = frozenset({"humas", "kasihumas", "bidhumas", "sihumas"})
CLOSING_WORDS = 15
"""A signature stands among this many words at the end."""
SIGNATURE_REACH_CHARS = 12
DATELINE_END = re.compile(r"\s*[-–—:,]")
SIGNATURE = re.compile(r"(?:humas|sumber|dok|foto|red)\W{0,3}$|//\s*$", re.IGNORECASE)


class Named(NamedTuple):
    """A mention whose unit is decided, and how much it speaks for being the issuer."""

    mention: Mention
    unit: Unit
    weight: float
    signature: bool
    speaks: bool


class _Ranking(NamedTuple):
    """The units that a text names, heaviest first; their weights, and which of them speak, by slug."""

    units: list[Unit]
    totals: dict[str, float]
    speakers: frozenset[str]


def resolve(mention: Mention, regions: Sequence[Region], hints: frozenset[str], names: Gazetteer) -> Unit | None:
    """
    Return the one unit that a mention means, or None where that stays open.

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


def weigh(words: Words, mention: Mention, unit: Unit) -> Named:
    """Return a mention with its weight: where it stands, and whether it speaks, signs, or is only a guest."""
    index = mention.first
    if index < words.title_length:
        weight = TITLE_WEIGHT
    else:
        weight = LEAD_WEIGHT if index < words.title_length + LEAD_LENGTH_WORDS else BODY_WEIGHT
    weight *= SECTOR_FACTOR if mention.level == "sector" else 1.0
    speaks = _speaks(words, mention)
    if words.lows[mention.anchor] in QUOTED_HEADS:
        weight *= GUEST_FACTOR
    elif speaks:
        weight *= SPEAKER_FACTOR
    elif index > 0 and words.lows[index - 1] in GUEST_WORDS:
        weight *= GUEST_FACTOR
    signature = _signs(words, mention)
    return Named(mention, unit, weight + (SIGNATURE_WEIGHT if signature else 0.0), signature, speaks)


def _speaks(words: Words, mention: Mention) -> bool:
    """Whether a mention names an officer of the unit (Kapolres, Kasi Humas); a Polsek never speaks."""
    if mention.level == "sector" or words.lows[mention.anchor] in QUOTED_HEADS:
        return False
    head = mention.first > 0 and words.lows[mention.first - 1] == "kepala"
    return head or _is_speaker(words.lows[mention.first]) or _is_speaker(words.lows[mention.anchor])


@lru_cache(maxsize=MOST_OFFICES)
def _is_speaker(low: str) -> bool:
    return SPEAKER.fullmatch(low) is not None


def _signs(words: Words, mention: Mention) -> bool:
    """Whether a mention is a dateline that opens the text or a signature that closes it: (Humas Polres X)."""
    if mention.first == words.title_length and DATELINE_END.match(words.between(mention.last)):
        return True
    if mention.first < len(words) - CLOSING_WORDS:
        return False
    start = words.starts[mention.first]
    before = words.text[max(0, start - SIGNATURE_REACH_CHARS) : start]
    bracketed = words.lows[mention.first] in HUMAS_WORDS and before.rstrip().endswith("(")
    return bracketed or SIGNATURE.search(before) is not None


def unsigned(named: Named) -> Named:
    """Return a mention as if it stood within the text: datelines and closers are whoever's site it is on."""
    return named._replace(weight=named.weight - SIGNATURE_WEIGHT) if named.signature else named


def choose(named: Sequence[Named], names: Gazetteer) -> Unit | None:
    """Return the unit that issued a release, or None where no unit clearly leads."""
    totals: dict[str, float] = defaultdict(float)
    units: dict[str, Unit] = {}
    for mention in named:
        units[mention.unit.slug] = mention.unit
        totals[mention.unit.slug] += mention.weight
    ranked = sorted(units.values(), key=lambda unit: (-totals[unit.slug], unit.slug))
    if not ranked:
        return None
    speakers = frozenset(mention.unit.slug for mention in named if mention.speaks)
    best = _lowest(ranked[0], _Ranking(ranked, totals, speakers), names)
    rivals = [u for u in ranked if u.slug != best.slug and not _related(u, best, names)]
    return best if not rivals or totals[best.slug] >= CLEAR_LEAD * totals[rivals[0].slug] else None


def _lowest(unit: Unit, ranking: _Ranking, names: Gazetteer) -> Unit:
    """Return the unit under a strongest one that did the work, where one below it weighs enough."""
    totals, speakers = ranking.totals, ranking.speakers

    def least(below: Unit) -> float:
        speaks = below.slug in speakers or unit.slug not in speakers
        return totals[unit.slug] * (SPEAKING_SHARE if speaks else SILENT_SHARE)

    below = [u for u in ranking.units if names.is_above(unit, u) and totals[u.slug] >= least(u)]
    if not below:
        return unit
    return _lowest(max(below, key=lambda u: (totals[u.slug], u.slug)), ranking, names)


def _related(one: Unit, other: Unit, names: Gazetteer) -> bool:
    return names.is_above(one, other) or names.is_above(other, one)


def common_command(units: Iterable[Unit], names: Gazetteer) -> Unit | None:
    """Return the regional command that all units share, or None."""
    poldas = {names.polda(unit) for unit in units}
    return poldas.pop() if len(poldas) == 1 else None


def by_place(places: Sequence[Place], hints: frozenset[str], names: Gazetteer) -> tuple[Region, ...]:
    """
    Return what the place that a text clearly plays in may mean.

    It is the second sign for a Polsek, or for a `Polres` without a name.

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
