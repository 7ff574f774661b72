"""The decision about one candidate, from what was found stored; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from syndicator.model.bulletin import BulletinState, Candidate, Draft
from syndicator.model.known import Known, TextOwner

MOST_SILENT_REVISIONS = 24
"""A release with the current time in its text would be revised for ever: what only its words show is counted."""


@dataclass(frozen=True, slots=True)
class New:
    """Nobody told this release before."""

    reason: str


@dataclass(frozen=True, slots=True)
class Revised:
    """Its source tells a stored bulletin differently now."""

    known: Known
    reason: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A stored bulletin, told as before; perhaps under a further name."""

    known: Known
    reason: str


@dataclass(frozen=True, slots=True)
class SameStory:
    """Another source told this release before. `state` is that of the story's canonical bulletin."""

    story_uid: UUID
    state: BulletinState
    reason: str


Decision = New | Revised | Repeated | SameStory


def _says_modified(draft: Draft, known: Known) -> bool:
    """Whether a source says itself that it modified a release, and not only shows other words."""
    told = draft.content.modified_at
    return told is not None and (known.modified_at is None or told > known.modified_at)


def decide(candidate: Candidate, named: Mapping[str, Known], owner: TextOwner | None) -> Decision:
    """
    Decide what a candidate is.

    Args:
        named: what is stored under those of its source's names that it carries.
        owner: the story that owns its folded text, if one does.
    """
    draft = candidate.draft
    for identity in candidate.identities:
        known = named.get(identity)
        if known is None:
            continue
        if known.hash == draft.content.hash:
            return Repeated(known, f"known as {identity}, unchanged")
        if known.revision > MOST_SILENT_REVISIONS and not _says_modified(draft, known):
            return Repeated(known, f"known as {identity}, changed {MOST_SILENT_REVISIONS} times without saying so")
        return Revised(known, f"known as {identity}, told differently")
    if owner is None:
        return New("no name and no text of it is known")
    for carrier in owner.carriers:
        if carrier.source_id == draft.source_id:
            return Repeated(carrier, "the same source told the same text under another name")
    return SameStory(owner.story_uid, owner.state, "another source told the same text before")
