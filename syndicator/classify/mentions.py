"""Mentions: finds where a text names a police unit, at any level; roles are decided elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from syndicator.classify.offices import HEADQUARTERS_NAMES, SUB_UNITS
from syndicator.classify.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syndicator.classify.gazetteer import Gazetteer, Region
    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit

RESORT = re.compile(r"(?:ka|waka|ma|mako)?polres(ta(?:bes)?|tro)?(kota)?$")
COMMAND = re.compile(r"(?:ka|waka|ma|mako)?polda(su)?$")
SECTOR = re.compile(r"(?:ka|waka|ma|mako)?pol(?:sub)?sek(?:ta|tro|tor)?$")
GLUED = re.compile(r"\w*?pol(?:(?P<da>da)|res(?P<kind>ta(?:bes)?|metro)?)(?P<name>[a-z]{3,})")
"""A name written in one word, as in hash tags and signatures: #PolrestaBalikpapan, humaspolressleman."""
SPELLED = PhraseBook(
    [
        ("kepolisian resor", "resort"),
        ("kepolisian resort", "resort"),
        ("kepolisian resor kota", "resort ta"),
        ("kepolisian resort kota", "resort ta"),
        ("kepolisian resor kota besar", "resort tabes"),
        ("kepolisian daerah", "command"),
        ("kepolisian sektor", "sector"),
        ("kepolisian sub sektor", "sector"),
    ]
)
HEADQUARTERS = PhraseBook((name, "headquarters") for name in HEADQUARTERS_NAMES)
MOST_SUB_UNIT_WORDS = 4
MOST_SECTOR_WORDS = 4
MOST_SKIPPED_WORDS = 8
MOST_MENTIONS = 2000
MOST_LEVELS = 1000
"""How many words are remembered with the level that they say; releases use few dozen of them."""
JOINT = re.compile(r"[)’']?\s[\s,(\[/’'-]*|[-/(]")
SKIPPED = frozenset({"metro", "kota", "kabupaten", "kab", "atau", "polres", "polresta", "polrestabes", "polda"})
COMMAND_SKIPPED = frozenset({"polda"})
DIRECTIONS = frozenset({"utara", "selatan", "timur", "barat", "tengah", "hulu", "hilir"})
SECTOR_SKIPPED = frozenset({"polsek", "polsekta", "metro", "kota"})


class Mention(NamedTuple):
    """
    A unit named in a text.

    Args:
        level: `headquarters`, `command` (Polda), `resort` (Polres) or `sector` (Polsek).
        units: what the name may mean; several or none where it alone does not decide.
        regions: the territories of that name, for a sector of the name behind it; empty where none was named.
        name: the name behind the level as written, of a sector or of a unit that the tree does not have.
        kind: for a resort, how it is called: `""`, `ta`, `tabes` or `metro`.
        city: whether the name says `Kota`.
        first, last, anchor: word numbers; the anchor is the word that says the level.
    """

    level: str
    units: tuple[Unit, ...]
    regions: tuple[Region, ...]
    name: str
    kind: str
    city: bool
    first: int
    last: int
    anchor: int


