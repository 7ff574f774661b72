"""Text as lines of ordinary reading: what nobody sees taken out, white space folded, theme clutter told apart."""

from __future__ import annotations

import re

from syndicator.normalise.clutter import is_clutter, is_heading

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_VISIBLE = re.compile(
    r"[\t\n\r -~\x80-\u00ac\u00ae-\u200a\u2010-\u2029\u202f-\u205f\u2065-\ud7ff\ue000-\ufefe\uff00-\U0010ffff]*+"
)
"""All else, common signs first: a whole text of it is told in half the time that a search takes."""
_LONGEST_HEADING_CHARS = 40
"""With its white space folded, the heading of a theme's block is shorter."""


def visible(text: str) -> str:
    """Return the text without what nobody sees; that nothing of it is in there is told faster."""
    return text if _VISIBLE.fullmatch(text) else _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Return the text as one line: what is printable has nothing unseen in it, and no white space but blanks."""
    if not text.isprintable():
        return " ".join(_INVISIBLE.sub("", text).split())
    return " ".join(text.split()) if "  " in text else text.strip(" ")


def on_one_line(text: str | None) -> str:
    """Return the text without line breaks of its own."""
    if not text or text.isprintable():
        return text or ""
    return " " if text.isspace() else _SPACE.sub(" ", text)


class Lines(dict[str, str]):
    """The texts of one document and each of them folded, for most are looked at more than once."""

    def __init__(self) -> None:
        super().__init__()
        self._ordinary: set[str] = set()

    def __missing__(self, text: str) -> str:
        """Fold a text that was not folded before."""
        line = self[text] = fold(text)
        return line

    def is_heading(self, line: str) -> bool:
        """Whether a folded line is the heading of a block of related links or buttons."""
        return len(line) <= _LONGEST_HEADING_CHARS and is_heading(line)

    def is_ordinary(self, line: str) -> bool:
        """Whether a folded line is neither clutter nor a heading of it."""
        if line in self._ordinary:
            return True
        if self.is_heading(line) or is_clutter(line):
            return False
        self._ordinary.add(line)
        return True
