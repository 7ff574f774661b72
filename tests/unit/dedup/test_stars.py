"""Which bulletins are one story, which of them stands for it, and by which name."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from uuid import UUID

import pytest

from syndicator.dedup.stars import arrange
from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Kinship
from tests.unit.dedup.members import (
    A,
    B,
    C,
    D,
    E,
    apart,
    canonical,
    like,
    member,
    standing,
    stories,
    story_of,
    together,
)


def test_bulletins_that_nothing_relates_are_stories_of_their_own() -> None:
    placed = arrange([member(A), member(B)], [], [])
    assert stories(placed) == {frozenset({A}), frozenset({B})}
    assert all(placement.canonical for placement in placed)


@pytest.mark.parametrize("kinship", list(Kinship))
def test_only_copies_and_revisions_are_one_story(kinship: Kinship) -> None:
    placed = arrange([member(A), member(B)], [like(A, B, kinship=kinship)], [])
    assert (len(stories(placed)) == 1) == kinship.is_same


def test_a_round_up_does_not_chain_the_releases_that_it_tells() -> None:
    first, second, round_up = member(A, hours=0), member(B, hours=1), member(C, hours=9, words=900)
    placed = arrange([round_up, second, first], [like(A, C), like(B, C)], [])
    assert stories(placed) == {frozenset({A, C}), frozenset({B})}


def test_a_copy_that_two_centres_are_like_goes_to_the_surer_one() -> None:
    placed = arrange(
        [member(A, hours=0), member(B, hours=1), member(C, hours=2)],
        [like(A, C, score=0.6), like(B, C, score=0.95)],
        [],
    )
    assert stories(placed) == {frozenset({A}), frozenset({B, C})}


def test_a_missed_likeness_of_two_centres_makes_no_double() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D))]
    edges = [like(A, B), like(A, C), like(D, B), like(D, C)]  # only A and D were not found alike
    assert stories(arrange(members, edges, [])) == {frozenset({A, B, C, D})}


def test_two_rewritten_copies_follow_what_they_were_rewritten_from() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D, E))]
    edges = [like(A, B), like(A, C), like(D, B), like(D, C), like(E, B), like(E, C), like(D, E)]
    assert stories(arrange(members, edges, [])) == {frozenset({A, B, C, D, E})}


def test_one_link_among_many_brings_nothing_together() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D))]
    assert stories(arrange(members, [like(A, B), like(A, C), like(D, C)], [])) == {frozenset({A, B, C}), frozenset({D})}


@pytest.mark.parametrize(
    ("best", "other"),
    [
        ({"pinned": True, "authority": 3, "words": 50}, {"authority": 0}),
        ({"authority": 0, "words": 50, "hours": 9}, {"authority": 1}),
        ({"words": 300, "hours": 9}, {"words": 200}),
        ({"hours": 1}, {"hours": 2}),
        ({"authority": 3}, {"authority": 0, "state": BulletinState.HELD}),
        ({"authority": 3}, {"authority": 0, "state": BulletinState.WITHDRAWN}),
        ({"authority": 3}, {"pinned": True, "state": BulletinState.WITHDRAWN}),
        ({"authority": 3, "state": BulletinState.HELD}, {"authority": 0, "state": BulletinState.REJECTED}),
        ({}, {}),
    ],
)
def test_rank(best: dict[str, object], other: dict[str, object]) -> None:
    members = [member(B, **other), member(A, **best)]  # type: ignore[arg-type]
    assert canonical(arrange(members, [like(A, B)], []), B) == A


def test_a_story_whose_members_are_all_gone_keeps_its_canonical_one() -> None:
    gone = BulletinState.WITHDRAWN
    members = [member(A, authority=0, state=gone), member(B, state=gone)]
    placed = arrange(members, [like(A, B)], [])
    assert canonical(placed, B) == A


def test_a_withdrawal_chooses_another_canonical_one_and_breaks_no_story() -> None:
    members = [member(A, authority=0), member(B), member(C, hours=1)]
    edges = [like(A, B), like(A, C)]
    before = arrange(members, edges, [])
    gone = [replace(members[0], state=BulletinState.WITHDRAWN), *members[1:]]
    after = arrange(standing(gone, before), edges, [])
    assert stories(after) == {frozenset({A, B, C})}
    assert story_of(after, C) == story_of(before, C)
    assert canonical(after, C) == B


def test_a_late_authority_takes_over_and_the_story_keeps_its_name() -> None:
    copies = [member(B), member(C, hours=1)]
    before = arrange(copies, [like(B, C)], [])
    late = [*standing(copies, before), member(A, authority=0, hours=5)]
    after = arrange(late, [like(B, C), like(A, B), like(A, C)], [])
    assert canonical(after, B) == A
    assert {story_of(after, uid) for uid in (A, B, C)} == {story_of(before, B)}


def test_a_tie_brings_the_whole_cluster_along() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D))]
    edges = [like(A, B), like(C, D)]
    assert stories(arrange(members, edges, [together(B, D)])) == {frozenset({A, B, C, D})}


def test_what_is_kept_apart_is_not_brought_along() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D))]
    placed = arrange(members, [like(A, B), like(C, D)], [together(A, C), apart(B, D)])
    assert stories(placed) == {frozenset({A, B, C}), frozenset({D})}


def test_what_is_kept_apart_stays_so_however_alike_it_is() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C, D))]
    edges = [like(one, other, score=1.0) for one, other in combinations((A, B, C, D), 2)]
    placed = arrange(members, edges, [apart(B, A), apart(B, C), apart(B, D)])
    assert stories(placed) == {frozenset({A, C, D}), frozenset({B})}


def test_ties_that_contradict_each_other_keep_apart() -> None:
    members = [member(uid, hours=hour) for hour, uid in enumerate((A, B, C))]
    placed = arrange(members, [], [together(B, C), together(A, B), apart(A, C)])
    assert stories(placed) == {frozenset({A, B}), frozenset({C})}


def test_a_merged_story_is_the_one_that_was_told_first() -> None:
    first, second = UUID(int=901), UUID(int=900)
    members = [member(A, story=second, hours=5, authority=0), member(B, story=second, hours=6), member(C, story=first)]
    placed = arrange(members, [like(A, B), like(A, C)], [])
    assert {placement.story for placement in placed} == {first}


def test_a_story_that_splits_stays_with_most_of_its_bulletins() -> None:
    story = UUID(int=900)
    members = [member(uid, story=story, hours=hour) for hour, uid in enumerate((A, B, C))]
    placed = arrange(members, [like(B, C)], [])
    assert story_of(placed, B) == story_of(placed, C) == story
    assert story_of(placed, A) not in {story, None}


def test_a_bulletin_that_founded_a_story_leaves_it_under_another_name() -> None:
    founded = story_of(arrange([member(A)], [], []), A)
    members = [member(A, story=founded), member(B, story=founded, hours=1), member(C, story=founded, hours=2)]
    placed = arrange(members, [like(B, C)], [])
    assert story_of(placed, B) == founded
    assert story_of(placed, A) != founded
    again = arrange([member(A, story=founded), *standing(members[1:], placed)], [like(B, C)], [])
    assert story_of(again, A) == story_of(placed, A)
