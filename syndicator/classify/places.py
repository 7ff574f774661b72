"""Places: finds the districts, regencies, cities and provinces that a text names; the scene is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from syndicator.classify.gazetteer import Region, regency_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from syndicator.classify.gazetteer import Gazetteer
    from syndicator.classify.mentions import Mention
    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit

LEAD_LENGTH_WORDS = 120
REGENCY_WORDS = frozenset({"kabupaten", "kab", "regency"})
CITY_WORDS = frozenset({"kota", "kotamadya"})
PROVINCE_WORDS = frozenset({"provinsi", "prov", "propinsi"})
TERRITORY_WORDS = REGENCY_WORDS | CITY_WORDS
DISTRICT_WORDS = frozenset({"kecamatan", "kec", "distrik", "kapanewon", "kemantren"})
"""A district of the law has these names before it; in Yogyakarta the last two, in Papua `distrik`."""
ORIGIN_WORDS = frozenset(
    {"warga", "asal", "berasal", "tinggal", "domisili", "berdomisili", "kelahiran", "alamat", "beralamat"}
)
"""What follows tells where a person comes from, not where something happened."""
AWAY_WORDS = frozenset({"ke", "menuju", "jurusan", "tujuan", "dari", "via", "arah"})
"""A place that somebody comes from or goes to is rarely the scene."""
ORIGIN_REACH_WORDS = 3
SEAT_REACH_WORDS = 3
"""A place this close behind the name of a Polda or of headquarters is where its office stands."""
PLACE_WORDS = frozenset({"di", "wilayah", "kawasan", "se"})
MOST_DATELINE_WORDS = 4
CAPITAL = "DKI Jakarta"
"""In a dateline it says where the newsroom sits."""
SEATED = frozenset({"command", "headquarters"})
EXPLICIT, BARE, DATELINE = 3.0, 1.0, 2.0
PLACE_WORD_FACTOR, ORIGIN_FACTOR, AWAY_FACTOR = 1.5, 0.1, 0.4
TITLE_FACTOR, LEAD_FACTOR, BODY_FACTOR = 2.0, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """
    A region named in a text outside the name of a unit.

    Args:
        regions: what the name may mean.
        explicit: named as a district, regency or city (Kecamatan X, Kabupaten X, Kota X).
        weight: grows with how clearly it is the scene.
        first: number of its first word.
        sectors: for a district, the Polsek of all that have its name.
    """

    regions: tuple[Region, ...]
    explicit: bool
    weight: float
    first: int
    sectors: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvincePlace:
    """A province named in a text outside the name of a unit."""

    command: Unit
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Scenery:
    """All places that a text names, in order."""

    places: tuple[Place, ...]
    provinces: tuple[ProvincePlace, ...]


class PlaceFinder:
    """Finds regions by the names of the gazetteer; a bare common word (Batu, Metro) is no region."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = gazetteer

    def find(self, words: Words, mentions: Iterable[Mention]) -> Scenery:
        """Return the places in order of the text; words inside the names of units are left out."""
        inside: set[int] = set()
        for mention in mentions:
            inside.update(range(mention.anchor, mention.last + 1 + _seat_reach(mention)))
        districts = list(self._districts(words, inside))
        for district, last in districts:
            inside.update(range(district.first, last + 1))
        regions = list(self._regions(words, inside))
        for place, last in regions:
            inside.update(range(place.first, last + 1))
        found = (place for place, _ in chain(districts, regions))
        places = tuple(sorted(found, key=lambda place: place.first))
        return Scenery(places, tuple(self._provinces(words, inside)))

    def _districts(self, words: Words, inside: AbstractSet[int]) -> Iterator[tuple[Place, int]]:
        """Yield the districts named as such, each with its last word."""
        for index in words.where_said(words.vocabulary & DISTRICT_WORDS):
            first = index + 1
            if first in inside or first >= len(words) or words.between(index).strip(" ."):
                continue
            found = self._names.districts.longest_at(words, first, _goes_on)
            if found and words.raw(first)[0].isupper():
                regions = tuple(_region(unit, owner) for unit in found[0] if (owner := self._names.tree.above(unit)))
                weight = _weight(words, first, EXPLICIT)
                yield Place(regions, explicit=True, weight=weight, first=first, sectors=found[0]), found[1]

    def _regions(self, words: Words, inside: AbstractSet[int]) -> Iterator[tuple[Place, int]]:
        """Yield the regencies and cities, each with its last word."""
        for regions, first, last in self._names.regions.find(words):
            if first not in inside and words.text[words.starts[first]].isupper():
                place = _place(words, regions, first, last)
                if place:
                    yield place, last

    def _provinces(self, words: Words, inside: AbstractSet[int]) -> Iterator[ProvincePlace]:
        for provinces, first, last in self._names.provinces.find(words):
            if first in inside or not words.text[words.starts[first]].isupper():
                continue
            clear = EXPLICIT if _word_before(words, first) in PROVINCE_WORDS else BARE
            for province in provinces[:1]:
                if _is_dateline(words, first, last) and province.name == CAPITAL:
                    continue
                yield ProvincePlace(province.command, province.name, _weight(words, first, clear))


def _region(sector: Unit, owner: Unit) -> Region:
    """Return the regency of a district as what the district's name may mean."""
    base = regency_base(sector.regency)
    return Region(owner, sector.regency, base, sector.regency.startswith("Kota "), common=False, own=False)


def _seat_reach(mention: Mention) -> int:
    return SEAT_REACH_WORDS if mention.level in SEATED else 0


def _place(words: Words, regions: tuple[Region, ...], first: int, last: int) -> Place | None:
    before = _word_before(words, first)
    after = words.lows[last + 1] if last + 1 < len(words) and words.between(last).isspace() else ""
    if before == "administrasi" and first > 1:
        before = words.lows[first - 2]
    explicit = before in TERRITORY_WORDS
    if not explicit and _is_dateline(words, first, last):
        return Place(regions, explicit=False, weight=DATELINE, first=first)
    if not explicit and all(region.common for region in regions):
        return None
    city = True if before in CITY_WORDS or after == "kota" else False if before in REGENCY_WORDS else None
    chosen = tuple(r for r in regions if city is None or r.city == city) or regions
    clear = EXPLICIT if explicit else BARE * (PLACE_WORD_FACTOR if before in PLACE_WORDS else 1.0)
    return Place(chosen, explicit, _weight(words, first, clear), first)


def _word_before(words: Words, first: int) -> str:
    """Return the word before another that belongs to its phrase, empty where there is none."""
    return words.lows[first - 1] if first > 0 and not words.between(first - 1).strip(" .") else ""


def _weight(words: Words, first: int, clear: float) -> float:
    """Return how clearly a place is the scene, by where it stands and what stands before it."""
    before = words.lows[max(0, first - ORIGIN_REACH_WORDS) : first]
    if ORIGIN_WORDS.intersection(before):
        clear *= ORIGIN_FACTOR
    elif AWAY_WORDS.intersection(before[-2:]):
        clear *= AWAY_FACTOR
    if first < words.title_length:
        return clear * TITLE_FACTOR
    return clear * (LEAD_FACTOR if first < words.title_length + LEAD_LENGTH_WORDS else BODY_FACTOR)


def _goes_on(words: Words, index: int) -> bool:
    return words.between(index - 1) in {" ", "-", "'", "’"}


def _is_dateline(words: Words, first: int, last: int) -> bool:
    """Whether a name opens the text before a dash: there the desk sits, which need not be the scene."""
    opens = 0 <= first - words.title_length < MOST_DATELINE_WORDS
    return opens and any(dash in words.between(last) for dash in "-–—,(:/")
