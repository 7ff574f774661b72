"""The feed around its entries: what it is called, where its site is, and where its entries stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from syndicator.parse.fast import values
from syndicator.parse.fast.item import author_of, leads_to_page, link_of
from syndicator.parse.fast.tree import Node
from syndicator.parse.fast.unusual import Unusual

_IMAGE_PARTS = frozenset({"url", "title", "link", "width", "height", "description"})


@dataclass(slots=True)
class Channel:
    """What a feed tells of itself."""

    title: str | None = None
    home: str | None = None
    items: list[Node] = field(default_factory=list)

    def read(self, node: Node) -> None:
        """Read RSS' `channel` or Atom's `feed`."""
        if "lastmod" in node.attributes or "href" in node.attributes:
            raise Unusual("a channel of CDF")
        for child in node.children:
            self.read_child(child)

    def read_child(self, child: Node) -> None:
        """Read an element of the feed, or one that RDF puts beside it."""
        if child.tag in {"item", "entry"}:
            if "lastmod" in child.attributes or "href" in child.attributes:
                raise Unusual("an item of CDF")
            self.items.append(child)
        elif read := self._READ.get(child.tag):
            read(self, child)
        else:
            values.without_meaning(child)

    def _read_title(self, node: Node) -> None:
        if self.title is not None:
            raise Unusual("a second title of the feed")
        self.title = values.content(node)

    def _read_link(self, node: Node) -> None:
        told = link_of(node)
        if "href" not in node.attributes:
            self.home = values.unreferenced(told)
        elif leads_to_page(node):
            self.home = told

    def _read_id(self, node: Node) -> None:
        told = values.leaf(node)
        if self.home is None and node.attributes.get("ispermalink", "true") == "true":
            self.home = values.address(told)

    def _read_image(self, node: Node) -> None:
        for child in node.children:
            if child.tag not in _IMAGE_PARTS:
                raise Unusual(f"a picture of the feed with {child.tag}")
            values.leaf(child)

    def _read_items(self, node: Node) -> None:
        for child in node.children:
            values.without_meaning(child)

    def _read_person(self, node: Node) -> None:
        author_of(node)

    def _pass_over(self, node: Node) -> None:
        values.leaf(node)

    _READ: ClassVar[dict[str, Callable[[Channel, Node], None]]] = {
        "title": _read_title,
        "link": _read_link,
        **dict.fromkeys(("id", "guid"), _read_id),
        "image": _read_image,
        "items": _read_items,
        **dict.fromkeys(("author", "managingeditor", "dc:creator"), _read_person),
        **dict.fromkeys(("description", "subtitle", "tagline", "language", "dc:language"), _pass_over),
        **dict.fromkeys(("copyright", "rights", "dc:rights", "webmaster", "dc:publisher"), _pass_over),
        **dict.fromkeys(("pubdate", "lastbuilddate", "updated", "modified", "published", "dc:date"), _pass_over),
        **dict.fromkeys(("category", "dc:subject", "keywords", "generator", "cloud"), _pass_over),
    }
