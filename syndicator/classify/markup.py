"""Markup: the text of cleaned HTML, changed without touching its tags; who cleans it is elsewhere."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
TOLD_IN_TAG = re.compile(r"\s(?:alt|title)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
INLINE = frozenset(["a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "span", "small", "mark", "font"])
WITH_ADDRESS = frozenset(
    ["a", "img", "figure", "picture", "source", "video", "audio", "iframe", "embed", "object", "svg"]
)
"""What shows a picture or leads elsewhere."""
Change = tuple[int, int, str]
"""Start and end of a passage, and what takes its place."""


@dataclass(frozen=True, slots=True)
class Markup:
    """
    HTML as the texts that a reader sees and the tags between them.

    Args:
        texts: what stands between the tags, without entities.
        tags: `tags[n]` stands behind `texts[n]`, so that there is one fewer of them.
    """

    texts: tuple[str, ...]
    tags: tuple[str, ...]

    @classmethod
    def read(cls, told: str) -> Markup:
        """Return cleaned HTML as its texts and tags."""
        texts = tuple(map(html.unescape, TAG.split(told)))
        return cls(texts, tuple(match.group() for match in TAG.finditer(told)))

    def __str__(self) -> str:
        texts = (html.escape(text, quote=False) for text in self.texts)
        return "".join(text + tag for text, tag in zip_longest(texts, self.tags, fillvalue=""))

    @property
    def plain(self) -> str:
        """The text that a reader sees; each block stands on a line of its own."""
        return "".join(text + gap for text, gap in zip_longest(self.texts, map(_gap, self.tags), fillvalue=""))

    def changed(self, changes: Sequence[Change]) -> Markup:
        """Return the same with passages of `plain` replaced, in order; what reaches over a tag goes before it."""
        return Markup(tuple(self._changed(changes)), self.tags)

    def _changed(self, changes: Sequence[Change]) -> Iterator[str]:
        start, following = 0, 0
        for text, tag in zip_longest(self.texts, self.tags, fillvalue=""):
            end = start + len(text)
            pieces, kept = [], start
            while following < len(changes) and changes[following][0] < end:
                first, last, instead = changes[following]
                if first >= start:
                    pieces += [text[kept - start : first - start], instead]
                kept = min(last, end)
                if last > end:
                    break
                following += 1
            yield "".join(pieces) + text[kept - start :]
            start = end + len(_gap(tag))

    def without_addresses(self) -> Markup:
        """Return the same without pictures, links and whatever tags tell besides their names."""
        return Markup(self.texts, tuple(map(_bare, self.tags)))

    def without_told(self) -> Markup:
        """Return the same without what tags tell in words: the descriptions of pictures."""
        return Markup(self.texts, tuple(TOLD_IN_TAG.sub("", tag) for tag in self.tags))


def _name(tag: str) -> str:
    found = TAG_NAME.match(tag)
    return found[1].lower() if found else ""


def _gap(tag: str) -> str:
    return "" if not tag or _name(tag) in INLINE else "\n"


def _bare(tag: str) -> str:
    name = _name(tag)
    if not name or name in WITH_ADDRESS:
        return ""
    return f"</{name}>" if tag.startswith("</") else f"<{name}>"
