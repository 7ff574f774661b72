"""All that a bulletin tells: its text, and what its markup shows beside it, such as captions of pictures. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from syndicator.classify.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IN_TAG = re.compile(r"\s(?:alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
RUN = 3
"""A line whose every run of so many words stands in the text says nothing beyond it."""


def told(text: str, html: str, *, lead: str = "") -> str:
    """
    Return a text with all lines behind it that markup or lead show and the text does not.

    Args:
        html: cleaned; what its tags describe in words counts as shown.
    """
    markup = Markup.read(html)
    shown = [*markup.plain.split("\n"), *_described(markup.tags), lead.removesuffix("…")]
    return "\n".join((text, *_beyond(text, shown)))


def _described(tags: Iterable[str]) -> Iterator[str]:
    """Yield what tags tell in words: descriptions of pictures, and what a reader's pointer brings up."""
    for tag in tags:
        yield from (unescape(double or single) for double, single in IN_TAG.findall(tag))


def _beyond(text: str, shown: Iterable[str]) -> Iterator[str]:
    known = {" ".join(line.split()) for line in text.split("\n")}
    runs: set[tuple[str, ...]] | None = None
    for line in shown:
        words = line.split()
        plain = " ".join(words)
        if not words or plain in known:
            continue
        runs = _runs(text.split()) if runs is None else runs
        if not _runs(words) <= runs:
            known.add(plain)
            yield plain


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    """Return all runs of so many words; of fewer words, the one that they are."""
    return {tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1))}