class MentionFinder:
    """Finds mentions by the words that say a level (Polres, Kapolda) and the name behind them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = gazetteer
        self._levels = {"resort": self._resort, "command": self._command, "sector": self._sector}

    def find(self, words: Words) -> list[Mention]:
        """Return the mentions in order of the text, as many as a release can have."""
        anchors = words.where_said([low for low in words.vocabulary if "pol" in low])
        found = (mention for anchor in anchors if (mention := self._at(words, anchor)))
        both = (islice(found, MOST_MENTIONS), islice(self._headquarters(words), MOST_MENTIONS))
        return sorted(chain(*both), key=lambda mention: mention.first)

    def _at(self, words: Words, anchor: int) -> Mention | None:
        low = words.lows[anchor]
        level, kind, city = _level(low)
        if level == "resort":
            return self._resort(words, anchor, anchor, kind, city=city)
        if level:
            return self._levels[level](words, anchor, anchor, kind)
        if low == "kepolisian" and (spelled := SPELLED.longest_at(words, anchor)):
            (spelling, *_), _, end = spelled
            level, _, kind = spelling.partition(" ")
            return self._levels[level](words, anchor, end, kind)
        glued = _glued_name(low)
        return self._glued(words, anchor, glued) if glued else None

    def _glued(self, words: Words, anchor: int, glued: re.Match[str]) -> Mention | None:
        name = glued["name"].removesuffix("kota")
        city = name != glued["name"]
        if glued["da"]:
            units = self._names.command_spelled(glued["name"])
            return self._mention(words, "command", anchor, anchor, units=units) if units else None
        regions = self._names.regions_spelled(name) or self._names.regions_spelled(glued["name"])
        kind = glued["kind"] or ""
        if not regions:
            return None
        return self._mention(words, "resort", anchor, anchor, kind=kind, city=city, regions=regions)

    def _resort(self, words: Words, anchor: int, end: int, kind: str, *, city: bool = False) -> Mention:
        skipped, start = _skip(words, end, SKIPPED)
        kind = "metro" if "metro" in skipped else kind
        city = city or "kota" in skipped
        found = self._names.regions.longest_at(words, start) if _follows(words, start) else None
        if found is None:
            named = self._metro_town(words, anchor) if "metro" in skipped else ()
            return self._mention(words, "resort", anchor, end, kind=kind, city=city, regions=named)
        regions, _, last = found
        if not any(region.own for region in regions):
            name = words.passage(start, last)
            return self._mention(words, "resort", anchor, last, kind=kind, city=city, name=name)
        regions = tuple(region for region in regions if region.own)
        if last + 1 < len(words) and words.lows[last + 1] == "kota" and words.between(last).isspace():
            city, last = True, last + 1
        return self._mention(words, "resort", anchor, last, kind=kind, city=city, regions=regions)

    def _metro_town(self, words: Words, anchor: int) -> tuple[Region, ...]:
        """Return the town of Metro where only that can be meant: no other name, and Lampung in the text."""
        if "lampung" not in words.vocabulary:
            return ()
        index = next((i for i in range(anchor, len(words)) if words.lows[i] == "metro"), anchor)
        found = self._names.regions.longest_at(words, index)
        return found[0] if found else ()

    def _command(self, words: Words, anchor: int, end: int, kind: str) -> Mention:
        if kind == "su":
            return self._mention(words, "command", anchor, end, units=self._names.command("sumatera utara"))
        _, start = _skip(words, end, COMMAND_SKIPPED)
        found = self._names.commands.longest_at(words, start) if _follows(words, start) else None
        if found is None:
            return self._mention(words, "command", anchor, end)
        named, _, last = found
        return self._mention(words, "command", anchor, last, units=named)

    def _sector(self, words: Words, anchor: int, end: int, _kind: str) -> Mention:
        """Return a Polsek; a region behind its name (Polsek Cipayung Jakarta Timur) is its second sign."""
        units, last = self._district(words, end)
        if last == end:
            last = _last_of_name(words, end, self._names.regions)
        name = words.passage(end + 1, last) if last > end else ""
        found = self._names.regions.longest_at(words, last + 1) if name and _follows(words, last + 1) else None
        return self._mention(words, "sector", anchor, last, name=name, regions=found[0] if found else (), units=units)

    def _district(self, words: Words, end: int) -> tuple[tuple[Unit, ...], int]:
        """Return the Polsek that the name behind a level may mean, and its last word; `Kota` may be part of it."""
        _, skipped = _skip(words, end, SECTOR_SKIPPED)
        for start in range(end + 1, skipped + 1):
            found = self._names.districts.longest_at(words, start, _follows) if _named_at(words, start) else None
            if found and not _goes_on(words, found[1]):
                units, last = found
                return units, last + _says_town(words, last, units)
        return (), end

    def _headquarters(self, words: Words) -> Iterator[Mention]:
        units = (self._names.headquarters,) if self._names.headquarters else ()
        for _, first, last in HEADQUARTERS.find(words):
            yield self._mention(words, "headquarters", first, last, units=units)

    def _mention(
        self,
        words: Words,
        level: str,
        anchor: int,
        last: int,
        *,
        units: Sequence[Unit] = (),
        regions: Sequence[Region] = (),
        name: str = "",
        kind: str = "",
        city: bool = False,
    ) -> Mention:
        first = _sub_unit_start(words, anchor)
        return Mention(level, tuple(units), tuple(regions), name, kind, city, first, last, anchor)


@lru_cache(maxsize=MOST_LEVELS)
def _level(low: str) -> tuple[str, str, bool]:
    """Return the level that a word says (none: an empty string), how the unit is called, and whether it says `Kota`."""
    if resort := RESORT.fullmatch(low):
        return "resort", (resort[1] or "").replace("tro", "metro"), bool(resort[2])
    if command := COMMAND.fullmatch(low):
        return "command", command[1] or "", False
    return "sector" if SECTOR.fullmatch(low) else "", "", False


@lru_cache(maxsize=MOST_LEVELS)
def _glued_name(low: str) -> re.Match[str] | None:
    return GLUED.fullmatch(low)


RANK_NAMES = """
akp akbp kompol kombes iptu ipda aiptu aipda bripka brigadir brigpol briptu bripda irjen brigjen komjen
jenderal ajun komisaris inspektur polri bersama dan
"""
RANKS = frozenset(RANK_NAMES.split())
"""Words that end the name of a Polsek."""


def _sub_unit_start(words: Words, anchor: int) -> int:
    """Return where the name of a sub-unit or office before an anchor begins (Kasat Lantas Polres …)."""
    first = anchor
    while first > 0 and anchor - first < MOST_SUB_UNIT_WORDS:
        if words.lows[first - 1] not in SUB_UNITS or not words.between(first - 1).isspace():
            break
        first -= 1
    return first


def _names_sector(words: Words, index: int) -> bool:
    low, first = words.lows[index], words.raw(index)[0]
    return (first.isupper() or first.isdigit()) and low not in RANKS and _level(low)[0] != "resort"


def _last_of_name(words: Words, end: int, regions: PhraseBook[Region]) -> int:
    """Return the last word of a Polsek's name that no district has: words with a capital, up to a region."""
    _, start = _skip(words, end, SECTOR_SKIPPED)
    last = end
    for index in range(start, min(start + MOST_SECTOR_WORDS, len(words))):
        ends = not _follows(words, index) or not _names_sector(words, index)
        if ends or (index > start and regions.longest_at(words, index)):
            break
        last = index
    return last


