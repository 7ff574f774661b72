"""What changed from one revision to the next, in figures and words; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from syndicator.dedup.fingerprint import fold
from syndicator.model.bulletin import Content

MOST_TYPOS = 3
SHORTEST_WORD_CHARS = 5
"""In shorter words one letter is another word: mati, hati."""
LONGEST_COMPARED_WORDS = 400
_WORD = re.compile(r"[^\W_]+")


def difference(before: Content, after: Content) -> tuple[str, ...]:
    """Return what differs between two revisions, the weightiest first; empty where readers see no difference."""
    return tuple(_differences(before, after))


def _differences(before: Content, after: Content) -> Iterator[str]:
    if before.title != after.title:
        yield f"title: {before.title!r} became {after.title!r}"
    old, new = Counter(fold(before.text)), Counter(fold(after.text))
    added, removed = (new - old).total(), (old - new).total()
    if added or removed:
        yield f"text: {added} words came, {removed} went"
    elif before.text != after.text:
        yield "text: the same words in another order or with other signs"
    if before.image != after.image:
        yield "image: " + ("gone" if after.image is None else "new" if before.image is None else "another one")
    if after.modified_at is not None and before.modified_at != after.modified_at:
        yield f"its source says that it was modified at {after.modified_at:%Y-%m-%d %H:%M} UTC"


def is_small(before: Content, after: Content) -> bool:
    """
    Whether a revision only mends typos: a letter in few words, signs, letter case, words written together or apart.

    A name, a number, a word that came or went, or another image is never small.
    """
    if before.image != after.image:
        return False
    typos = 0
    for old, new in ((before.title, after.title), (before.text, after.text)):
        for one in _alterations(_WORD.findall(old), _WORD.findall(new)):
            found = _typos(*one)
            if found is None:
                return False
            typos += found
    return typos <= MOST_TYPOS


def _alterations(old: Sequence[str], new: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str]]]:
    """Return which words became which others, letter case ignored; all as one where it is too much to look at."""
    one, other = [word.casefold() for word in old], [word.casefold() for word in new]
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(one), len(other)) > LONGEST_COMPARED_WORDS:
        return [(old, new)]
    changed = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(old[start + i : start + j], new[start + k : start + m]) for tag, i, j, k, m in changed if tag != "equal"]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _typos(old: Sequence[str], new: Sequence[str]) -> int | None:
    """Return how many typos tell one run of words from another; None where there is more to it."""
    if "".join(old).casefold() == "".join(new).casefold():
        return 1
    words = list(zip(old, new, strict=False))
    return len(words) if len(old) == len(new) and all(_is_typo(*pair) for pair in words) else None


def _is_typo(old: str, new: str) -> bool:
    is_plain = old.isalpha() and new.isalpha() and old[0].islower() and new[0].islower()
    return is_plain and min(len(old), len(new)) >= SHORTEST_WORD_CHARS and _is_one_slip(old.casefold(), new.casefold())


def _is_one_slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped."""
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])
