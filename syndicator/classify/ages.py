"""Ages: finds where a text says that somebody is under eighteen, in the many ways that releases write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicator.classify.anchored import Anchored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

ADULT_AGE_YEARS = 18

UNITS = r"(?:tahun|thn?|bulan|bln|minggu|hari)"
NOT_NAMES = re.compile(
    r"(?i)(?:ayat|pasal|huruf|nomor|no|pukul|tahun|km|rt|rw|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu"
    r"|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|butir|angka|poin|lampiran|uu)$"
)
CAPITAL = r"[A-Z](?<!\w[A-Z])"
"""The capital that begins a word; the search steps faster to a letter than to a boundary before it."""
BRACKET = rf"\(\s*(?:usia |umur )?(?P<age>\d{{1,2}})(?:[.,]\d)?\s*(?P<unit>{UNITS})?\.?\s*[,)]"
APPOSITION = rf", (?P<age>\d{{1,2}}),? (?P<unit>{UNITS})\b(?! penjara)"
IN_BRACKETS = re.compile(BRACKET)
NAMED_IN_BRACKETS = re.compile(rf"(?P<who>{CAPITAL}[\w'’.]*)[\s,]*{BRACKET}")
IN_APPOSITION = re.compile(APPOSITION)
NAMED_IN_APPOSITION = re.compile(rf"{CAPITAL}[\w'’.]*{APPOSITION}")
NAME_SIGNS = frozenset("_'’.")
ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
NUMERALS = {word: number for number, word in enumerate((*ONES, "sepuluh", "sebelas"), start=1)}
NUMERALS |= {f"{one} belas": 10 + number for number, one in enumerate(ONES[1:], start=2)}
WORDED = "|".join(sorted(NUMERALS, key=len, reverse=True))
NUMBER = rf"(?P<age>\d{{1,2}}(?![\d.,]*\d)|{WORDED}|belasan)(?:[.,]\d)?"
AFTER_WORD = Anchored(
    r"(?i)\b(?:ber)?(?:usia|umur)(?:nya)?"
    r"(?: (?:sekitar|masih|baru|kurang lebih|kisaran|antara|di bawah))* "
    rf"{NUMBER}\s*(?P<unit>{UNITS})?\b(?!\s*(?:ke atas|hingga [2-9]\d|sampai [2-9]\d))",
    heads=("usia", "umur", "berusia", "berumur"),
)
PERSONS = """
anak bocah balita bayi remaja siswa siswi pelajar gadis perempuan santri santriwati putri putra cucu
keponakan adik korban pelaku pemuda pria wanita laki-laki murid
"""
AFTER_PERSON = Anchored(
    rf"(?i)\b(?:{'|'.join(PERSONS.split())})(?:nya)?(?: [^\W\d]+){{0,3}},? \(?"
    rf"{NUMBER} ?-?(?P<unit>{UNITS})\b"
    r"(?!\s*(?:penjara|bui|kurungan|pidana|lalu|silam|terakhir|kemudian|lamanya|pernikahan|menikah"
    r"|bekerja|mengabdi|berturut))",
    heads=(person.partition("-")[0] for person in PERSONS.split()),
)
SCHOOL_YEAR = Anchored(
    r"(?i)\b(?:kelas|kls)\s+(?:\d{1,2}|[ivx]{1,4}|satu|dua|tiga|empat|lima|enam)\s*[a-f]?\s+(?:di )?"
    r"(?:sd|mi|smp|mts|sma|smk|ma|sekolah|madrasah)\b"
    r"|\b(?:duduk di|masih) (?:bangku )?kelas\b|\bbangku (?:kelas|sd|smp|sma|smk)\b",
    heads=("kelas", "kls", "duduk", "masih", "bangku"),
)
FURTHER_AGE = re.compile(rf"(?:\s?[-–]\s?|\s(?:hingga|sampai|dan|sampai dengan|s\.?d\.?)\s)\d{{1,2}}(?: ?{UNITS}\b)?")
"""The other end of a range of ages, or the age of a second child."""
GRADE = Anchored(
    r"(?i)\b(?:kelas|kls)\s+(?:1[0-2]|[1-9]|I{1,3}|IV|VI{0,3}|IX|X|XI{1,2}|satu|dua|tiga|empat|lima|enam|tujuh|delapan"
    r"|sembilan|sepuluh|sebelas|dua belas)\b(?! [ab]\b)(?!\s*(?:berat|menengah|ringan|\d|cc|iia|lapas))",
    heads=("kelas", "kls"),
)


def minors(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every passage that gives an age under eighteen or a school year."""
    yield from named_minors(words)
    yield from nameless_minors(words)


def named_minors(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every name or initials with an age under eighteen: Bunga (7), AB (15 tahun)."""
    text = words.text
    yield from (match.span() for match in _named_in_brackets(text) if _is_minor(match))
    if IN_APPOSITION.search(text):
        yield from (match.span() for match in NAMED_IN_APPOSITION.finditer(text) if _is_minor(match))


def _named_in_brackets(text: str) -> Iterator[re.Match[str]]:
    """Yield the names with an age in brackets; the brackets are found quickly, and names sought only before these."""
    least = 0
    for age in IN_BRACKETS.finditer(text):
        begin = age.start()
        while begin > least and (text[begin - 1] == "," or text[begin - 1].isspace()):
            begin -= 1
        while begin > least and (text[begin - 1].isalnum() or text[begin - 1] in NAME_SIGNS):
            begin -= 1
        least = age.end()
        if named := NAMED_IN_BRACKETS.search(text, begin, least):
            yield named


def nameless_minors(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the same for ages behind a word for an age or a person, and for school years: usia 7, siswi SMP."""
    for pattern in (AFTER_WORD, AFTER_PERSON):
        yield from (match.span() for match in pattern.finditer(words) if _is_minor(match))
    yield from (match.span() for match in SCHOOL_YEAR.finditer(words))


def exact_ages(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every amount of years or months under eighteen that is told of somebody: 15, 3 bulan."""
    text = words.text
    told = [match for match in IN_BRACKETS.finditer(text) if _is_minor(match)]
    told += [match for match in IN_APPOSITION.finditer(text) if _is_minor(match)]
    told += [match for pattern in (AFTER_WORD, AFTER_PERSON) for match in pattern.finditer(words) if _is_minor(match)]
    for match in told:
        if match["age"].casefold() != "belasan":
            start, end = match.span("age")
            end = max(end, match.end("unit"))
            further = FURTHER_AGE.match(text, end)
            yield start, further.end() if further else end


def grades(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every school year that is told with its number: kelas 5, kelas VIII."""
    yield from (match.span() for match in GRADE.finditer(words))


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
