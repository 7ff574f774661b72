"""What becomes of a release elsewhere and later: re-posts by other desks, corrections by its own."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.newsroom.edits import OPERATIONS, Strength, edited
from syndicator.newsroom.facts import grouped
from syndicator.newsroom.framing import closer, dateline
from syndicator.newsroom.moments import hour_phrase
from syndicator.newsroom.releases import Release
from syndicator.newsroom.style import style_of
from syndicator.newsroom.units import Unit

# How often a re-poster does what; measured on nothing, chosen so that all are seen.
HABITS = dict.fromkeys(OPERATIONS, 0.22) | {
    "title_changed": 0.60, "degrees_dropped": 0.35, "tail_dropped": 0.35, "punctuation_swapped": 0.35,
    "lead_recast": 0.30, "byline_appended": 0.30, "dateline_changed": 0.0, "spelling_varied": 0.18,
    "chat_residue_added": 0.06, "background_appended": 0.12, "numbers_rounded": 0.10,
}  # fmt: skip
STRENGTH_ODDS: tuple[tuple[Strength, int], ...] = (("light", 5), ("medium", 3), ("strong", 2))
EXACT_SHARE = 0.12
COUNT = re.compile(r"(?<=\s)(?<!Rp )(\d{1,3})(?= (?:personel|warga|orang|paket|peserta|saksi|rumah|unit|siswa))")


def reposted(release: Release, by: Unit, *, published: datetime, rng: random.Random, seed: int) -> Release:
    """
    Return a release as another unit posts it.

    One in eight is taken over word for word; the others go through a few edits, light ones mostly.
    Most desks put their own dateline and signature in place of the first one's.
    """
    if rng.random() < EXACT_SHARE:
        return release
    strengths, odds = zip(*STRENGTH_ODDS, strict=True)
    for name in OPERATIONS:
        if rng.random() < HABITS[name]:
            release = edited(release, name, rng.choices(strengths, odds)[0], rng)
    style = style_of(by.slug, seed)
    wording = release.wording
    if rng.random() < 0.6:
        wording = replace(wording, dateline=dateline(style.dateline, by, published.astimezone(by.tz)))
    if rng.random() < 0.5:
        signed = closer(style.closer, by, rng)
        wording = replace(wording, closers=(signed,) if signed else ())
    return release.reworded(wording)


def corrected(release: Release, *, at: datetime, rng: random.Random) -> Release:
    """Return a release as its own desk edits it later: a count mended, news added, or both."""
    wording = release.wording
    body = "\n\n".join(wording.paragraphs)
    found = list(COUNT.finditer(body))
    add_news = not found or rng.random() < 0.5
    if found and (not add_news or rng.random() < 0.3):
        match = rng.choice(found)
        number = max(1, int(match[1]) + rng.choice((-2, -1, 1, 2, 3)))
        number += 1 if number == int(match[1]) else 0
        body = f"{body[: match.start()]}{grouped(number)}{body[match.end() :]}"
    paragraphs = tuple(body.split("\n\n"))
    if add_news:
        paragraphs = (*paragraphs, _news(release, at, rng))
    return release.reworded(replace(wording, paragraphs=paragraphs))


def _news(release: Release, at: datetime, rng: random.Random) -> str:
    hour = hour_phrase(at.astimezone(release.unit.tz) - timedelta(minutes=5), release.unit.zone)
    unit = release.unit.name
    news = (
        f"Perkembangan hingga pukul {hour}, {unit} memastikan seluruh penanganan telah dilaporkan.",
        f"Pembaruan pukul {hour}: Humas {unit} melengkapi keterangan ini setelah menerima laporan tambahan.",
        f"Ralat: keterangan ini diperbaiki pada pukul {hour} berdasarkan data terbaru dari {unit}.",
    )
    detail = (
        "Situasi di lapangan dilaporkan tetap kondusif dan petugas masih bersiaga.",
        f"Pendataan terhadap {rng.randint(3, 40)} orang yang dimintai keterangan masih berlangsung.",
        "Redaksi memohon maaf atas ketidaknyamanan pembaca.",
    )
    return f"{rng.choice(news)} {rng.choice(detail)}"
