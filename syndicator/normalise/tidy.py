"""
Markup that cannot hurt a parser of HTML: bounded in length, in depth, and in what has to be copied.

Parsers by the book (HTML, section 13.2) take time that grows with the square of what is nested, of what is left open
and of the attributes of one tag: a hundred thousand `<div>` are a minute, a thousand `<b>` left open before a thousand
paragraphs are a million elements. Small markup passes as it is; of larger markup only plainly written tags are left.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

LARGEST_CHARS = 1_000_000
"""No release is longer; what follows is cut off."""
DEEPEST = 100
TABLE_DEPTH = 3
"""What the rows and cells of a table add to it."""
MOST_TAGS = 50_000
"""What follows is text alone."""
MOST_COPIED_CHARS = 10_000_000
"""Formatting that is open counts its own length, and that of an element in memory, at every tag that follows."""
MOST_REFERENCES = 20_000
MOST_HARD_SPACES = 2_000

_SMALL_CHARS, _SMALL_TAGS = 20_000, 300
_ELEMENT_CHARS = 60
_DATA = re.compile(r"data:[^\s\"'<>()]{200,}+")
_HARD_SPACE = re.compile(r"\u00a0|&(?:nbsp|#160|#[xX][aA]0);?")
_VALUE = r"(?:\"[^\"<]*+\"|'[^'<]*+'|[^ \t\r\n\f\"'<>=`]++)"
_ATTRIBUTE = rf"[\w:@.-]++(?:[ \t\r\n\f]*+=[ \t\r\n\f]*+{_VALUE})?+"
_PLAIN = re.compile(
    rf"<(?:(?P<open>[A-Za-z][A-Za-z0-9:-]*+)(?:[ \t\r\n\f/]++{_ATTRIBUTE}(?:[ \t\r\n\f/]*+{_ATTRIBUTE}){{0,60}}+)?+"
    r"[ \t\r\n\f/]*+>|/(?P<close>[A-Za-z][A-Za-z0-9:-]*+)[ \t\r\n\f]*+>)"
)
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_SELF_CLOSING = _VOID | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"}
"""Elements that have no end, or whose end HTML lets people leave out."""
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_UNREAD = frozenset({"iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script"}) | frozenset(
    {"select", "style", "svg", "template", "textarea", "xmp"}
)
"""Elements whose inside is no text of a release."""


def tidied(markup: str) -> str:
    """Return markup that says the same and can be parsed in bounded time and memory."""
    if len(markup) > LARGEST_CHARS:
        markup = _DATA.sub("", markup)[:LARGEST_CHARS]
    if markup.count("&") + markup.count("\u00a0") > MOST_HARD_SPACES:
        markup = _HARD_SPACE.sub(" ", markup)
        if markup.count("&") > MOST_REFERENCES:
            markup = markup.replace("&", " ")
    if len(markup) <= _SMALL_CHARS and markup.count("<") <= _SMALL_TAGS:
        return markup
    return _Tidying(markup).text()


@dataclass(slots=True)
class _Tidying:
    """One pass over the tags of a markup, from `<` to `<`."""

    markup: str
    _kept: list[str] = field(default_factory=list)
    _open: list[tuple[str, int]] = field(default_factory=list)
    _open_of: Counter[str] = field(default_factory=Counter)
    _tags: int = 0
    _formatting_chars: int = 0
    _copied_chars: int = 0

    def text(self) -> str:
        """Return what is kept: text, and tags of which parsers hold the same opinion as this pass."""
        position = 0
        while (start := self.markup.find("<", position)) >= 0:
            self._kept.append(self.markup[position:start])
            position = self._tag(start)
        self._kept.append(self.markup[position:])
        return "".join(self._kept)

    def _tag(self, start: int) -> int:
        """Keep or drop what begins with this `<`; return where to go on."""
        found = _PLAIN.match(self.markup, start)
        if found is None:
            return self._unclean(start)
        self._copied_chars += self._formatting_chars
        if found["close"]:
            self._close(found["close"].lower(), found[0])
            return found.end()
        name = found["open"].lower()
        if name == "title":
            return self._title(found.end())
        if name in _UNREAD:
            return self._past(f"</{name}", found.end())
        self._begin(name, found[0])
        return found.end()

    def _title(self, start: int) -> int:
        """Keep the inside of a page's title, in which tags are text."""
        end = self._past("</title", start)
        self._kept.append(self.markup[start:end].rpartition("</")[0].replace("<", "&lt;"))
        return end

    def _unclean(self, start: int) -> int:
        """Drop comments and tags that are not written plainly; a `<` that begins neither is text."""
        following = self.markup[start + 1 : start + 4]
        if following == "!--":
            return self._past("-->", start + 4)
        if following[:1].isalpha() or following[:1] in {"/", "!", "?"}:
            return self._past(">", start)
        self._kept.append("&lt;")
        return start + 1

    def _past(self, end: str, start: int) -> int:
        """Return where that ends which `end` ends, in any case; what never ends takes all that follows with it."""
        found = re.compile(re.escape(end), re.IGNORECASE).search(self.markup, start)
        closed = self.markup.find(">", found.end() - 1) if found else -1
        return closed + 1 or len(self.markup)

    def _begin(self, name: str, tag: str) -> None:
        self._tags += 1
        if self._tags > MOST_TAGS:
            return
        if name in _SELF_CLOSING:
            self._kept.append(tag)
            return
        chars = len(tag) + _ELEMENT_CHARS if name in _FORMATTING else 0
        deep = len(self._open) + TABLE_DEPTH * self._open_of["table"]
        if deep >= DEEPEST or (chars and self._copied_chars > MOST_COPIED_CHARS):
            return
        self._kept.append(tag)
        self._open.append((name, chars))
        self._open_of[name] += 1
        self._formatting_chars += chars

    def _close(self, name: str, tag: str) -> None:
        """End an element and all that was left open inside of it; the end of what is not open is dropped."""
        if name in _SELF_CLOSING:
            self._kept.append(tag)
        elif self._open_of[name]:
            while self._end_last() != name:
                pass
        if self._copied_chars > MOST_COPIED_CHARS:
            while self._formatting_chars:
                self._end_last()

    def _end_last(self) -> str:
        name, chars = self._open.pop()
        self._open_of[name] -= 1
        self._formatting_chars -= chars
        self._kept.append(f"</{name}>")
        return name