def _named_at(words: Words, start: int) -> bool:
    return start < len(words) and _follows(words, start) and _names_sector(words, start)


def _goes_on(words: Words, last: int) -> bool:
    """Whether a direction behind a district's name makes it another name: Polsek Banjarbaru Timur."""
    following = last + 1
    return _named_at(words, following) and words.lows[following] in DIRECTIONS and words.between(last) == " "


def _says_town(words: Words, last: int, units: Sequence[Unit]) -> int:
    """Return whether `Kota` behind the district in which a regency's town lies is part of its name."""
    following = last + 1 < len(words) and words.lows[last + 1] == "kota" and words.between(last).isspace()
    towns = (unit.regency.endswith(f" {unit.name.removeprefix(unit.kind).strip()}") for unit in units)
    return int(following and any(towns))


def _follows(words: Words, index: int) -> bool:
    """Whether a word belongs to the phrase of the one before it; a name may stand in brackets."""
    if not 0 < index < len(words):
        return False
    between = words.between(index - 1)
    return between == " " or JOINT.fullmatch(between) is not None


def _skip(words: Words, end: int, skipped: frozenset[str]) -> tuple[list[str], int]:
    """Return the words behind an anchor that only say more of the level, and where the name may start."""
    index = end + 1
    last = min(len(words), index + MOST_SKIPPED_WORDS)
    while index < last and words.lows[index] in skipped and _follows(words, index):
        index += 1
    return words.lows[end + 1 : index], index
