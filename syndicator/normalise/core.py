"""The core of a release that comes as plain text: what is left without clutter, dateline, byline and closers."""

from __future__ import annotations

from syndicator.normalise.clutter import without_chat_marks
from syndicator.normalise.frame import without_frame
from syndicator.normalise.lines import Lines


def core_of(text: str) -> str:
    """Return the core of a text whose paragraphs are its lines, as intake makes it of an entry's HTML."""
    lines = Lines()
    told = (lines[line] for line in text.splitlines())
    return without_frame([without_chat_marks(line) for line in told if line and lines.is_ordinary(line)])
