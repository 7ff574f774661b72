"""Submissions: a release that a unit without a site sends us by itself, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from syndicator.model.bulletin import BulletinState


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    A release as sent; hostile until normalised.

    Args:
        id: the sender's own name for it: the same again is the same bulletin.
        html, text: what it says; the longer one is read where both are there.
        published_at, updated_at: aware.
        image, address: addresses on the web.
    """

    id: str
    title: str
    html: str | None = None
    text: str | None = None
    published_at: datetime
    updated_at: datetime | None = None
    author: str | None = None
    image: str | None = None
    categories: tuple[str, ...] = ()
    address: str | None = None


class Outcome(StrEnum):
    """What a submission was."""

    ADDED = "added"
    REVISED = "revised"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Submitted:
    """
    The bulletin that a submission became, or is already.

    Args:
        revision: counts from 1.
        story: what the release is known by, whoever else published it.
        canonical: whether this bulletin stands for the story.
    """

    outcome: Outcome
    bulletin_id: int
    state: BulletinState
    revision: int
    story: UUID
    canonical: bool
