"""JSON Feed: both versions, strange values, and what only looks like one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.entries import LARGEST_FEED
from syndicator.parse.jsonfeed import MOST_VALUES, is_json, read_json_feed

ADDRESS = "https://humas.test/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def read(document: bytes, content_type: str = "application/feed+json") -> Reading:
    return read_json_feed(document, content_type=content_type, address=ADDRESS)


def feed(*items: object, **told: object) -> Reading:
    return read(json.dumps({"version": VERSION, "title": "Humas Contoh", "items": items} | told).encode())


def only(**item: object) -> Entry:
    (entry,) = feed(item).entries
    return entry


def test_a_feed_is_told_with_its_own_addresses() -> None:
    told = feed(
        home_page_url="/",
        feed_url="https://humas.test/feed.json",
        next_url="?page=2",
        hubs=[{"type": "rssCloud", "url": "https://a.test/"}, {"type": "WebSub", "url": "https://hub.test/"}],
    )
    assert told == Reading(
        entries=(),
        title="Humas Contoh",
        home="https://humas.test/",
        hub="https://hub.test/",
        topic="https://humas.test/feed.json",
        older="https://humas.test/feed.json?page=2",
    )


def test_an_entry_is_told_with_all_its_parts() -> None:
    assert only(
        id="urn:1",
        url="https://humas.test/1",
        title=" Patroli malam ",
        content_html="<p>Isi &amp; kutipan.</p>",
        summary="Isi.",
        image="https://humas.test/1.jpg",
        attachments=[{"url": "https://humas.test/2.png", "mime_type": "image/png"}, {"url": "/a.mp3"}],
        date_published="2026-03-02T14:00:00+07:00",
        date_modified="2026-03-02T07:30:00Z",
        authors=[{"name": "Humas"}, {"name": "Alfian"}],
        tags=["Berita", 7, "", "Kamtibmas"],
    ) == Entry(
        guid="urn:1",
        address="https://humas.test/1",
        title="Patroli malam",
        html="<p>Isi &amp; kutipan.</p>",
        author="Humas",
        published_at=datetime(2026, 3, 2, 7, tzinfo=UTC),
        updated_at=datetime(2026, 3, 2, 7, 30, tzinfo=UTC),
        categories=("Berita", "Kamtibmas"),
        images=("https://humas.test/1.jpg", "https://humas.test/2.png"),
    )


@pytest.mark.parametrize(
    ("item", "html", "is_whole"),
    [
        ({"content_html": "<p>Isi</p>"}, "<p>Isi</p>", True),
        ({"content_text": "Satu & dua\n\nTiga <b>"}, "<p>Satu &amp; dua</p><p>Tiga &lt;b&gt;</p>", True),
        ({"content_text": "Isi", "summary": "I"}, "<p>Isi</p>", True),
        ({"summary": "Ringkas"}, "<p>Ringkas</p>", False),
        ({"content_html": "", "summary": "Ringkas"}, "<p>Ringkas</p>", False),
        ({}, "", False),
    ],
)
def test_the_fullest_text_is_the_content(item: Mapping[str, str], html: str, *, is_whole: bool) -> None:
    entry = only(**item)
    assert (entry.html, entry.is_whole) == (html, is_whole)


@pytest.mark.parametrize(
    ("item", "guid", "address"),
    [
        ({"id": 4711}, "4711", None),
        ({"id": True}, None, None),
        ({"id": "tag:a,2026:1", "url": "/1"}, "tag:a,2026:1", "/1"),
        ({"id": "https://humas.test/1", "url": "https://humas.test/1"}, "https://humas.test/1", "https://humas.test/1"),
        ({"id": "1", "external_url": "https://lain.test/"}, "1", "https://lain.test/"),
        ({"id": ["1"], "url": {"a": 1}}, None, None),
    ],
)
def test_an_id_is_a_text_and_no_address(item: Mapping[str, object], guid: str | None, address: str | None) -> None:
    entry = only(**item)
    assert (entry.guid, entry.address) == (guid, address)


@pytest.mark.parametrize(
    ("item", "author"),
    [
        ({"author": {"name": "Humas"}}, "Humas"),
        ({"authors": [{"url": "https://a.test/"}, {"name": "Alfian"}]}, "Alfian"),
        ({"authors": "Humas", "author": None}, None),
        ({"authors": [None, 7, []]}, None),
    ],
)
def test_the_first_author_with_a_name_counts_in_both_versions(item: Mapping[str, object], author: str | None) -> None:
    assert only(**item).author == author


def test_a_date_without_zone_stays_naive_and_an_unreadable_one_is_none() -> None:
    entry = only(date_published="2026-03-02T14:00:00", date_modified="kemarin")
    assert entry.published_at == datetime(2026, 3, 2, 14)  # noqa: DTZ001 -- naive: it names no zone
    assert entry.updated_at is None


def test_entries_come_oldest_first_and_at_most_as_many_as_one_reading_holds() -> None:
    told = feed(*({"id": str(number)} for number in range(LARGEST_FEED + 20)))
    assert (len(told.entries), told.entries[-1].guid) == (LARGEST_FEED, "0")


def test_what_is_no_object_among_the_items_is_passed_over() -> None:
    assert [entry.guid for entry in feed(None, "a", [1], {"id": "1"}).entries] == ["1"]


def test_what_no_page_can_hold_is_taken_out() -> None:
    assert only(title="Polisi\x00 \ud83d\x07Patroli").title == "Polisi Patroli"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}',
        b'{"version": 1.1, "items": []}',
        b'{"version": "2", "items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []} x',
        b'{"a":' * 5_000,
        b"[" * 5_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
        b"\xff\xfe{",
    ],
)
def test_what_is_no_json_feed_is_the_sources_fault(document: bytes) -> None:
    with pytest.raises(SourceFault, match="it calls itself application/feed") as caught:
        read(document)
    assert caught.value.kind == "format"


def test_more_values_than_any_feed_has_are_refused_before_they_take_memory() -> None:
    with pytest.raises(SourceFault, match="larger than any feed"):
        read(b'{"items": [' + b"[]," * MOST_VALUES + b"1]}")


@pytest.mark.parametrize(
    ("document", "told"),
    [(b"{}", True), (b" \n\t{", True), (b"[]", False), (b"<rss>{", False), (b"", False), (b" " * 300 + b"{", False)],
)
def test_only_a_brace_begins_json(document: bytes, *, told: bool) -> None:
    assert is_json(document) is told


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=6,
)
NAMES = ("id", "url", "title", "content_html", "content_text", "summary", "image", "tags", "authors", "attachments")


@given(st.dictionaries(st.sampled_from((*NAMES, "date_published", "author")), VALUES), VALUES, VALUES)
def test_any_values_make_an_entry(item: dict[str, object], hubs: object, title: object) -> None:
    assert len(feed(item, hubs=hubs, title=title, feed_url=title, next_url=hubs).entries) == 1
