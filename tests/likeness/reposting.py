"""What re-posting does to a text: pasted HTML, teasers and captions, capitals, names, days and numbers written anew."""

from __future__ import annotations

import html
import random
import re
from dataclasses import replace

from syndicator.newsroom.edits.people import DEGREES, RANK
from syndicator.newsroom.edits.phrasing import WHEN
from syndicator.newsroom.edits.strength import MEDIUM, STRONG, count_of, in_paragraphs, replace_some
from syndicator.newsroom.releases import Release, Wording
from syndicator.normalise.html import clean_html

BASE = "https://humas.example.id/berita/"
FRAMES = (
    "<p>ADVERTISEMENT</p>",
    "<p>SCROLL TO CONTINUE WITH CONTENT</p>",
    '<div class="gmr-related"><p>Bacaan Lainnya</p><ul><li><a href="/a">Kapolda Tinjau Pos</a></li></ul></div>',
    '<ins class="adsbygoogle"></ins><script>ads()</script>',
    "<p>Dilihat 1.204 kali</p>",
    '<p><a href="/b">Baca Juga: Jadwal SIM Keliling Pekan Ini</a></p>',
)
TEASERS = (
    "Jajaran kepolisian terus menunjukkan kinerja nyata di tengah masyarakat. Berikut laporan selengkapnya.",
    "Kabar terbaru datang dari jajaran {unit}. Simak ulasannya berikut ini.",
    (
        "Polri terus berupaya memberikan pelayanan terbaik kepada masyarakat melalui beragam kegiatan di daerah. "
        "Salah satunya seperti yang ditunjukkan oleh {unit} di bawah {command}."
    ),
)
CAPTIONS = (
    "Foto: Suasana kegiatan yang digelar {unit}. (Dok. Humas)",
    "Keterangan foto: Personel {unit} saat berada di lokasi.",
    "Petugas {unit} ketika memberikan keterangan kepada awak media. Foto: Istimewa",
)
DIGITS = {
    "2": "dua", "3": "tiga", "4": "empat", "5": "lima", "6": "enam", "7": "tujuh", "8": "delapan", "9": "sembilan",
    "10": "sepuluh", "11": "sebelas", "12": "dua belas", "15": "lima belas", "20": "dua puluh", "24": "dua puluh empat",
}  # fmt: skip
NUMBER = re.compile(r"(?<=\s)(?<!Rp )(\d{1,3})(?= [a-z]{3,})")
BLANK = re.compile(" ")
LONG_WORD = re.compile(r"\b([a-z]{4})([a-z]{4,})\b")
WORD_OF_NAME = r"[A-Z][a-z]+"
RANKED = re.compile(rf"({RANK.pattern}) ({WORD_OF_NAME}(?: {WORD_OF_NAME}){{0,2}})")
UNIT = re.compile(rf"\b(?:Polsek|Polresta|Polrestabes|Polres|Polda)(?: {WORD_OF_NAME}){{1,2}}")
OFFICE = re.compile(rf"\b(Ka[a-z]+(?: {WORD_OF_NAME}){{1,4}}?) {RANKED.pattern}(?:{DEGREES.pattern})?")
SLIPS = (("ah", "a"), ("i", "ie"), ("u", "oe"), ("y", "j"), ("a", "aa"), ("n", "nn"), ("o", "oo"), ("e", "ee"))


def html_pasted(release: Release, share: float, rng: random.Random) -> Wording:
    """Paste it as HTML from an office program, with frames; what intake makes of that is the copy."""
    blocks = [f"<p>{_pasted(line, share, rng)}</p>" for line in release.wording.lines]
    if share >= STRONG:
        blocks = ["<br /><br />".join(blocks).replace("<p>", "").replace("</p>", "")]
    for frame in rng.sample(FRAMES, count_of(share, len(FRAMES))):
        blocks.insert(rng.randint(0, len(blocks)), frame)
    markup = f'<div class="MsoNormal">{"".join(blocks)}</div>'
    return replace(release.wording, dateline="", paragraphs=clean_html(markup, BASE).paragraphs, closers=())


