"""Sitemaps (https://www.sitemaps.org/protocol.html), their index, and Google's extension for news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from syndicator.publish.texts import xml_text

MEDIA_TYPE = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class News:
    """What a news sitemap tells of a release besides; `publication` is the portal's name."""

    publication: str
    language: str
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Location:
    """An address with the moment when what stands there last changed, None where that is not known."""

    address: str
    changed_at: datetime | None = None
    news: News | None = None


def _add(parent: etree._Element, namespace: str, tag: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    if text is not None:
        element.text = xml_text(text)
    return element


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def render(locations: Iterable[Location]) -> bytes:
    """Return a sitemap as UTF-8 bytes; one without any address is no sitemap."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "news": NEWS})
    for location in locations:
        element = _add(root, SITEMAP, "url")
        _add(element, SITEMAP, "loc", location.address)
        if location.changed_at:
            _add(element, SITEMAP, "lastmod", _moment(location.changed_at))
        if location.news:
            _news(element, location.news)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _news(parent: etree._Element, news: News) -> None:
    element = _add(parent, NEWS, "news")
    publication = _add(element, NEWS, "publication")
    _add(publication, NEWS, "name", news.publication)
    _add(publication, NEWS, "language", news.language)
    _add(element, NEWS, "publication_date", _moment(news.published_at))
    _add(element, NEWS, "title", news.title)


def render_index(addresses: Iterable[str]) -> bytes:
    """Return a list of sitemaps as UTF-8 bytes."""
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for address in addresses:
        _add(_add(root, SITEMAP, "sitemap"), SITEMAP, "loc", address)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
