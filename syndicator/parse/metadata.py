"""What an article's page says about itself in its head: JSON-LD, Open Graph, meta elements, time elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import parse_qs, urljoin, urlsplit

import lxml.html

from syndicator.parse.markup import folded, said_briefly
from syndicator.parse.page_dates import day_in_address, find_moment

Json = Mapping[str, object]

_LARGEST_JSON_CHARS = 1_000_000
_MOST_NODES = 2_000
_MOST_MARKED = 200
"""Headings, names and dates that are looked at; what matters stands before."""
_LONGEST_TITLE_CHARS = 1_000
_ARTICLES = frozenset(
    {"article", "newsarticle", "blogposting", "report", "socialmediaposting", "reportagenewsarticle", "pressrelease"}
)
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "content_publisheddate", "publishdate", "pubdate",
    "publish-date", "publication_date", "dcterms.date", "dc.date", "dcterms.created", "dc.date.issued", "date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod")
_AUTHOR = ("author", "article:author_name", "dcterms.creator", "dc.creator", "content_author")
_NO_PHOTO = re.compile(r"(?:^|[/_.-])(?:logo|favicon|cropped|default|no-?image|placeholder|site-?icon)", re.IGNORECASE)
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|tanggal|time|waktu|published|posted-on|post-date|timestamp)(?:$|[\s_-])", re.IGNORECASE
)
_BY = re.compile(
    r"(?:(?:di)?(?:posting|tulis|terbitkan|kirim|unggah)(?:kan)?\s+)?(?:oleh|by)\s*:?\s+"
    r"|posted by\s*:?\s+|(?:penulis|author|editor)\s*:\s*",
    re.IGNORECASE,
)
_TITLE_BREAK = re.compile(r"\s+[|–—\-»:·]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """
    What a page says about its article; hostile like its text.

    Args:
        guid: the name that the feed of the same site gives it, where the page lets it be told.
        address: the page's own word for its address, on the same host; else where it was found.
        text: the article as plain text, where its JSON-LD carries it.
    """

    title: str
    address: str
    guid: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    images: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    text: str = ""


def read_metadata(root: lxml.html.HtmlElement, address: str) -> Metadata:
    """Return what a page says about its article; `address` is where it was found."""
    metas = _metas(root)
    article = _article(root)
    base = _own_address(root, address)
    return Metadata(
        title=_title(root, metas, article),
        address=base,
        guid=_guid(root, base),
        author=_author(root, metas, article),
        published_at=_published(root, metas, article) or day_in_address(base),
        updated_at=_first_moment([_string(article.get("dateModified")), *_named(metas, _MODIFIED)]),
        images=tuple(_images(metas, article, base)),
        categories=tuple(dict.fromkeys(_categories(metas, article))),
        text=_string(article.get("articleBody")),
    )


def _metas(root: lxml.html.HtmlElement) -> dict[str, list[str]]:
    """All meta elements by name, property or itemprop, in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = folded(meta.get("content", ""))
        for attribute in ("property", "name", "itemprop"):
            name = meta.get(attribute, "").strip().lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _named(metas: Mapping[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, ())]


def _article(root: lxml.html.HtmlElement) -> Json:
    """The first node of the page's JSON-LD that is an article; empty if there is none."""
    for script in root.iter("script"):
        if "ld+json" in script.get("type", "").lower() and len(script.text or "") <= _LARGEST_JSON_CHARS:
            try:
                told = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for node in _nodes(told):
                kinds = node.get("@type")
                names = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(name, str) and name.lower() in _ARTICLES for name in names):
                    return node
    return {}


def _nodes(told: object) -> Iterator[Json]:
    """All objects of a JSON-LD document as far as articles may be nested, bounded."""
    waiting, seen = [told], 0
    while waiting and seen < _MOST_NODES:
        node, seen = waiting.pop(0), seen + 1
        if isinstance(node, list):
            waiting.extend(node[:_MOST_NODES])
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[name] for name in ("@graph", "mainEntity", "hasPart") if name in node)


def _string(told: object) -> str:
    """A string of JSON-LD, or of the first of several."""
    if isinstance(told, list):
        told = told[0] if told else None
    return folded(told) if isinstance(told, str) else ""


