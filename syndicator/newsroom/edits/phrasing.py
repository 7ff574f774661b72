"""Edits of the phrasing: title, lead, reported speech, synonyms, abbreviations."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from syndicator.newsroom.edits.strength import MEDIUM, STRONG, in_paragraphs, replace_some
from syndicator.newsroom.edits.surface import DATE
from syndicator.newsroom.releases import Release, Wording

TITLE_ENDS = (", Ini Kata Polisi", ", Begini Kronologinya", " | Humas Polri", ", Simak Selengkapnya")
TITLE_STARTS = ("Gerak Cepat! ", "Mantap, ", "Terbaru: ", "Apresiasi, ", "[Rilis] ")
HEARSAY = (
    "Informasi yang dihimpun dari Humas {unit} menyebutkan, ",
    "Berdasarkan keterangan resmi {unit}, ",
    "Kabar dari wilayah {area}: ",
    "Sebagaimana disampaikan {unit}, ",
)
WHEN = re.compile(
    rf",? ?(?:\bpada )?(?:{DATE.pattern}),?"
    r"(?: (?:mulai |sejak )?(?:sekitar |sekira )?pukul \d\d\.\d\d \w+)?"
)
COMMON_OPENERS = frozenset(
    (
        "Sebanyak", "Seorang", "Sebuah", "Guna", "Dalam", "Kegiatan", "Petugas", "Personel",
        "Sejak", "Mendukung", "Untuk", "Kecelakaan", "Membangun", "Memberikan", "Memudahkan",
        "Menjelang", "Menyambut", "Memperingati", "Kasus", "Upacara", "Upaya", "Warga", "Banjir",
        "Kebakaran", "Tim", "Aksi", "Penyidik", "Kepedulian", "Usai", "Jabatan", "Tongkat",
        "Pelarian", "Hari", "Dua", "Kurang", "Pada",
    )
)  # fmt: skip
REPORTED = re.compile(
    r"“([^”]+?),” (?:kata|ujar|tutur|ungkap|jelas|terang|tegas|tandas|imbau|pesan|pungkas|tutup) "
    r"([A-Z].*?)(?=\. [A-Z]|\.$|\.\n| saat | di sela | di lokasi| mewakili | meneruskan | dalam | yang )"
)
OWN_WORDS = re.compile(r"“([^”]+?),” (?:\w+nya)\b")
SYNONYMS = {
    "mengatakan": "menyampaikan", "menjelaskan": "memaparkan", "menggelar": "mengadakan",
    "melaksanakan": "menjalankan", "mengamankan": "meringkus", "menyita": "mengamankan barang bukti berupa",
    "petugas": "aparat", "warga": "masyarakat", "diamankan": "ditahan", "ditangkap": "dibekuk",
    "kegiatan": "agenda", "berharap": "menginginkan", "mulai pukul": "sejak pukul", "sekitar": "kurang lebih",
    "bersama": "beserta", "sebanyak": "sejumlah", "Sebanyak": "Sejumlah", "mencegah": "mengantisipasi",
    "mengimbau": "mengajak", "situasi": "kondisi", "kondusif": "aman terkendali", "berlangsung": "digelar",
    "diduga": "disinyalir", "menemukan": "mendapati", "membantu": "menolong", "segera": "secepatnya",
    "kemudian": "selanjutnya", "namun": "akan tetapi", "karena": "lantaran", "setelah": "usai",
    "memeriksa": "meminta keterangan", "menyampaikan": "mengutarakan", "menghadiri": "mengikuti",
    "terus": "senantiasa", "agar": "supaya", "hingga": "sampai", "terjadi": "berlangsung",
}  # fmt: skip
SYNONYM = re.compile(r"\b(?:" + "|".join(sorted(SYNONYMS, key=len, reverse=True)) + r")\b")
EXPANSIONS = {
    "Kapolsek": "Kepala Kepolisian Sektor", "Polsek": "Kepolisian Sektor",
    "Kapolres": "Kepala Kepolisian Resor", "Polresta": "Kepolisian Resor Kota",
    "Polres": "Kepolisian Resor", "Kapolda": "Kepala Kepolisian Daerah", "Polda": "Kepolisian Daerah",
    "Satlantas": "Satuan Lalu Lintas", "Satreskrim": "Satuan Reserse Kriminal",
    "Satresnarkoba": "Satuan Reserse Narkoba", "Satsamapta": "Satuan Samapta",
    "Kasi Humas": "Kepala Seksi Humas", "Kabid Humas": "Kepala Bidang Humas", "Kasat": "Kepala Satuan",
    "Kanit": "Kepala Unit", "kamtibmas": "keamanan dan ketertiban masyarakat",
    "TKP": "tempat kejadian perkara", "Polri": "Kepolisian Negara Republik Indonesia",
    "Unit PPA": "Unit Perlindungan Perempuan dan Anak",
}  # fmt: skip
EXPANSION = re.compile(r"\b(?:" + "|".join(sorted(EXPANSIONS, key=len, reverse=True)) + r")\b")


def title_changed(release: Release, share: float, rng: random.Random) -> Wording:
    """Change the title's letters or end, take another title, or dress that one up as well."""
    title = release.wording.title
    if share < MEDIUM:
        title = title.upper() if rng.random() < 0.4 else title + rng.choice(TITLE_ENDS)
    else:
        title = rng.choice([other for other in release.other_titles if other != title] or [title.upper()])
    if share >= STRONG:
        title = rng.choice(TITLE_STARTS) + title + (rng.choice(TITLE_ENDS) if rng.random() < 0.3 else "")
    return replace(release.wording, title=title)


