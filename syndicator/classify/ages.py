"""Ages: finds where a text says that somebody is under eighteen, in the many ways that releases write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ADULT_AGE_YEARS = 18

UNITS = r"(?:tahun|thn?|bulan|bln|minggu|hari)"
NOT_NAMES = re.compile(
    r"(?i)(?:ayat|pasal|huruf|nomor|no|pukul|tahun|km|rt|rw|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu"
    r"|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|butir|angka|poin|lampiran|uu)$"
)
IN_BRACKETS = re.compile(
    r"(?P<who>\b[A-Z][\w'’.]*)[\s,]*\(\s*(?:usia |umur )?(?P<age>\d{1,2})(?:[.,]\d)?\s*"
    rf"(?P<unit>{UNITS})?\.?\s*[,)]"
)
AFTER_NAME = re.compile(rf"\b[A-Z][\w'’.]*, (?P<age>\d{{1,2}}),? (?P<unit>{UNITS})\b(?! penjara)")
ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
NUMERALS = {word: number for number, word in enumerate((*ONES, "sepuluh", "sebelas"), start=1)}
NUMERALS |= {f"{one} belas": 10 + number for number, one in enumerate(ONES[1:], start=2)}
WORDED = "|".join(sorted(NUMERALS, key=len, reverse=True))
NUMBER = rf"(?P<age>\d{{1,2}}(?![\d.,]*\d)|{WORDED}|belasan)(?:[.,]\d)?"
AFTER_WORD = re.compile(
    r"(?i)\b(?:ber)?(?:usia|umur)(?:nya)?"
    r"(?: (?:sekitar|masih|baru|kurang lebih|kisaran|antara|di bawah))* "
    rf"{NUMBER}\s*(?P<unit>{UNITS})?\b(?!\s*(?:ke atas|hingga [2-9]\d|sampai [2-9]\d))"
)
AFTER_PERSON = re.compile(
    r"(?i)\b(?:anak|bocah|balita|bayi|remaja|sisw[ai]|pelajar|gadis|perempuan|santri(?:wati)?|putri|putra|cucu"
    r"|keponakan|adik|korban|pelaku|pemuda|pria|wanita|laki-laki|murid)(?:nya)?(?: [^\W\d]+){0,3},? \(?"
    rf"{NUMBER} ?-?(?P<unit>{UNITS})\b"
    r"(?!\s*(?:penjara|bui|kurungan|pidana|lalu|silam|terakhir|kemudian|lamanya|pernikahan|menikah"
    r"|bekerja|mengabdi|berturut))"
)
SCHOOL_YEAR = re.compile(
    r"(?i)\b(?:kelas|kls)\s+(?:\d{1,2}|[ivx]{1,4}|satu|dua|tiga|empat|lima|enam)\s*[a-f]?\s+(?:di )?"
    r"(?:sd|mi|smp|mts|sma|smk|ma|sekolah|madrasah)\b"
    r"|\b(?:duduk di|masih) (?:bangku )?kelas\b|\bbangku (?:kelas|sd|smp|sma|smk)\b"
)


def minors(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every passage that gives an age under eighteen or a school year."""
    for pattern in (IN_BRACKETS, AFTER_NAME, AFTER_WORD, AFTER_PERSON):
        yield from _under_age(pattern, text)
    for match in SCHOOL_YEAR.finditer(text):
        yield match.span()


def named_minors(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every name or initials with an age under eighteen: Bunga (7), AB (15 tahun)."""
    for pattern in (IN_BRACKETS, AFTER_NAME):
        yield from _under_age(pattern, text)


def _under_age(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if _is_minor(match):
            yield match.span()


def _is_minor(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if NOT_NAMES.match(groups.get("who") or ""):
        return False
    written = groups["age"].casefold()
    unit = (groups["unit"] or "").casefold()
    if written == "belasan" or (unit and unit[0] in "bmh"):
        return True
    age = NUMERALS.get(written) or int(written)
    return 0 < age < ADULT_AGE_YEARS
