"""Atom 1.0 (RFC 4287) with paging and archives (RFC 5005) and tombstones of entries that left (RFC 6721)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from syndicator.publish.feed import GENERATOR, Feed, FeedEntry, Tombstone
from syndicator.publish.pictures import MEDIA, add_picture
from syndicator.publish.texts import as_html, looks_like_html, xml_text

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
LINKED_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    if text is not None:
        element.text = xml_text(text)
    return element


def _add_text(parent: etree._Element, tag: str, text: str) -> None:
    """A text whose very words look like markup is told as HTML that shows them, lest a reader takes them for it."""
    if looks_like_html(text):
        _add(parent, tag, as_html(text), type="html")
    else:
        _add(parent, tag, text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def render(feed: Feed) -> bytes:
    """Return the feed as UTF-8 bytes; namespaces that it does not need are not named."""
    spaces: dict[str | None, str] = {None: ATOM}
    spaces |= {"media": MEDIA} if any(entry.image for entry in feed.entries) else {}
    spaces |= {"at": TOMBSTONES} if feed.tombstones else {}
    spaces |= {"fh": HISTORY} if feed.archive else {}
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: feed.language}, nsmap=spaces)
    _add(root, "id", feed.first_address)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", _moment(feed.updated_at))
    _add(root, "generator", GENERATOR)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "link", rel="self", type=LINKED_TYPE, href=feed.address)
    for relation, address in feed.links.items():
        _add(root, "link", rel=relation, type=LINKED_TYPE, href=address)
    if feed.hub:
        _add(root, "link", rel="hub", href=feed.hub)
    _add(_add(root, "author"), "name", feed.title)
    if feed.archive:
        etree.SubElement(root, f"{{{HISTORY}}}archive")
    for entry in feed.entries:
        _entry(root, entry, feed)
    for tombstone in feed.tombstones:
        _tombstone(root, tombstone)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(root: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    bulletin, content = entry.bulletin, entry.bulletin.content
    element = _add(root, "entry")
    _add(element, "id", entry.guid)
    _add_text(element, "title", entry.title)
    _add(element, "updated", _told_apart(bulletin.updated_at, bulletin.id))
    _add(element, "published", _moment(content.published_at))
    _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    _author(element, entry)
    for slug, name in entry.topics.items():
        _add(element, "category", term=xml_text(slug), scheme=feed.topic_scheme, label=xml_text(name))
    if content.lead.strip():
        _add_text(element, "summary", content.lead)
    if content.html:
        _add(element, "content", content.html, type="html")
    _origin(element, entry)
    add_picture(element, entry)


def _told_apart(moment: datetime, number: int) -> str:
    """
    Return a moment whose fraction of a second is made from a number.

    What one poll brings is stored at one moment, and readers cannot order entries that tell the same one.
    """
    return moment.astimezone(UTC).replace(microsecond=number % 1_000_000).isoformat(timespec="microseconds")


def _author(element: etree._Element, entry: FeedEntry) -> None:
    if entry.author and xml_text(entry.author).strip():
        author = _add(element, "author")
        _add(author, "name", entry.author)
        if entry.unit_name and entry.unit_link:
            _add(author, "uri", entry.unit_link)


def _origin(element: etree._Element, entry: FeedEntry) -> None:
    """Tell of the site that published it first, and where; of that site it is only known that it changed then."""
    origin, content = entry.origin, entry.bulletin.content
    if origin is None:
        return
    _add(element, "link", rel="via", type="text/html", href=origin.address)
    source = _add(element, "source")
    _add(source, "id", origin.home)
    _add(source, "title", origin.name)
    _add(source, "updated", _moment(content.modified_at or content.published_at))
    _add(source, "link", rel="alternate", type="text/html", href=origin.home)


def _tombstone(root: etree._Element, tombstone: Tombstone) -> None:
    """Its comment inherits the language of the feed."""
    told = {"ref": tombstone.guid, "when": _moment(tombstone.at)}
    comment = etree.SubElement(
        etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", told), f"{{{TOMBSTONES}}}comment"
    )
    comment.text = xml_text(tombstone.comment)
