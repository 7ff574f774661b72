"""Edits of ranks and degrees."""

from __future__ import annotations

import random
import re

from syndicator.newsroom.edits.strength import STRONG, in_paragraphs, replace_some
from syndicator.newsroom.ranks import LONG_RANKS
from syndicator.newsroom.releases import Release, Wording

ONE_DEGREE = r"(?:[SM]\.(?:[A-Z][A-Za-z]*\.?)+|CPHR)"
DEGREES = re.compile(rf", {ONE_DEGREE}(?:, {ONE_DEGREE})*")
RANK = re.compile(r"\b(?:" + "|".join(sorted(LONG_RANKS, key=len, reverse=True)) + r")(?= [A-Z])")
NAME = r"(?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+"
WITHOUT_DEGREES = re.compile(RANK.pattern + rf" {NAME}(?!, {ONE_DEGREE})(?![a-z]| [A-Z])")
ADDED = ("S.H.", "S.H., M.H.", "S.I.K.", "S.Sos.", "S.E.", "M.Si.")


def degrees_dropped(release: Release, share: float, rng: random.Random) -> Wording:
    """Take degrees off names."""

    def bare(found: re.Match[str]) -> str:
        rest = found.string[found.end() :]
        ends_sentence = not rest or rest[0] == "\n" or (rest[0] == " " and rest[1:2].isupper())
        return "." if found[0].endswith(".") and ends_sentence else ""

    return in_paragraphs(release.wording, lambda text: replace_some(text, DEGREES, bare, share, rng))


def degrees_added(release: Release, share: float, rng: random.Random) -> Wording:
    """Put degrees behind names that have none; where all have some, one more behind these."""

    def titled(found: re.Match[str]) -> str:
        return f"{found[0]}, {rng.choice(ADDED)}"

    def change(text: str) -> str:
        bare = WITHOUT_DEGREES if WITHOUT_DEGREES.search(text) else DEGREES
        return replace_some(text, bare, titled, share, rng).replace("..", ".")

    return in_paragraphs(release.wording, change)


def ranks_spelled_out(release: Release, share: float, rng: random.Random) -> Wording:
    """Write ranks in full: AKBP becomes Ajun Komisaris Besar Polisi."""
    return in_paragraphs(
        release.wording, lambda text: replace_some(text, RANK, lambda found: LONG_RANKS[found[0]], share, rng)
    )


def ranks_respelled(release: Release, share: float, rng: random.Random) -> Wording:
    """Write ranks with other capitals and dots, and at full strength in one way throughout."""
    ways = (str.upper, lambda rank: rank.replace(" Pol", ". Pol.") if " " in rank else f"{rank}.")
    house_way = rng.choice(ways)

    def respelled(found: re.Match[str]) -> str:
        way = house_way if share >= STRONG else rng.choice(ways)
        spelled = way(found[0])
        return spelled if spelled != found[0] else found[0].capitalize()

    return in_paragraphs(release.wording, lambda text: replace_some(text, RANK, respelled, share, rng))
