"""OPML 2.0 (https://opml.org/spec2.opml): a list of feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from syndicator.publish.feed import xml_text

MEDIA_TYPE = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed: its name, its address, and the group that it is listed under (None: at the top)."""

    title: str
    address: str
    group: str | None = None


def render(title: str, outlines: Iterable[Outline]) -> bytes:
    """Return the list as UTF-8 bytes, groups in the order in which they first come."""
    root = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = xml_text(title)
    body = etree.SubElement(root, "body")
    groups: dict[str, etree._Element] = {}
    for outline in outlines:
        parent = body
        if outline.group is not None:
            name = xml_text(outline.group)
            if name not in groups:
                groups[name] = etree.SubElement(body, "outline", {"text": name})
            parent = groups[name]
        text = xml_text(outline.title)
        etree.SubElement(
            parent, "outline", {"type": "rss", "text": text, "title": text, "xmlUrl": xml_text(outline.address)}
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
