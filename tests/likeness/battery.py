"""The battery: releases and their copies, an operation and a strength each; and pairs of reports that are none."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, islice, pairwise

from syndicator.newsroom.edits import STRENGTHS, Strength
from syndicator.newsroom.edits.strength import share_of
from syndicator.newsroom.releases import Release
from tests.likeness.operations import BATTERY
from tests.likeness.templates import Report, are_the_same

LATEST_MINUTES = 30 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A release as a site shows it, with what is known beside the text."""

    release_id: str
    title: str
    body: str
    published_at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """An original and a copy of it."""

    operation: str
    strength: Strength
    original: Text
    copy: Text


def copies(
    originals: Iterable[Release],
    strengths: Sequence[Strength] = STRENGTHS,
    operations: Iterable[str] = tuple(BATTERY),
) -> Iterator[Copied]:
    """Yield copies of each original by each operation at each strength; those that changed nothing are left out."""
    for release in originals:
        for operation in operations:
            for strength in strengths:
                edit = BATTERY[operation]
                dice = random.Random(f"{release.release_id} {operation} {strength}")
                copy = release.reworded(edit(release, share_of(strength), dice))
                if copy.wording.text != release.wording.text:
                    late = timedelta(minutes=dice.randrange(10, LATEST_MINUTES))
                    yield Copied(
                        operation=operation,
                        strength=strength,
                        original=text_of(release, timedelta(hours=2), release.unit.slug),
                        copy=text_of(copy, timedelta(hours=2) + late, "media-lain"),
                    )


def text_of(release: Release, after: timedelta, source: str) -> Text:
    """Return a release as it is shown so long after what it reports."""
    return Text(
        release_id=release.release_id,
        title=release.wording.title,
        body="\n".join(release.wording.lines),
        published_at=release.occurred_at + after,
        source=source,
    )


def reported(report: Report) -> Text:
    """Return a templated report as its unit shows it."""
    wording = report.release.wording
    return Text(
        release_id=report.release.release_id,
        title=wording.title,
        body="\n".join(wording.lines),
        published_at=report.published_at,
        source=report.source,
    )


def twins(reports: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield all pairs of one family: the most alike that there are."""
    for one, other in combinations(reports, 2):
        if (one.form, one.family) == (other.form, other.family) and not are_the_same(one, other):
            yield one, other


def strangers(reports: Sequence[Report], count: int) -> Iterator[tuple[Report, Report]]:
    """Yield so many pairs of one form from different families."""
    dice = random.Random(5)
    shuffled = (pair for _ in range(count) for pair in pairwise(dice.sample(reports, len(reports))))
    return islice(
        (pair for pair in shuffled if pair[0].form == pair[1].form and pair[0].family != pair[1].family), count
    )
