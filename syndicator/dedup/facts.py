"""The facts that a release tells, folded so that two tellings of one event agree: days, places, units and the rest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from syndicator.dedup.folding import DAY
from syndicator.dedup.vocabulary import COMMON, DROPPED, MONTHS, ONE_FORM
from syndicator.model.fingerprint import Facts

MOST_OF_A_KIND = 24
MOST_NAMES = 20_000
"""So many names are remembered with their folded forms: the same units and officers stand in many releases."""
ABOUT = "~"
"""Before a number that is told as a round one."""
LONGEST_NAME_WORDS = 3
SHORTEST_QUOTE_WORDS = 6
_NAMES = r"[A-Z][\w'’-]*(?: +(?!(?:Ka|Waka)?[Pp]ol(?:res|sek|da))(?:[A-Z][\w'’-]*|[IVX]+\b|\d\b)){0,3}"
_UNIT = re.compile(rf"([Pp](?:ol(?:res|sek|da)|OL(?:RES|SEK|DA)))(?:ta(?:bes)?|tro|TA(?:BES)?|TRO)? +({_NAMES})")
_PLACE = re.compile(
    r"(?:J(?:alan|ln?\.?)|D(?:esa|s\.?|usun)|K(?:elurahan|el\.|ecamatan|ec\.?|ampung)|G(?:ang|g\.?|ereja|edung|udang|KJ|OR)|"
    r"P(?:asar|elabuhan|antai|erumahan|onpes|esantren|ura)|Lapangan|Bandara|Terminal|M(?:asjid|ushol[al]+a|TsN?|AN?)|Balai|"
    rf"S(?:tasiun|impang|PBU|MPN?|MAN?|MKN?|DN?|ungai|tadion)|Taman|Alun-[Aa]lun|Hotel|R(?:SUD|S)) +({_NAMES})"
)
_OFFICER = re.compile(
    r"(?:K(?:ombes|ompol|OMBES|OMPOL|omjen|omisaris)|A(?:KBP|KP|kbp|kp|iptu|ipda|IPTU|IPDA|jun)|I(?:ptu|pda|PTU|PDA|rjen|nspektur)|"
    r"B(?:ripka|rigpol|rigadir|riptu|ripda|rigjen|RIPKA|RIPTU|RIPDA)|Jenderal)\.?"
    r" +((?:(?:[A-Z][\w'’-]+|H)\.? +){0,6}[A-Z][\w'’-]+)"
)
_STREET = re.compile(r"(?:Jalan|Jln?\.?|Gang|Gg\.?) +(?:\w+ +)?$")
_IN_RANKS = frozenset({"1", "2", "kepala", "tingkat", "hj"})
"""What else ranks are made of: Brigadir Polisi Kepala, Inspektur Polisi Satu."""
_ENDS_NAME = frozenset(
    {"nomor", "no", "rt", "rw", "kecamatan", "kabupaten", "desa", "kelurahan", "kota", "provinsi", "polres", "polsek"}
    | {
        "polda",
        "kapolres",
        "kapolsek",
        "kapolda",
        "jalan",
        "dusun",
        "km",
        "pada",
        "dan",
        "selaku",
        "beserta",
        "aparat",
        "petugas",
        "anggota",
        "personel",
    }
)
_AGE = re.compile(r"\((\d{1,2})(?:\s*(?:th|tahun))?\.?\)")
_LAST_NAME = re.compile(r"([A-Z][\w'’-]*)\s*$")
_LONGEST_NAME_CHARS = 24
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)\s*([Rr]ibu|[Jj]uta|[Mm]iliar|[Tt]riliun|[Pp]ersen|%)?\s*([a-zA-Z]{2,})?")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ie", "i"), ("y", "i"), ("moch", "moh"), ("muhamm", "moham"))
_DOUBLED = re.compile(r"([a-z])\1")
_ABOUT = re.compile(r"(?:hampir|lebih dari|sekitar|sekira|kurang lebih|lebih kurang|kurang dari|nyaris) *(?:rp\.? *)?$")
_MONEY = re.compile(r"rp\.?\s?$")
_QUOTE = re.compile(r'"([^"\n]{30,800})"')
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")
_GRADES = {"ribu": "000", "juta": "000000", "miliar": "000000000", "triliun": "000000000000"}
_NO_NOUNS = frozenset(MONTHS) | COMMON | frozenset({"wib", "wita", "wit"})


def facts_of(text: str) -> Facts:
    """Return the facts of a text that is `dated`; a kind of which it tells none is left out."""
    told = {
        "days": DAY.findall(text),
        "units": (f"{kind.lower()} {name}" for kind, told in _UNIT.findall(text) if (name := _folded(told))),
        "places": (_folded(name) for name in _PLACE.findall(text)),
        "persons": _persons(text),
        "numbers": _numbers(text),
        "quotes": _quotes(text),
    }
    facts = {kind: _sorted(found) for kind, found in told.items()}
    return {kind: found for kind, found in facts.items() if found}


def _sorted(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in found if one.strip()})[:MOST_OF_A_KIND])


@lru_cache(maxsize=MOST_NAMES)
def _folded(name: str) -> str:
    """The name up to a rank, a degree, or the word of another kind of name."""
    words: list[str] = []
    for told in _WORD.findall(name.casefold()):
        word = ONE_FORM.get(told, told)
        if word in DROPPED or word in _IN_RANKS or word in _ENDS_NAME:
            if words:
                break
        elif len(word) > 1:
            words.append(word)
    return " ".join(words[:LONGEST_NAME_WORDS])


def _persons(text: str) -> Iterator[str]:
    """Yield officers by the first two words of their names, and whoever has an age behind the name."""
    for officer in _OFFICER.finditer(text):
        if not _STREET.search(text, max(0, officer.start() - _LONGEST_NAME_CHARS), officer.start()):
            yield _sounded(" ".join(_folded(officer[1]).split()[:2]))
    for age in _AGE.finditer(text):
        if name := _LAST_NAME.search(text, max(0, age.start() - _LONGEST_NAME_CHARS), age.start()):
            yield f"{_sounded(name[1].casefold())} {age[1]}"


@lru_cache(maxsize=MOST_NAMES)
def _sounded(name: str) -> str:
    """The name as it sounds: old spelling and new, letters that are doubled or not."""
    for old, new in _OLD_SPELLING:
        name = name.replace(old, new)
    return _DOUBLED.sub(r"\1", name)


def _numbers(text: str) -> Iterator[str]:
    """Yield numbers with what they count; a bare one says nothing by itself."""
    for found in _NUMBER.finditer(text):
        if text[found.start() - 1 : found.start()].isalpha():
            continue  # a day, or a part of a name
        digits, grade, noun = found.groups(default="")
        value = _value(digits) + _GRADES.get(grade.lower(), "")
        low = noun.casefold()
        before = text[max(0, found.start() - _LONGEST_NAME_CHARS) : found.start()].casefold()
        value = f"{ABOUT}{value}" if _ABOUT.search(before) else value
        if _MONEY.search(before):
            yield f"{value} rp"
        elif before.endswith("ke-"):
            yield f"{value} ke"
        elif grade in {"%", "persen", "Persen"}:
            yield f"{value} persen"
        elif low and low not in _NO_NOUNS:
            yield f"{value} {ONE_FORM.get(low, low)}"


def _value(digits: str) -> str:
    return _THOUSANDS.sub("", digits).replace(",", ".")


def _quotes(text: str) -> Iterator[str]:
    for quote in _QUOTE.findall(text):
        words = _WORD.findall(quote.casefold())
        if len(words) >= SHORTEST_QUOTE_WORDS:
            yield hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
