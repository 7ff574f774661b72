"""Members of stories, how they are related, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Kinship, Member, Placement, Relation, Tie

MORNING = datetime(2026, 3, 2, 7, tzinfo=UTC)
A, B, C, D, E, F = (UUID(int=number) for number in range(1, 7))


def member(
    uid: UUID,
    *,
    story: UUID | None = None,
    authority: int = 2,
    words: int = 200,
    hours: int = 0,
    state: BulletinState = BulletinState.RELEASED,
    pinned: bool = False,
) -> Member:
    return Member(
        uid=uid,
        story_uid=story,
        authority=authority,
        length_words=words,
        published_at=MORNING + timedelta(hours=hours),
        state=state,
        pinned=pinned,
    )


def like(one: UUID, other: UUID, *, score: float = 0.9, kinship: Kinship = Kinship.COPY) -> Relation:
    return Relation(one=one, other=other, kinship=kinship, score=score, reason="told alike")


def together(one: UUID, other: UUID) -> Tie:
    return Tie(one=one, other=other, together=True)


def apart(one: UUID, other: UUID) -> Tie:
    return Tie(one=one, other=other, together=False)


def stories(placements: Sequence[Placement]) -> set[frozenset[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for placement in placements:
        found[placement.story].add(placement.bulletin)
    return {frozenset(story) for story in found.values()}


def canonical(placements: Sequence[Placement], of: UUID) -> UUID:
    story = next(placement.story for placement in placements if placement.bulletin == of)
    return next(p.bulletin for p in placements if p.story == story and p.canonical)


def story_of(placements: Sequence[Placement], bulletin: UUID) -> UUID:
    return next(placement.story for placement in placements if placement.bulletin == bulletin)


def standing(members: Sequence[Member], placements: Sequence[Placement]) -> list[Member]:
    at = {placement.bulletin: placement.story for placement in placements}
    return [replace(one, story_uid=at[one.uid]) for one in members]
