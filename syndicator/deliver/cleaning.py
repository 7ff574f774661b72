"""Cleaning: what no reader sees and some services refuse is taken out of words before they are shown."""

from __future__ import annotations

import regex

# More marks than any script heaps on one letter: what lies above hides the lines around it.
MOST_MARKS = 8

_LINE_ENDS = regex.compile(r"\r\n|[\r\x0B\x0C\x85\u2028\u2029]")
# Controls, halves of pairs, orders to write the other way round, and what X calls invalid (FFFE, FEFF, FFFF).
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0E-\x1F\x7F-\x9F\uD800-\uDFFF\u202A-\u202E\u2066-\u2069\uFEFF\uFDD0-\uFDEF\uFFF9-\uFFFB\uFFFE\uFFFF]"
)
_HEAPED = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
_BLANK_LINES = regex.compile(r"\n{3,}")


def one_line(text: str) -> str:
    """Return clean words as one line."""
    return " ".join(_seen(text).split())


def paragraphs(text: str) -> str:
    """Return clean words with their lines, at most one empty line between two."""
    return tidied("\n".join(" ".join(line.split()) for line in _seen(text).split("\n")))


def tidied(markup: str) -> str:
    """Return what a template wrote without the holes that empty parts leave."""
    lines = "\n".join(line.strip() for line in markup.split("\n"))
    return str(_BLANK_LINES.sub("\n\n", lines)).strip()


def _seen(text: str) -> str:
    return str(_HEAPED.sub(r"\1", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))))
