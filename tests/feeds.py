"""Feeds for tests, written as WordPress writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

LONG = (
    "Personel Polres Contoh melaksanakan patroli pada malam hari di wilayah kecamatan kota untuk menjaga keamanan "
    "dan ketertiban masyarakat. Kegiatan dipimpin perwira pengendali dan diikuti dua belas personel gabungan."
)


@dataclass(frozen=True)
class Told:
    """One entry of a feed for a test."""

    number: int
    title: str = "Patroli malam"
    text: str = LONG
    at: datetime = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    guid: str | None = None
    address: str | None = None

    def entry(self, site: str) -> str:
        guid = self.guid or f"{site}/?p={self.number}"
        address = self.address or f"{site}/2026/03/02/rilis-{self.number}/"
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(address)}</link>"
            f'<guid isPermaLink="false">{escape(guid)}</guid><pubDate>{format_datetime(self.at)}</pubDate>'
            "<dc:creator><![CDATA[Humas]]></dc:creator>"
            f"<description><![CDATA[{self.text[:80]} [&#8230;]]]></description>"
            f"<content:encoded><![CDATA[<p>{self.text}</p>]]></content:encoded></item>"
        )


def rss(told: Sequence[Told], site: str = "https://humas.contoh.test") -> bytes:
    entries = "".join(one.entry(site) for one in told)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Humas Contoh</title><link>{site}</link><description>Rilis</description>"
        f"{entries}</channel></rss>"
    ).encode()


def distinct(number: int) -> Told:
    """A release whose text nobody else tells."""
    return Told(number, f"Kegiatan nomor {number}", f"{LONG} Kegiatan ini adalah yang ke-{number} pada tahun berjalan.")
