"""Pictures of entries in the words of Media RSS (https://www.rssboard.org/media-rss), which RSS and Atom share."""

from __future__ import annotations

from lxml import etree

from syndicator.publish.feed import FeedEntry
from syndicator.publish.texts import picture_type

MEDIA = "http://search.yahoo.com/mrss/"


def add_picture(parent: etree._Element, entry: FeedEntry) -> None:
    """Tell of an entry's picture, if it has one: whole, and as the thumbnail that many readers look for alone."""
    if entry.image is None:
        return
    told = {"url": entry.image, "medium": "image"}
    if media_type := picture_type(entry.image):
        told["type"] = media_type
    whole = etree.SubElement(parent, f"{{{MEDIA}}}content", told)
    etree.SubElement(whole, f"{{{MEDIA}}}thumbnail", {"url": entry.image})
