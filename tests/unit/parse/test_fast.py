"""What the fast reader takes for ordinary, and what it declines and why; the two readers are compared elsewhere."""

from __future__ import annotations

import time

import pytest

from syndicator.model.entry import Entry, Reading
from syndicator.parse.fast import Unusual, read_fast
from syndicator.parse.fast.names import MOST_NAMESPACES
from syndicator.parse.fast.tree import DEEPEST, LARGEST_BYTES, MOST_ATTRIBUTES, MOST_ELEMENTS
from syndicator.parse.feeds import read_feed
from syndicator.parse.reader import FeedReader
from tests.unit.parse.documents import WORDPRESS, XML, at

ADDRESS = "https://humas.test/feed/"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="urn:x"'
)


def read(document: str) -> Reading:
    return read_fast(document.encode(), address=ADDRESS)


def channel(inside: str) -> str:
    return f"{XML}<rss version='2.0' {SPACES}><channel>{inside}</channel></rss>"


def item(inside: str) -> str:
    return channel(f"<item>{inside}</item>")


def atom(inside: str) -> str:
    return f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}>{inside}</feed>'


def only(document: str) -> Entry:
    """Return the one entry, which feedparser has to tell just so."""
    (entry,) = read(document).entries
    assert (entry,) == read_feed(document.encode(), content_type="", address=ADDRESS).entries
    return entry


DECLINED = {
    "a document type": (f"{XML}<!DOCTYPE rss><rss><channel/></rss>", "a document type"),
    "an entity": (f'<!DOCTYPE rss [<!ENTITY a "b">]>{item("&a;")}', "a document type"),
    "what is not well-formed": (item("<title>a</b>"), "not well-formed"),
    "an entity of HTML": (item("<title>a&nbsp;b</title>"), "not well-formed"),
    "an undeclared prefix": (item("<y:z>a</y:z>"), "not well-formed"),
    "two roots": (channel("") + "<rss/>", "not well-formed"),
    "nothing": ("", "not well-formed"),
    "a page": ("<html><body/></html>", "the root html"),
    "a list of feeds": ("<opml><body/></opml>", "the root opml"),
    "RDF of something else": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/></rdf:RDF>',
        "RDF without items",
    ),
    "a title beside an RDF channel": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/><title>a</title></rdf:RDF>',
        "title beside the feed",
    ),
    "characters of windows-1252": (item("<title>a\x93b</title>"), "characters of windows-1252"),
    "references to them": (item("<title>a&#147;b&#x94;</title>"), "characters of windows-1252"),
    "a channel of CDF": ("<rss><channel href='https://humas.test/'/></rss>", "a channel of CDF"),
    "an item of CDF": (channel("<item lastmod='2026-03-02'/>"), "an item of CDF"),
    "a base of addresses": (atom("<entry xml:base='https://a.test/'/>"), "xml:base"),
    "a base without its namespace": (atom("<entry base='https://a.test/'/>"), "the attribute base"),
    "markup in a title": (item("<title>a <b>c</b></title>"), "elements inside of title"),
    "markup in a description": (item("<description><p>a</p></description>"), "elements inside of description"),
    "content in XHTML": (atom("<entry><content type='xhtml'><div/></content></entry>"), "content of type xhtml"),
    "content in base 64": (
        atom("<entry><content type='text/plain' mode='base64'>YQ==</content></entry>"),
        "content of type",
    ),
    "content of another type": (atom("<entry><content type='image/png'>YQ==</content></entry>"), "content of type"),
    "a second title": (item("<title>a</title><title>b</title>"), "a second title"),
    "a second title of the feed": (channel("<title>a</title><title>b</title>"), "a second title of the feed"),
    "a second description": (item("<description>a</description><description>b</description>"), "a second summary"),
    "a second guid": (item("<guid>a</guid><guid>b</guid>"), "a second guid"),
    "a title of a picture only": (item("<media:title>a</media:title>"), "a title of a picture"),
    "a second name of an author": (
        atom("<entry><author><name>a</name><name>b</name></author></entry>"),
        "an author with a second name",
    ),
    "an author with text and elements": (atom("<entry><author>a<name>b</name></author></entry>"), "an author with"),
    "a date in words": (item("<pubDate>kemarin</pubDate>"), "the date 'kemarin'"),
    "a date in another zone": (item("<pubDate>Mon, 02 Mar 2026 07:00 EST</pubDate>"), "the date"),
    "a link with a strange attribute": (item("<link url='https://a.test/'/>"), "a strange link"),
    "a link to nowhere": (atom("<entry><link href=''/></entry>"), "a strange link"),
    "an address that nobody can split": (item("<link>http://[::1</link>"), "an address that is none"),
    "an enclosure with two addresses": (item("<enclosure url='a' href='b' type='image/png'/>"), "a strange enclosure"),
    "an enclosure in the text of a link": (item("<link rel='enclosure'>a</link>"), "an enclosure without address"),
    "another source": (item("<source url='https://a.test/'>a</source>"), "the element source"),
    "a rule of feedparser's that we have not": (item("<media:description>a</media:description>"), "the element media:"),
    "one within what means nothing": (item("<x:y><title>a</title></x:y>"), "the element title"),
    "a name under which feedparser keeps things": (item("<links>a</links>"), "the element links"),
    "a name that could be one of a namespace": (item("<content_encoded>a</content_encoded>"), "the element content_"),
    "a time to live with attributes": (channel("<ttl unit='h'>1</ttl>"), "ttl with attributes"),
    "an attribute of a namespace": (item("<guid x:rel='a'>b</guid>"), "the attribute rel of a namespace"),
    "a prefix of two namespaces": (item("<x:y xmlns:x='urn:y'/>"), "a prefix of two namespaces"),
    "a known prefix of another namespace": (item("<itunes:y xmlns:itunes='urn:y'/>"), "the prefix itunes"),
    "a known namespace under another's prefix": (
        item("<sy:y xmlns:sy='http://search.yahoo.com/mrss/'/>"),
        "the prefix sy",
    ),
    "blanks in a namespace": (item("<y xmlns='urn:\u00a0y'/>"), "blanks in a namespace"),
}


