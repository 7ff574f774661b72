"""Pages that list releases: which of their many links lead to one, with what the page says of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from syndicator.errors import SourceFault
from syndicator.parse.markup import folded, page_tree, said_briefly
from syndicator.parse.named import Named, absolute, host_of
from syndicator.parse.page_dates import day_in_address, find_moment
from syndicator.parse.selectors import select

MOST_LINKS = 5_000
MOST_NAMED = 200
FEWEST_WORDS = 4
"""A title of fewer words is a menu's, not a release's."""
LARGEST_CARD = 60
"""Elements; what is larger holds more than one release."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AROUND = ("nav", "footer", "script", "style", "noscript", "template", "form")
_ELSEWHERE = frozenset(
    {
        *("category", "categories", "kategori", "tag", "tags", "topik", "topic", "label", "author", "penulis", "page"),
        *("search", "cari", "login", "feed", "feeds", "rss", "wp-admin", "wp-content", "wp-login.php", "wp-json"),
        *("about", "tentang", "kontak", "contact", "profil", "privacy-policy", "sitemap", "indeks", "share", "print"),
        *("comments", "user", "users", "galeri", "gallery", "assets", "uploads", "download"),
    }
)
_FILES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|xml|css|js)$", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:baca|lihat|read|see|continue)\s+)?"
    r"(?:selengkapnya|lebih lanjut|lainnya|more|detail|reading|berita|lanjut)\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"(?:[^-_]+[-_]){3,}[^-_]+|.{30,}")


@dataclass(slots=True)
class _Link:
    """All links of a page to one address; the title is the longest that any of them has."""

    address: str
    title: str
    anchor: lxml.html.HtmlElement


def read_listing(body: bytes, *, content_type: str, address: str, selector: str | None) -> tuple[Named, ...]:
    """
    Return the releases that a page lists, in its order, which is newest first as a rule.

    Args:
        selector: CSS selector of the links, or of what holds one each; None takes the links of one site whose
            addresses are of one form and whose texts say most.

    Raises:
        SourceFault: the page names none, the selector is none, or the document is no page.
    """
    root = page_tree(body, content_type)
    base = _base(root, address)
    if selector is not None:
        links = _links(_selected(root, selector), base)
    else:
        links = _alike(_outside_menus(root, base, address))
    if not links:
        how = f"nothing that {selector!r} selects is a link" if selector else "no links to releases were found"
        raise SourceFault("format", f"{how} on the page", "give a selector of the links: --selector 'h2.title a'")
    return tuple(_named(link, base) for link in links[:MOST_NAMED])


def _base(root: lxml.html.HtmlElement, address: str) -> str:
    base = root.find(".//base[@href]")
    return (absolute(address, base.get("href", "")) if base is not None else None) or address


def _selected(root: lxml.html.HtmlElement, selector: str) -> Iterator[lxml.html.HtmlElement]:
    """The links that a selector means: what it selects, or stands inside or around that."""
    for element in islice(select(root, selector), MOST_LINKS):
        inside = element if element.get("href") else element.find(".//a[@href]")
        around = next(element.iterancestors("a"), None)
        if inside is not None or around is not None:
            yield inside if inside is not None else around


def _outside_menus(root: lxml.html.HtmlElement, base: str, address: str) -> list[_Link]:
    """Links that may lead to a release: of the same host, and not to a list, a file or the page itself."""
    for element in list(root.iter(*_AROUND)):
        element.set("hidden", "")
    anchors = (anchor for anchor in root.iter("a") if anchor.get("href") and not _is_around(anchor))
    links = _links(islice(anchors, MOST_LINKS), base)
    here = (host_of(address), _place(address))
    return [link for link in links if (host_of(link.address), _place(link.address)) != here and _may_be(link, address)]


def _is_around(anchor: lxml.html.HtmlElement) -> bool:
    return any("hidden" in holder.attrib for holder in anchor.iterancestors())


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path.rstrip('/')}?{parts.query}"


def _may_be(link: _Link, address: str) -> bool:
    parts = urlsplit(link.address)
    steps = [step.lower() for step in parts.path.split("/") if step]
    return (
        host_of(link.address) == host_of(address)
        and bool(steps or parts.query)
        and not _ELSEWHERE & set(steps[:-1] or steps)
        and not _FILES.search(parts.path)
    )


