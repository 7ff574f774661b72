"""Issuer: decides which unit issued a release; what is not clear stays open."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from syndicator.classify.gazetteer import place_name
from syndicator.model.unit import SECTOR_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicator.classify.gazetteer import Gazetteer
    from syndicator.classify.mentions import Mention
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
SEVERAL_SHARE = 1.2
"""The same for a Polsek where several of its Polres are named: then none of them is likely to speak for all."""
OWNER_FACTOR = 0.7
"""A Polres counts less where only a Polsek is named that may be its own."""
MOST_OFFICES = 1000
"""How many words are remembered with whether they are a speaker's office."""
SPEAKER = re.compile(r"ka\w*|wa?ka\w*|dir\w*|paur|wadir\w*")
QUOTED_HEADS = frozenset({"kapolri", "wakapolri"})
"""Whom every unit quotes; their words make no release one of headquarters."""
GUESTS = """
bersama dibantu mantan eks ke kepada dilimpahkan diserahkan dari berkoordinasi koordinasi menggandeng
didampingi dihadiri oleh dan serta melalui lewat lulusan alumni alumnus
"""
GUEST_WORDS = frozenset(GUESTS.split())
COMPANION_WORDS = frozenset({"didampingi", "melalui", "lewat", "bersama", "mantan", "eks"})
"""Behind these even an officer is only with the one who speaks."""
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
    """The units that a text names, heaviest first; their weights, which of them speak, by slug; where it plays."""

    units: list[Unit]
    totals: dict[str, float]
    speakers: frozenset[str]
    scene: str | None


def weigh(words: Words, mention: Mention, unit: Unit) -> Named:
    """Return a mention with its weight: where it stands, and whether it speaks, signs, or is only a guest."""
    index = mention.first
    if index < words.title_length:
        weight = TITLE_WEIGHT
    else:
        weight = LEAD_WEIGHT if index < words.title_length + LEAD_LENGTH_WORDS else BODY_WEIGHT
    weight *= OWNER_FACTOR if mention.level == "sector" and unit.kind != SECTOR_KIND else 1.0
    speaks = _speaks(words, mention)
    before = words.lows[index - 1] if index > 0 else ""
    if words.lows[mention.anchor] in QUOTED_HEADS or before in COMPANION_WORDS:
        weight *= GUEST_FACTOR
    elif speaks:
        weight *= SPEAKER_FACTOR
    elif before in GUEST_WORDS:
        weight *= GUEST_FACTOR
    signature = _signs(words, mention)
    speaks = speaks and before not in COMPANION_WORDS
    return Named(mention, unit, weight + (SIGNATURE_WEIGHT if signature else 0.0), signature, speaks)


def _speaks(words: Words, mention: Mention) -> bool:
    """Whether a mention names an officer of the unit (Kapolres, Kapolsek, Kasi Humas)."""
    if words.lows[mention.anchor] in QUOTED_HEADS:
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


def choose(named: Sequence[Named], names: Gazetteer, scene: str | None = None) -> Unit | None:
    """
    Return the unit that issued a release, or None where no unit clearly leads.

    Args:
        scene: the regency that the text clearly plays in; a unit that works there did the work sooner.
    """
    totals: dict[str, float] = defaultdict(float)
    units: dict[str, Unit] = {}
    for mention in named:
        units[mention.unit.slug] = mention.unit
        totals[mention.unit.slug] += mention.weight
    ranked = sorted(units.values(), key=lambda unit: (-totals[unit.slug], unit.slug))
    if not ranked:
        return None
    speakers = frozenset(mention.unit.slug for mention in named if mention.speaks)
    best = _lowest(ranked[0], _Ranking(ranked, totals, speakers, scene), names)
    rivals = [u for u in ranked if u.slug != best.slug and not _related(u, best, names)]
    close = [u for u in rivals if totals[best.slug] < CLEAR_LEAD * totals[u.slug]]
    return best if not close else _shared_resort([best, *close], names)


def _shared_resort(units: Iterable[Unit], names: Gazetteer) -> Unit | None:
    """Return the Polres of which all these units are or under which they stand, None where there is no one."""
    owners = {names.tree.above(unit) if unit.kind == SECTOR_KIND else unit for unit in units}
    return owners.pop() if len(owners) == 1 else None


def _lowest(unit: Unit, ranking: _Ranking, names: Gazetteer) -> Unit:
    """Return the unit under a strongest one that did the work, where one below it weighs enough."""
    totals, speakers = ranking.totals, ranking.speakers
    sectors = sum(u.kind == SECTOR_KIND and names.is_above(unit, u) for u in ranking.units)

    def least(below: Unit) -> float:
        if below.kind == SECTOR_KIND and sectors > 1:
            return totals[unit.slug] * SEVERAL_SHARE
        speaks = below.slug in speakers or unit.slug not in speakers or place_name(below) == ranking.scene
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
