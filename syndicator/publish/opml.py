"""OPML 2.0 (https://opml.org/spec2.opml): a list of feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from syndicator.publish.texts import xml_text

MEDIA_TYPE = "text/x-opml; charset=utf-8"
DOCS = "https://opml.org/spec2.opml"


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed: its name, its address, the group that it is listed under (None: at the top), and its page."""

    title: str
    address: str
    group: str | None = None
    home: str | None = None


def render(title: str, outlines: Iterable[Outline], modified_at: datetime | None = None) -> bytes:
    """Return the list as UTF-8 bytes, groups in the order in which they first come."""
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = xml_text(title)
    if modified_at is not None:
        etree.SubElement(head, "dateModified").text = format_datetime(modified_at.astimezone(UTC), usegmt=True)
    etree.SubElement(head, "docs").text = DOCS
    body = etree.SubElement(root, "body")
    groups: dict[str, etree._Element] = {}
    for outline in outlines:
        parent = body
        if outline.group is not None:
            name = xml_text(outline.group)
            if name not in groups:
                groups[name] = etree.SubElement(body, "outline", {"text": name})
            parent = groups[name]
        etree.SubElement(parent, "outline", _told(outline))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _told(outline: Outline) -> dict[str, str]:
    text = xml_text(outline.title)
    told = {"type": "rss", "text": text, "title": text, "xmlUrl": xml_text(outline.address)}
    return told | ({"htmlUrl": xml_text(outline.home)} if outline.home else {})
