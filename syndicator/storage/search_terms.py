"""What a person types to search, read as terms; and what of it SQLite understands, which knows no Indonesian."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_CHARS = 200
MOST_TERMS = 12
SHORTEST_BEGINNING_CHARS = 3
SHORTEST_STEM_CHARS = 5
ENDINGS = ("kannya", "annya", "nya", "lah", "kah", "kan", "an")
_PIECES = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))')
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """
    Words that are sought one behind the other; what is written apart makes a term each.

    Args:
        excluded: nothing that carries it is wanted.
        quoted: just as they stand, with no other ending.
    """

    words: tuple[str, ...]
    excluded: bool = False
    quoted: bool = False


def read_terms(query: str) -> tuple[Term, ...]:
    """Return the terms of a query: quotes hold a phrase together, a minus excludes; all else only parts words."""
    found = []
    for piece in _PIECES.finditer(query[:LONGEST_CHARS]):
        quoted = piece["quoted"] is not None
        words = tuple(_WORDS.findall(piece["quoted"] if quoted else piece["bare"]))
        if words:
            found.append(Term(words, excluded=piece["minus"] is not None, quoted=quoted))
    return tuple(found[:MOST_TERMS])


def required(terms: Sequence[Term]) -> list[Term]:
    """Return the terms that must be carried."""
    return [term for term in terms if not term.excluded]


def stem(word: str) -> str:
    """Return the beginning by which SQLite, which knows no Indonesian, finds a word with other endings too."""
    small = word.lower()
    for ending in ENDINGS:
        if small.endswith(ending) and len(small) - len(ending) >= SHORTEST_STEM_CHARS:
            return small.removesuffix(ending)
    return small


def for_sqlite(terms: Sequence[Term], *, whole: bool = False) -> str:
    """
    Return terms as FTS5 reads them, empty where nothing must be carried: every word stands in quotes.

    Args:
        whole: required words are meant as they stand, and not by how they begin.
    """
    kept = " AND ".join(_phrase(term, whole=whole) for term in required(terms))
    left_out = " OR ".join(_phrase(term, whole=False) for term in terms if term.excluded)
    return f"({kept}) NOT ({left_out})" if kept and left_out else kept


def _phrase(term: Term, *, whole: bool) -> str:
    alone = len(term.words) == 1 and not (term.quoted or whole) and len(term.words[0]) >= SHORTEST_BEGINNING_CHARS
    return f'"{stem(term.words[0])}"*' if alone else '"' + " ".join(term.words) + '"'
