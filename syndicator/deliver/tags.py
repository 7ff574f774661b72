"""Hash tags of the names of topics."""

from __future__ import annotations

from collections.abc import Iterable

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
# No name of the desk is longer; what is would be no tag on Bluesky (64 graphemes).
LONGEST_TAG_CHARS = 64


def tags_of(topics: Iterable[str], most: int) -> tuple[str, ...]:
    """
    Return at most so many tags in the order of the topics: `#LaluLintas` of "lalu lintas".

    Letters and digits only, as every service takes them; what begins with a digit is no tag anywhere, and one that
    differs in the case of its letters alone is the same.
    """
    found: dict[str, str] = {}
    for topic in topics:
        name = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(topic))
        if name and len(name) <= LONGEST_TAG_CHARS and regex.match(r"\p{L}", name):
            found.setdefault(name.casefold(), f"#{name}")
    return tuple(found.values())[:most]
