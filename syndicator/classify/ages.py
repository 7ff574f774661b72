"""Ages: finds where a text says that somebody is under eighteen, in the many ways that releases write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicator.classify.anchored import Anchored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

ADULT_AGE_YEARS = 18
LEAST_STILL_YEARS = 7
"""Of fewer years (baru dua tahun) something else is told: a marriage, a post."""

UNITS = r"(?:tahun|thn?|bulan|bln|minggu|hari)"
NOT_NAMES = re.compile(
    r"(?i)(?:ayat|pasal|huruf|nomor|no|pukul|tahun|km|rt|rw|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu"
    r"|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|butir|angka|poin|lampiran|uu)$"
)
CAPITAL = r"[A-Z](?<!\w[A-Z])"
"""The capital that begins a word; the search steps faster to a letter than to a boundary before it."""
ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
NUMERALS = {word: number for number, word in enumerate((*ONES, "sepuluh", "sebelas"), start=1)}
NUMERALS |= {f"{one} belas": 10 + number for number, one in enumerate(ONES[1:], start=2)}
WORDED = "|".join(sorted(NUMERALS, key=len, reverse=True))
BRACKET = rf"\(\s*(?:usia |umur )?(?P<age>\d{{1,2}}|{WORDED})(?:[.,]\d)?\s*(?P<unit>{UNITS})?\.?\s*[,)]"
APPOSITION = rf", (?P<age>\d{{1,2}}|{WORDED})(?:,|(?: setengah)?,? (?P<unit>tahun|thn?|bulan)\b(?! penjara))"
IN_BRACKETS = re.compile(BRACKET)
TOLD_IN_BRACKETS = re.compile(rf"(?P<who>\b[^\W\d][\w'’.]*)[\s,]*{BRACKET}")
IN_APPOSITION = re.compile(APPOSITION)
NAMED_IN_APPOSITION = re.compile(rf"(?P<who>{CAPITAL}[\w'’.]*){APPOSITION}")
BETWEEN_COMMAS = re.compile(rf"(?<=[a-z]), (?P<age>\d{{1,2}}|{WORDED})(?: setengah)? (?P<unit>tahun|thn?)(?=[,.;)])")
PUPIL = "siswa|siswi|pelajar|murid|santri|santriwati|bocah|remaja|gadis|balita"
NAMED_PUPIL = re.compile(
    rf"(?P<who>{CAPITAL}[\w'’.]*), (?:seorang )?(?:{PUPIL})(?:nya)? (?:perempuan |laki-laki |putri |putra )?"
    r"(?:SD|SMP|SMA|SMK|MTs|MI|MA|TK|PAUD|kelas|berumur|berusia|asal)\b"
)
"""A name, and behind it what makes its bearer a child: Vino, pelajar SMK."""
NAME_SIGNS = frozenset("_'’.")
NUMBER = rf"(?P<age>\d{{1,2}}(?![\d.,]*\d)|{WORDED}|belasan)(?:[.,]\d| setengah)?"
NO_PERSON = (
    "pernikahan|perkawinan|pensiun|pakai|kendaraan|bangunan|harapan|jabatan|kehamilan|kandungan|perusahaan|lebih"
    "|tanaman|perkara|berkas"
)
FILLERS = (
    "sekitar|masih|baru|kurang lebih|kisaran|antara|di bawah|belum genap|genap|asli|sebenarnya|sesungguhnya|mereka"
    "|korban|pelaku"
)
NOT_OLDER = r"(?!\s*(?:ke atas|hingga [2-9]\d|sampai [2-9]\d|[-–] ?[2-9]\d))"
AFTER_WORD = Anchored(
    rf"(?i)\b(?:ber)?(?:usia|umur)(?:nya)?(?: (?:{FILLERS})(?:nya)?)* {NUMBER}\s*(?P<unit>{UNITS})?\b{NOT_OLDER}",
    heads=("usia", "umur", "berusia", "berumur"),
)
SOME_WORDS_AFTER = Anchored(
    rf"(?i)\b(?:ber)?(?:usia|umur)(?:nya)?(?: (?!(?:{NO_PERSON})\b)[a-z-]+){{1,3}} {NUMBER}\s*(?P<unit>tahun|thn?)\b"
    rf"{NOT_OLDER}",
    heads=("usia", "umur", "berusia", "berumur"),
)
BABIES = frozenset({
    "bayi", "bayinya", "balita", "batita", "orok", "janin", "anak", "anaknya", "bocah", "putri", "putra", "putrinya",
    "putranya", "cucu",
})  # fmt: skip
PERSONS = """
anak bocah balita bayi remaja siswa siswi pelajar gadis perempuan santri santriwati putri putra cucu
keponakan adik korban pelaku pemuda pria wanita laki-laki lelaki murid abg kakak tersangka terduga saksi pengendara
pembonceng penumpang buruh pekerja pengamen joki kurir teman
"""
NO_AGE = (
    "(?:selama|sejak|hampir|hukuman|penjara|kurungan|sudah|telah|hingga|sampai|lebih|dalam|hilang|buron|menikah|bekerja"
    "|mengabdi|dihukum|divonis|dituntut|tinggal|lama)"
)
"""Behind one of these a number of years is how long something took."""
PERSON_WORDS = frozenset(word for person in PERSONS.split() for word in (person, f"{person}nya"))
AFTER_PERSON = Anchored(
    rf"(?i)\b(?:{'|'.join(PERSONS.split())})(?:nya)?(?: (?!{NO_AGE}\b)[^\W\d]+(?:-[^\W\d]+)?){{0,3}},? \(?"
    rf"{NUMBER}(?: dan \d{{1,2}})? ?-?(?P<unit>{UNITS})\b"
    r"(?!\s*(?:penjara|bui|kurungan|pidana|lalu|silam|terakhir|kemudian|lamanya|pernikahan|menikah"
    r"|bekerja|mengabdi|berturut))",
    heads=(person.partition("-")[0] for person in PERSONS.split()),
)
STILL = Anchored(
    rf"(?i)\b(?:masih|baru|belum|genap|menginjak)(?: (?:genap|berusia|usia|menginjak|sekitar|berumur))* {NUMBER}"
    rf"(?: dan \d{{1,2}})? ?(?P<unit>tahun|thn?)\b"
    r"(?!\s*(?:penjara|bui|kurungan|pidana|lalu|silam|terakhir|kemudian|lamanya|pernikahan|menikah|bekerja|mengabdi"
    r"|berturut|menjabat|bertugas|berdiri|menjadi|beroperasi|tinggal|menempati|keluar|bebas|berjalan))",
    heads=("masih", "baru", "belum", "genap", "menginjak"),
)
SCHOOL_YEAR = Anchored(
    rf"(?i)\b(?:kelas|kls)\s+(?:\d{{1,2}}|[ivx]{{1,4}}|{WORDED})\s*[a-f]?\s+(?:di )?"
    r"(?:sd|mi|smp|mts|sma|smk|ma|sekolah|madrasah)\b"
    r"|\b(?:duduk di|masih) (?:bangku )?kelas\b|\bbangku (?:kelas|sd|smp|sma|smk)\b",
    heads=("kelas", "kls", "duduk", "masih", "bangku"),
)
ANOTHER_AGE = rf"(?:,? (?:hingga|sampai|sampai dengan|dan|atau|serta) |, |\s?[-–]\s?)(?:\d{{1,2}}|{WORDED})\b"
FURTHER_AGE = re.compile(rf"(?:{ANOTHER_AGE})+ ?{UNITS}\b|\s?[-–]\s?\d{{1,2}}\b")
"""The other end of a range of ages, or the ages of more children."""
INSTITUTION = re.compile(
    r"(?i)\b(?:lapas|rutan|imigrasi|pengadilan \w+|pn|pa|kantor|pelabuhan|rumah sakit|rs|bandara|jalan|tol)\s*$"
)
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
    yield from (match.span() for match in _in_brackets(text) if match["who"][0].isupper() and _is_minor(match))
    yield from (match.span() for match in NAMED_PUPIL.finditer(text) if not NOT_NAMES.match(match["who"]))
    if IN_APPOSITION.search(text):
        yield from (match.span() for match in NAMED_IN_APPOSITION.finditer(text) if _is_minor(match))


def _in_brackets(text: str) -> Iterator[re.Match[str]]:
    """Yield the ages in brackets with the word before them; the brackets are found quickly, words only before these."""
    least = 0
    for age in IN_BRACKETS.finditer(text):
        begin = age.start()
        while begin > least and (text[begin - 1] == "," or text[begin - 1].isspace()):
            begin -= 1
        while begin > least and (text[begin - 1].isalnum() or text[begin - 1] in NAME_SIGNS):
            begin -= 1
        least = age.end()
        if told := TOLD_IN_BRACKETS.search(text, begin, least):
            yield told


def nameless_minors(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the same for ages behind a word for an age or a person, and for school years: usia 7, siswi SMP."""
    yield from (match.span() for match in _nameless(words))
    yield from (match.span() for match in SCHOOL_YEAR.finditer(words))
    yield from grades(words)


