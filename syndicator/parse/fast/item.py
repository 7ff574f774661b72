"""One entry of a feed: what its elements mean to feedparser, in RSS and Atom alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from syndicator.model.entry import Entry
from syndicator.parse.entries import entry_of
from syndicator.parse.fast import values
from syndicator.parse.fast.tree import Node
from syndicator.parse.fast.unusual import Unusual

MOST_CATEGORIES = 100
"""Each is compared with all before it."""

_MEDIA_CATEGORIES = "http://search.yahoo.com/mrss/category_schema"


class Item:
    """What an entry has told so far."""

    def __init__(self, node: Node) -> None:
        self._once: set[str] = set()
        self._guid = node.attributes.get("rdf:about", "")
        self._link: str | None = None
        self._title: str | None = None
        self._title_elsewhere = False
        self._content = ""
        self._summary = ""
        self._authors: list[str] = []
        self._published_at: datetime | None = None
        self._updated_at: datetime | None = None
        self._tags: list[tuple[str | None, str | None, str | None]] = []
        self._media: list[Mapping[str, str]] = []
        self._enclosures: list[Mapping[str, str]] = []
        self._thumbnails: list[str] = []
        for child in node.children:
            read = self._READ.get(child.tag)
            if read is None:
                values.without_meaning(child)
            else:
                read(self, child)

    def entry(self) -> Entry:
        """Return the entry."""
        if self._title_elsewhere and not self._title:
            raise Unusual("a title of a picture only")
        return entry_of(
            guid=values.clean(self._guid),
            link=values.clean(self._link or ""),
            title=values.clean(self._title or ""),
            contents=[values.clean(self._content)],
            summary=values.clean(self._summary),
            author=values.clean(self._authors[-1]) if self._authors else "",
            published_at=self._published_at,
            updated_at=self._updated_at,
            categories=[values.clean(term) for term, _, _ in self._tags if term],
            images=self._images(),
        )

    def _images(self) -> Iterator[str]:
        for media in (*self._media, *self._enclosures):
            kind = values.clean(media.get("type", "")) or values.clean(media.get("medium", ""))
            if kind.startswith("image"):
                yield values.clean(media.get("url", "")) or values.clean(media.get("href", ""))
        yield from map(values.clean, self._thumbnails)

    def _only(self, what: str) -> None:
        if what in self._once:
            raise Unusual(f"a second {what}")
        self._once.add(what)

    def _read_title(self, node: Node) -> None:
        self._only("title")
        self._title = values.content(node)

    def _read_link(self, node: Node) -> None:
        told = link_of(node)
        rel = node.attributes.get("rel", "alternate")
        if "href" in node.attributes:
            if rel == "enclosure":
                self._enclosures.append({"type": "text/html"} | node.attributes | {"href": told})
            elif leads_to_page(node):
                self._link = told
        elif rel == "enclosure":
            raise Unusual("an enclosure without address")
        else:
            self._link = values.unreferenced(told.replace("&amp;", "&"))

    def _read_guid(self, node: Node) -> None:
        self._only("guid")
        self._guid = values.leaf(node)
        if node.attributes.get("ispermalink", "true") == "true":
            self._guid = values.address(self._guid)
            self._link = self._guid if self._link is None else self._link

    def _read_content(self, node: Node) -> None:
        self._only("content")
        self._content = values.content(node)

    def _read_summary(self, node: Node) -> None:
        self._only("summary")
        self._summary = values.content(node)

    def _read_author(self, node: Node) -> None:
        if node.children:
            self._only("author")
        if self._authors and "author" in self._once:
            raise Unusual("several authors")
        self._authors.append(author_of(node))

    def _read_published(self, node: Node) -> None:
        self._published_at = values.moment(values.leaf(node))

    def _read_updated(self, node: Node) -> None:
        self._updated_at = values.moment(values.leaf(node))

    def _read_category(self, node: Node, scheme: str | None = None) -> None:
        told = node.attributes
        self._tag(told.get("term"), told.get("scheme", told.get("domain", scheme)), told.get("label"))
        term = values.leaf(node)
        if term and self._tags and not self._tags[-1][0]:
            self._tags[-1] = (term, *self._tags[-1][1:])
        elif term:
            self._tag(term, None, None)

    def _read_media_category(self, node: Node) -> None:
        self._read_category(node, _MEDIA_CATEGORIES)

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        if len(self._tags) > MOST_CATEGORIES:
            raise Unusual("too many categories")
        if (term or scheme or label) and (term, scheme, label) not in self._tags:
            self._tags.append((term, scheme, label))

    def _read_enclosure(self, node: Node) -> None:
        told = node.attributes
        if node.children or told.get("url") == "" or "uri" in told or ("url" in told and "href" in told):
            raise Unusual("a strange enclosure")
        self._enclosures.append(told)

    def _read_media(self, node: Node) -> None:
        self._media.append(node.attributes)
        self._read_media_group(node)

    def _read_media_group(self, node: Node) -> None:
        for child in node.children:
            read = self._READ.get(child.tag) if child.tag.startswith("media:") else None
            if read is None:
                values.without_meaning(child)
            else:
                read(self, child)

    def _read_thumbnail(self, node: Node) -> None:
        if values.leaf(node):
            raise Unusual("a thumbnail with text")
        self._thumbnails.append(node.attributes.get("url", ""))

    def _read_media_title(self, node: Node) -> None:
        values.leaf(node)
        self._title_elsewhere = True

    def _pass_over(self, node: Node) -> None:
        values.leaf(node)

    _READ: ClassVar[dict[str, Callable[[Item, Node], None]]] = {
        "title": _read_title,
        "link": _read_link,
        **dict.fromkeys(("guid", "id"), _read_guid),
        **dict.fromkeys(("content", "content:encoded"), _read_content),
        **dict.fromkeys(("description", "summary"), _read_summary),
        **dict.fromkeys(("author", "dc:creator", "dc:author"), _read_author),
        **dict.fromkeys(("published", "pubdate", "issued", "dcterms:issued"), _read_published),
        **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc:date", "dcterms:modified"), _read_updated),
        **dict.fromkeys(("category", "dc:subject"), _read_category),
        "media:category": _read_media_category,
        "enclosure": _read_enclosure,
        "media:content": _read_media,
        "media:group": _read_media_group,
        "media:thumbnail": _read_thumbnail,
        "media:title": _read_media_title,
        **dict.fromkeys(("media:credit", "media:rating", "media:restriction", "media:license"), _pass_over),
        **dict.fromkeys(("created", "dcterms:created", "generator", "language", "dc:language"), _pass_over),
        **dict.fromkeys(("rights", "copyright", "dc:rights", "webmaster", "dc:publisher"), _pass_over),
    }


def link_of(node: Node) -> str:
    """Return where a link leads: its `href`, else its text."""
    told = node.attributes
    if node.children or "url" in told or "uri" in told or told.get("href") == "":
        raise Unusual("a strange link")
    return values.address(told["href"] if "href" in told else values.leaf(node))


def leads_to_page(node: Node) -> bool:
    """Tell whether a link with `href` is the page that the entry or the feed is about."""
    told = node.attributes
    return told.get("rel", "alternate") == "alternate" and told.get("type", "text/html") in values.HTML_TYPES


def author_of(node: Node) -> str:
    """Return an author: the text, or `name (address)` of Atom's elements."""
    if not node.children:
        return values.leaf(node)
    told: dict[str, str] = {}
    for child in node.children:
        if child.tag in {"name", "email", "uri"}:
            values.leaf(child)
            if child.tag in told:
                raise Unusual(f"an author with a second {child.tag}")
            told[child.tag] = child.text.strip()
        else:
            values.without_meaning(child)
    if node.is_mixed or node.text.strip():
        raise Unusual("an author with text and elements")
    name, email = told.get("name", ""), told.get("email", "")
    return f"{name} ({email})" if name and email else name or email
