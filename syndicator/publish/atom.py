"""Atom 1.0 (RFC 4287) with paging links (RFC 5005) and tombstones of entries that left (RFC 6721)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from syndicator.publish.feed import GENERATOR, Feed, FeedEntry, Tombstone, xml_text

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    if text is not None:
        element.text = xml_text(text)
    return element


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def render(feed: Feed) -> bytes:
    """Return the feed as UTF-8 bytes."""
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: feed.language}, nsmap={None: ATOM, "at": TOMBSTONES})
    _add(root, "id", feed.first_address)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", _moment(feed.updated_at))
    _add(root, "generator", GENERATOR)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    if feed.next_address:
        _add(root, "link", rel="next", type="application/atom+xml", href=feed.next_address)
    _add(_add(root, "author"), "name", feed.title)
    for entry in feed.entries:
        _entry(root, entry, feed)
    for tombstone in feed.tombstones:
        _tombstone(root, tombstone)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(root: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    bulletin, content = entry.bulletin, entry.bulletin.content
    element = _add(root, "entry")
    _add(element, "id", entry.guid)
    _add(element, "title", content.title)
    _add(element, "updated", _moment(bulletin.updated_at))
    _add(element, "published", _moment(content.published_at))
    _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    if bulletin.address:
        _add(element, "link", rel="via", href=xml_text(bulletin.address))
    if entry.author:
        _add(_add(element, "author"), "name", entry.author)
    for slug, name in entry.topics.items():
        _add(element, "category", term=slug, scheme=feed.topic_scheme, label=xml_text(name))
    _add(element, "summary", content.lead)
    if content.html:
        _add(element, "content", content.html, type="html")


def _tombstone(root: etree._Element, tombstone: Tombstone) -> None:
    """Its comment inherits the language of the feed."""
    told = {"ref": tombstone.guid, "when": _moment(tombstone.at)}
    comment = etree.SubElement(
        etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", told), f"{{{TOMBSTONES}}}comment"
    )
    comment.text = xml_text(tombstone.comment)
