"""Bulletins: our normalised press releases, and the revisions through which each of them goes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from syndicator.model.fingerprint import Fingerprint
from syndicator.model.verdict import Verdict

SLUG_CHARS = 60


class BulletinState(StrEnum):
    """Whether the public may see a bulletin; only RELEASED is ever shown."""

    RELEASED = "released"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    What one revision says.

    Args:
        html: sanitised; safe to show.
        text: the same without markup, a paragraph a line, clutter removed.
        lead: the first words of the text, cut at a sentence or word.
        hash: SHA-256 (hex) over title, text and image; another hash is another revision.
    """

    title: str
    lead: str
    html: str
    text: str
    image: str | None
    author: str | None
    published_at: datetime
    modified_at: datetime | None
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A bulletin as normalised from one entry, not yet compared with what is stored.

    `guid` is the feed's own name for it; `core` is the text without dateline, byline and closers, which copies
    change first.
    """

    source_id: int
    guid: str | None
    address: str | None
    content: Content
    core: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A draft with the names that its source uses for it, best first, and its fingerprint."""

    draft: Draft
    identities: tuple[str, ...]
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A stored bulletin with its newest revision and verdict; its story's uid is what readers know a release by."""

    id: int
    uid: UUID
    source_id: int
    story_id: int
    story_uid: UUID
    state: BulletinState
    canonical: bool
    address: str | None
    revision: int
    content: Content
    verdict: Verdict
    first_seen_at: datetime
    released_at: datetime | None
    updated_at: datetime

    @property
    def path(self) -> str:
        """The path of its page: `/b/{id}-{slug}`. Only the id counts, so that a changed title breaks no link."""
        return page_path(self.id, self.content.title)


def page_path(bulletin_id: int, title: str) -> str:
    """Return the path under which the bulletin of this id and title is shown."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    slug = words if len(words) <= SLUG_CHARS else words[: SLUG_CHARS + 1].rsplit("-", 1)[0][:SLUG_CHARS]
    return f"/b/{bulletin_id}-{slug}" if slug else f"/b/{bulletin_id}"
