"""Stories: the bulletins that tell the same release, one of them canonical; how bulletins are related."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from syndicator.model.bulletin import BulletinState


class Kinship(StrEnum):
    """How two bulletins are related. Only copies and revisions tell the same release."""

    COPY = "copy"
    REVISION = "revision"
    FOLLOW_UP = "follow-up"
    OTHER_ANGLE = "other-angle"
    SAME_TEMPLATE = "same-template"

    @property
    def is_same(self) -> bool:
        """Whether two bulletins so related tell the same release."""
        return self in {Kinship.COPY, Kinship.REVISION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two bulletins and how they are related; `score` is how surely they tell the same release, from 0 to 1."""

    one: UUID
    other: UUID
    kinship: Kinship
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    A bulletin as far as its place in a story depends on it.

    Args:
        authority: 0 where the issuing unit itself publishes it, 1 a command above it, 2 another Humas, 3 others.
        length_words: how complete it is.
        published_at: aware.
        state: only a released one is canonical while there is one; one that is gone stays in its story.
        pinned: whether the desk made it the canonical one.
    """

    uid: UUID
    story_uid: UUID | None
    authority: int
    length_words: int
    published_at: datetime
    state: BulletinState = BulletinState.RELEASED
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A person's word on two bulletins: one story, or two."""

    one: UUID
    other: UUID
    together: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a bulletin stands: its story, and whether it is the canonical one."""

    bulletin: UUID
    story: UUID
    canonical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    A stored story; `members` are bulletin ids in order of arrival, the canonical one among them.

    `merged_into` is the story that took over its bulletins; `pinned_id` the bulletin that the desk made canonical.
    """

    id: int
    uid: UUID
    canonical_id: int
    members: tuple[int, ...]
    pinned_id: int | None = None
    merged_into: int | None = None
