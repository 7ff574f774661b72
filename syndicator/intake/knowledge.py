"""What is stored already, as far as a batch of polls needs it to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syndicator.dedup.identity import fold_name
from syndicator.intake.nearness import Nearness
from syndicator.model.absence import Absence, Finding, Standing
from syndicator.model.bulletin import BulletinState, Candidate
from syndicator.model.correction import DeskWord
from syndicator.model.known import Known, TextOwner
from syndicator.model.page import PageNote
from syndicator.model.subscription import Subscription


@dataclass(slots=True)
class Knowledge:
    """
    What is stored, and what the batch itself has added so far.

    Args:
        named: (source id, identity) → bulletin.
        owners: text hash → story.
        reached: bulletin id → channels that have a post of it.
        twins: hash of a document → sources that served it last.
        taken: folded address → the source that has it.
        standing: source id → what it should still tell, each with its absence.
        absent: source id → what it was found to miss earlier, each with its absence.
        pages: (source id, key) → what a page gave.
        subscriptions: source id → the active promise to push, if there is one.
        desk: bulletin id → what the desk has said of its verdict.
        near: who tells what the batch's candidates tell, or nearly so.
        told: (source id, text hash) of the batch's own additions; `corrected` are the bulletins that it revises.
    """

    named: dict[tuple[int, str], Known]
    owners: dict[str, TextOwner]
    reached: Mapping[int, Sequence[str]]
    twins: Mapping[str, Sequence[int]] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)
    standing: Mapping[int, Sequence[Standing]] = field(default_factory=dict)
    absent: Mapping[int, Sequence[Standing]] = field(default_factory=dict)
    pages: Mapping[tuple[int, str], PageNote] = field(default_factory=dict)
    subscriptions: Mapping[int, Subscription] = field(default_factory=dict)
    desk: Mapping[int, DeskWord] = field(default_factory=dict)
    near: Nearness = field(default_factory=Nearness)
    told: set[tuple[int, str]] = field(default_factory=set)
    corrected: set[int] = field(default_factory=set)

    def names_of(self, source_id: int, candidate: Candidate) -> dict[str, Known]:
        """Return what is stored under the names that a candidate carries."""
        return {name: self.named[source_id, name] for name in candidate.identities if (source_id, name) in self.named}

    def twin_of(self, source_id: int, body_hash: str) -> int | None:
        """Return the older source that served this very document last, None if there is none."""
        return next((twin for twin in self.twins.get(body_hash, ()) if twin < source_id), None)

    def is_free(self, source_id: int, address: str | None) -> bool:
        """Whether no other source has this address, however it spells it."""
        return address is None or self.taken.get(fold_name(address), source_id) == source_id

    def is_new(self, source_id: int, candidate: Candidate) -> bool:
        """Whether nothing of this source is known under the candidate's names or with its text."""
        owner = self.owners.get(candidate.fingerprint.text_hash)
        told = owner is not None and any(carrier.source_id == source_id for carrier in owner.carriers)
        return not told and not self.names_of(source_id, candidate)

    def is_changed(self, source_id: int, candidate: Candidate) -> bool:
        """Whether a candidate is new, or told differently than it is stored."""
        named = self.names_of(source_id, candidate)
        if named:
            return all(known.hash != candidate.draft.content.hash for known in named.values())
        return self.is_new(source_id, candidate)

    def taken_back(self, source_id: int) -> set[int]:
        """Return the bulletins of a source that were withdrawn because it had deleted them."""
        return {
            one.known.bulletin_id
            for one in self.absent.get(source_id, ())
            if one.known.state is BulletinState.WITHDRAWN
            and one.absence is not None
            and one.absence.finding is Finding.WITHDRAWN
        }

    def absences(self, source_id: int) -> dict[int, Absence]:
        """Return the absences of a source's bulletins, by bulletin."""
        known = self.absent.get(source_id, ())
        return {one.known.bulletin_id: one.absence for one in known if one.absence is not None}
