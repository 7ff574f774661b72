"""Numbers: finds identity, telephone and account numbers; public contact lines are the caller's to excuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicator.classify.anchored import has_stray_i

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

NIK_LENGTH_DIGITS = 16
NIK = re.compile(r"(?<![\d.,])\d{16}(?![\d.,]\d|\d)|(?i:\bnik\b)[^\d\n]{0,12}\d[\d .-]{10,20}\d")
PHONE_BODY = r"8\d{1,2}[ .-]?\d{3,4}[ .-]?\d{3,5}(?!\d)"
PHONE = re.compile(rf"(?<![\d.,/-])(?:\+62|62|0)[ -]?{PHONE_BODY}")
MANY_DIGITS = re.compile(rf"\d{{{NIK_LENGTH_DIGITS}}}")
ANY_PHONE = re.compile(PHONE_BODY)
BANKS = "bca|bri|bni|bsi|btn|cimb|mandiri|danamon|permata|gopay|ovo|dana"
ACCOUNT = re.compile(
    r"(?i)\b(?:rekening|norek|no\. ?rek)\b[^\d\n]{0,40}\d[\d -]{7,18}\d|\bva\b[^\d\n]{0,10}\d{10,18}"
    rf"|\b(?:{BANKS})\b(?: (?:nomor|no\.?|dengan nomor))?[ :]{{1,3}}\d[\d -]{{8,18}}\d(?![.,]\d)"
)
ACCOUNT_WORDS = frozenset({"rekening", "norek", "rek", "va", *BANKS.split("|")})


def personal_numbers(words: Words) -> Iterator[tuple[str, int, int]]:
    """Yield kind (`nik`, `phone`, `account`), start and end of every number that may identify a person."""
    for kind, pattern in _possible(words):
        for match in pattern.finditer(words.text):
            yield kind, match.start(), match.end()


def _possible(words: Words) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the kinds that a text can hold at all, which most texts cannot."""
    stray = has_stray_i(words.text)
    if stray or "nik" in words.vocabulary or any(MANY_DIGITS.search(low) for low in _long(words)):
        yield "nik", NIK
    if ANY_PHONE.search(words.text):
        yield "phone", PHONE
    if stray or not words.vocabulary.isdisjoint(ACCOUNT_WORDS):
        yield "account", ACCOUNT


def _long(words: Words) -> list[str]:
    """Return the words that are as long as an identity number."""
    if max(words.lengths, default=0) < NIK_LENGTH_DIGITS:
        return []
    return [low for low in words.vocabulary if len(low) >= NIK_LENGTH_DIGITS]
