"""Stories: the bulletins that tell the same release, one of them canonical."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A stored story; `members` are bulletin ids in order of arrival, the canonical one among them."""

    id: int
    uid: UUID
    canonical_id: int
    members: tuple[int, ...]
