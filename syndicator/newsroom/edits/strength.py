"""How much of a text an operation touches, and how it picks the places."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from syndicator.newsroom.releases import Wording

Strength = Literal["light", "medium", "strong"]

STRENGTHS: tuple[Strength, ...] = ("light", "medium", "strong")
SHARES: dict[Strength, float] = {"light": 0.25, "medium": 0.6, "strong": 1.0}
MEDIUM, STRONG = SHARES["medium"], SHARES["strong"]
BREAK = "\n\n"


def share_of(strength: Strength) -> float:
    """Return the share of possible places that an operation of this strength changes."""
    return SHARES[strength]


def count_of(share: float, most: int) -> int:
    """Return how many of `most` places to change: at least one, unless there is none."""
    return min(most, max(1, round(most * share)))


def replace_some(
    text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], share: float, rng: random.Random
) -> str:
    """Replace a share of what a pattern finds, at least one place."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    chosen = set(rng.sample(range(len(found)), count_of(share, len(found))))
    pieces: list[str] = []
    end = 0
    for number, match in enumerate(found):
        pieces.append(text[end : match.start()])
        pieces.append(new(match) if number in chosen else match[0])
        end = match.end()
    pieces.append(text[end:])
    return "".join(pieces)


def in_paragraphs(wording: Wording, change: Callable[[str], str]) -> Wording:
    """Apply a change to all paragraphs at once, as one text."""
    return replace(wording, paragraphs=tuple(change(BREAK.join(wording.paragraphs)).split(BREAK)))
