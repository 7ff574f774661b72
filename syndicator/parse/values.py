"""Values out of JSON from outside, each of the type that is asked for or empty."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from syndicator.errors import SourceFault
from syndicator.parse.encodings import in_utf8
from syndicator.parse.entries import storable

LARGEST_BYTES = 10_000_000
MOST_VALUES = 200_000
"""Objects and lists; each takes far more memory than the two bytes that make it."""

_START = re.compile(rb"""[\[{]\s*["{\]}]""")
"""Servers put their warnings before the answer."""

Told = Mapping[str, object]


def loaded(body: bytes, content_type: str, mend: str) -> object:
    """
    Return what a JSON document holds.

    Args:
        mend: what to do where it is none.

    Raises:
        SourceFault: it is not JSON, or larger than any answer.
    """
    document = in_utf8(body, content_type) or b""
    start = _START.search(document)
    document = document[start.start() :] if start else document
    if len(document) > LARGEST_BYTES or document.count(b"{") + document.count(b"[") > MOST_VALUES:
        raise SourceFault("format", "the document is larger than any answer", "the site has to shorten it")
    try:
        held: object = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise SourceFault("format", "the document is not JSON", mend) from error
    return held


def text(told: object, *path: str) -> str:
    """Return the string at the end of a path of keys; empty where there is none."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return storable(told) if isinstance(told, str) else ""


def listed(told: object, *path: str) -> Sequence[object]:
    """Return the list at the end of a path of keys; empty where there is none."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, list) else ()
