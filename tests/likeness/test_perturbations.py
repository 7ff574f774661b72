"""Copies are recognised whatever was done to them, up to medium strength; how the curve goes on is a benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from syndicator.newsroom.edits import Strength
from syndicator.newsroom.releases import Release
from tests.likeness.battery import copies
from tests.likeness.judging import Judge, Tally, tallies
from tests.likeness.operations import BATTERY
from tests.likeness.originals import CORPUS, corpus, newsroom_releases, real_releases, templated_releases

UP_TO_MEDIUM: tuple[Strength, ...] = ("light", "medium")
OVER_ALL, OF_EACH = 0.98, 0.95
NOTHING = Tally(0, ())


def shortfalls(originals: Iterable[Release]) -> list[str]:
    """Return where too few copies are recognised: of an operation, or over all."""
    found = tallies(copies(originals, UP_TO_MEDIUM), Judge())
    of_each = {
        operation: sum((found.get((operation, strength), NOTHING) for strength in UP_TO_MEDIUM), start=NOTHING)
        for operation in BATTERY
    }
    over_all = sum(of_each.values(), start=NOTHING)
    return [
        *_told("over all", over_all, OVER_ALL),
        *(line for operation, tally in of_each.items() if tally.copies for line in _told(operation, tally, OF_EACH)),
    ]


def _told(what: str, tally: Tally, least: float) -> Iterator[str]:
    if tally.recall < least:
        reasons = sorted({opinion.comparison.reason if opinion.met else "no key" for _, opinion in tally.missed})
        yield f"{what}: {tally.recall:.3f} of {tally.copies}, for instance {reasons[:3]}"


def test_copies_of_newsroom_releases_are_recognised() -> None:
    assert shortfalls(newsroom_releases(66)) == []


def test_copies_of_templated_reports_are_recognised() -> None:
    assert shortfalls(templated_releases(32)) == []


def test_copies_of_real_releases_are_recognised() -> None:
    folder = corpus()
    if folder is None:
        pytest.skip(f"{CORPUS} names no folder of real texts")
    assert shortfalls(real_releases(folder)) == []