def lead_recast(release: Release, share: float, rng: random.Random) -> Wording:
    """Swap words in the lead; from medium on the time comes first; at full strength hearsay opens it."""
    lead, *rest = release.wording.paragraphs
    recast = replace_some(lead, SYNONYM, lambda found: SYNONYMS[found[0]], share, rng)
    if share >= MEDIUM:
        recast = _time_first(recast)
    if share >= STRONG or recast == lead:
        opening = rng.choice(HEARSAY).format(unit=release.unit.name, area=release.unit.area)
        recast = opening + _lowered(recast)
    return replace(release.wording, paragraphs=(recast, *rest))


def quotes_reported(release: Release, share: float, rng: random.Random) -> Wording:
    """Turn quotations into reported speech."""
    says = ("mengatakan bahwa", "menyebut", "menegaskan", "menyampaikan bahwa")

    def change(text: str) -> str:
        changed = replace_some(
            text,
            REPORTED,
            lambda found: f"{found[2]} {rng.choice(says)} {_lowered(found[1], always=True)}",
            share,
            rng,
        )
        if changed != text and share < MEDIUM:
            return changed
        return replace_some(
            changed,
            OWN_WORDS,
            lambda found: f"Ia {rng.choice(says)} {_lowered(found[1], always=True)}",
            share,
            rng,
        )

    return in_paragraphs(release.wording, change)


def synonyms_swapped(release: Release, share: float, rng: random.Random) -> Wording:
    """Put other words for the usual ones."""
    return in_paragraphs(
        release.wording,
        lambda text: replace_some(text, SYNONYM, lambda found: SYNONYMS[found[0]], share, rng),
    )


def abbreviations_expanded(release: Release, share: float, rng: random.Random) -> Wording:
    """Write units and offices in full."""
    return in_paragraphs(
        release.wording,
        lambda text: replace_some(text, EXPANSION, lambda found: EXPANSIONS[found[0]], share, rng),
    )


def _time_first(lead: str) -> str:
    found = WHEN.search(lead)
    if found is None or found.start() == 0:
        return lead
    before, after = lead[: found.start()], lead[found.end() :]
    when = found[0].strip(" ,").removeprefix("pada ")
    glue = "" if after[:1] in ".,;" else " "
    return f"Pada {when}, {_lowered(before)}{glue}{after.lstrip()}"


def _lowered(text: str, *, always: bool = False) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if always or first in COMMON_OPENERS else text
