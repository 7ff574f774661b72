"""Reading `Link` headers (RFC 8288), as far as WebSub needs them; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

MOST_CHARS = 16_000
MOST_LINKS = 100
_TARGET = re.compile(r"[\s,;]*<([^<>]*)>")
_PARAMETER = re.compile(
    r";\s*([!#$%&'*+.^_`|~\w-]{1,60})\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?\s*", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its address as told, and its relations in lower case."""

    target: str
    relations: tuple[str, ...]


def read_links(headers: Iterable[str]) -> Iterator[Link]:
    """Yield the links of `Link` headers in order; what comes after the first thing that is none is left out."""
    for told in headers:
        header, at = told[:MOST_CHARS], 0
        for _ in range(MOST_LINKS):
            found = _TARGET.match(header, at)
            if found is None:
                break
            at, relations, anchored = found.end(), "", False
            while parameter := _PARAMETER.match(header, at):
                at = parameter.end()
                name, value = parameter[1].lower(), parameter[2] or parameter[3] or ""
                anchored = anchored or name == "anchor"
                relations = relations or (value if name == "rel" else "")
            if not anchored:
                yield Link(found[1].strip(), tuple(relations.lower().split()))


def hub_and_topic(headers: Iterable[str], address: str) -> tuple[str | None, str | None]:
    """
    Return the first hub and the feed's own name that `Link` headers tell, as absolute addresses; None where untold.

    Args:
        address: where the document was found, from which relative addresses count.
    """
    links = list(read_links(headers))
    return _first(links, "hub", address), _first(links, "self", address)


def _first(links: Iterable[Link], relation: str, address: str) -> str | None:
    target = next((link.target for link in links if relation in link.relations and link.target), None)
    if target is None:
        return None
    try:
        return urljoin(address, target)
    except ValueError:
        return None
