"""RSS 2.0 (https://www.rssboard.org/rss-specification) with content, dc, media and atom elements."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from syndicator.publish.feed import GENERATOR, Feed, FeedEntry, xml_text

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"


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
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", _moment(feed.updated_at))
    _add(channel, "generator", GENERATOR)
    _add(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.address)
    if feed.next_address:
        _add(channel, f"{{{ATOM}}}link", rel="next", type="application/rss+xml", href=feed.next_address)
    for entry in feed.entries:
        _entry(channel, entry, feed)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(channel: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    bulletin, content = entry.bulletin, entry.bulletin.content
    item = _add(channel, "item")
    _add(item, "title", content.title)
    _add(item, "link", entry.link)
    _add(item, "guid", entry.guid, isPermaLink="false")
    _add(item, "pubDate", _moment(content.published_at))
    if entry.author:
        _add(item, f"{{{DC}}}creator", entry.author)
    for slug, name in entry.topics.items():
        _add(item, "category", name, domain=feed.topic_scheme + slug)
    if entry.unit_name:
        _add(item, "category", entry.unit_name)
    _add(item, "description", content.lead)
    if content.html:
        _add(item, f"{{{CONTENT}}}encoded", content.html)
    if content.image:
        _add(item, f"{{{MEDIA}}}content", url=xml_text(content.image), medium="image")
    _add(item, f"{{{ATOM}}}updated", bulletin.updated_at.astimezone(UTC).isoformat(timespec="seconds"))
