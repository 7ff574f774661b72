"""Texts as rows of hashed words: spellings, ranks, degrees, dates and numbers folded to one form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from html import unescape
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from syndicator.dedup.vocabulary import COMMON, DROPPED, MONTHS, ONE_FORM

Words: TypeAlias = NDArray[np.uint32]

TELLING = np.uint32(1)
"""The lowest bit of a word's hash: it is a name or a number, which another event would not share."""
NUMBER = np.uint32(2)
"""The next one: there is a digit in it."""
_BARE = np.uint32(0xFFFFFFFC)
END = 0
"""What ends a sentence."""
MOST_WORDS = 4_000
"""A text is compared by its first words; longer ones are books."""

MOST_CHARS = 40_000
"""So much of it is looked at before that."""
LOOKED_AT_CHARS = 400
SHOUTED_SHARE = 0.8

_DROPPED = 1
"""What the memory says of a word that is left out: no hash, for telling ones are odd and larger."""
_MOST_REMEMBERED = 300_000
_ENDING = "xendx"
_TYPOGRAPHIC = tuple(zip("“”„‟«»‘’‚‛–—―−\u00a0", '""""""' + "''''" + "----" + " ", strict=True))
_SIGNS_TO_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(
    r"[.!?](?<!\b[A-Z].)(?<!\bPol.)(?<!\bJl.)(?<!\bNo.)(?<!\bDr.)(?<!\bKab.)(?<!\bKec.)(?<!\bSt.)[.!?]*[\"')\]]*[,\s]+|\n+"
)
_QUOTE = re.compile(r"[\"'](?<=[\s,(].)(?=\w)")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(rf"(\d\d?)(?:[/-](\d{{1,2}})(?:[/-]\d{{2,4}})?(?![\d/])|\s+(?i:({_MONTH}))\b\.?(?:\s+\d{{4}}\b)?)")
"""A day as releases write it: 4/6, 04-06-2025, 4 Juni 2025; always the day first."""
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"[.,](?<=\d.)(?=\d{3}(?!\d))")
_FRACTION = re.compile(r"[.,:](?<=\d.)(?=\d)")
_FORCE = re.compile(r"[Kk]epolisian\s+(?:([Rr]esort?)|([Ss]ektor)|([Dd]aerah))\b(?:\s+[Kk]ota(?:\s+[Bb]esar)?\b)?")
_HEAD = re.compile(r"[Kk]epala\s+(?=[Pp]ol(?:res|sek|da))")


def _day_of(found: re.Match[str]) -> str | None:
    """Return what `_DATE` found as month and day (MMDD), None where there is no such day."""
    day, month = int(found[1]), int(found[2]) if found[2] else MONTHS[found[3].lower()]
    return f"{month:02}{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _dated(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    day = None if before.isalnum() else _day_of(found)
    return f" d{day} " if day else found[0]


def _forced(found: re.Match[str]) -> str:
    return "Polres" if found[1] else "Polsek" if found[2] else "Polda"


DAY = re.compile(r"\bd(\d{4})\b")
"""A day in a text that is `dated`."""


def plain(text: str) -> str:
    """Return the beginning of a text with one form of signs and blanks; case stays, but for a text all in capitals."""
    text = text[:MOST_CHARS]
    if "&" in text:
        text = unescape(text)  # escaped twice, as pasted HTML is
    if not text.isascii():
        for sign, plain_sign in _TYPOGRAPHIC:
            text = text.replace(sign, plain_sign)
        text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return text.title() if _is_shouted(text) else text


def _is_shouted(text: str) -> bool:
    """Whether nearly all of a text is in capitals: names can no more be told by theirs, but all words may be names."""
    beginning = text[:LOOKED_AT_CHARS]
    return sum(map(str.isupper, beginning)) > SHOUTED_SHARE * sum(map(str.isalpha, beginning))


def dated(text: str) -> str:
    """Return a text that is `plain`, each day in it as one word: `d` and the day as MMDD."""
    return _DATE.sub(_dated, text) if _DIGIT.search(text) else text


def words_of(text: str) -> Words:
    """
    Return the folded words of a text that is `dated`, hashed, in their order; `END` stands behind each sentence.

    A word that is a name or a number has the bit `TELLING`: digits in it, or a capital within a sentence.
    """
    if _DIGIT.search(text):
        text = _FRACTION.sub("c", _THOUSANDS.sub("", text))
    if "epolisian" in text:
        text = _FORCE.sub(_forced, text)
    text = _HEAD.sub("Ka", text) if "epala " in text else text
    text = _SENTENCE_END.sub(f" {_ENDING} ", text)
    text = _QUOTE.sub(f" {_ENDING} ", text)
    tokens = text.translate(_SIGNS_TO_BLANKS).split() if text.isascii() else _WORD.findall(text)
    hashes = np.fromiter(map(_MEMORY.__getitem__, tokens[:MOST_WORDS]), dtype=np.uint32, count=-1)
    hashes = hashes[hashes != _DROPPED]
    return _without_first_capitals(hashes)


def _without_first_capitals(hashes: Words) -> Words:
    """The first word of a sentence is capital whatever it is; only digits make it telling."""
    if hashes.size == 0:
        return hashes
    first = np.empty(hashes.size, dtype=bool)
    first[0] = True
    first[1:] = hashes[:-1] == END
    hashes[first & ((hashes & NUMBER) == 0)] &= _BARE
    ends = (hashes == END) & first  # an empty sentence ends nothing
    kept: Words = hashes[~ends]
    return kept


def bare(words: Words) -> Words:
    """Return the hashes without what they say of their words: equal words are equal then, wherever they stand."""
    return np.asarray(words & _BARE, dtype=np.uint32)


class _Memory(dict[str, int]):
    """Word as written → what it is hashed to. Bit 0: telling; bit 1: has a digit."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        hashed = self[word] = _hashed(word)
        return hashed


def _hashed(word: str) -> int:
    if word == _ENDING:
        return END
    low = word.casefold()
    low = ONE_FORM.get(low, low)
    if low in DROPPED or (len(low) == 1 and not low.isdigit()):
        return _DROPPED
    number = any(sign.isdigit() for sign in low)
    capital = word[0].isupper() and low not in COMMON
    return plain_hash(low) | (2 if number else 0) | (1 if number or capital else 0)


def plain_hash(low: str) -> int:
    """Return the hash of a folded word, its two lowest bits free."""
    return (
        int.from_bytes(hashlib.blake2b(low.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")
        & (0xFFFFFFFC)
        or 4
    )


_MEMORY = _Memory()


def hashes_of(words: frozenset[str]) -> Words:
    """Return the hashes of words, sorted, their two lowest bits zero."""
    return np.array(sorted(plain_hash(word) for word in words), dtype=np.uint32)


COMMON_HASHES = hashes_of(COMMON)
