"""Templated routine reports stay apart: of another unit, place or day, however few other words there are."""

from __future__ import annotations

import random
from collections import Counter
from uuid import NAMESPACE_URL, uuid5

from syndicator.dedup.clusterer import Clusterer, Release
from syndicator.dedup.comparison import comparer
from syndicator.dedup.fingerprint import fingerprint
from syndicator.normalise.core import core_of
from tests.likeness.battery import Text, copies, reported, strangers, twins
from tests.likeness.judging import Judge, false_merges
from tests.likeness.templates import reports

REPORTS = tuple(reports())
STRANGERS = 8_000
LEAST_PAIRS = 20_000
KEEPING_FACTS = (
    "title_changed", "dateline_changed", "lead_recast", "degrees_dropped", "ranks_spelled_out", "dates_reformed",
    "punctuation_swapped", "abbreviations_expanded", "synonyms_swapped", "paragraphs_reordered", "byline_appended",
    "background_appended", "read_also_inserted", "html_pasted", "quotes_moved",
)  # fmt: skip
"""What copies change without touching who, where, when and how many."""
LIGHT_COPIES = ("title_changed", "dateline_changed", "degrees_dropped", "dates_reformed", "byline_appended")


def arriving(text: Text, authority: int) -> Release:
    return Release(
        uid=uuid5(NAMESPACE_URL, f"{text.source} {text.title} {text.body}"),
        fingerprint=fingerprint(text.title, core_of(text.body)),
        authority=authority,
        published_at=text.published_at,
        source=text.source,
    )


def stories_of(releases: list[Release]) -> list[object]:
    clusterer = Clusterer(comparer().compare)
    clusterer.take(releases)
    return [placement.story for placement in clusterer.placements()]


def test_no_two_templated_reports_are_called_the_same_release() -> None:
    pairs = [*twins(REPORTS), *strangers(REPORTS, STRANGERS)]
    assert len(pairs) >= LEAST_PAIRS
    told = ((reported(one), reported(other)) for one, other in pairs)
    merged = [
        f"{one.release_id} = {other.release_id}: {found.comparison.reason}"
        for one, other, found in false_merges(told, Judge())
    ]
    assert merged == []


def test_a_copy_of_a_report_is_not_called_the_same_as_its_twin() -> None:
    pairs = (
        (reported(twin), copied.copy)
        for number, (report, twin) in enumerate(twins(REPORTS))
        if number % 6 == 0
        for copied in copies([report.release], ("medium",), (KEEPING_FACTS[number // 6 % len(KEEPING_FACTS)],))
    )
    merged = [
        f"{one.release_id} = {other.release_id}: {found.comparison.reason}"
        for one, other, found in false_merges(pairs, Judge())
    ]
    assert merged == []


def test_every_templated_report_is_a_story_of_its_own() -> None:
    arrivals = [arriving(reported(report), 0) for report in REPORTS]
    random.Random(2).shuffle(arrivals)
    sizes = Counter(stories_of(arrivals))
    assert [size for size in sizes.values() if size > 1] == []


def test_copies_of_templated_reports_find_the_right_one_among_all_twins() -> None:
    copied = list(copies((report.release for report in REPORTS[::7]), ("light",), LIGHT_COPIES))
    originals = {report.release.release_id: arriving(reported(report), 0) for report in REPORTS}
    arrivals = [*originals.values(), *(arriving(one.copy, 2) for one in copied)]
    stories = stories_of(arrivals)
    story_of = dict(zip(originals, stories, strict=False))
    strays = [
        f"{one.operation}: {one.copy.release_id}"
        for one, story in zip(copied, stories[len(originals) :], strict=True)
        if story != story_of[one.copy.release_id]
    ]
    assert strays == []
    assert len(set(story_of.values())) == len(originals)
