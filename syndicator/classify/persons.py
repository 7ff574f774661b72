"""Persons: finds the names and initials in a text, those of officers and officials aside; made for texts that wait."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syndicator.classify.headlines import silent_words

if TYPE_CHECKING:
    from syndicator.classify.words import Words

NAME, INITIALS = "name", "initials"
LONGEST_INITIALS_CHARS = 4
LEAST_NAME_CHARS = 3
JOINS = frozenset({" ", "-", "'", "’", "\u00a0"})
LISTS = frozenset({", ", " dan ", ", dan ", " serta ", ", serta ", " dengan ", " & ", "/", "-"})
DOTTED = re.compile(r"\.\s?$")
AGE_AHEAD = re.compile(
    r"[\s,]*\(\s*(?:usia |umur )?\d{1,2}(?:[.,]\d)?\s*(?:tahun|thn?|bulan|bln)?\.?\s*[,)]"
    r"|, \d{1,2}(?:,| (?:tahun|thn?)\b)"
)
"""An age behind a name."""
TOLD_AS = frozenset({"inisial", "berinisial", "inisialnya"})
ROMAN = re.compile(r"[IVX]+$")
MONEY = re.compile(r"Rp\d*$|US$|SGD$|RM$")
OPENING = frozenset('"“”‘:–—-•(*')


@dataclass(frozen=True, slots=True)
class NameLists:
    """
    Words that begin with a capital and are no private person's name, in lower case.

    Args:
        ranks: whoever is named behind one is an officer or official, who speaks for the public.
        heads: what is named behind one is a place, an office or a company.
        places: prepositions; behind them stands a place.
        public: names of things, days, months, peoples, brands, offices, and the usual first words of sentences.
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
class _Found:
    """The words of a text by what they are: `kinds` of private persons, `sure` by an age, `official` of officers."""

    kinds: dict[int, str] = field(default_factory=dict)
    sure: set[int] = field(default_factory=set)
    official: set[str] = field(default_factory=set)

    def add(self, words: Words, indices: Iterable[int], *, sure: bool = False) -> None:
        indices = list(indices)
        self.kinds.update((index, _kind(words.raw(index))) for index in indices)
        self.sure.update(indices if sure else ())


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
        found = _Found()
        silent = silent_words(words)
        for run in _runs(words):
            self._sort_run(words, run, found, silent=run[0] < silent)
        private = {i: kind for i, kind in found.kinds.items() if i in found.sure or words.raw(i) not in found.official}
        private |= dict(_listed(words, private))
        names = {words.raw(index) for index in private} | set(known)
        private |= {index: kind for name in names for index, kind in self._elsewhere(words, name, private)}
        return list(_joined(words, private))

    def _elsewhere(self, words: Words, name: str, private: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """Yield the other places of a word that is a name, but where it is a place or a letter: di Bima, kelas B."""
        before = self._lists.heads | self._lists.before_letters
        for index in words.places.get(name.casefold(), ()):
            said_before = words.lows[index - 1] if index else ""
            if index not in private and words.raw(index) in {name, name.upper()} and said_before not in before:
                yield index, _kind(name)

    def _sort_run(self, words: Words, run: Sequence[int], found: _Found, *, silent: bool) -> None:
        """
        Decide on a run of words with capitals, from its first to its last.

        Args:
            silent: whether capitals say nothing there; then only an age behind it makes a name.
        """
        aged = bool(AGE_AHEAD.match(words.text, words.end(run[-1])))
        before = words.lows[run[0] - 1] if run[0] else ""
        rest, officers, free = self._parts(words, run, before)
        found.official.update(words.raw(index) for index in officers)
        if officers and not rest:
            return
        if aged:
            named = rest if run[-1] in rest else [run[-1]]
            found.add(words, _last_name(words, named) if silent else named, sure=True)
        elif before in TOLD_AS:
            found.add(words, run[:1], sure=True)
        elif free and not silent:
            found.add(words, _without_opener(words, run, rest))

    def _parts(self, words: Words, run: Sequence[int], before: str) -> tuple[list[int], list[int], bool]:
        """Return which words of a run are left as a private name, which are an officer's, and whether no place is."""
        lists = self._lists
        free, officer = before not in lists.places and before not in lists.heads, before in lists.ranks
        rest: list[int] = []
        officers: list[int] = []
        for index in run:
            low = words.lows[index]
            if low in lists.ranks:
                officer, rest = True, []
            elif low in lists.heads and not officer:
                free, rest = False, []
            elif officer:
                officers.append(index)
            elif not self._common(words, index):
                rest.append(index)
        return rest, officers, free

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


def _kind(raw: str) -> str:
    return INITIALS if raw.isupper() and len(raw) <= LONGEST_INITIALS_CHARS else NAME


def _without_opener(words: Words, run: Sequence[int], rest: list[int]) -> list[int]:
    """Return the words of a name, but for the first word of a sentence, which has its capital from there."""
    if not rest or rest[0] != run[0] or not _opens_sentence(words, run[0]):
        return rest
    alone = len(rest) == 1 or _kind(words.raw(rest[1])) == INITIALS
    told = words.raw(run[0])
    return rest[1:] if alone and not (told.isupper() and len(told) > 1) else rest


def _last_name(words: Words, rest: list[int]) -> list[int]:
    """Return the last words of a run that may be the name before an age, where every word has a capital."""
    return rest[-1:] if _kind(words.raw(rest[-1])) == INITIALS else rest[-2:]


def _runs(words: Words) -> Iterator[list[int]]:
    """Yield the words that begin with a capital, those that follow each other together; the title's by themselves."""
    run: list[int] = []
    for index, start in enumerate(words.starts):
        capital = words.text[start].isupper()
        if run and not (capital and index != words.title_length and _joins(words, run[-1])):
            yield run
            run = []
        if capital:
            run.append(index)
    if run:
        yield run


def _joins(words: Words, index: int) -> bool:
    """Whether the word behind `index` belongs to the same name: behind a space, or the stop of a short word."""
    between, raw = words.between(index), words.raw(index)
    short = len(raw) == 1 or (len(raw) <= LEAST_NAME_CHARS and not raw.isupper())
    return between in JOINS or (short and bool(DOTTED.match(between)))


def _opens_sentence(words: Words, index: int) -> bool:
    if index in {0, words.title_length} or words.sentence(index) != words.sentence(index - 1):
        return True
    return not OPENING.isdisjoint(words.between(index - 1))


def _listed(words: Words, private: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Yield letters that could be more than initials, but stand in a list with initials: RF, DK, dan MA."""
    for index, kind in private.items():
        if kind == INITIALS:
            for step in (-1, 1):
                yield from _neighbours(words, index, step, private)


def _neighbours(words: Words, index: int, step: int, private: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Yield the letters before or behind initials, as far as the list goes or until it comes to what is private."""
    following = index + step
    while 0 <= following < len(words) and following not in private:
        low, first, last = words.lows[following], *sorted((index, following))
        if low in {"dan", "serta"}:
            following += step
            continue
        if _kind(words.raw(following)) != INITIALS or words.text[words.end(first) : words.starts[last]] not in LISTS:
            return
        yield following, INITIALS
        index, following = following, following + step


def _joined(words: Words, kinds: Mapping[int, str]) -> Iterator[tuple[str, int, int]]:
    """Yield neighbouring words of the same kind as one passage."""
    indices = sorted(kinds)
    first = 0
    for place, index in enumerate(indices):
        last = place + 1 == len(indices)
        follows = not last and indices[place + 1] == index + 1 and _joins(words, index)
        if not follows or kinds[indices[place + 1]] != kinds[index]:
            yield kinds[index], words.starts[indices[first]], words.end(index)
            first = place + 1
