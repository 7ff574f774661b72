"""Fingerprints: what two texts are compared by, small enough to be stored beside every bulletin."""

from __future__ import annotations

from dataclasses import dataclass

Facts = dict[str, tuple[str, ...]]
"""What a text says in so many words, folded, by kind: days, places, units, numbers, persons, quotes; each sorted."""

FACT_KINDS = ("days", "places", "units", "numbers", "persons", "quotes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """
    A text as far as it is compared.

    Args:
        words: hashes of the folded words in their order, 32 bits each, little-endian; zero ends a sentence.
        title: the same of the title, without ends of sentences.
        facts: see `Facts`.
    """

    words: bytes
    title: bytes
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """
    What a text is found and compared by.

    Args:
        text_hash: SHA-256 (hex) of the folded core: equal hashes are the same release. Empty where the text is too
            short to tell; `keys` are empty then, and it is compared with nothing.
        keys: 63-bit names of its most telling shingles and facts, best first: copies share some of them.
    """

    text_hash: str
    keys: tuple[int, ...] = ()
    sketch: Sketch = Sketch(words=b"", title=b"", facts={})
