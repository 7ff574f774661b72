"""Releases that nobody holds, one after the other: what a bulletin needs to go all the way by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.documents import MOMENT, SEED
from syndicator.bootstrap.judging import build_judge
from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.units import read_units
from syndicator.settings import load


def releases(most: int) -> Iterator[tuple[str, str]]:
    """Return an iterator over so many titles and texts (paragraphs of HTML); none is held by its verdict."""
    units, dice, judge = read_units(UNITS_FILE), random.Random(SEED), build_judge(load())
    told = []
    number = 0
    while len(told) < most:
        number += 1
        unit = dice.choice(units)
        wording = compose(choose_kind(unit, dice), unit, number=number, published=MOMENT, seed=SEED).wording
        if not judge.judge(wording.title, "\n".join(wording.lines), source_unit=None).hold_reasons:
            told.append((wording.title, "</p><p>".join(wording.lines)))
    return iter(told)
