"""
Facets: which bytes of a post on Bluesky are a link or a hash tag.

As of https://docs.bsky.app/docs/advanced-guides/post-richtext: ranges of UTF-8, the end exclusive, never over another.
"""

from __future__ import annotations

import re

LINK, TAG = "app.bsky.richtext.facet#link", "app.bsky.richtext.facet#tag"
MOST_TAG_CHARS = 64
_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_BEHIND_LINKS = ".,;:!?'’)"
_TAG = re.compile(r"(?<!\S)[#＃](?=\w*[^\W\d_])(\w++)(?!\S*://)")

Facet = dict[str, object]


def facets(text: str) -> list[Facet]:
    """
    Return the facets of a text, in its order.

    The service counts in bytes of UTF-8 and takes ranges out of the text without a word, so each is cut out of the
    text itself.
    """
    found = [
        (link.start(), _end(link), {"$type": LINK, "uri": text[link.start() : _end(link)]})
        for link in _LINK.finditer(text)
    ]
    found += [
        (tag.start(), tag.end(), {"$type": TAG, "tag": tag[1]})
        for tag in _TAG.finditer(text)
        if len(tag[1]) <= MOST_TAG_CHARS
    ]
    return [_facet(text, *one) for one in sorted(found, key=lambda one: one[0])]


def _end(link: re.Match[str]) -> int:
    return link.start() + len(link[0].rstrip(_BEHIND_LINKS))


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> Facet:
    first = len(text[:start].encode())
    last = first + len(text[start:end].encode())
    return {"index": {"byteStart": first, "byteEnd": last}, "features": [feature]}
