"""Figures: in how far two texts are alike, each from 0 to 1 and the same whichever of them is called the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from syndicator.dedup.facts import ABOUT
from syndicator.dedup.fingerprint import shingles
from syndicator.dedup.folding import COMMON_HASHES, END, TELLING, Words, bare
from syndicator.model.fingerprint import FACT_KINDS, Facts, Sketch

LEAD_WORDS = 80.0
"""A word counts for the beginning by exp(-place/LEAD_WORDS)."""
LONGEST_GAP_DAYS = 7.0
SHORTEST_NAME_CHARS = 4
TYPO_RATIO = 0.75
LAST_WORDS = 0.15
"""What independent reports of one event seldom share."""
UNKNOWN = 0.5
"""The share of common facts where one of the texts tells none."""
ABOUT_SHARE = 0.6
"""Of the larger number: so near is a round one to what it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    In how far two texts are alike.

    Args:
        wording: Jaccard of 3-word shingles.
        contained, contained_both: share of the shingles of one text that the other has; the larger, the smaller.
        words: share of the words of one text that the other has; the larger.
        every_word: how far `words` is into its last part: a text in other words keeps nearly all that matter.
        beginning, beginning_both: share of words in common pairs, those at the beginning counted most.
        title: Jaccard of the words of the titles.
        strange, strange_both: share of names and numbers that the other does not tell, of all words.
        names: share of the names and numbers of one text that the other has; the larger, 1 where one tells none.
        gap: days between the publications, of a week; 0 where one is unknown.
        other_day, other_unit, other_place, other_persons: share of such facts that each has and the other has not.
        other_numbers: of what both count, the share that they count differently.
        same_facts: share of the persons, days, units and numbers of the poorer text that the other has.
        same_source: whether one source told both; 0 where that is unknown. It seldom tells one release twice.
    """

    wording: float
    contained: float
    contained_both: float
    words: float
    every_word: float
    beginning: float
    beginning_both: float
    title: float
    strange: float
    strange_both: float
    names: float
    gap: float
    other_day: float
    other_unit: float
    other_place: float
    other_persons: float
    other_numbers: float
    same_facts: float
    same_source: float


class View:
    """A sketch, taken apart for comparison, each part when it is asked for: most texts are told apart by a glance."""

    def __init__(self, sketch: Sketch) -> None:
        raw: Words = np.frombuffer(sketch.words, dtype="<u4")
        self._spoken = raw[raw != END]
        self._title = bare(np.frombuffer(sketch.title, dtype="<u4"))
        self.facts = sketch.facts

    @cached_property
    def shingles(self) -> NDArray[np.uint64]:
        """Its shingles, sorted, each once."""
        return np.unique(shingles(bare(self._spoken)))

    @cached_property
    def _says(self) -> NDArray[np.bool_]:
        return ~_among(bare(self._spoken), COMMON_HASHES)

    @cached_property
    def words(self) -> Words:
        """Its words in their order, without those that every text has."""
        return bare(self._spoken)[self._says]

    @cached_property
    def telling(self) -> NDArray[np.bool_]:
        """For each of its words whether it is a name or a number."""
        return np.asarray((self._spoken[self._says] & TELLING) != 0)

    @cached_property
    def pairs(self) -> NDArray[np.uint64]:
        """Its pairs of words, in their order."""
        return shingles(self.words, 2)

    @cached_property
    def vocabulary(self) -> Words:
        """Its words, sorted, each once."""
        return np.unique(self.words)

    @cached_property
    def pair_set(self) -> NDArray[np.uint64]:
        """Its pairs of words, sorted, each once."""
        return np.unique(self.pairs)

    @cached_property
    def names(self) -> Words:
        """Its names and numbers, sorted, each once."""
        return np.unique(self.words[self.telling])

    @cached_property
    def title(self) -> Words:
        """The words of its title, sorted, each once."""
        return np.unique(self._title[~_among(self._title, COMMON_HASHES)])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """How much each word counts for the beginning."""
        return np.exp(np.arange(self.words.size) / -LEAD_WORDS)


def figures(
    one: View,
    other: View,
    *,
    published: tuple[datetime | None, datetime | None] = (None, None),
    same_source: bool = False,
) -> Figures:
    """Return the figures of two texts."""
    shared = _shared(one.shingles, other.shingles)
    contained = _both(_share(shared, one.shingles.size), _share(shared, other.shingles.size))
    words = _both(_contained(one.vocabulary, other.vocabulary), _contained(other.vocabulary, one.vocabulary))
    beginning = _both(_beginning(one, other), _beginning(other, one))
    strange = _both(_strange(one, other), _strange(other, one))
    names = max(_contained(one.names, other.names), _contained(other.names, one.names))
    return Figures(
        wording=_share(shared, one.shingles.size + other.shingles.size - shared),
        contained=contained[0],
        contained_both=contained[1],
        words=words[0],
        every_word=max(0.0, 1 - (1 - words[0]) / LAST_WORDS),
        beginning=beginning[0],
        beginning_both=beginning[1],
        title=_jaccard(one.title, other.title),
        strange=strange[0],
        strange_both=strange[1],
        names=names if one.names.size and other.names.size else 1.0,
        gap=_gap(*published),
        other_day=_foreign(one.facts, other.facts, "days"),
        other_unit=_foreign(one.facts, other.facts, "units"),
        other_place=_foreign(one.facts, other.facts, "places"),
        other_persons=_foreign(one.facts, other.facts, "persons"),
        other_numbers=_contradiction(one.facts, other.facts),
        same_facts=_same_facts(one.facts, other.facts),
        same_source=float(same_source),
    )


def _among(hashes: NDArray[np.uint32], known: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """For each hash whether it is among the sorted ones."""
    if known.size == 0:
        return np.zeros(hashes.size, dtype=bool)
    places = np.searchsorted(known, hashes)
    places[places == known.size] = 0
    return np.asarray(known[places] == hashes)


def _shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    return int(np.intersect1d(one, other, assume_unique=True).size)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _both(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one >= other else (other, one)


def _contained(one: Words, other: Words) -> float:
    return _share(float(np.count_nonzero(_among(one, other))), one.size)


def _jaccard(one: Words, other: Words) -> float:
    shared = float(np.count_nonzero(_among(one, other)))
    return _share(shared, one.size + other.size - shared)


def _beginning(one: View, other: View) -> float:
    """Share of the words of one text that stand in a pair which the other has, too."""
    covered = np.zeros(one.words.size, dtype=bool)
    if one.pairs.size and other.pair_set.size:
        places = np.searchsorted(other.pair_set, one.pairs)
        places[places == other.pair_set.size] = 0
        hits = other.pair_set[places] == one.pairs
        covered[:-1] |= hits
        covered[1:] |= hits
    return _share(float(one.weights[covered].sum()), float(one.weights.sum()))


def _strange(one: View, other: View) -> float:
    return _share(float(np.count_nonzero(one.telling & ~_among(one.words, other.vocabulary))), one.words.size)


def _gap(one: datetime | None, other: datetime | None) -> float:
    if one is None or other is None:
        return 0.0
    return min(abs((one - other).total_seconds()) / 86400, LONGEST_GAP_DAYS) / LONGEST_GAP_DAYS


def _foreign(one: Facts, other: Facts, kind: str) -> float:
    """Share of the facts of a kind that the other does not tell, of whichever side has fewer such: copies leave out."""
    mine, theirs = set(one.get(kind, ())), set(other.get(kind, ()))
    strange, missing = mine - theirs, theirs - mine
    if strange and missing and kind != "days":
        met = {(name, its) for name in strange for its in missing if name[:1] == its[:1] and _is_spelling_of(name, its)}
        strange -= {name for name, _ in met}
        missing -= {its for _, its in met}
    return min(_share(len(strange), len(mine)), _share(len(missing), len(theirs)))


def _is_spelling_of(name: str, other: str) -> bool:
    """Whether two names are one, spelled otherwise or with more of it told; what kind of unit it is stays."""
    mine, theirs = name.split(), other.split()
    short, long = sorted((mine, theirs), key=len)
    if long[: len(short)] == short and len(short[-1]) >= SHORTEST_NAME_CHARS:
        return True
    if len(mine) != len(theirs):
        return False
    return all(a == b or _is_typo(a, b) for a, b in zip(mine, theirs, strict=True))


def _is_typo(one: str, other: str) -> bool:
    """Whether two words differ as misspelled names do: by a letter or two, not the first."""
    if one[:1] != other[:1] or min(len(one), len(other)) < SHORTEST_NAME_CHARS or one.isdigit():
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= TYPO_RATIO


def _contradiction(one: Facts, other: Facts) -> float:
    """Of what both count, the share that they count differently; a round number contradicts none that is near."""
    mine, theirs = _counts(one), _counts(other)
    both = mine.keys() & theirs.keys()
    return _share(sum(not _agree(mine[noun], theirs[noun]) for noun in both), len(both))


def _counts(facts: Facts) -> dict[str, set[str]]:
    counts: dict[str, set[str]] = {}
    for number in facts.get("numbers", ()):
        value, _, noun = number.partition(" ")
        counts.setdefault(noun, set()).add(value)
    return counts


def _agree(one: set[str], other: set[str]) -> bool:
    if one & other:
        return True
    return any(_is_about(a, b) for a in one for b in other if a.startswith(ABOUT) or b.startswith(ABOUT))


def _is_about(one: str, other: str) -> bool:
    low, high = sorted((float(one.lstrip(ABOUT)), float(other.lstrip(ABOUT))))
    return low >= ABOUT_SHARE * high


def _same_facts(one: Facts, other: Facts) -> float:
    mine, theirs = _all_facts(one), _all_facts(other)
    return _share(len(mine & theirs), min(len(mine), len(theirs))) if mine and theirs else UNKNOWN


def _all_facts(facts: Facts) -> set[tuple[str, str]]:
    return {(kind, fact) for kind in FACT_KINDS if kind not in {"quotes", "places"} for fact in facts.get(kind, ())}
