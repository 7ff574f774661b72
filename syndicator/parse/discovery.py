"""Where a site may be read: what its page offers, what robots.txt names, and what sites of its kind usually have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

import lxml.html

from syndicator.model.source import SourceKind
from syndicator.parse.encodings import in_utf8
from syndicator.parse.markup import folded, page_tree, said_briefly
from syndicator.parse.named import absolute, is_same_site
from syndicator.parse.wordpress import interface_address

MOST_OFFERS = 20
MOST_LINKS = 500

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
)
_HEAD_BYTES = 20_000
_FIRST_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_BLOGGER_FEED = "/feeds/posts/default"
_COMMENTS = re.compile(r"komentar|comments?\b|tanggapan|balasan", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_USUAL = {
    "wordpress": (
        "feed/", "wp-json/wp/v2/posts", "?feed=rss2", "?rest_route=/wp/v2/posts",
        "news-sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "sitemap.xml",
    ),
    "blogger": ("feeds/posts/default", "sitemap.xml"),
    "": (
        "feed/", "rss.xml", "feeds/posts/default", "wp-json/wp/v2/posts", "rss", "atom.xml", "index.xml", "?feed=rss2",
        "sitemap-news.xml", "news-sitemap.xml", "sitemap.xml", "sitemap_index.xml",
    ),
}  # fmt: skip
"""Addresses below a site's home, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An address at which a site may be read; `how` says in a few words who named it."""

    kind: SourceKind
    address: str
    title: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Home:
    """
    What a page offers to readers.

    Args:
        generator: what made the site, as told.
        hub: where it promises to push (WebSub).
    """

    title: str | None
    offers: tuple[Offer, ...]
    generator: str | None
    hub: str | None


def read_home(body: bytes, *, content_type: str, address: str) -> Home:
    """
    Return what a page of a site offers: its feeds without those of comments, its interface, its sitemap.

    Raises:
        SourceFault: the document is no page.
    """
    root = page_tree(body, content_type)
    title = root.find(".//title")
    offers = {offer.address: offer for offer in _offers(root, address)}
    return Home(
        title=said_briefly(title) or None if title is not None else None,
        offers=tuple(islice(offers.values(), MOST_OFFERS)),
        generator=_generator(root),
        hub=next((found for rel, found, _ in _links(root, address) if "hub" in rel), None),
    )


def sitemaps_of(robots: bytes, address: str) -> tuple[Offer, ...]:
    """Return the sitemaps that a robots.txt names; `address` is where it was found."""
    text = (in_utf8(robots[:500_000], "") or b"").decode()
    told = (absolute(address, found[1]) for found in _SITEMAP_LINE.finditer(text))
    some = dict.fromkeys(one for one in told if one and is_same_site(one, address))
    return tuple(Offer(SourceKind.SITEMAP, one, None, "robots.txt names it") for one in islice(some, MOST_OFFERS))


def guesses(address: str, generator: str | None) -> tuple[Offer, ...]:
    """Return the addresses that sites of a kind usually have, as seen from a site's home, the likeliest first."""
    name = (generator or "").lower()
    software = next((known for known in ("wordpress", "blogger") if known in name), "")
    home = _home(address)
    return tuple(
        Offer(_kind(path), urljoin(home, path), None, f"usual on {software or 'many sites'}")
        for path in _USUAL[software]
    )


def kind_of(body: bytes, content_type: str, address: str) -> SourceKind | None:
    """Return the kind of source that a document looks like at first sight; None for a page."""
    start = (in_utf8(body[:_HEAD_BYTES], content_type) or body[:_HEAD_BYTES]).lstrip()
    if start.startswith(b"["):
        return SourceKind.WORDPRESS
    if start.startswith((b"\x1f\x8b", b"http://", b"https://")):
        return SourceKind.SITEMAP
    first = _FIRST_TAG.search(start)
    name = first[1].decode().lower() if first else ""
    if name in {"urlset", "sitemapindex"}:
        return SourceKind.SITEMAP
    if name in {"rss", "rdf", "feed", "channel"} or start.startswith(b"{"):
        return SourceKind.BLOGGER if urlsplit(address).path.rstrip("/") == _BLOGGER_FEED else SourceKind.FEED
    return None if name or "html" in content_type.lower() else SourceKind.FEED


def robots_address(address: str) -> str:
    """Return where the robots.txt of an address's host is."""
    return urljoin(address, "/robots.txt")


def _home(address: str) -> str:
    """Return the folder that an address names, if it is not deep within the site; else the root."""
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    folder = f"/{steps[0]}/" if len(steps) == 1 and "." not in steps[0] else "/"
    return parts._replace(path=folder, query="", fragment="").geturl()


def _kind(path: str) -> SourceKind:
    if "wp/v2/posts" in path:
        return SourceKind.WORDPRESS
    if _BLOGGER_FEED.endswith(path):
        return SourceKind.BLOGGER
    return SourceKind.SITEMAP if "sitemap" in path else SourceKind.FEED


def _links(root: lxml.html.HtmlElement, address: str) -> Iterator[tuple[set[str], str, lxml.html.HtmlElement]]:
    """Link elements that lead somewhere: their relations, their address, themselves."""
    for link in islice(root.iter("link"), MOST_LINKS):
        found = absolute(address, link.get("href", "")[:3_000])
        if found is not None:
            yield set(link.get("rel", "").lower().split()), found, link


def _offers(root: lxml.html.HtmlElement, address: str) -> Iterator[Offer]:
    for rel, found, link in _links(root, address):
        title = folded(link.get("title", "")[:300]) or None
        if "https://api.w.org/" in rel:
            yield Offer(SourceKind.WORDPRESS, interface_address(found), title, "the page names its interface")
        elif "sitemap" in rel:
            yield Offer(SourceKind.SITEMAP, found, title, "the page names its sitemap")
        elif "alternate" in rel and _is_feed(link, found, title):
            kind = SourceKind.BLOGGER if urlsplit(found).path.rstrip("/") == _BLOGGER_FEED else SourceKind.FEED
            yield Offer(kind, found, title, "the page names its feed")


def _is_feed(link: lxml.html.HtmlElement, address: str, title: str | None) -> bool:
    told = link.get("type", "").partition(";")[0].strip().lower()
    return told in _FEED_TYPES and not _COMMENTS.search(urlsplit(address).path) and not _COMMENTS.search(title or "")


def _generator(root: lxml.html.HtmlElement) -> str | None:
    """The first generator that a page names; plug-ins add theirs behind."""
    named = (
        folded(meta.get("content", "")[:200])
        for meta in islice(root.iter("meta"), MOST_LINKS)
        if meta.get("name", "").lower() == "generator"
    )
    told = [name for name in named if name]
    known = [name for name in told if "wordpress" in name.lower() or "blogger" in name.lower()]
    return next(iter([*known, *told]), None)
