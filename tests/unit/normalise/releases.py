"""Releases as sites publish them, written for these tests in the manner of real ones."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.model.bulletin import Draft
from syndicator.model.entry import Entry
from syndicator.model.unit import Zone
from syndicator.normalise.draft import draft_of

BASE = "https://humas.contoh.test/feed/"
SEEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SENTENCE = "Kepolisian Resor setempat melaksanakan patroli pada malam hari di wilayah kota."

FIRST = (
    "Direktorat Reserse Kriminal Umum bersama dinas terkait menggelar rapat koordinasi pencegahan pekerja migran "
    "ilegal di aula gedung utama pada Rabu pagi."
)
SECOND = (
    'Kegiatan dihadiri perwakilan dari dua belas instansi. "Pencegahan dimulai dari desa - bukan dari pelabuhan," '
    "kata perwira yang memimpin rapat."
)
THIRD = "Rapat menghasilkan kesepakatan untuk membentuk satuan tugas bersama yang mulai bekerja pada bulan depan."
PARAGRAPHS = (FIRST, SECOND, THIRD)

RELEASE = (
    f"<p>Media Humas Polri//Balikpapan {FIRST}</p>"
    '<div class="gmr-related-post gmr-related-post-onlytitle"><div class="related-text-onlytitle">Bacaan Lainnya</div>'
    '<ul><li><a href="/2026/02/apel/">Kapolresta Pimpin Apel Kesiapan</a></li>'
    '<li><a href="/2026/02/bansos/">Polisi Salurkan Bantuan</a></li></ul></div>'
    f"<p>{SECOND}</p><p>Baca juga: <a href='/2026/02/lomba/'>Lomba Menembak Digelar</a></p>"
    f"<p>{THIRD}</p><p>( Alfian )</p>"
    '<h3>Pos terkait</h3><ul><li><a href="/2026/01/a/">Satu Lagi Rilis Lain</a></li></ul>'
    "<p>Sebarkan artikel ini</p><p>#polri #humas</p>"
)
"""The release that this project started from, in its frame and with its theme's blocks."""


def entry(
    html: str = f"<p>{SENTENCE}</p>",
    *,
    title: str = "Polisi Patroli Malam",
    guid: str | None = "https://humas.contoh.test/?p=1",
    address: str | None = "https://humas.contoh.test/2026/03/02/rilis/",
    author: str | None = None,
    published_at: datetime | None = datetime(2026, 3, 2, 7, 0, tzinfo=UTC),
    updated_at: datetime | None = None,
    images: tuple[str, ...] = (),
) -> Entry:
    return Entry(
        guid=guid,
        address=address,
        title=title,
        html=html,
        author=author,
        published_at=published_at,
        updated_at=updated_at,
        images=images,
    )


def draft(told: Entry | None = None, *, zone: Zone = Zone.WITA, seen_at: datetime = SEEN, base: str = BASE) -> Draft:
    return draft_of(told or entry(), source_id=1, base=base, zone=zone, seen_at=seen_at)