@pytest.mark.parametrize(("document", "reason"), DECLINED.values(), ids=DECLINED.keys())
def test_it_declines(document: str, reason: str) -> None:
    with pytest.raises(Unusual) as caught:
        read(document)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (" " * LARGEST_BYTES + channel(""), "too large"),
        (item("<x:y/>" * MOST_ELEMENTS), "too deep or too many elements"),
        (item("<x:y>" * DEEPEST + "</x:y>" * DEEPEST), "too deep or too many elements"),
        (item("<x:y " + " ".join(f"a{n}='b'" for n in range(MOST_ATTRIBUTES + 1)) + "/>"), "too deep or too many"),
        (item("".join(f"<y xmlns:y{n}='urn:{n}'/>" for n in range(MOST_NAMESPACES + 1))), "too many namespaces"),
    ],
    ids=["bytes", "elements", "depth", "attributes", "namespaces"],
)
def test_it_declines_more_than_an_ordinary_feed_has(document: str, reason: str) -> None:
    with pytest.raises(Unusual) as caught:
        read(document)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<title>Polisi &amp; Warga</title>", "Polisi & Warga"),
        ("<title><![CDATA[Polisi]]> &amp; <![CDATA[<b>]]></title>", "Polisi & <b>"),
        ("<title>Polisi<!-- dan --> Warga</title>", "Polisi Warga"),
        ("<title type='text'> \n Polisi\u00a0</title>", "Polisi"),
        ("<title>Polisi \x7f</title>", "Polisi"),
        ("<title>cafÃ©</title>", "café"),
        ("<TITLE>Polisi</TITLE>", "Polisi"),
        ("<a:title>Polisi</a:title>", "Polisi"),
        ("<x:title>Lain</x:title><title>Polisi</title>", "Polisi"),
        ("<title>Polisi</title><media:content url='a'><media:title>Foto</media:title></media:content>", "Polisi"),
    ],
)
def test_a_title_is_told_as_feedparser_tells_it(inside: str, title: str) -> None:
    assert only(item(inside)).title == title


@pytest.mark.parametrize(
    ("inside", "guid", "address"),
    [
        ("<link>https://humas.test/1</link>", None, "https://humas.test/1"),
        ("<link>http:////humas.test/1</link>", None, "http://humas.test/1"),
        ("<link>https://humas.test/?a=1&amp;amp;b=2</link>", None, "https://humas.test/?a=1&b=2"),
        ("<guid>https://humas.test/1</guid>", "https://humas.test/1", "https://humas.test/1"),
        ("<guid>4711</guid>", "4711", None),
        ("<guid isPermaLink='false'>https://humas.test/1</guid>", "https://humas.test/1", None),
        ("<link>/1</link><guid>/2</guid>", "/2", "/1"),
        ("<a:link href='https://humas.test/1'/>", None, "https://humas.test/1"),
        ("<a:link rel='replies' href='https://humas.test/1'/>", None, None),
        ("<a:link type='image/png' href='https://humas.test/1'/>", None, None),
    ],
)
def test_an_address_is_the_link_or_a_guid_that_is_one(inside: str, guid: str | None, address: str | None) -> None:
    entry = only(item(inside))
    assert (entry.guid, entry.address) == (guid, address)


