"""Feeds for tests of what we publish."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.model.bulletin import Bulletin
from syndicator.publish.feed import Feed, FeedEntry
from tests.unit.model.bulletins import bulletin

UPDATED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PORTAL = "https://portal.test"

UNPRINTABLE = {"\ufffe", "\uffff", *map(chr, range(0x7F, 0xA0))}

TITLES = [
    "Polisi Patroli Malam",
    """Polisi & <b>"Warga"</b> 'Satu' > Dua""",
    "&amp; &lt;script&gt;alert(1)&lt;/script&gt;",
    "Kutip ]]> lalu <![CDATA[ lain",
    "😀 Polisi 👮‍♀️ شرطة إندونيسيا 警察",
    "“Kutip” – ‘satu’ … é",
    "a" * 3000,
    "nol\x00 satu\x01 lonceng\x07 batal\x1b akhir\x1f",
    "bukan huruf \ufffe dan \uffff",
    "<?xml version='1.0'?><!-- x --><!DOCTYPE x>",
    "tab\tdi tengah",
]


def entry(
    told: Bulletin | None = None, *, unit_name: str | None = "Polres Malang", topics: dict[str, str] | None = None
) -> FeedEntry:
    shown = told or bulletin()
    return FeedEntry(
        bulletin=shown,
        link=PORTAL + shown.path,
        unit_name=unit_name,
        topics={"patroli": "Patroli & Penjagaan"} if topics is None else topics,
    )


def feed(
    *entries: FeedEntry,
    title: str = "Semua rilis",
    address: str = f"{PORTAL}/feeds/all.rss",
    next_address: str | None = None,
) -> Feed:
    return Feed(
        title=title,
        description="Rilis dari semua satuan",
        language="id",
        home=f"{PORTAL}/",
        address=address,
        first_address=f"{PORTAL}/feeds/all.rss",
        next_address=next_address,
        topic_scheme=f"{PORTAL}/topics/",
        updated_at=UPDATED,
        entries=entries,
    )


def printable(text: str) -> str:
    """What XML can carry of a text and does not advise against (XML 1.0 section 2.2)."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in UNPRINTABLE))
