"""Places: finds the regencies and cities that a text names, and where its event happened if that is clear."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.gazetteer import place_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicator.classify.gazetteer import Gazetteer, Region
    from syndicator.classify.mentions import Mention
    from syndicator.classify.words import Words

LEAD_LENGTH_WORDS = 120
REGENCY_WORDS = frozenset({"kabupaten", "kab", "regency"})
CITY_WORDS = frozenset({"kota", "kotamadya"})
TERRITORY_WORDS = REGENCY_WORDS | CITY_WORDS
ORIGIN_WORDS = frozenset(
    {"warga", "asal", "berasal", "tinggal", "domisili", "berdomisili", "kelahiran", "alamat", "beralamat"}
)
"""What follows tells where a person comes from, not where something happened."""
ORIGIN_REACH_WORDS = 3
SEAT_REACH_WORDS = 3
"""A place this close behind the name of a Polda or of headquarters is where its office stands."""
PLACE_WORDS = frozenset({"di", "kecamatan", "kec", "wilayah", "distrik"})
MOST_DATELINE_WORDS = 4
SEATED = frozenset({"command", "headquarters"})
EXPLICIT, BARE = 3.0, 1.0
TITLE_FACTOR, LEAD_FACTOR, BODY_FACTOR = 2.0, 2.0, 0.5
LEAST_WEIGHT = 2.0
CLEAR_LEAD = 1.5
"""How many times more than the next one a place has to weigh to be the place of the event."""


@dataclass(frozen=True, slots=True)
class Place:
    """
    A region named in a text outside the name of a unit.

    Args:
        regions: what the name may mean.
        explicit: named as a regency or city (Kabupaten X, Kota X).
        origin: only where a person comes from.
        weight: grows with how clearly it is the scene.
        first: number of its first word.
    """

    regions: tuple[Region, ...]
    explicit: bool
    origin: bool
    weight: float
    first: int


class PlaceFinder:
    """Finds regions by the names of the gazetteer; a bare common word (Batu, Metro) is no region."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = gazetteer

    def find(self, words: Words, mentions: Iterable[Mention]) -> list[Place]:
        """Return the places in order of the text; words inside the names of units are left out."""
        inside: set[int] = set()
        for mention in mentions:
            inside.update(range(mention.anchor, mention.last + 1 + _seat_reach(mention)))
        places = []
        for regions, first, last in self._names.regions.find(words):
            if first not in inside and words.text[words.starts[first]].isupper():
                place = _place(words, regions, first, last)
                places += [place] if place else []
        return places


def event_place(places: Iterable[Place]) -> str | None:
    """Return the name of the regency or city that a text clearly plays in, or None."""
    weights: dict[str, float] = defaultdict(float)
    for place in places:
        names = {place_name(region.unit) for region in place.regions}
        if len(names) == 1 and not place.origin:
            weights[names.pop()] += place.weight
    ranked = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))
    if not ranked or ranked[0][1] < LEAST_WEIGHT:
        return None
    clear = len(ranked) == 1 or ranked[0][1] >= CLEAR_LEAD * ranked[1][1]
    return ranked[0][0] if clear else None


def _seat_reach(mention: Mention) -> int:
    return SEAT_REACH_WORDS if mention.level in SEATED else 0


def _place(words: Words, regions: tuple[Region, ...], first: int, last: int) -> Place | None:
    before = words.lows[first - 1] if first > 0 and not words.between(first - 1).strip(" .") else ""
    after = words.lows[last + 1] if last + 1 < len(words) and words.between(last).isspace() else ""
    if before == "administrasi" and first > 1:
        before = words.lows[first - 2]
    explicit = before in TERRITORY_WORDS
    if not explicit and (_is_dateline(words, first, last) or all(region.common for region in regions)):
        return None
    city = True if before in CITY_WORDS or after == "kota" else False if before in REGENCY_WORDS else None
    chosen = tuple(r for r in regions if city is None or r.city == city) or regions
    clear = EXPLICIT if explicit else BARE * (1.5 if before in PLACE_WORDS else 1.0)
    origin = bool(ORIGIN_WORDS.intersection(words.lows[max(0, first - ORIGIN_REACH_WORDS) : first]))
    return Place(chosen, explicit, origin, clear * _factor(words, first), first)


def _factor(words: Words, index: int) -> float:
    if index < words.title_length:
        return TITLE_FACTOR
    return LEAD_FACTOR if index < words.title_length + LEAD_LENGTH_WORDS else BODY_FACTOR


def _is_dateline(words: Words, first: int, last: int) -> bool:
    """Whether a name opens the text before a dash: there the desk sits, which need not be the scene."""
    opens = 0 <= first - words.title_length < MOST_DATELINE_WORDS
    return opens and any(dash in words.between(last) for dash in "-–—,")