def _links(anchors: Iterable[lxml.html.HtmlElement], base: str) -> list[_Link]:
    found: dict[str, _Link] = {}
    for anchor in anchors:
        address = absolute(base, anchor.get("href", ""))
        if address is None:
            continue
        title = _title(anchor)
        known = found.setdefault(address, _Link(address, title, anchor))
        if len(title) > len(known.title):
            known.title, known.anchor = title, anchor
    return list(found.values())


def _title(anchor: lxml.html.HtmlElement) -> str:
    """The text of a link; for a picture or `read more` the heading of its card."""
    text = said_briefly(next(_headings(anchor), anchor))
    if text and not _MORE.fullmatch(text):
        return text
    return next(filter(None, map(said_briefly, _headings(_card(anchor)))), "") or folded(anchor.get("title", "")[:500])


def _headings(holder: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    return (one for one in islice(holder.iter(), LARGEST_CARD) if one.tag in _HEADINGS)


def _card(anchor: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The largest element around a link that tells of one release only."""
    card = anchor
    for holder in islice(anchor.iterancestors(), 5):
        inside = list(islice(holder.iter(), LARGEST_CARD + 1))
        if len(inside) > LARGEST_CARD or holder.tag in {"body", "html"} or _tells_of_many(inside, anchor):
            break
        card = holder
    return card


def _tells_of_many(inside: Iterable[lxml.html.HtmlElement], anchor: lxml.html.HtmlElement) -> bool:
    links, headings = {anchor.get("href")}, 0
    for one in inside:
        if one.tag == "a":
            text = said_briefly(one)
            if len(text.split()) >= FEWEST_WORDS or _MORE.fullmatch(text):
                links.add(one.get("href"))
        elif one.tag in _HEADINGS and said_briefly(one):
            headings += 1
    return headings > 1 or len({(link or "").partition("#")[0] for link in links}) > 1


def _alike(links: list[_Link]) -> list[_Link]:
    """The links whose addresses are of the form that says most: long titles, many of them, dated addresses."""
    forms: Mapping[str, list[_Link]] = defaultdict(list)
    for link in links:
        if len(link.title.split()) >= FEWEST_WORDS:
            forms[_form(link.address)].append(link)
    if not forms:
        return []
    return max(forms.values(), key=_weight)


def _weight(links: list[_Link]) -> float:
    words = sum(min(len(link.title.split()), 12) for link in links)
    return words * (2 if day_in_address(links[0].address) else 1)


def _form(address: str) -> str:
    """Return the form of an address: how many steps, and which of them are numbers, words or sentences."""
    parts = urlsplit(address)
    path = "/".join(_kind(step) for step in parts.path.strip("/").split("/"))
    query = "&".join(sorted(f"{name}={_kind(value)}" for name, value in parse_qsl(parts.query)[:10]))
    return f"{path}?{query}"


def _kind(step: str) -> str:
    if _NUMBER.fullmatch(step):
        return "0"
    return "sentence" if _SLUG.fullmatch(step) else "word"


def _named(link: _Link, base: str) -> Named:
    card = _card(link.anchor)
    return Named(
        address=link.address,
        title=link.title or None,
        published_at=_moment(card) or day_in_address(link.address),
        images=tuple(_pictures(card, base)),
    )


def _moment(card: lxml.html.HtmlElement) -> datetime | None:
    """The date of a card: of its time elements first, then of any short text in it."""
    times = [one.get("datetime") or said_briefly(one) for one in islice(card.iter("time"), LARGEST_CARD)]
    texts = (folded(text) for text in islice(card.itertext(), LARGEST_CARD) if len(text) <= 120)
    return next((moment for told in (*times, *texts) if (moment := find_moment(told)) is not None), None)


def _pictures(card: lxml.html.HtmlElement, base: str) -> Iterator[str]:
    for image in islice(card.iter("img"), 1):
        told = next(filter(None, (image.get(name) for name in ("data-src", "data-lazy-src", "src"))), "")
        address = None if told.startswith("data:") else absolute(base, told)
        if address is not None:
            yield address
