"""
Realistic copy edits: what other desks do to a release before they post it as theirs.

Each operation comes in three strengths. None of them knows the code that has to see through it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from syndicator.newsroom.edits import layout, people, phrasing, surface
from syndicator.newsroom.edits.strength import STRENGTHS, Strength, share_of
from syndicator.newsroom.releases import Release, Wording

__all__ = ["OPERATIONS", "STRENGTHS", "Operation", "Strength", "edit", "edited"]

Operation = Callable[[Release, float, random.Random], Wording]

OPERATIONS: Mapping[str, Operation] = {
    "title_changed": phrasing.title_changed,
    "dateline_changed": layout.dateline_changed,
    "lead_recast": phrasing.lead_recast,
    "degrees_dropped": people.degrees_dropped,
    "degrees_added": people.degrees_added,
    "ranks_spelled_out": people.ranks_spelled_out,
    "ranks_respelled": people.ranks_respelled,
    "dates_reformed": surface.dates_reformed,
    "hours_reformed": surface.hours_reformed,
    "numbers_rounded": surface.numbers_rounded,
    "spelling_varied": surface.spelling_varied,
    "punctuation_swapped": surface.punctuation_swapped,
    "chat_residue_added": surface.chat_residue_added,
    "abbreviations_expanded": phrasing.abbreviations_expanded,
    "quotes_reported": phrasing.quotes_reported,
    "synonyms_swapped": phrasing.synonyms_swapped,
    "tail_dropped": layout.tail_dropped,
    "paragraphs_reordered": layout.paragraphs_reordered,
    "paragraphs_resplit": layout.paragraphs_resplit,
    "read_also_inserted": layout.read_also_inserted,
    "byline_appended": layout.byline_appended,
    "hashtags_appended": layout.hashtags_appended,
    "background_appended": layout.background_appended,
}


def edit(release: Release, operation: str, strength: Strength, rng: random.Random) -> str:
    """Return the title and body of a release after one operation; an unknown one raises KeyError."""
    return edited(release, operation, strength, rng).wording.text


def edited(release: Release, operation: str, strength: Strength, rng: random.Random) -> Release:
    """Return a release after one operation, ready for the next one."""
    return release.reworded(OPERATIONS[operation](release, share_of(strength), rng))