def _pasted(line: str, share: float, rng: random.Random) -> str:
    """Entities escaped once too often; from medium on spans within words; at full strength soft hyphens as well."""
    line = html.escape(line, quote=False).replace("“", "&amp;ldquo;").replace("”", "&amp;rdquo;")
    line = replace_some(line, BLANK, lambda _: "&amp;nbsp;", share / 20, rng)
    if share >= MEDIUM:
        line = replace_some(line, LONG_WORD, lambda found: f"<span>{found[1]}</span><b>{found[2]}</b>", share / 4, rng)
    if share >= STRONG:
        line = replace_some(line, LONG_WORD, lambda found: f"{found[1]}&shy;{found[2]}", share / 2, rng)
    return line


def teaser_prepended(release: Release, share: float, rng: random.Random) -> Wording:
    """Let words of the re-poster's own stand before the lead; more at full strength."""
    command = release.unit.command or release.unit.name
    drawn = TEASERS if share >= STRONG else (TEASERS[-1],) if share >= MEDIUM else (rng.choice(TEASERS[:-1]),)
    added = tuple(text.format(unit=release.unit.name, command=command) for text in drawn)
    first, *rest = release.wording.lines
    paragraphs = release.wording.paragraphs
    if share >= MEDIUM:
        return replace(release.wording, dateline="", paragraphs=(*added, *paragraphs))
    return replace(release.wording, dateline="", paragraphs=(*added, first, *rest[: len(paragraphs) - 1]))


def captions_inserted(release: Release, share: float, rng: random.Random) -> Wording:
    """Insert captions of pictures between the paragraphs."""
    paragraphs = list(release.wording.paragraphs)
    for caption in rng.sample(CAPTIONS, count_of(share, len(CAPTIONS))):
        paragraphs.insert(rng.randint(0, len(paragraphs)), caption.format(unit=release.unit.name))
    return replace(release.wording, paragraphs=tuple(paragraphs))


def capitals_changed(release: Release, share: float, rng: random.Random) -> Wording:
    """Write units in capitals; from medium on names too; at full strength all of the text."""

    def upper(text: str) -> str:
        text = replace_some(text, UNIT, lambda found: found[0].upper(), share, rng)
        return replace_some(text, RANKED, lambda found: found[0].upper(), share, rng) if share >= MEDIUM else text

    if share >= STRONG:
        return in_paragraphs(release.wording, str.upper)
    return in_paragraphs(release.wording, upper)


def names_misspelled(release: Release, share: float, rng: random.Random) -> Wording:
    """Misspell officers' names."""

    def slipped(found: re.Match[str]) -> str:
        rank, name = found[1], found[2]
        slips = [(old, new) for old, new in SLIPS if old in name]
        old, new = rng.choice(slips) if slips else (name[-1], name[-1] * 2)
        return f"{rank} {name.replace(old, new, 1)}"

    return in_paragraphs(release.wording, lambda text: replace_some(text, RANKED, slipped, share, rng))


def names_dropped(release: Release, share: float, rng: random.Random) -> Wording:
    """Name offices without who holds them."""
    return in_paragraphs(release.wording, lambda text: replace_some(text, OFFICE, lambda found: found[1], share, rng))


def days_dropped(release: Release, share: float, rng: random.Random) -> Wording:
    """Say when in words that need no date, or leave it out."""
    words = (" hari ini", " kemarin", " baru-baru ini", "")
    return in_paragraphs(
        release.wording, lambda text: replace_some(text, WHEN, lambda _: rng.choice(words), share, rng)
    )


def numbers_in_words(release: Release, share: float, rng: random.Random) -> Wording:
    """Spell numbers out, with or without the digits in brackets."""

    def spelled(found: re.Match[str]) -> str:
        words = DIGITS.get(found[1])
        if words is None:
            return (
                f"{found[1]} ({' '.join(DIGITS.get(digit, 'satu' if digit == '1' else 'nol') for digit in found[1])})"
            )
        return rng.choice((words, f"{words} ({found[1]})", f"{found[1]} ({words})"))

    return in_paragraphs(release.wording, lambda text: replace_some(text, NUMBER, spelled, share, rng))
