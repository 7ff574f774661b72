"""The decision, as a table: New, Revised, Repeated or SameStory."""

from __future__ import annotations

from uuid import UUID

import pytest

from syndicator.dedup.decide import Decision, New, Repeated, Revised, SameStory, decide
from syndicator.model.bulletin import BulletinState, Candidate
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.known import Known, TextOwner
from tests.unit.dedup.drafts import draft

STORY = UUID(int=7)


def known(bulletin_id: int = 1, *, source_id: int = 1, hash: str = "h1") -> Known:  # noqa: A002 -- the field's own name
    return Known(
        bulletin_id=bulletin_id,
        uid=UUID(int=bulletin_id),
        source_id=source_id,
        story_uid=STORY,
        state=BulletinState.RELEASED,
        canonical=True,
        revision=1,
        hash=hash,
    )


def owner(*carriers: Known, state: BulletinState = BulletinState.RELEASED) -> TextOwner:
    return TextOwner(STORY, state, carriers)


OURS, THEIRS = known(1), known(2, source_id=2)


@pytest.mark.parametrize(
    ("named", "text_owner", "expected"),
    [
        ({}, None, New),
        ({"guid:other": OURS}, None, New),
        ({"guid:a": OURS}, None, Repeated),
        ({"address:a": OURS}, None, Repeated),
        ({"guid:a": known(hash="h0")}, None, Revised),
        ({"address:a": known(hash="h0")}, None, Revised),
        ({"guid:a": OURS}, owner(THEIRS), Repeated),
        ({"guid:a": known(hash="h0")}, owner(THEIRS), Revised),
        ({}, owner(OURS), Repeated),
        ({}, owner(known(hash="h0")), Repeated),
        ({}, owner(THEIRS), SameStory),
        ({}, owner(THEIRS, OURS), Repeated),
        ({}, owner(), SameStory),
    ],
)
def test_decision(named: dict[str, Known], text_owner: TextOwner | None, expected: type[Decision]) -> None:
    candidate = Candidate(draft=draft("a"), identities=("guid:a", "address:a"), fingerprint=Fingerprint(text_hash="t"))
    decision = decide(candidate, named, text_owner)
    assert type(decision) is expected
    assert decision.reason


def candidate() -> Candidate:
    return Candidate(draft=draft("a"), identities=("guid:a", "address:a"), fingerprint=Fingerprint(text_hash="t"))


def test_the_best_name_decides_where_two_names_mean_two_bulletins() -> None:
    decision = decide(candidate(), {"address:a": known(2, hash="h0"), "guid:a": known(1)}, None)
    assert decision == Repeated(known(1), "known as guid:a, unchanged")


def test_a_revision_names_the_bulletin_that_it_revises() -> None:
    before = known(5, hash="h0")
    assert decide(candidate(), {"guid:a": before}, None) == Revised(before, "known as guid:a, told differently")


@pytest.mark.parametrize("state", list(BulletinState))
def test_a_copy_learns_how_its_story_stands(state: BulletinState) -> None:
    """A copy of a held release is held, a copy of a withdrawn one stays away."""
    decision = decide(candidate(), {}, owner(THEIRS, state=state))
    assert isinstance(decision, SameStory)
    assert (decision.story_uid, decision.state) == (STORY, state)


def test_a_further_name_of_the_same_source_leads_to_the_bulletin_that_carries_the_text() -> None:
    decision = decide(candidate(), {}, owner(THEIRS, OURS))
    assert isinstance(decision, Repeated)
    assert decision.known is OURS