@pytest.mark.parametrize(
    ("inside", "author"),
    [
        ("<dc:creator>Humas</dc:creator>", "Humas"),
        ("<author>a@humas.test (Humas)</author>", "a@humas.test (Humas)"),
        ("<a:author><a:name>Humas</a:name></a:author>", "Humas"),
        ("<a:author><a:name>Humas</a:name><a:email>a@humas.test</a:email></a:author>", "Humas (a@humas.test)"),
        ("<a:author><a:email>a@humas.test</a:email></a:author>", "a@humas.test"),
        ("<dc:creator>Satu</dc:creator><dc:creator>Dua</dc:creator>", "Dua"),
        ("<author></author>", None),
    ],
)
def test_an_author_is_a_text_or_a_name_with_its_address(inside: str, author: str | None) -> None:
    assert only(item(inside)).author == author


def test_dates_categories_and_pictures_are_told_as_feedparser_tells_them() -> None:
    entry = only(
        item(
            "<pubDate>Mon, 02 Mar 2026 07:00:00 +0000</pubDate><dc:date>2026-03-02T14:30:00+07:00</dc:date>"
            "<category>Berita</category><category domain='x'>Polri</category><dc:subject>Berita</dc:subject>"
            "<media:group><media:content medium='image' url='https://humas.test/1.jpg'/></media:group>"
            "<enclosure url='https://humas.test/2.jpg' type='IMAGE/JPEG' length='1'/>"
            "<media:thumbnail url='https://humas.test/3.jpg'/>"
        )
    )
    assert (entry.published_at, entry.updated_at) == (at(7), at(7, 30))
    assert entry.categories == ("Berita", "Polri")
    assert entry.images == tuple(f"https://humas.test/{number}.jpg" for number in (1, 2, 3))


def test_what_means_nothing_to_feedparser_is_passed_over() -> None:
    assert only(item("<x:y z='1'><x:z>a</x:z></x:y><post-id>4711</post-id><title>Polisi</title>")).title == "Polisi"


HOSTILE = {
    "text between many elements": "<x:y>" + "a" * 3_800_000 + "b<x:z/>" * 19_000 + "</x:y>",
    "many sections": "<title>" + "<![CDATA[a]]>b" * 250_000 + "</title>",
    "many comments": "<title>" + "<!--a-->b" * 400_000 + "</title>",
    "many references": "<title>" + "&#65;" * 700_000 + "</title>",
    "many categories": "".join(f"<category>{number}</category>" for number in range(19_000)),
    "many authors": "<author>a</author>" * 19_000,
    "many namespaces": "<y xmlns='urn:y'/>" * 19_000,
    "many slashes": "<link>" + "/" * 3_900_000 + "</link>",
    "a long scheme": "<link>" + "a" * 3_900_000 + ":///</link>",
    "many parameters": "<link>" + "&amp;a" * 600_000 + "</link>",
    "many tags that never end": "<description>" + "&lt;a" * 700_000 + "</description>",
    "many ends of a summary": "<description>" + "continue reading " * 200_000 + "</description>",
    "a long date": "<pubDate>" + " " * 3_800_000 + "2026</pubDate>",
}


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_document_takes_long(inside: str) -> None:
    document = item(inside)
    assert len(document) < LARGEST_BYTES
    began = time.process_time()
    try:
        entries = len(read(document).entries)
    except Unusual:
        entries = 1
    assert entries == 1
    assert time.process_time() - began < 1.5


def test_ordinary_documents_never_reach_the_judge() -> None:
    reader = FeedReader()
    reader.read_feed(WORDPRESS.body.encode(), content_type="", address=ADDRESS)
    reader.read_feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', content_type="", address=ADDRESS)
    assert reader.judged == 0


def test_unusual_documents_are_judged_and_counted() -> None:
    reader = FeedReader()
    try:
        document = item("<title>a</title><title>b</title>").encode()
        told = reader.read_feed(document, content_type="", address=ADDRESS)
        assert told == read_feed(document, content_type="", address=ADDRESS)
        assert reader.judged == 1
    finally:
        reader.close()
