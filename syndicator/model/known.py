"""What is stored already, as far as decisions about new drafts need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from syndicator.model.bulletin import BulletinState
from syndicator.model.fingerprint import Sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A stored bulletin, as far as a decision about a draft needs it; `modified_at` as its source told it."""

    bulletin_id: int
    uid: UUID
    source_id: int
    story_uid: UUID
    state: BulletinState
    canonical: bool
    revision: int
    hash: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextOwner:
    """
    The story that a folded text belongs to.

    `state` is that of its canonical bulletin; `carriers` are the bulletins that carry or carried the text.
    """

    story_uid: UUID
    state: BulletinState
    carriers: tuple[Known, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSketch:
    """A stored bulletin, as far as another one is compared with it; for `authority` see `Member`."""

    bulletin_id: int
    uid: UUID
    story_uid: UUID
    source_id: int
    state: BulletinState
    canonical: bool
    pinned: bool
    authority: int
    published_at: datetime
    sketch: Sketch
