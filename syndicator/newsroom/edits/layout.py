"""Edits of the layout: what comes first, what is dropped, what is added around the text."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from syndicator.newsroom.edits.strength import MEDIUM, STRONG, count_of
from syndicator.newsroom.framing import CLOSERS, DATELINES, MEDIA, closer, dateline
from syndicator.newsroom.names import person_name
from syndicator.newsroom.releases import Release, Wording

SENTENCE_END = re.compile(r"(?<=[a-z]{3}[.”]) (?=[A-Z“])")
FEWEST_PARAGRAPHS = 2
HEADLINES = (
    "Kapolda Tinjau Kesiapan Pos Pengamanan Jalur Wisata",
    "Jadwal Layanan SIM Keliling Pekan Ini, Cek Lokasinya",
    "Ratusan Personel Ikuti Tes Kesamaptaan Jasmani Semester Ini",
    "Warga Diminta Waspada Penipuan Berkedok Kurir Paket",
    "Polwan Ajak Anak Panti Asuhan Belajar Tertib Berlalu Lintas",
    "Cuaca Ekstrem, Nelayan Diimbau Menunda Melaut",
    "Puluhan Motor Knalpot Bising Diamankan Semalam",
    "Tim Voli Bhayangkara Melaju ke Babak Berikutnya",
)
BACKGROUNDS = (
    (
        "Sebelumnya diberitakan, jajaran {command} terus meningkatkan kegiatan kepolisian di seluruh "
        "wilayah. Hal itu menindaklanjuti arahan pimpinan agar pelayanan kepada masyarakat semakin baik."
    ),
    (
        "Untuk diketahui, {unit} merupakan salah satu satuan di bawah {command} yang aktif menyampaikan "
        "kegiatan melalui kanal resmi. Pembaca dapat mengikuti kabar lain dari wilayah tersebut di laman ini."
    ),
    (
        "Berita ini disiarkan ulang dari keterangan resmi kepolisian. Redaksi masih berupaya menghimpun "
        "keterangan tambahan dari pihak terkait dan akan memperbarui berita bila ada perkembangan."
    ),
)
TAGS = ("#PolriPresisi", "#PolriUntukMasyarakat", "#HumasPolri", "#BeritaPolri", "#Kamtibmas", "#Viral")


def dateline_changed(release: Release, share: float, rng: random.Random) -> Wording:
    """Change the dash of the dateline, then its form, then drop it or sign with a news site's name."""
    wording = release.wording
    if share < MEDIUM and wording.dateline:
        return replace(wording, dateline=wording.dateline.upper().replace("–", "-").replace(", ", " , "))
    if share >= STRONG and rng.random() < 0.5:
        line = "" if wording.dateline else f"{rng.choice(MEDIA).upper()}, {release.unit.place.upper()} | "
        return replace(wording, dateline=line)
    forms = [dateline(form, release.unit, release.occurred_at) for form in range(DATELINES)]
    return replace(wording, dateline=rng.choice([form for form in forms if form not in {wording.dateline, ""}]))


def tail_dropped(release: Release, share: float, rng: random.Random) -> Wording:
    """Drop one paragraph from the end, or most of them; the signature goes too."""
    wording = release.wording
    most = max(1, len(wording.paragraphs) - FEWEST_PARAGRAPHS)
    dropped = 1 if share < MEDIUM else count_of(share * rng.uniform(0.6, 1.0), most)
    kept = wording.paragraphs[: max(1, len(wording.paragraphs) - dropped)]
    return replace(wording, paragraphs=kept, closers=())


def paragraphs_reordered(release: Release, share: float, rng: random.Random) -> Wording:
    """Swap neighbours behind the lead; at full strength shuffle them."""
    paragraphs = list(release.wording.paragraphs)
    tail = paragraphs[1:]
    if share >= STRONG:
        rng.shuffle(tail)
        if tail == paragraphs[1:]:
            tail.reverse()
    else:
        for at in rng.sample(range(0, len(tail) - 1, 2), count_of(share / 2, len(tail) // 2)):
            tail[at], tail[at + 1] = tail[at + 1], tail[at]
    return replace(release.wording, paragraphs=(paragraphs[0], *tail))


def paragraphs_resplit(release: Release, share: float, rng: random.Random) -> Wording:
    """Break paragraphs at sentence ends; at full strength every sentence stands alone."""
    breakable = [number for number, text in enumerate(release.wording.paragraphs) if SENTENCE_END.search(text)]
    chosen = set(rng.sample(breakable, count_of(share, len(breakable)))) if breakable else set()
    paragraphs: list[str] = []
    for number, text in enumerate(release.wording.paragraphs):
        most = 0 if share >= STRONG else 1
        paragraphs += SENTENCE_END.split(text, maxsplit=most) if number in chosen else [text]
    return replace(release.wording, paragraphs=tuple(paragraphs))


def read_also_inserted(release: Release, share: float, rng: random.Random) -> Wording:
    """Insert lines that point to other stories."""
    paragraphs = list(release.wording.paragraphs)
    for headline in rng.sample(HEADLINES, count_of(share, 3)):
        lead_in = rng.choice(("Baca juga: ", "Baca Juga : ", "BACA JUGA: ", "Simak juga: "))
        paragraphs.insert(rng.randint(1, len(paragraphs)), lead_in + headline)
    return replace(release.wording, paragraphs=tuple(paragraphs))


def byline_appended(release: Release, share: float, rng: random.Random) -> Wording:
    """Sign the text: one line, or writer, editor and source."""
    wording = release.wording
    lines = [
        f"Penulis: {person_name(rng)}",
        f"Editor: {person_name(rng)}",
        f"Sumber: Humas {release.unit.name}",
    ]
    drawn = closer(rng.randrange(CLOSERS), release.unit, rng) or "(Red)"
    added = (drawn, *lines)[: count_of(share, 4)]
    return replace(wording, closers=(*wording.closers, *added))


def hashtags_appended(release: Release, share: float, rng: random.Random) -> Wording:
    """Put a block of hash-tags under the text."""
    own = [f"#{tag}" for tag in release.tags] + [f"#{''.join(release.unit.name.split())}"]
    block = " ".join(rng.sample([*own, *TAGS], count_of(share, len(own) + len(TAGS))))
    return replace(release.wording, closers=(*release.wording.closers, block))


def background_appended(release: Release, share: float, rng: random.Random) -> Wording:
    """Add paragraphs of the re-poster's own."""
    command = release.unit.command or release.unit.name
    drawn = rng.sample(BACKGROUNDS, count_of(share, len(BACKGROUNDS)))
    added = tuple(text.format(unit=release.unit.name, command=command) for text in drawn)
    return replace(release.wording, paragraphs=(*release.wording.paragraphs, *added))