def _nameless(words: Words) -> Iterator[re.Match[str]]:
    """Yield the ages behind words; of months only where a text tells of the newly born, for seedlings have them too."""
    babies = not words.vocabulary.isdisjoint(BABIES)
    yield from (match for match in _behind_words(words) if babies or not _in_months(match))


def _behind_words(words: Words) -> Iterator[re.Match[str]]:
    for pattern in (AFTER_WORD, SOME_WORDS_AFTER, AFTER_PERSON):
        yield from (match for match in pattern.finditer(words) if _is_minor(match))
    yield from (match for match in STILL.finditer(words) if _is_minor(match) and _years(match) >= LEAST_STILL_YEARS)
    yield from (match for match in BETWEEN_COMMAS.finditer(words.text) if _is_minor(match))
    yield from (match for match in _in_brackets(words.text) if match["who"] in PERSON_WORDS and _is_minor(match))


def grown_ups(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of the ages in brackets of people who are of age: (43), (27 tahun)."""
    for match in IN_BRACKETS.finditer(words.text):
        if (
            match["age"].isdigit()
            and int(match["age"]) >= ADULT_AGE_YEARS
            and words.text[match.start() - 1 : match.start()] == " "
        ):
            yield match.span()


def exact_ages(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every amount of years or months under eighteen that is told of somebody: 15, 3 bulan."""
    text = words.text
    told = [match for match in _in_brackets(text) if match["who"][0].isupper() and _is_minor(match)]
    told += [match for match in NAMED_IN_APPOSITION.finditer(text) if _is_minor(match)]
    told += _nameless(words)
    for match in told:
        if match["age"].casefold() != "belasan":
            start, end = match.span("age")
            end = max(end, match.end("unit"))
            further = FURTHER_AGE.match(text, end)
            yield start, further.end() if further else end


def grades(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every school year that is told with its number: kelas 5, kelas VIII."""
    for match in GRADE.finditer(words):
        if not INSTITUTION.search(words.text, max(0, match.start() - 24), match.start()):
            yield match.span()


def _is_minor(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if NOT_NAMES.match(groups.get("who") or ""):
        return False
    if groups["age"].casefold() == "belasan" or _in_months(match):
        return True
    return 0 < _years(match) < ADULT_AGE_YEARS


def _in_months(match: re.Match[str]) -> bool:
    """Whether an age is told in months, weeks or days."""
    return (match["unit"] or "").casefold().startswith(("b", "m", "h"))


def _years(match: re.Match[str]) -> int:
    written = match["age"].casefold()
    return NUMERALS.get(written) or (int(written) if written.isdigit() else ADULT_AGE_YEARS - 1)
