"""What the desk let through, and what it did not know of."""

from __future__ import annotations

import json

from syndicator.model.clearance import Clearance, of_release
from syndicator.model.verdict import HoldReason

CHILD = HoldReason("child-in-case", "siswi kelas 2 SMP")
NIK = HoldReason("nik", "6471052308950003")
SEEN = Clearance(revision=2, seen=frozenset({CHILD}), kinds=frozenset({"child-in-case"}))


def test_what_was_seen_of_a_revision_does_not_stop_it() -> None:
    assert SEEN.lets(2, CHILD)
    assert not SEEN.lets(3, CHILD)
    assert not SEEN.lets(2, HoldReason("child-in-case", "siswi kelas 3 SMP"))
    assert not SEEN.lets(2, NIK)


def test_what_a_correction_overruled_stops_no_revision() -> None:
    assert Clearance(overruled=frozenset({CHILD})).lets(7, CHILD)


def test_a_story_is_covered_for_kinds_that_were_known() -> None:
    assert SEEN.covers(frozenset({"child-in-case"}))
    assert not SEEN.covers(frozenset({"child-in-case", "sexual-violence"}))
    assert Clearance(harmless=True).covers(frozenset({"sexual-violence"}))


def test_numbers_and_names_lie_in_the_wording_of_one_bulletin() -> None:
    assert of_release([CHILD, NIK, HoldReason("identity", "M (14)")]) == {"child-in-case"}


def test_it_is_kept_in_an_event_and_told_from_it() -> None:
    assert Clearance.from_details(json.loads(json.dumps(SEEN.details()))) == SEEN
    assert Clearance.from_details({}) == Clearance()
