"""Names of elements and attributes as feedparser calls them, whatever prefix a document gives their namespaces."""

from __future__ import annotations

import re

from feedparser.api import StrictFeedParser

from syndicator.parse.fast.unusual import Unusual

MOST_NAMESPACES = 60
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"

_USERLAND = "backend.userland.com/rss"
_KNOWN: dict[str, str] = {uri.lower(): prefix.lower() for uri, prefix in StrictFeedParser.namespaces.items()}
_KNOWN_PREFIXES = frozenset(_KNOWN.values())
_HANDLED = frozenset(
    name.removeprefix("_start_").removeprefix("_end_")
    for name in dir(StrictFeedParser)
    if name.startswith(("_start_", "_end_"))
) | {"ttl", "sy_updateperiod", "sy_updatefrequency"}  # no rules of its own, but kept under their names, and read
# What feedparser keeps under these names would be overwritten by an element that is called so.
_KEPT = frozenset(
    {"authors", "contributors", "date", "enclosures", "entries", "expired", "feed", "href", "items", "license", "links"}
) | frozenset({"publisher", "validity"})
_HANDLED_PREFIXES = frozenset(name.partition("_")[0] for name in _HANDLED if "_" in name) | {"published", "updated"}
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TELLING = frozenset(
    {"base", "domain", "href", "ispermalink", "label", "medium", "mode", "rel", "scheme", "src", "term", "type"}
) | frozenset({"uri", "url", "lastmod"})


class Names:
    """
    The namespaces of one document, declared as it is read.

    Attributes:
        tags: names that were asked for since the last declaration, as `tag` returns them.
    """

    def __init__(self) -> None:
        self._uri_of: dict[str | None, str] = {}
        self._strange: set[str] = set()
        self.tags: dict[str, str] = {}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Note a namespace; Unusual if its prefix would confuse feedparser, which forgets no declaration."""
        if not uri:
            return
        if uri.split() != [uri]:
            raise Unusual("blanks in a namespace")  # the XML reader of Python splits names at them
        key = uri.lower()
        known = _known(key)
        shown = prefix.lower() if prefix else None
        if shown and self._uri_of.setdefault(shown, key) != key:
            raise Unusual("a prefix of two namespaces")
        if len(self._uri_of) > MOST_NAMESPACES:
            raise Unusual("too many namespaces")
        if shown and known is None:
            if shown in _HANDLED_PREFIXES or not _PLAIN_NAME.fullmatch(shown):
                raise Unusual(f"the prefix {shown}")
            self._strange.add(key)
        elif shown and shown != known and shown in _KNOWN_PREFIXES:
            raise Unusual(f"the prefix {shown}")
        self.tags.clear()

    def tag(self, name: str) -> str:
        """Return what feedparser calls an element: `title`, `dc:creator`; `*:…` where the namespace says nothing."""
        tag = self.tags[name] = self._spelt(name)
        return tag

    def _spelt(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        local = local.lower()
        if not uri:
            return local
        prefix = _known(uri.lower())
        if prefix is None:
            prefix = "*" if uri.lower() in self._strange else ""
        return f"{prefix}:{local}" if prefix else local


def _known(uri: str) -> str | None:
    """Return feedparser's prefix for a namespace in lower case: empty for feeds themselves, None if it knows none."""
    return "" if _USERLAND in uri else _KNOWN.get(uri)


def means_nothing(tag: str) -> bool:
    """Tell whether feedparser has no rule for an element and keeps nothing of its name that we read."""
    prefix, colon, local = tag.partition(":")
    if colon:
        return prefix == "*" or f"{prefix}_{local}" not in _HANDLED
    return tag not in _HANDLED and tag not in _KEPT and _PLAIN_NAME.fullmatch(tag) is not None


def attributes_of(told: dict[str, str]) -> dict[str, str]:
    """Return attributes by their names in lower case; Unusual for those that change what all others mean."""
    attributes: dict[str, str] = {}
    for name, value in told.items():
        uri, _, local = name.rpartition(" ")
        local = local.lower()
        if uri:
            if uri == XML or uri.lower() == RDF:
                local = f"{'xml' if uri == XML else 'rdf'}:{local}"
            elif local in _TELLING:
                raise Unusual(f"the attribute {local} of a namespace")
            else:
                continue
        if local == "base" or local in attributes:
            raise Unusual(f"the attribute {local}")
        attributes[local] = value.lower() if local in {"rel", "type"} else value
    return attributes
