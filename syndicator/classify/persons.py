"""Persons: finds the names and initials in a text, those of officers and officials aside; made for texts that wait."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syndicator.classify.words import Words

NAME, INITIALS = "name", "initials"
LONGEST_INITIALS_CHARS = 4
LEAST_NAME_CHARS = 3
JOINS = frozenset({" ", "-", "'", "’", "\u00a0"})
DOTTED = re.compile(r"\.\s?$")
ENDS = frozenset('([{,;:/"“”‘')
AGE_AHEAD = re.compile(
    r"[\s,]*\(\s*(?:usia |umur )?\d{1,2}(?:[.,]\d)?\s*(?:tahun|thn?|bulan|bln)?\.?\s*[,)]|, \d{1,2},? (?:tahun|thn?)\b"
)
"""An age behind a name."""
ROMAN = re.compile(r"[IVX]+$")
MONEY = re.compile(r"Rp\d*$|US$|SGD$|RM$")


@dataclass(frozen=True, slots=True)
class NameLists:
    """
    Words that begin with a capital and are no private person's name, in lower case.

    Args:
        ranks: whoever is named behind one is an officer or official, who speaks for the public.
        heads: what is named behind one is a place, an office or a company.
        places: prepositions; behind them stands a place.
        public: names of things, days, months, peoples, brands, offices.
        acronyms: capital letters that are no initials.
        before_letters: words behind which single letters are no initials (kelas B, SIM C).
    """

    ranks: frozenset[str]
    heads: frozenset[str]
    places: frozenset[str]
    public: frozenset[str]
    acronyms: frozenset[str]
    before_letters: frozenset[str]


@dataclass(slots=True)
class _Sorted:
    """The words of a text that are of a person: which, of which kind, and whose words are an officer's."""

    kinds: dict[int, str] = field(default_factory=dict)
    official: set[int] = field(default_factory=set)


class PersonFinder:
    """Tells names by where they stand: a capital without another reason, an age behind them, no rank before them."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def find(self, words: Words, known: Iterable[str] = ()) -> list[tuple[str, int, int]]:
        """
        Return kind (`name`, `initials`), start and end of every private person's name, in order.

        Args:
            known: words that are known to be of a name, from elsewhere in the same release.
        """
        found = self._sort(words)
        names = {words.raw(index) for index in found.kinds} | set(known)
        kinds = {word: kind for index, kind in found.kinds.items() for word in (words.raw(index),)}
        for name in names:
            for index in words.places.get(name.casefold(), ()):
                if index not in found.kinds and words.raw(index) == name and not self._explained(words, index):
                    found.kinds[index] = kinds.get(name) or _kind(name)
        return list(_joined(words, found.kinds))

    def _explained(self, words: Words, index: int) -> bool:
        """Whether a word that is a name elsewhere is a place or letter here: di Bima, kelas B."""
        before = words.lows[index - 1] if index else ""
        return before in self._lists.heads or before in self._lists.before_letters

    def _sort(self, words: Words) -> _Sorted:
        found = _Sorted()
        for run in _runs(words):
            self._sort_run(words, run, found)
        return found

    def _sort_run(self, words: Words, run: Sequence[int], found: _Sorted) -> None:
        """Decide on a run of words with capitals, from its first to its last."""
        lists = self._lists
        aged = bool(AGE_AHEAD.match(words.text, words.end(run[-1])))
        first = run[0]
        free = first == 0 or words.lows[first - 1] not in lists.places
        officer = first > 0 and words.lows[first - 1] in lists.ranks
        opening = _opens_sentence(words, first)
        rest: list[int] = []
        for index in run:
            low = words.lows[index]
            if low in lists.ranks:
                officer, rest = True, []
            elif low in lists.heads:
                free, rest = False, []
            elif officer:
                found.official.add(index)
            elif not self._common(words, index):
                rest.append(index)
        if aged and not officer:
            found.kinds.update(_kinds(words, rest or [run[-1]]))
        elif free and rest and not (opening and self._opener(words, run, rest)):
            found.kinds.update(_kinds(words, rest))

    def _common(self, words: Words, index: int) -> bool:
        """Whether a word with a capital has another reason for it than being a name."""
        low, raw = words.lows[index], words.raw(index)
        lists = self._lists
        if low in lists.public or low in lists.acronyms or ROMAN.match(raw) or MONEY.match(raw):
            return True
        if len(raw) == 1:
            before = words.lows[index - 1] if index else ""
            return before in lists.before_letters or words.between(index)[:1] in {".", "-", "/"}
        return raw.isupper() and len(raw) > LONGEST_INITIALS_CHARS

    def _opener(self, words: Words, run: Sequence[int], rest: Sequence[int]) -> bool:
        """Whether a run at the beginning of a sentence is only its first word, which has its capital from there."""
        return len(run) == 1 and rest[0] == run[0] and not (words.raw(run[0]).isupper() and len(words.raw(run[0])) > 1)


def _kinds(words: Words, indices: Iterable[int]) -> Iterator[tuple[int, str]]:
    return ((index, _kind(words.raw(index))) for index in indices)


def _kind(raw: str) -> str:
    return INITIALS if raw.isupper() and len(raw) <= LONGEST_INITIALS_CHARS else NAME


def _runs(words: Words) -> Iterator[list[int]]:
    """Yield the words that begin with a capital, those that follow each other together."""
    run: list[int] = []
    for index, start in enumerate(words.starts):
        if not words.text[start].isupper():
            if run:
                yield run
            run = []
            continue
        if run and not _joins(words, run[-1]):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _joins(words: Words, index: int) -> bool:
    """Whether the word behind `index` belongs to the same name: behind a space, or the stop of a short word."""
    between = words.between(index)
    return between in JOINS or (words.lengths[index] <= LEAST_NAME_CHARS and bool(DOTTED.match(between)))


def _opens_sentence(words: Words, index: int) -> bool:
    if index <= 0 or words.sentence(index) != words.sentence(index - 1):
        return True
    return any(sign in words.between(index - 1) for sign in '"“”:–—')


def _joined(words: Words, kinds: dict[int, str]) -> Iterator[tuple[str, int, int]]:
    """Yield neighbouring words of the same kind as one passage."""
    indices = sorted(kinds)
    first = 0
    for place, index in enumerate(indices):
        last = place + 1 == len(indices)
        follows = not last and indices[place + 1] == index + 1 and _joins(words, index)
        if not follows or kinds[indices[place + 1]] != kinds[index]:
            yield kinds[index], words.starts[indices[first]], words.end(index)
            first = place + 1
