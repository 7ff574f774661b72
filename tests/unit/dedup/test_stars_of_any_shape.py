"""What holds for every set of members, relations and ties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.stars import arrange
from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Member, Relation, Tie
from tests.unit.dedup.members import MORNING, like, member, standing, stories, story_of

UIDS = tuple(UUID(int=number) for number in range(1, 10))
PAIRS = tuple(combinations(UIDS, 2))
MEMBERS = st.lists(
    st.builds(
        Member,
        uid=st.sampled_from(UIDS),
        story_uid=st.sampled_from([None, None, UUID(int=901), UUID(int=902)]),
        authority=st.integers(0, 3),
        length_words=st.integers(100, 103),
        published_at=st.integers(0, 3).map(lambda hours: MORNING + timedelta(hours=hours)),
        state=st.sampled_from(BulletinState),
        pinned=st.booleans(),
    ),
    min_size=1,
    unique_by=lambda one: one.uid,
)
RELATIONS = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.sampled_from([0.5, 0.8, 1.0])), unique_by=lambda told: told[0]
).map(lambda told: [like(one, other, score=score) for (one, other), score in told])
TIES = st.lists(st.tuples(st.sampled_from(PAIRS), st.booleans()), max_size=5, unique_by=lambda told: told[0]).map(
    lambda told: [Tie(one=one, other=other, together=word) for (one, other), word in told]
)


@given(MEMBERS, RELATIONS, TIES, st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_a_story(
    members: list[Member],
    relations: list[Relation],
    ties: list[Tie],
    dice: Random,
) -> None:
    expected = set(arrange(members, relations, ties))
    turned = [replace(one, one=one.other, other=one.one) for one in relations]
    for deck in (members, relations, turned, ties):
        dice.shuffle(deck)  # type: ignore[arg-type]
    assert set(arrange(members, relations, ties)) == expected
    assert set(arrange(members, turned, ties)) == expected


@given(MEMBERS, RELATIONS, TIES)
def test_what_is_arranged_stays_as_it_is(members: list[Member], relations: list[Relation], ties: list[Tie]) -> None:
    placed = arrange(members, relations, ties)
    assert arrange(standing(members, placed), relations, ties) == placed


@given(MEMBERS, RELATIONS, TIES)
def test_every_member_stands_once_and_every_story_has_one_canonical_bulletin(
    members: list[Member], relations: list[Relation], ties: list[Tie]
) -> None:
    placed = arrange(members, relations, ties)
    assert [placement.bulletin for placement in placed] == [one.uid for one in members]
    assert sorted(p.story for p in placed if p.canonical) == sorted({p.story for p in placed})


@given(MEMBERS, RELATIONS, TIES)
def test_only_a_released_bulletin_stands_for_a_story_that_has_one(
    members: list[Member], relations: list[Relation], ties: list[Tie]
) -> None:
    states = {one.uid: one.state for one in members}
    placed = arrange(members, relations, ties)
    released = {p.story for p in placed if states[p.bulletin] is BulletinState.RELEASED}
    assert all(states[p.bulletin] is BulletinState.RELEASED for p in placed if p.canonical and p.story in released)


@given(MEMBERS, RELATIONS, TIES)
def test_a_person_is_obeyed(members: list[Member], relations: list[Relation], ties: list[Tie]) -> None:
    known = {one.uid for one in members}
    at = {p.bulletin: p.story for p in arrange(members, relations, ties)}
    spoken = [tie for tie in ties if {tie.one, tie.other} <= known]
    for tie in spoken:
        if not tie.together:
            assert at[tie.one] != at[tie.other]
    if all(tie.together for tie in spoken):
        assert all(at[tie.one] == at[tie.other] for tie in spoken)


@given(MEMBERS, RELATIONS, TIES)
def test_a_tie_holds_whatever_else_is_kept_apart(
    members: list[Member], relations: list[Relation], ties: list[Tie]
) -> None:
    """As long as no chain of ties leads from one to another that is kept apart from it."""
    known = {one.uid for one in members}
    block = {uid: {uid} for uid in known}
    spoken = [tie for tie in ties if {tie.one, tie.other} <= known]
    for tie in (tie for tie in spoken if tie.together):
        joined = block[tie.one] | block[tie.other]
        block.update(dict.fromkeys(joined, joined))
    if any(not tie.together and tie.other in block[tie.one] for tie in spoken):
        return
    at = {p.bulletin: p.story for p in arrange(members, relations, ties)}
    assert all(at[tie.one] == at[tie.other] for tie in spoken if tie.together)


@given(MEMBERS, RELATIONS, st.sampled_from(UIDS), st.integers(0, 3))
def test_a_copy_that_joins_changes_no_name(
    members: list[Member], relations: list[Relation], of: UUID, authority: int
) -> None:
    """Whoever it is like; a story that it brings together with another one keeps its name or gives it up for good."""
    before = arrange(members, relations, [])
    joining = member(UUID(int=99), authority=authority)
    after = arrange([*standing(members, before), joining], [*relations, like(of, joining.uid)], [])
    stable = stories(before) & stories(after)
    for story in stable:
        uid = next(iter(story))
        assert story_of(after, uid) == story_of(before, uid)
    if {one.uid for one in members} == {of}:
        assert story_of(after, joining.uid) == story_of(before, of)
