"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); its texts are those that the formats in XML can carry."""

from __future__ import annotations

import json

from syndicator.publish.feed import Feed, FeedEntry
from syndicator.publish.texts import xml_text

MEDIA_TYPE = "application/feed+json; charset=utf-8"
LINKED_TYPE = "application/feed+json"


def render(feed: Feed) -> bytes:
    """Return the feed as UTF-8 bytes; the next document of an archive is the one with older entries."""
    told: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": xml_text(feed.title),
        "description": xml_text(feed.description),
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "authors": [{"name": xml_text(feed.title), "url": feed.home}],
    }
    older = feed.next_address or (feed.prev_archive if feed.archive else None)
    if older:
        told["next_url"] = older
    if feed.hub:
        told["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    told["items"] = [_entry(entry) for entry in feed.entries]
    return json.dumps(told, ensure_ascii=False).encode()


def _entry(entry: FeedEntry) -> dict[str, object]:
    bulletin, content, origin = entry.bulletin, entry.bulletin.content, entry.origin
    told: dict[str, object] = {
        "id": entry.guid,
        "url": entry.link,
        "title": xml_text(entry.title),
        "content_text": xml_text(content.text or content.lead or entry.title),
        "summary": xml_text(content.lead),
        "date_published": content.published_at.isoformat(timespec="seconds"),
        "date_modified": bulletin.updated_at.isoformat(timespec="seconds"),
        "tags": [xml_text(name) for name in entry.topics.values()],
    }
    if content.html:
        told["content_html"] = xml_text(content.html)
    if origin:
        told["external_url"] = origin.address
    if entry.image:
        told["image"] = entry.image
    if entry.author:
        told["authors"] = [_author(xml_text(entry.author), entry)]
    return told


def _author(name: str, entry: FeedEntry) -> dict[str, str]:
    linked = entry.unit_link if entry.unit_name else None
    return {"name": name, "url": linked} if linked else {"name": name}
