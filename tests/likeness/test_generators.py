"""The battery and the templated reports themselves: enough of them, hard enough, and the same every time."""

from __future__ import annotations

from itertools import combinations
from statistics import mean, quantiles

import pytest

from syndicator.newsroom.edits import STRENGTHS
from tests.likeness.battery import Copied, copies, reported, strangers, twins
from tests.likeness.operations import BATTERY
from tests.likeness.originals import newsroom_releases, templated_releases
from tests.likeness.peers import USUAL_CONTAINMENT, containment, jaccard, shingles
from tests.likeness.templates import FORMS, TWINS, Report, are_the_same, reports

REPORTS = tuple(reports())
COPIES = tuple(copies(newsroom_releases(32)))
MOST_CHANGED_REAL_COPY = 0.27
"""Jaccard of five words; true copies of real releases share so much and more."""
# What they change are signs, capitals and lines of their own, which shared words do not tell.
NOT_IN_WORDS = {
    "title_changed", "dateline_changed", "ranks_respelled", "punctuation_swapped", "paragraphs_resplit",
    "capitals_changed",
}  # fmt: skip


def family(report: Report) -> tuple[str, int]:
    return report.form, report.family


def likeness(copied: Copied, length_words: int = 3) -> float:
    return jaccard(*(shingles(text.body, length_words) for text in (copied.original, copied.copy)))


def test_there_are_three_strengths_of_more_than_thirty_operations() -> None:
    assert len(BATTERY) >= 30
    assert len(STRENGTHS) == 3


@pytest.mark.parametrize("operation", BATTERY)
def test_every_operation_changes_nearly_every_release(operation: str) -> None:
    assert sum(copied.operation == operation for copied in COPIES) >= 0.9 * 32 * len(STRENGTHS)


@pytest.mark.parametrize("operation", sorted(BATTERY.keys() - NOT_IN_WORDS))
def test_a_strong_operation_leaves_less_than_a_light_one(operation: str) -> None:
    light, strong = (
        mean(likeness(copied) for copied in COPIES if (copied.operation, copied.strength) == (operation, strength))
        for strength in ("light", "strong")
    )
    assert strong <= light


def test_what_is_reworded_throughout_shares_hardly_any_three_words() -> None:
    alike = [likeness(copied) for copied in COPIES if (copied.operation, copied.strength) == ("reworded", "strong")]
    assert mean(alike) < 0.3


def test_medium_rewording_goes_as_far_as_the_most_changed_real_copies() -> None:
    alike = [likeness(copied, 5) for copied in COPIES if (copied.operation, copied.strength) == ("reworded", "medium")]
    assert MOST_CHANGED_REAL_COPY <= quantiles(alike, n=10)[0] < 0.4


def test_there_are_two_thousand_reports_of_twelve_forms_and_more() -> None:
    assert len(REPORTS) >= 2_000
    assert len(FORMS) >= 12


def test_reports_are_as_long_as_releases_are() -> None:
    lengths = [len(report.release.wording.body.split()) for report in REPORTS]
    assert min(lengths) >= 120
    assert max(lengths) <= 250


def test_equal_seeds_write_equal_reports() -> None:
    assert [report.release for report in reports(3, 1)] == [report.release for report in reports(3, 1)]
    assert next(reports(3, 1)).release != next(reports(4, 1)).release


def test_no_two_reports_tell_the_same_event() -> None:
    same = [pair for pair in combinations(REPORTS, 2) if family(pair[0]) == family(pair[1]) and are_the_same(*pair)]
    assert same == []


def test_no_two_reports_have_the_same_words() -> None:
    assert len({report.release.wording.body for report in REPORTS}) == len(REPORTS)


def test_every_form_has_twins_that_differ_in_the_day_alone_and_in_the_precinct() -> None:
    for form in FORMS:
        assert {"day", "day, numbers", "precinct", "all"} <= TWINS.keys() - form.without


def test_no_place_is_left_unfilled() -> None:
    assert not any("{" in report.release.wording.text for report in REPORTS)


def test_peers_call_nearly_all_twins_the_same_release() -> None:
    alike = [
        containment(shingles(reported(one).body), shingles(reported(other).body)) for one, other in twins(REPORTS[:140])
    ]
    assert mean(score >= USUAL_CONTAINMENT for score in alike) > 0.9


def test_strangers_are_of_one_form_and_two_families() -> None:
    drawn = list(strangers(REPORTS, 500))
    assert len(drawn) == 500
    assert all(one.form == other.form and one.family != other.family for one, other in drawn)


def test_templated_releases_are_first_of_their_families() -> None:
    drawn = list(templated_releases(20))
    assert len({release.release_id for release in drawn}) == 20
