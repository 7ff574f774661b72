"""What texts are found and compared by, folded so that what copies change first changes nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from syndicator.dedup.facts import facts_of
from syndicator.dedup.folding import END, TELLING, Words, bare, dated, plain, words_of
from syndicator.model.fingerprint import Facts, Fingerprint, Sketch

SHORTEST_WORDS = 25
"""A text of fewer words says too little to call two of them the same release."""
KEYS = 16
"""So many shingles name a text in the index of candidates."""
FACT_KEYS = 4
"""So many pairs of its facts do, too: a release in other words still tells them."""
SHINGLE_WORDS = 3
TELLING_WEIGHT = 4
"""A shingle with a name or a number in it is so many times likelier to be a key: templates share the others."""

_WORD = re.compile(r"[^\W_]+")
_TYPOGRAPHIC = "“”‘’–—\u00a0"
"""Signs that tell nothing and that most texts have; without them nearly all of our texts are ASCII."""
_SIGNS_TO_BLANKS = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_PRIMES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_KEY_BITS = 63


def fold(text: str) -> list[str]:
    """Return the words of a text: compatibility forms, letter case, quotes, dashes and other signs folded away."""
    for sign in _TYPOGRAPHIC:
        text = text.replace(sign, " ")
    if text.isascii():
        return text.lower().encode().translate(_SIGNS_TO_BLANKS).decode().split()
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def fingerprint(title: str, core: str) -> Fingerprint:
    """
    Return the fingerprint of a release.

    Args:
        core: its text from which dateline, byline and closers are gone.
    """
    exact = fold(core)
    if len(exact) < SHORTEST_WORDS:
        return Fingerprint(text_hash="")
    text = dated(plain(core))
    words, facts = words_of(text), facts_of(text)
    named = words_of(dated(plain(title)))
    return Fingerprint(
        text_hash=hashlib.sha256(" ".join(exact).encode()).hexdigest(),
        keys=_keys(words, facts),
        sketch=Sketch(
            words=words.astype("<u4").tobytes(), title=named[named != END].astype("<u4").tobytes(), facts=facts
        ),
    )


def shingles(words: Words, length: int = SHINGLE_WORDS) -> NDArray[np.uint64]:
    """Return a hash for each run of `length` words, in their order; the words come `bare`."""
    count = words.size - length + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    wide = words.astype(np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        hashes = (hashes ^ (wide[place : place + count] * _PRIMES[place % 3])) * _MIX
        hashes ^= hashes >> np.uint64(29)
    return hashes


def _keys(words: Words, facts: Facts) -> tuple[int, ...]:
    """The smallest hashes, weighted: copies mostly choose the same ones, whatever else was added or dropped."""
    spoken = words[words != END]
    hashes = shingles(bare(spoken)) >> np.uint64(64 - _KEY_BITS)
    count = hashes.size
    telling = (spoken & TELLING).astype(bool)
    holds = np.zeros(count, dtype=bool)
    for place in range(SHINGLE_WORDS):
        holds |= telling[place : place + count]
    ranks = np.where(holds, hashes // np.uint64(TELLING_WEIGHT), hashes)
    best = hashes[np.argsort(ranks, kind="stable")]
    chosen = dict.fromkeys(int(key) for key in best[: KEYS * 2])
    return (*list(chosen)[:KEYS], *_fact_keys(facts))


def _fact_keys(facts: Facts) -> list[int]:
    """Keys of pairs of persons, and of a person and a day: what a release in other words has kept."""
    persons, days = facts.get("persons", ()), facts.get("days", ())
    pairs = [*combinations(persons, 2), *((person, day) for person in persons for day in days)]
    return sorted(_key(f"{one}|{other}") for one, other in pairs)[:FACT_KEYS]


def _key(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> (64 - _KEY_BITS)