def _own_address(root: lxml.html.HtmlElement, address: str) -> str:
    """The canonical address, if it leads to the same host and not to its home page."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            told = _joined(address, link.get("href", ""))
            if told and _host(told) == _host(address) and urlsplit(told).path.strip("/"):
                return told
    return address


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _guid(root: lxml.html.HtmlElement, address: str) -> str | None:
    """WordPress' short link `?p=<id>` and Blogger's post id are what their feeds call an entry by."""
    for link in root.iter("link"):
        if link.get("rel", "").lower() == "shortlink":
            told = _joined(address, link.get("href", ""))
            if _host(told) == _host(address) and parse_qs(urlsplit(told).query).get("p", [""])[0].isdigit():
                return told
    ids = {
        meta.get("itemprop"): meta.get("content", "")
        for meta in root.iter("meta")
        if meta.get("itemprop") in {"blogId", "postId"}
    }
    if ids.get("blogId", "").isdigit() and ids.get("postId", "").isdigit():
        return f"tag:blogger.com,1999:blog-{ids['blogId']}.post-{ids['postId']}"
    return None


def _title(root: lxml.html.HtmlElement, metas: Mapping[str, list[str]], article: Json) -> str:
    """A heading that the title element repeats, else what is told for sharing, else a heading, else the title."""
    whole = folded((root.findtext(".//title") or "")[:_LONGEST_TITLE_CHARS])
    headings = [(one.tag, said_briefly(one)) for one in islice(root.iter("h1", "h2", "h3"), _MOST_MARKED)]
    repeated = [text for _, text in headings if text and text.casefold() in whole.casefold()]
    told = [_string(article.get("headline")), *_named(metas, ("og:title", "twitter:title"))]
    first = [text for _, text in headings if _string(article.get("headline")) == text]
    longest = max(repeated, key=len, default="")
    if first or (longest and len(longest) * 2 >= len(whole)):
        return first[0] if first else longest
    shared = next((text for text in told if text), "")
    if shared:
        return _without_site(shared, metas)
    main = next((text for tag, text in headings if tag == "h1" and text), "")
    return main or _without_site(whole, metas) or next((text for _, text in headings if text), "")


def _without_site(title: str, metas: Mapping[str, list[str]]) -> str:
    """A title without the name of the site behind it."""
    for name in metas.get("og:site_name", ()):
        if title.casefold().endswith(name.casefold()) and len(title) > len(name):
            return title[: -len(name)].rstrip(" |–—-»:·")
    parts = _TITLE_BREAK.split(title)
    if len(parts) > 1 and len(parts[-1].split()) <= 5 < len(title.split()) - len(parts[-1].split()):
        return title[: title.rindex(parts[-1])].rstrip(" |–—-»:·")
    return title


def _author(root: lxml.html.HtmlElement, metas: Mapping[str, list[str]], article: Json) -> str | None:
    told = article.get("author")
    people = told if isinstance(told, list) else [told]
    names = [_string(person.get("name")) if isinstance(person, dict) else _string(person) for person in people]
    joined = ", ".join(dict.fromkeys(name for name in names if name))
    return joined or next(iter(_named(metas, _AUTHOR)), None) or _byline(root)


def _byline(root: lxml.html.HtmlElement) -> str | None:
    """Return the author as the text tells it, by the class or microdata that marks a name."""
    for element in root.iter("a", "span", "div"):
        marks = {*element.get("class", "").split(), element.get("rel", ""), element.get("itemprop", "")}
        if marks & {"author", "post-author", "author-name", "wp-block-post-author-name", "username", "fn"}:
            name = _BY.sub("", said_briefly(element), count=1)
            if 0 < len(name) <= 80:
                return name
    return None


def _published(root: lxml.html.HtmlElement, metas: Mapping[str, list[str]], article: Json) -> datetime | None:
    told = [_string(article.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")]
    return _first_moment([*told, *_named(metas, _PUBLISHED)]) or _first_moment(_shown_dates(root))


def _shown_dates(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Dates in the text, the surest first: microdata, time elements, what a class calls a date."""
    for element in root.iter("abbr", "time", "span", "div", "meta"):
        if element.get("itemprop") == "datePublished":
            yield element.get("title") or element.get("datetime") or said_briefly(element)
    times = list(root.iter("time"))
    times.sort(key=lambda time: not {"published", "entry-date"} & set(time.get("class", "").split()))
    for time in times:
        yield time.get("datetime") or said_briefly(time)
    for element in root.iter("span", "div", "p", "a", "li"):
        if _DATED.search(element.get("class", "")) and len(text := said_briefly(element)) <= 120:
            yield text


def _first_moment(told: Iterable[str]) -> datetime | None:
    some = islice(told, _MOST_MARKED)
    return next((moment for text in some if text and (moment := find_moment(text)) is not None), None)


def _images(metas: Mapping[str, list[str]], article: Json, base: str) -> Iterator[str]:
    """Addresses of the lead picture, best first; the site's emblem is none."""
    told = [*_named(metas, ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "image_url"))]
    told += _image_addresses(article.get("image"))
    seen = set()
    for candidate in told:
        address = _joined(base, candidate)
        if address.startswith(("http://", "https://")) and address not in seen and not _NO_PHOTO.search(address):
            seen.add(address)
            yield address


def _image_addresses(told: object) -> list[str]:
    if isinstance(told, str):
        return [told]
    if isinstance(told, dict):
        return [address for name in ("url", "contentUrl") if (address := _string(told.get(name)))]
    if isinstance(told, Sequence):
        return [address for one in told[:10] for address in _image_addresses(one) if not isinstance(one, list)]
    return []


def _categories(metas: Mapping[str, list[str]], article: Json) -> Iterator[str]:
    yield from _named(metas, ("article:section", "article:tag"))
    if section := _string(article.get("articleSection")):
        yield section
