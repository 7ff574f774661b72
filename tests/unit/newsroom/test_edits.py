"""Copy edits: every one changes the text, more so with strength, and dates stay the day they were."""

from __future__ import annotations

import random
from collections.abc import Iterator
from difflib import SequenceMatcher
from statistics import mean

import pytest

from syndicator.newsroom.composer import compose
from syndicator.newsroom.copies import corrected, reposted
from syndicator.newsroom.edits import OPERATIONS, STRENGTHS, Strength, edit, edited
from syndicator.newsroom.edits.surface import DATE, date_in
from syndicator.newsroom.kinds import all_kinds
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.releases import Release
from syndicator.newsroom.units import read_units

from .conftest import EPOCH

UNITS = read_units(UNITS_FILE)


def of_each_kind() -> Iterator[Release]:
    for number, kind in enumerate(all_kinds().values()):
        unit = [unit for unit in UNITS if unit.level in kind.levels][number * 11]
        yield compose(kind, unit, number=number, published=EPOCH, seed=1)


RELEASES = tuple(of_each_kind())
# Their strength is the kind of change, not its extent.
ONE_PLACE_ONLY = {"title_changed", "dateline_changed", "chat_residue_added", "ranks_respelled"}


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def reposted_body(release: Release, dice: str) -> str:
    return reposted(release, UNITS[40], published=EPOCH, rng=random.Random(dice), seed=1).wording.body


def test_there_are_enough_operations() -> None:
    assert len(OPERATIONS) >= 15


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("strength", STRENGTHS)
def test_an_edit_changes_the_text_of_every_kind(operation: str, strength: Strength) -> None:
    untouched = [
        release.kind
        for release in RELEASES
        if edit(release, operation, strength, random.Random(3)) == release.wording.text
    ]
    assert untouched == []


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - ONE_PLACE_ONLY))
def test_a_strong_edit_leaves_less_than_a_light_one(operation: str) -> None:
    light, strong = (
        mean(
            likeness(release.wording.text, edit(release, operation, strength, random.Random(5)))
            for release in RELEASES[:12]
        )
        for strength in ("light", "strong")
    )
    assert strong <= light


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_edit_keeps_the_facts_of_the_release(operation: str) -> None:
    release = RELEASES[0]
    changed = edited(release, operation, "strong", random.Random(1))
    assert (changed.release_id, changed.unit, changed.occurred_at) == (
        release.release_id,
        release.unit,
        release.occurred_at,
    )
    assert changed.wording.paragraphs


def test_equal_dice_make_equal_edits() -> None:
    once, twice = (edit(RELEASES[3], "synonyms_swapped", "medium", random.Random(9)) for _ in range(2))
    assert once == twice


def test_a_date_in_another_form_is_the_same_day() -> None:
    for release in RELEASES:
        before = [date_in(found, release.occurred_at) for found in DATE.finditer(release.wording.body)]
        changed = edit(release, "dates_reformed", "strong", random.Random(2))
        assert [date_in(found, release.occurred_at) for found in DATE.finditer(changed)][-len(before) :] == before


def test_dropped_degrees_are_gone() -> None:
    changed = edit(RELEASES[0], "degrees_dropped", "strong", random.Random(1))
    assert "S.I.K." not in changed
    assert "S.I.K." in RELEASES[0].wording.text


def test_an_unknown_operation_is_refused() -> None:
    with pytest.raises(KeyError):
        edit(RELEASES[0], "made_better", "light", random.Random(1))


def test_reposts_reach_from_word_for_word_to_hardly_alike() -> None:
    alike = [
        likeness(
            release.wording.body,
            reposted(
                release, UNITS[40], published=EPOCH, rng=random.Random(f"{release.kind} {dice}"), seed=1
            ).wording.body,
        )
        for release in RELEASES[:15]
        for dice in range(4)
    ]
    assert max(alike) == 1.0
    assert min(alike) < 0.75
    assert mean(alike) > 0.6


def test_a_correction_changes_little() -> None:
    for release in RELEASES:
        changed = corrected(release, at=EPOCH, rng=random.Random(1))
        assert changed.wording.paragraphs != release.wording.paragraphs
        assert likeness(release.wording.body, changed.wording.body) > 0.85
