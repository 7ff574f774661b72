"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json

from syndicator.publish.feed import Feed, FeedEntry

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def render(feed: Feed) -> bytes:
    """Return the feed as UTF-8 bytes."""
    told: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.address,
    }
    if feed.next_address:
        told["next_url"] = feed.next_address
    told["items"] = [_entry(entry) for entry in feed.entries]
    return json.dumps(told, ensure_ascii=False).encode()


def _entry(entry: FeedEntry) -> dict[str, object]:
    bulletin, content = entry.bulletin, entry.bulletin.content
    told: dict[str, object] = {
        "id": entry.guid,
        "url": entry.link,
        "title": content.title,
        "content_text": content.text,
        "summary": content.lead,
        "date_published": content.published_at.isoformat(timespec="seconds"),
        "date_modified": bulletin.updated_at.isoformat(timespec="seconds"),
        "tags": list(entry.topics.values()),
    }
    if content.html:
        told["content_html"] = content.html
    if bulletin.address:
        told["external_url"] = bulletin.address
    if content.image:
        told["image"] = content.image
    if entry.author:
        told["authors"] = [{"name": entry.author}]
    return told
