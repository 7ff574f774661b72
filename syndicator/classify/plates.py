"""Plates: finds the number plates of vehicles, and leaves aside what only looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

REGIONS = """
A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DG DH DK DL DM DN DP
DR DS DT DW EA EB ED KB KH KT KU PA PB
"""
"""The letters that a civil plate begins with (Perpol 7/2021); PA and PB are those of Papua."""
REGION = "|".join(sorted(REGIONS.split(), key=len, reverse=True))
NO_SUFFIX = r"KG|GR|KM|CC|CM|MM|ML|HP|GB|TB|WIB|WIT|WITA|RT|RW|PT|CV|NEO|MAX|IPA|IPS|TV|FM|AM|SD|SMP|SMA|SMK|DAN|DI"
PLATE = re.compile(
    rf"(?<![\w./-])(?:{REGION})(?:[ -]\d{{1,4}}|\d{{3,4}})"
    rf"(?:[ -]?(?!(?:{NO_SUFFIX})\b)(?:[A-Z]{{1,3}}|[xX*]{{2,3}})(?![\w/])|[ -][xX*]{{1,3}}(?!\w))"
)
TOLD_PLATE = re.compile(
    r"(?i)\b(?:nopol|no\.? ?pol|pelat(?: nomor)?|plat(?: nomor)?|nomor polisi|bernopol|tnkb)\s*[:.]?\s*"
    rf"(?P<plate>(?:{REGION})[ -]?\d{{1,4}}(?:[ -]?[a-z*]{{1,3}})?)(?!\w)"
)
LIKE_ONE = re.compile(r"[A-Z][ -]?\d{1,4}[ -]?[A-ZxX*]")
TELLING = frozenset({"nopol", "pol", "pelat", "plat", "polisi", "bernopol", "tnkb"})
NO_VEHICLE = re.compile(
    r"(?i)\b(?:blok|kav|kavling|no|nomor|gang|jalan|jl|jln|kamar|gedung|lantai|tipe|type|ruang|kelas|seri|pesawat"
    r"|jet|boeing|airbus|tempur|rudal|helikopter|pasal|kursi|gerbong|pintu|gate|rute|jalur)\.?\s*$"
)
BEFORE_CHARS = 14


def plates(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every number plate."""
    text = words.text
    last = -1
    for start, end in sorted({*_written(text), *_told(words)}):
        if start >= last:
            last = end
            yield start, end


def _written(text: str) -> Iterator[tuple[int, int]]:
    if not LIKE_ONE.search(text):
        return
    for match in PLATE.finditer(text):
        if not NO_VEHICLE.search(text, max(0, match.start() - BEFORE_CHARS), match.start()):
            yield match.span()


def _told(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the plates that are told as such, in any letters."""
    if not words.vocabulary.isdisjoint(TELLING):
        yield from (match.span("plate") for match in TOLD_PLATE.finditer(words.text))
