"""What elements hold, mended as feedparser mends it."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from syndicator.parse.fast.names import means_nothing
from syndicator.parse.fast.tree import Node
from syndicator.parse.fast.unusual import Unusual
from syndicator.parse.feed_dates import read_moment

HTML_TYPES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_TEXT_TYPES = frozenset({"text", "plain", "html", "text/plain", "text/html"})
_SLASHES = re.compile(r"([A-Za-z][A-Za-z0-9+-.]*://)/*")
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")


def clean(text: str) -> str:
    """Take out the one character that XML lets through and no page can hold, and the blanks around."""
    return text.replace("\x7f", "").strip()


def mended(text: str) -> str:
    """Return a text without blanks around; UTF-8 that somebody took for Latin 1 is read again."""
    text = text.strip()
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def leaf(node: Node) -> str:
    """Return what a node without children holds, mended."""
    if node.children:
        raise Unusual(f"elements inside of {node.tag}")
    return mended(node.text)


def bare(node: Node) -> str:
    """Return what a leaf holds that feedparser has no rule for: it would keep its attributes in the text's place."""
    if node.attributes:
        raise Unusual(f"{node.tag} with attributes")
    return leaf(node)


def content(node: Node) -> str:
    """Return text or escaped HTML; markup that is not escaped, and base 64, are not ours."""
    attributes = node.attributes
    if attributes.get("type", "html") not in _TEXT_TYPES or attributes.get("mode", "xml") not in {"xml", "escaped"}:
        raise Unusual(f"{node.tag} of type {attributes.get('type')}")
    return leaf(node)


def moment(told: str) -> datetime | None:
    """Return a date's moment, None for an empty date; Unusual if its form is not among ours."""
    told = clean(told)
    if not told:
        return None
    found = read_moment(told)
    if found is None:
        raise Unusual(f"the date {told[:40]!r}")
    return found


def address(told: str) -> str:
    """Return an address with two slashes after its scheme; Unusual if it might be one that nobody can split."""
    if "[" in told or "]" in told or not told.isascii():
        try:
            urlsplit(told)
        except ValueError as error:
            raise Unusual("an address that is none") from error
    return _SLASHES.sub(r"\1", told, count=1) if ":///" in told and _SLASHES.match(told) else told


def unreferenced(told: str) -> str:
    """Take the semicolons out of `&b;` in an address: a parameter that was taken for an entity."""
    return _REFERENCE.sub(r"&\g<1>", told) if "&" in told else told


def without_meaning(node: Node) -> None:
    """Let an element pass that feedparser has no rule for, and nothing that it has one for inside."""
    if not means_nothing(node.tag):
        raise Unusual(f"the element {node.tag}")
    for child in node.children:
        without_meaning(child)
