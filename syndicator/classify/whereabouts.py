"""Whereabouts: finds schools and addresses down to a village, by which somebody could be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicator.classify.anchored import Anchored
from syndicator.classify.headlines import silent_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

NOT_PART_OF_NAME = r"(?!(?:Kec|Kecamatan|Kab|Kabupaten|Kota|Provinsi|Polres|Polsek|Polda|RT|RW|Desa|Kelurahan)\b)"
NAME_PART = rf"{NOT_PART_OF_NAME}(?:[A-Z][\w'’-]*|\d{{1,3}}\b)"
PROPER = rf"{NAME_PART}(?: {NAME_PART}){{0,3}}"
"""A proper name of at most four words, which ends before the name of something larger."""
GAP = r"[ \xa0]"
RT_RW = r"(?:RT|RW)[ .:]*\d{1,3}(?: ?/ ?(?:RW)?[ .:]*\d{1,3})?"
ADDRESS = Anchored(
    rf"(?:Desa|[Dd]usun|Kelurahan|[Kk]el\.|Kampung|[Kk]p\.|Gampong|Nagari|Jorong|Pekon|Banjar|Lembang|Kalurahan"
    rf"|Padukuhan|Lingkungan|Perumahan|Perum|Kompleks|Komplek|Gang|Gg\.?|Huta|Kos|Indekos|Asrama|Blok)"
    rf"{GAP}*[.:]?{GAP}*{PROPER}(?:,? {RT_RW})?"
    r"|R[TW](?![a-z])[ .:/]*\d{1,3}(?: ?/ ?\d{1,3})?(?:[ ,/]*RW[ .:]*\d{1,3})?"
    rf"|(?:Jalan|Jln|Jl|JALAN)\.?{GAP}+{PROPER},?{GAP}+(?:[Nn]o\.?|[Nn]omor|[Nn]o:|RT|Gang|Gg\.?|Blok){GAP}*[.:]?{GAP}*"
    r"\d{1,4}\w?",
    heads=[
        "desa",
        "dusun",
        "kelurahan",
        "kel",
        "kampung",
        "kp",
        "gampong",
        "nagari",
        "jorong",
        "pekon",
        "banjar",
        "lembang",
        "kalurahan",
        "padukuhan",
        "lingkungan",
        "perumahan",
        "perum",
        "kompleks",
        "komplek",
        "gang",
        "gg",
        "huta",
        "kos",
        "indekos",
        "asrama",
        "blok",
        "rt",
        "rw",
        "jalan",
        "jln",
        "jl",
    ],
)
LEVELS = (
    "SD|SDN|SDIT|SDLB|SLB|SMP|SMPN|SMPIT|SMA|SMAN|SMAIT|SMK|SMKN|MTs|MTsN|MTS|MTSN|MI|MIN|MIS|MA|MAN|TK|PAUD|RA|TPA|TPQ"
)
SCHOOL = Anchored(
    rf"(?:(?:{LEVELS})(?: (?:Negeri|Swasta|Islam|Kristen|Katolik|Terpadu|N|Muhammadiyah))*"
    rf"|Sekolah (?:Dasar|Menengah Pertama|Menengah Atas|Menengah Kejuruan|Luar Biasa)(?: Negeri)?"
    rf"|(?:[Pp]ondok )?[Pp]esantren|[Pp]onpes|Dayah|Madrasah(?: (?:Ibtidaiyah|Tsanawiyah|Aliyah|Diniyah))?(?: Negeri)?"
    rf"|[Pp]anti [Aa]suhan|Yayasan|Rumah Tahfiz){GAP}+(?P<name>{PROPER})",
    heads=[level.casefold() for level in LEVELS.split("|")]
    + ["sekolah", "pondok", "pesantren", "ponpes", "dayah", "madrasah", "panti", "yayasan", "rumah"],
)


def addresses(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every address of a village, a street with its number, or less."""
    yield from (match.span() for match in ADDRESS.finditer(words))


def schools(words: Words) -> Iterator[tuple[int, int]]:
    """Yield start and end of every school, boarding school or children's home that is named; in headlines numbered."""
    silent = silent_words(words)
    headline = words.end(silent - 1) if silent else 0
    for match in SCHOOL.finditer(words):
        if match.start() >= headline or match["name"][0].isdigit():
            yield match.span()
