"""Copies told anew: reworded throughout, cut down, quotations elsewhere, and several operations at once."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from syndicator.newsroom.edits import OPERATIONS
from syndicator.newsroom.edits.strength import MEDIUM, STRONG, count_of, in_paragraphs, replace_some
from syndicator.newsroom.releases import Release, Wording

SENTENCE_END = re.compile(r"(?<=[a-z0-9)]{2}[.”]) (?=[A-Z“])")
FRONTED = re.compile(r"^([A-Z][^“”.,]{15,90}), ([^“”.]{20,160})\.$")
LIGHT_ONES = (
    "title_changed", "dateline_changed", "degrees_dropped", "ranks_respelled", "hours_reformed", "dates_reformed",
    "punctuation_swapped", "spelling_varied", "byline_appended", "read_also_inserted",
)  # fmt: skip
HEAVY_ONES = (
    "title_changed", "lead_recast", "quotes_reported", "synonyms_swapped", "tail_dropped", "paragraphs_reordered",
    "numbers_rounded", "degrees_dropped", "abbreviations_expanded", "background_appended", "ranks_spelled_out",
)  # fmt: skip


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    lines = Path(__file__).with_name("wordings.txt").read_text("utf-8").splitlines()
    words = dict(line.split(" = ") for line in lines if " = " in line and not line.startswith("#"))
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(longest_first) + r")\b", re.IGNORECASE), words


def reworded(release: Release, share: float, rng: random.Random) -> Wording:
    """
    Put other words throughout, then turn clauses round; at full strength all else is done to it as well.

    At medium strength it shares as little with the original as the most changed of real copies do.
    """
    if share >= STRONG:
        for name in ("lead_recast", "quotes_reported", "abbreviations_expanded", "title_changed", "degrees_dropped"):
            release = release.reworded(OPERATIONS[name](release, share, rng))
    pattern, words = _words()

    def other(found: re.Match[str]) -> str:
        new = words[found[0].lower()]
        return new[:1].upper() + new[1:] if found[0][:1].isupper() else new

    wording = in_paragraphs(release.wording, lambda text: replace_some(text, pattern, other, share**1.5, rng))
    return _turned(wording, share, rng) if share >= MEDIUM else wording


def _turned(wording: Wording, share: float, rng: random.Random) -> Wording:
    """Let what stands before a sentence's only comma follow what stands behind it."""

    def turned(sentence: str) -> str:
        found = FRONTED.match(sentence)
        if found is None or rng.random() > share:
            return sentence
        return f"{found[2][:1].upper()}{found[2][1:]}, {found[1][:1].lower()}{found[1][1:]}."

    return replace(
        wording,
        paragraphs=tuple(" ".join(map(turned, SENTENCE_END.split(paragraph))) for paragraph in wording.paragraphs),
    )


def sentences_dropped(release: Release, share: float, rng: random.Random) -> Wording:
    """Shorten: sentences behind the first one of a paragraph go, never a whole paragraph."""
    sentences = [SENTENCE_END.split(paragraph) for paragraph in release.wording.paragraphs]
    places = [(at, number) for at, paragraph in enumerate(sentences) for number in range(1, len(paragraph))]
    dropped = set(rng.sample(places, count_of(share, len(places)))) if places else set()
    shortened = (
        " ".join(sentence for number, sentence in enumerate(paragraph) if (at, number) not in dropped)
        for at, paragraph in enumerate(sentences)
    )
    return replace(release.wording, paragraphs=tuple(shortened))


def quotes_moved(release: Release, share: float, rng: random.Random) -> Wording:
    """Put sentences with quotations behind the lead or at the end."""
    lead, *rest = release.wording.paragraphs
    sentences = [SENTENCE_END.split(paragraph) for paragraph in rest]
    places = [
        (at, number)
        for at, paragraph in enumerate(sentences)
        for number, sentence in enumerate(paragraph)
        if "“" in sentence
    ]
    chosen = sorted(rng.sample(places, count_of(share, len(places)))) if places else []
    moved = [sentences[at][number] for at, number in chosen]
    kept = [
        " ".join(sentence for number, sentence in enumerate(paragraph) if (at, number) not in chosen)
        for at, paragraph in enumerate(sentences)
    ]
    kept = [paragraph for paragraph in kept if paragraph]
    order = (lead, *moved, *kept) if rng.random() < 0.5 or not kept else (lead, *kept, *moved)
    return replace(release.wording, paragraphs=order)


def several_at_once(release: Release, share: float, rng: random.Random) -> Wording:
    """Do what a desk in a hurry does: four light things; four of any kind at medium; seven at full strength."""
    names = LIGHT_ONES if share < MEDIUM else (*LIGHT_ONES, *HEAVY_ONES) if share < STRONG else HEAVY_ONES
    for name in rng.sample(sorted(set(names)), 7 if share >= STRONG else 4):
        release = release.reworded(OPERATIONS[name](release, share, rng))
    return release.wording
