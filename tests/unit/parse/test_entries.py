"""Rules that all readers share: what is a summary only, how often a feed may be asked, where its other pages are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.model.entry import Entry, Reading
from syndicator.parse.entries import SHORTEST_RELEASE_CHARS, entry_of, looks_cut, pace_of, reading_of

LONG = "Personel Polres Contoh melaksanakan patroli malam. " * 30
ADDRESS = "https://humas.test/feed/"
DAY = timedelta(days=1)


def entry(*contents: str, summary: str = "") -> Entry:
    return entry_of(
        guid="",
        link="",
        title="",
        contents=contents,
        summary=summary,
        author="",
        published_at=None,
        updated_at=None,
        categories=(),
        images=(),
    )


def reading(*links: tuple[str, str], address: str = ADDRESS) -> Reading:
    return reading_of([], title="", home="", address=address, links=links)


@pytest.mark.parametrize(
    ("end", "is_cut"),
    [
        ("Demikian.", False),
        ("<p>Demikian.</p>\n", False),
        ("Informasi selengkapnya dapat diperoleh di kantor Polsek Contoh pada setiap hari kerja.", False),
        ("… dan seterusnya sampai selesai.", False),
        ("malam hari …", True),
        ("malam hari...", True),
        ("malam hari [&#8230;]", True),
        ("malam hari [&hellip;]</p>\n", True),
        ("malam hari [...]", True),
        ("<p>malam hari</p><a href='https://humas.test/1'>Read more »</a>", True),
        ("<p>malam hari <a href='/1'>Selengkapnya</a></p>", True),
        ("malam hari. BACA SELENGKAPNYA →", True),
        ('<a href="/1">Continue reading <span>Patroli malam di Kecamatan Kota</span></a>', True),
        (
            "<p>malam hari [&#8230;]</p><p>The post <a href='/1'>Patroli</a> appeared first on <a href='/'>X</a>.</p>",
            True,
        ),
        ("<p>malam hari […]</p><p>Artikel Patroli pertama kali tampil pada Humas.</p>", True),
        ("<p>Demikian.</p><p>The post Patroli appeared first on Humas.</p>", False),
    ],
)
def test_a_long_summary_is_cut_if_its_end_says_so(end: str, *, is_cut: bool) -> None:
    assert looks_cut(LONG + end) is is_cut


@pytest.mark.parametrize(
    ("summary", "is_cut"),
    [
        ("", True),
        ("Isi.", True),
        ("x" * (SHORTEST_RELEASE_CHARS - 1), True),
        ("x" * SHORTEST_RELEASE_CHARS, False),
        ("<img src='" + "x" * SHORTEST_RELEASE_CHARS + "'>Isi.", True),
        ("<" * 1_000_000, False),
    ],
)
def test_a_summary_is_short_by_its_text_not_by_its_markup(summary: str, *, is_cut: bool) -> None:
    assert looks_cut(summary) is is_cut


@pytest.mark.parametrize(
    ("contents", "summary", "html", "is_whole"),
    [
        (("Isi.",), "", "Isi.", True),
        (("Isi.",), "Isi.", "Isi.", True),
        (("Isi lengkap …",), "Isi", "Isi lengkap …", True),
        (("", "Isi."), "", "Isi.", True),
        ((), "", "", False),
        (("",), "", "", False),
        ((), "Isi.", "Isi.", False),
        ((), LONG, LONG, True),
        ((), LONG + "…", LONG + "…", False),
        (("Sebuah gambar",), LONG + "…", LONG + "…", False),
        (("Sebuah gambar",), LONG, LONG, True),
    ],
)
def test_a_content_is_whole_and_a_summary_only_if_it_says_all(
    contents: tuple[str, ...], summary: str, html: str, *, is_whole: bool
) -> None:
    told = entry(*contents, summary=summary)
    assert (told.html, told.is_whole) == (html, is_whole)


@pytest.mark.parametrize(
    ("ttl", "period", "frequency", "every"),
    [
        ("", "", "", None),
        ("60", "", "", timedelta(hours=1)),
        ("015", "", "", timedelta(minutes=15)),
        ("60", "daily", "1", timedelta(hours=1)),
        ("1440", "", "", DAY),
        ("10080", "", "", DAY),
        ("0", "", "", None),
        ("-5", "", "", None),
        ("1.5", "", "", None),
        ("satu jam", "", "", None),
        ("٦٠", "", "", None),
        ("9" * 400, "", "", None),
        ("0", "hourly", "2", timedelta(minutes=30)),
        ("", "hourly", "", timedelta(hours=1)),
        ("", "hourly", "4", timedelta(minutes=15)),
        ("", "Daily", "3", timedelta(hours=8)),
        ("", "daily", "0", DAY),
        ("", "daily", "-2", DAY),
        ("", "weekly", "14", timedelta(hours=12)),
        ("", "weekly", "1", DAY),
        ("", "yearly", "", DAY),
        ("", "fortnightly", "2", None),
        ("", "", "2", None),
    ],
)
def test_a_feed_is_asked_as_often_as_it_wishes_and_once_a_day_at_least(
    ttl: str, period: str, frequency: str, every: timedelta | None
) -> None:
    assert pace_of(ttl=ttl, period=period, frequency=frequency) == every


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("https://humas.test/feed/?paged=2", "https://humas.test/feed/?paged=2"),
        ("?paged=2", "https://humas.test/feed/?paged=2"),
        ("/feed/2", "https://humas.test/feed/2"),
        ("//lain.test/feed/2", "https://lain.test/feed/2"),
        ("HTTPS://humas.test/?", "HTTPS://humas.test/?"),
        ("", None),
        ("http://[::1", None),
        ("//[::1", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
    ],
)
def test_the_next_page_is_an_address_of_the_web_or_none(told: str, found: str | None) -> None:
    assert reading(("next", told)).older == found


def test_the_first_link_of_a_relation_counts() -> None:
    told = reading(("hub", "mailto:a@humas.test"), ("hub", "https://satu.test/"), ("hub", "https://dua.test/"))
    assert told.hub == "https://satu.test/"


def test_a_topic_is_told_to_the_letter() -> None:
    assert reading(("self", "https://humas.test/feed/?")).topic == "https://humas.test/feed/?"
