"""
RSS 2.0 (https://www.rssboard.org/rss-specification) with content, dc, media and atom elements.

A picture is told by Media RSS and not as an enclosure: that would have to tell its size, which nobody knows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from syndicator.publish.feed import GENERATOR, Feed, FeedEntry
from syndicator.publish.pictures import MEDIA, add_picture
from syndicator.publish.texts import as_html, uri, xml_text

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
LINKED_TYPE = "application/rss+xml"
DOCS = "https://www.rssboard.org/rss-specification"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA}


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, attributes)
    if text is not None:
        element.text = xml_text(text)
    return element


def _moment(moment: datetime) -> str:
    """RFC 822 with four digits of the year, as RSS wants it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def render(feed: Feed) -> bytes:
    """Return the feed as UTF-8 bytes."""
    more = {"fh": HISTORY} if feed.archive else {}
    root = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES | more)
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", _moment(feed.updated_at))
    _add(channel, "generator", GENERATOR)
    _add(channel, "docs", DOCS)
    _add(channel, f"{{{ATOM}}}link", rel="self", type=LINKED_TYPE, href=feed.address)
    for relation, address in feed.links.items():
        _add(channel, f"{{{ATOM}}}link", rel=relation, type=LINKED_TYPE, href=address)
    if feed.hub:
        _add(channel, f"{{{ATOM}}}link", rel="hub", href=feed.hub)
    if feed.archive:
        _add(channel, f"{{{HISTORY}}}archive")
    for entry in feed.entries:
        _entry(channel, entry, feed)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(channel: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    """Readers take the description for HTML, and the title for a text."""
    bulletin, content, origin = entry.bulletin, entry.bulletin.content, entry.origin
    told = _add(channel, "item")
    _add(told, "title", entry.title)
    _add(told, "link", entry.link)
    _add(told, "guid", entry.guid, isPermaLink="false")
    _add(told, "pubDate", _moment(content.published_at))
    if entry.author:
        _add(told, f"{{{DC}}}creator", entry.author)
    for slug, name in entry.topics.items():
        if xml_text(name).strip():
            _add(told, "category", name, domain=uri(feed.topic_scheme + slug) or feed.topic_scheme)
    if entry.unit_name and xml_text(entry.unit_name).strip():
        _add(told, "category", entry.unit_name)
    _add(told, "description", as_html(content.lead or entry.title))
    if content.html:
        _add(told, f"{{{CONTENT}}}encoded", content.html)
    if origin:
        _add(told, f"{{{DC}}}source", origin.address)
    add_picture(told, entry)
    _add(told, f"{{{ATOM}}}updated", bulletin.updated_at.astimezone(UTC).isoformat(timespec="seconds"))
