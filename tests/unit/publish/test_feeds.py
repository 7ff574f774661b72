"""RSS, Atom and JSON Feed: well formed whatever a title holds, and read back as they were meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from uuid import UUID

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.publish import atom, jsonfeed, rss
from syndicator.publish.feed import Feed, Tombstone
from syndicator.publish.texts import xml_text
from tests.unit.model.bulletins import PUBLISHED, bulletin
from tests.unit.model.bulletins import UPDATED as CHANGED
from tests.unit.publish.feeds import PORTAL, TITLES, UPDATED, entry, feed, printable

Render = Callable[[Feed], bytes]
XML_FORMS = {"rss": rss.render, "atom": atom.render}
STRICT = etree.XMLParser(recover=False, resolve_entities=False, huge_tree=False)
NS = {"a": atom.ATOM, "content": rss.CONTENT, "dc": rss.DC, "media": rss.MEDIA}
WIT = timezone(timedelta(hours=9))

xml_forms = pytest.mark.parametrize("render", XML_FORMS.values(), ids=XML_FORMS.keys())


def root(document: bytes) -> etree._Element:
    return etree.fromstring(document, STRICT)


def read(document: bytes) -> Any:
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


@xml_forms
@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_well_formed_and_comes_back_as_it_was(render: Render, title: str) -> None:
    told = bulletin(title, lead=title, text=title, html=f"<p>{title.replace('<', '&lt;')}</p>", author=title)
    document = render(feed(entry(told, unit_name=None, topics={"patroli": title}), title=title or "x"))
    assert root(document).tag in {"rss", f"{{{atom.ATOM}}}feed"}
    titles = root(document).xpath("//item/title | //a:entry/a:title", namespaces=NS)
    assert [shown(element) for element in titles] == [printable(title)]


def shown(title: etree._Element) -> str:
    """What a reader shows of a title by its type (RFC 4287 section 3.1.1)."""
    return unescape(title.text or "") if title.get("type") == "html" else title.text or ""


@xml_forms
@pytest.mark.parametrize("title", [title for title in TITLES if "<" not in title and "&" not in title])
def test_a_reader_sees_the_same_title(render: Render, title: str) -> None:
    (seen,) = read(render(feed(entry(bulletin(title))))).entries
    assert seen.get("title", "") == printable(title).strip()


@xml_forms
@pytest.mark.parametrize(
    ("title", "lead", "shown"),
    [
        ("", "Patroli digelar.", "Patroli digelar."),
        (" \x07\n", "Patroli digelar.", "Patroli digelar."),
        ("", "kata " * 40, "kata " * 15 + "kata …"),
        ("", " ", f"{PORTAL}/b/1"),
    ],
)
def test_what_has_no_title_is_called_by_its_first_words(render: Render, title: str, lead: str, shown: str) -> None:
    document = root(render(feed(entry(bulletin(title, lead=lead)))))
    assert document.xpath("//item/title/text() | //a:entry/a:title/text()", namespaces=NS) == [shown]
    (told,) = json.loads(jsonfeed.render(feed(entry(bulletin(title, lead=lead)))))["items"]
    assert told["title"] == shown


@pytest.mark.parametrize("title", TITLES)
def test_a_json_feed_carries_any_title(title: str) -> None:
    (item,) = json.loads(jsonfeed.render(feed(entry(bulletin(title)))))["items"]
    assert item["title"] == printable(title)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_a_feed(text: str) -> None:
    told = bulletin(text, lead=text, html=text, text=text, author=text, address=f"https://h.test/{text}", image=text)
    page = feed(entry(told, unit_name=text), title=text)
    assert len(root(rss.render(page))) == 1
    assert len(root(atom.render(page))) > 5
    assert json.loads(jsonfeed.render(page))["title"] == xml_text(text)


@xml_forms
def test_a_reader_gets_back_guid_link_dates_and_content(render: Render) -> None:
    html = '<p>Isi &amp; <a href="https://humas.test/?a=1&amp;b=2">tautan</a> ]]&gt; akhir</p>'
    told = bulletin("Polisi Patroli", number=7, html=html, lead="Ringkas.", author="Humas")
    parsed = read(render(feed(entry(told))))
    (seen,) = parsed.entries
    assert seen.id == "urn:uuid:00000000-0000-0000-0000-000000000007"
    assert seen.link == f"{PORTAL}/b/7-polisi-patroli"
    assert datetime(*seen.published_parsed[:6], tzinfo=UTC) == PUBLISHED
    assert datetime(*seen.updated_parsed[:6], tzinfo=UTC) == CHANGED
    assert [part.value for part in seen.content] == [html]
    assert seen.summary == "Ringkas."
    assert seen.author == "Polres Malang"
    assert "Patroli & Penjagaan" in [tag.label or tag.term for tag in seen.tags]
    assert parsed.feed.title == "Semua rilis"
    assert parsed.feed.link == f"{PORTAL}/"
    assert parsed.feed.language == "id"


def test_a_json_feed_tells_the_same() -> None:
    told = bulletin("Polisi Patroli", number=7, image="https://humas.test/foto.jpg")
    page = json.loads(jsonfeed.render(feed(entry(told), next_address=f"{PORTAL}/feeds/all.json?page=2")))
    assert page["version"] == "https://jsonfeed.org/version/1.1"
    assert page["next_url"] == f"{PORTAL}/feeds/all.json?page=2"
    (item,) = page["items"]
    assert item == {
        "id": "urn:uuid:00000000-0000-0000-0000-000000000007",
        "url": f"{PORTAL}/b/7-polisi-patroli",
        "external_url": "https://humas.test/rilis/",
        "title": "Polisi Patroli",
        "content_text": "Patroli digelar.",
        "content_html": "<p>Patroli digelar.</p>",
        "summary": "Patroli digelar.",
        "image": "https://humas.test/foto.jpg",
        "date_published": "2026-03-02T07:00:00+00:00",
        "date_modified": "2026-03-02T07:30:00+00:00",
        "authors": [{"name": "Polres Malang"}],
        "tags": ["Patroli & Penjagaan"],
    }


@pytest.mark.parametrize("render", [rss.render, atom.render, jsonfeed.render], ids=["rss", "atom", "json"])
def test_the_guid_is_the_same_over_revisions_and_moves_of_the_portal(render: Render) -> None:
    before = bulletin("Polisi Patroli", number=7)
    after = bulletin("Polisi Patroli (ralat)", number=7, revision=2, updated_at=CHANGED + timedelta(hours=1))
    moved = feed(entry(after), address="https://baru.test/feeds/all.rss")
    for document in (render(feed(entry(before))), render(moved)):
        assert b"urn:uuid:00000000-0000-0000-0000-000000000007" in document
    assert render(feed(entry(before))) != render(moved)


@xml_forms
def test_a_revision_shows_a_later_moment_of_change_and_the_same_of_publication(render: Render) -> None:
    after = bulletin(number=7, revision=2, updated_at=CHANGED + timedelta(hours=1))
    (seen,) = read(render(feed(entry(after)))).entries
    assert datetime(*seen.updated_parsed[:6], tzinfo=UTC) == CHANGED + timedelta(hours=1)
    assert datetime(*seen.published_parsed[:6], tzinfo=UTC) == PUBLISHED


@xml_forms
def test_the_same_feed_is_the_same_bytes(render: Render) -> None:
    assert render(feed(entry())) == render(feed(entry()))


@xml_forms
def test_an_empty_feed_is_a_feed(render: Render) -> None:
    parsed = read(render(feed()))
    assert parsed.entries == []
    assert parsed.version in {"rss20", "atom10"}


@xml_forms
@pytest.mark.parametrize("next_address", [None, f"{PORTAL}/feeds/search.rss?q=a&page=2"])
def test_paging_links_lead_on_as_long_as_there_is_more(render: Render, next_address: str | None) -> None:
    """RFC 5005 section 3."""
    document = root(render(feed(entry(), next_address=next_address)))
    links = {
        link.get("rel"): link.get("href") for link in document.iter(f"{{{atom.ATOM}}}link") if link.get("rel") != "via"
    }
    assert links["self"] == f"{PORTAL}/feeds/all.rss"
    assert links.get("next") == next_address


def test_atom_has_what_its_rfc_requires() -> None:
    """RFC 4287 sections 4.1.1 and 4.1.2."""
    document = root(atom.render(feed(entry(), entry(bulletin(number=2, author=None), unit_name=None))))
    for element in (document, *document.findall("a:entry", NS)):
        assert {"id", "title", "updated"} <= {etree.QName(child).localname for child in element}
        assert len(element.findall("a:id", NS)) == 1
    assert document.findtext("a:author/a:name", namespaces=NS) == "Semua rilis"
    ids = [element.text for element in document.findall("a:entry/a:id", NS)]
    assert len(set(ids)) == 2
    for moment in document.iter(f"{{{atom.ATOM}}}updated", f"{{{atom.ATOM}}}published"):
        assert datetime.fromisoformat(str(moment.text)).tzinfo is not None


def test_rss_has_what_its_specification_requires() -> None:
    channel = root(rss.render(feed(entry()))).find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language", "lastBuildDate"))
    guid = channel.find("item/guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert parsedate_to_datetime(str(channel.findtext("item/pubDate"))) == PUBLISHED
    assert str(channel.findtext("lastBuildDate")).endswith("GMT")


def test_moments_of_other_zones_are_told_in_utc() -> None:
    local = datetime(2026, 3, 2, 16, 0, tzinfo=WIT)
    for render in (rss.render, atom.render):
        (seen,) = read(render(feed(entry(bulletin(published_at=local, updated_at=local))))).entries
        assert datetime(*seen.published_parsed[:6], tzinfo=UTC) == local


@pytest.mark.parametrize(
    ("unit_name", "author", "shown"),
    [("Polres Malang", "Alfian", "Polres Malang"), (None, "Alfian", "Alfian"), (None, None, None)],
)
def test_the_author_is_the_unit_else_the_name_that_the_source_gave(
    unit_name: str | None, author: str | None, shown: str | None
) -> None:
    told = entry(bulletin(author=author), unit_name=unit_name)
    assert root(rss.render(feed(told))).findtext(".//dc:creator", namespaces=NS) == shown
    assert root(atom.render(feed(told))).findtext("a:entry/a:author/a:name", namespaces=NS) == shown


def test_a_bulletin_without_html_image_or_source_leaves_them_out() -> None:
    told = entry(bulletin(html="", image=None, address=None))
    channel, document = root(rss.render(feed(told))), root(atom.render(feed(told)))
    assert channel.find(".//content:encoded", NS) is None
    assert channel.find(".//media:content", NS) is None
    assert document.find("a:entry/a:content", NS) is None
    assert document.find("a:entry/a:link[@rel='via']", NS) is None
    assert not {"content_html", "image", "external_url"} & set(json.loads(jsonfeed.render(feed(told)))["items"][0])


def test_the_feed_tells_when_anything_in_it_last_changed() -> None:
    assert root(atom.render(feed())).findtext("a:updated", namespaces=NS) == "2026-03-02T08:00:00+00:00"
    assert parsedate_to_datetime(str(root(rss.render(feed())).findtext(".//lastBuildDate"))) == UPDATED


@given(st.text(max_size=50))
def test_what_is_left_of_a_text_fits_into_xml(text: str) -> None:
    element = etree.Element("x")
    element.text = xml_text(text)
    assert (root(etree.tostring(element)).text or "") == xml_text(text)


GONE = Tombstone("urn:uuid:00000000-0000-0000-0000-000000000009", UPDATED, "Ditarik \x00& dihapus <b>")


def test_atom_tells_of_entries_that_left_and_a_reader_that_does_not_know_it_is_not_disturbed() -> None:
    """RFC 6721 section 3."""
    document = atom.render(replace(feed(entry()), tombstones=(GONE,)))
    (deleted,) = root(document).findall("at:deleted-entry", {"at": "http://purl.org/atompub/tombstones/1.0"})
    assert dict(deleted.attrib) == {"ref": GONE.guid, "when": "2026-03-02T08:00:00+00:00"}
    assert [(etree.QName(one).localname, one.text) for one in deleted] == [("comment", "Ditarik & dihapus <b>")]
    assert [one.id for one in read(document).entries] == ["urn:uuid:00000000-0000-0000-0000-000000000001"]


@pytest.mark.parametrize("render", [rss.render, jsonfeed.render], ids=["rss", "json"])
def test_formats_without_tombstones_leave_them_out(render: Render) -> None:
    assert render(replace(feed(entry()), tombstones=(GONE,))) == render(feed(entry()))


@pytest.mark.parametrize("render", [rss.render, atom.render, jsonfeed.render], ids=["rss", "atom", "json"])
def test_the_guid_is_the_storys_whichever_bulletin_stands_for_it(render: Render) -> None:
    story = UUID(int=42)
    for number in (1, 2):
        told = replace(bulletin(number=number), story_uid=story)
        assert story.urn.encode() in render(feed(entry(told)))
        assert told.uid.urn.encode() not in render(feed(entry(told)))
