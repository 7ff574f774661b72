"""Feeds of every kind and of none: entries as told, or the source's fault."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.feeds import LARGEST_FEED, read_feed
from tests.unit.parse.documents import SAMPLES, WORDPRESS, XML, Sample, item

ADDRESS = "https://humas.test/feed/"


def read(body: str | bytes, content_type: str = "") -> Reading:
    return read_feed(body.encode() if isinstance(body, str) else body, content_type=content_type, address=ADDRESS)


def only(inside: str) -> Entry:
    (entry,) = read(item(inside)).entries
    return entry


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
@pytest.mark.parametrize(
    "content_type", ["", "application/xml", "text/html; charset=UTF-8", "application/octet-stream"]
)
def test_a_feed_is_read_as_its_twin_says(sample: Sample, content_type: str) -> None:
    assert read(sample.body, content_type) == sample.reading()


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("Mon, 02 Mar 2026 07:00:00 +0000", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 14:00:00 +0700", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 07:00:00 GMT", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("02 Mar 2026 07:00 GMT", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("2026-03-02T07:00:00Z", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("2026-03-02T14:00:00+07:00", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("2026-03-02 14:00:00+07:00", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("2026-03-02T14:00:00", datetime(2026, 3, 2, 14)),  # noqa: DTZ001 -- naive: it names no zone
        ("2026-03-02 14:00:00", datetime(2026, 3, 2, 14)),  # noqa: DTZ001
        ("2026-03-02", datetime(2026, 3, 2)),  # noqa: DTZ001
        ("Mon, 02 Mar 2026 14:00:00", datetime(2026, 3, 2, 14)),  # noqa: DTZ001
        ("Mon, 02 Mar 2026 14:00:00 WIB", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("Rabu, 4 Juni 2025, mulai pukul 10.00 WITA", datetime(2025, 6, 4, 2, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_and_stays_naive_where_it_names_no_zone(told: str, moment: datetime) -> None:
    entry = only(f"<title>a</title><pubDate>{told}</pubDate>")
    assert entry.published_at == moment
    assert entry.published_at.tzinfo == moment.tzinfo


UNREADABLE = [
    "",
    "kemarin",
    "Mon, 31 Feb 2026 07:00:00 +0000",
    "0000-00-00 00:00:00",
    "Wed, 30 Nov -0001 00:00:00 +0000",
    "0001-01-01T00:00:00Z",
    "Mon, 01 Jan 0001 00:00:00 WITA",
    "Fri, 01 Jan 1904 00:00:00 GMT",
    "-1",
    "\x00",
    "Mon, 02 Mar 2026 99999999999999999999:00:00 +0000",
]
NO_FEEDS = [
    b"",
    b"   \n\t",
    b"\xef\xbb\xbf",
    b"\x00" * 100,
    b"404",
    b"OK",
    b"{}",
    b'{"version": "https://jsonfeed.org/version/1.1"}',
    b"%PDF-1.7",
    b"GIF89a",
    b"\x1f\x8b\x08\x00",
    b"<",
    b"<?xml",
    b"<!DOCTYPE html><html><head><title>x</title></head><body>Halo</body></html>",
    b"<html><body>Error</body></html>",
    b"<HTML><BODY>x</BODY></HTML>",
    b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>",
    b"<?xml version='1.0'?><opml><body/></opml>",
]


@pytest.mark.parametrize("told", UNREADABLE)
def test_a_date_that_cannot_be_read_is_none(told: str) -> None:
    entry = only(f"<title>a</title><pubDate>{told}</pubDate>")
    assert (entry.title, entry.published_at, entry.updated_at) == ("a", None, None)


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<title>Polisi &amp; Warga</title>", "Polisi & Warga"),
        ("<title><![CDATA[Polisi & <b>Warga</b>]]></title>", "Polisi & <b>Warga</b>"),
        ("<title>Polisi &amp;amp; Warga</title>", "Polisi &amp; Warga"),
        ("<title>  Polisi\n Patroli </title>", "Polisi\n Patroli"),
        ("<title>😀 شرطة</title>", "😀 شرطة"),
        ("<title></title><guid>a</guid>", ""),
        ("<guid>a</guid>", ""),
        ("<title/><guid>a</guid>", ""),
    ],
)
def test_a_title_is_told_as_it_is_or_is_empty(inside: str, title: str) -> None:
    assert only(inside).title == title


def test_an_entry_with_nothing_is_an_entry() -> None:
    assert only("") == Entry(guid=None, address=None, title="", html="", is_whole=False)


@pytest.mark.parametrize(
    "entity", ["&#xD800;", "&#xDFFF;", "&#x1;", "&#0;", "&#xFFFE;", "&#x110000;", "&#99999999999;", "&tidakada;"]
)
def test_an_entity_that_no_text_can_hold_costs_at_most_the_document(entity: str) -> None:
    try:
        entries = read(item(f"<title>Polisi {entity}</title><description>a {entity} b</description>")).entries
    except SourceFault as fault:
        told = fault.kind
    else:
        told = "format" if entries[0].title.startswith("Polisi") else "lost"
    assert told == "format"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55357;", "&#x110000;", "&#99999999999;", "&#x0000DFFF;"])
def test_a_reference_to_no_character_costs_that_character_alone(reference: str) -> None:
    assert only(f"<title>Polisi {reference} Patroli</title>").title == "Polisi \ufffd Patroli"


def test_what_neither_database_nor_page_can_hold_is_taken_out() -> None:
    noisy = "Polisi\x00 \x01\x08\x0b\x0c\x1f\x7fPatroli"
    entry = only(f"<title>{noisy}</title><guid>a\x00b</guid><description>{noisy}</description>")
    assert not [
        value for value in (entry.title, entry.html, entry.guid) if set(str(value)) & set("\x00\x01\x0b\x1f\x7f")
    ]


def test_lone_surrogates_in_the_bytes_leave_no_surrogate_in_the_entry() -> None:
    body = item("<title>Polisi \ud83d Patroli</title>").encode("utf-8", "surrogatepass")
    (entry,) = read(body).entries
    assert entry.title.encode()
    assert entry.title.startswith("Polisi")


@pytest.mark.parametrize("body", NO_FEEDS)
def test_what_is_not_a_feed_is_the_sources_fault(body: bytes) -> None:
    with pytest.raises(SourceFault) as caught:
        read(body)
    assert caught.value.kind == "format"
    assert caught.value.mend


def test_a_page_in_place_of_a_feed_is_called_so() -> None:
    with pytest.raises(SourceFault, match="an HTML page, not a feed"):
        read("<!doctype html><html><body>Judi online</body></html>", "application/rss+xml")


def test_the_type_that_a_document_claims_is_told() -> None:
    with pytest.raises(SourceFault, match="it calls itself application/json"):
        read("{}", "application/json")


def entries_dated(*hours: int | None) -> str:
    told = [f"<pubDate>Mon, 02 Mar 2026 {hour:02}:00:00 +0000</pubDate>" if hour is not None else "" for hour in hours]
    items = "".join(f"<item><title>{number}</title>{date}</item>" for number, date in enumerate(told))
    return f"{XML}<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"


@pytest.mark.parametrize(
    ("hours", "titles"),
    [
        ((9, 8, 7), "210"),
        ((7, 8, 9), "012"),
        ((8, 9, 7), "201"),
        ((7, 7, 7), "210"),
        ((None, None, None), "210"),
        ((9, None, 7), "120"),
        ((), ""),
    ],
)
def test_entries_come_oldest_first(hours: tuple[int | None, ...], titles: str) -> None:
    assert "".join(entry.title for entry in read(entries_dated(*hours)).entries) == titles


def test_a_feed_without_measure_is_read_up_to_its_newest_entries() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(LARGEST_FEED + 20))
    titles = [entry.title for entry in read(f"{XML}<rss version='2.0'><channel>{items}</channel></rss>").entries]
    assert len(titles) == LARGEST_FEED
    assert titles[-1] == "0"


SPOKEN = "Polisi “menjaga” kota – é"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "UTF-8", ""),
        ("utf-8-sig", "UTF-8", "text/xml"),
        ("utf-8-sig", "ISO-8859-1", ""),
        ("utf-16", "UTF-16", ""),
        ("utf-16", "UTF-8", ""),
        ("windows-1252", "windows-1252", ""),
        ("windows-1252", "UTF-8", ""),
        ("windows-1252", "UTF-8", "application/rss+xml; charset=UTF-8"),
        ("windows-1252", "ISO-8859-1", ""),
        ("utf-8", "ISO-8859-1", "application/rss+xml; charset=utf-8"),
        ("utf-8", "nonsense", ""),
        ("utf-8", "UTF-8", "text/xml; charset=nonsense"),
    ],
)
def test_a_mislabelled_encoding_is_seen_through(encoding: str, declared: str, content_type: str) -> None:
    body = item(f"<title>{SPOKEN}</title>").replace('encoding="UTF-8"', f'encoding="{declared}"')
    (entry,) = read(body.encode(encoding), content_type).entries
    assert entry.title == SPOKEN


def billion_laughs(where: str) -> str:
    names = "abcdefghij"
    entities = '<!ENTITY a "tertawa tertawa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    document = f'<rss version="2.0"><channel><item>{where}</item></channel></rss>'
    return f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>{document}'


@pytest.mark.parametrize("where", ["<title>&j;</title>", '<enclosure url="&j;" type="image/png"/>'])
@pytest.mark.timeout(5)
def test_a_billion_laughs_are_not_laughed(where: str) -> None:
    try:
        (entry,) = read(billion_laughs(where)).entries
    except SourceFault as fault:
        size = len(str(fault))
    else:
        size = len(repr(entry))
    assert size < 100_000


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/x.dtd", "/etc/passwd"])
def test_an_entity_from_outside_is_not_fetched(target: str) -> None:
    body = item("<title>A &x; B</title>").replace("<rss", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]><rss', 1)
    try:
        told = repr(read(body).entries)
    except SourceFault as fault:
        told = str(fault)
    assert "root:" not in told


@pytest.mark.timeout(10)
@pytest.mark.parametrize("tag", ["item", "description", "b", "title"])
def test_deep_nesting_neither_crashes_nor_hangs(tag: str) -> None:
    try:
        told = len(read(item(f"<{tag}>" * 5_000 + "x" + f"</{tag}>" * 5_000)).entries)
    except SourceFault as fault:
        told = len(fault.kind)
    assert told >= 1


def test_an_unclosed_feed_gives_what_came_before_the_end() -> None:
    reading = read(WORDPRESS.body[: WORDPRESS.body.index("<wfw:commentRss>")])
    assert [entry.guid for entry in reading.entries] == ["https://humas.test/?p=1234"]


def parsed_or_fault(body: bytes, content_type: str = "") -> str:
    try:
        return type(read(body, content_type)).__name__
    except SourceFault as fault:
        return fault.kind


@given(st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_are_a_reading_or_the_sources_fault(body: bytes, content_type: str) -> None:
    assert parsed_or_fault(body, content_type) in {"Reading", "format"}


@given(st.data())
def test_a_feed_with_bytes_changed_is_a_reading_or_the_sources_fault(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([sample.body for sample in SAMPLES.values()])).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(body) - 1))
        body[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6)) + b"<"
    assert parsed_or_fault(bytes(body)) in {"Reading", "format"}


@given(st.text(max_size=100))
def test_any_text_in_a_title_leaves_what_can_be_stored(text: str) -> None:
    try:
        titles = [
            entry.title for entry in read(item(f"<title>{text}</title>").encode("utf-8", "surrogatepass")).entries
        ]
    except SourceFault:
        titles = []
    assert all(title.encode().decode() == title and "\x00" not in title for title in titles)
