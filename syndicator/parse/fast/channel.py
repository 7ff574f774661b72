"""The feed around its entries: what it is called, where its site is, how it may be asked, where its entries stand."""

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
    generator: str = ""
    ttl: str = ""
    period: str = ""
    frequency: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def read(self, node: Node) -> None:
        """Read RSS' `channel` or Atom's `feed`."""
        if "lastmod" in node.attributes or "href" in node.attributes:
            raise Unusual("a channel of CDF")
        for child in node.children:
            if child.tag in {"item", "entry"}:
                self._keep(child)
            elif read := self._READ.get(child.tag):
                read(self, child)
            else:
                values.without_meaning(child)

    def read_beside(self, node: Node) -> None:
        """Read an element that RDF puts beside the feed, where all but entries and a picture would go astray."""
        if node.tag in {"item", "entry"}:
            self._keep(node)
        elif node.tag == "image":
            self._read_image(node)
        elif node.tag in self._READ:
            raise Unusual(f"{node.tag} beside the feed")
        else:
            values.without_meaning(node)

    def _keep(self, node: Node) -> None:
        if "lastmod" in node.attributes or "href" in node.attributes:
            raise Unusual("an item of CDF")
        self.items.append(node)

    def _read_title(self, node: Node) -> None:
        if self.title is not None:
            raise Unusual("a second title of the feed")
        self.title = values.content(node)

    def _read_link(self, node: Node) -> None:
        told = link_of(node)
        if "href" not in node.attributes:
            self.home = told = values.unreferenced(told)
        elif leads_to_page(node):
            self.home = told
        self.links.append((values.clean(node.attributes.get("rel", "alternate")), values.clean(told)))

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

    def _read_generator(self, node: Node) -> None:
        self.generator = values.leaf(node)

    def _read_ttl(self, node: Node) -> None:
        self.ttl = values.bare(node)

    def _read_period(self, node: Node) -> None:
        self.period = values.bare(node)

    def _read_frequency(self, node: Node) -> None:
        self.frequency = values.bare(node)

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
        **dict.fromkeys(("category", "dc:subject", "keywords", "cloud"), _pass_over),
        "generator": _read_generator,
        "ttl": _read_ttl,
        "sy:updateperiod": _read_period,
        "sy:updatefrequency": _read_frequency,
    }
