"""Forms of Indonesian roots: the affixed words that a vocabulary's `~root` stands for."""

from __future__ import annotations

from itertools import product

SUFFIXES = ("", "kan", "i", "an")
PLAIN_PREFIXES = ("", "di", "ter", "ber", "ke", "per", "se", "memper", "diper")
VOWELS = "aiueo"
NASALS = {**dict.fromkeys("bfv", "m"), "p": "m", **dict.fromkeys("cdjz", "n"), "t": "n", "s": "ny"}
NASALS |= dict.fromkeys("aiueoghkq", "ng")
MELTING = "kpts"


def forms_of(root: str) -> frozenset[str]:
    """
    Return the words that a root may appear as (curi: mencuri, dicuri, pencurian, kecurian …).

    Generates more than the language uses; a form that nobody writes costs nothing.
    """
    stems = {prefix + root for prefix in PLAIN_PREFIXES} | _nasal(root, "me") | _nasal(root, "pe")
    return frozenset(stem + suffix for stem, suffix in product(stems, SUFFIXES))


def expand(phrase: tuple[str, ...], inflected: tuple[bool, ...]) -> list[tuple[str, ...]]:
    """Return a phrase in all its forms; `inflected` tells which of its words are roots."""
    marked = zip(phrase, inflected, strict=True)
    return list(product(*(sorted(forms_of(word)) if root else [word] for word, root in marked)))


def _nasal(root: str, prefix: str) -> set[str]:
    """Return a root behind meN- or peN-: the nasal follows the first sound, and k, p, t, s melt into it."""
    first = root[0]
    nasal = NASALS.get(first, "")
    words = {prefix + nasal + root}
    if first in MELTING and len(root) > 1 and root[1] in VOWELS:
        words.add(prefix + nasal + root[1:])
    return words
