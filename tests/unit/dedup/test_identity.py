"""Names of releases: twins of one name are one, a shared name names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.identity import LONGEST_CHARS, identities
from tests.unit.dedup.drafts import draft

TWINS = [
    ("http://humas.test/?p=1", "https://humas.test/?p=1"),
    ("http://www.humas.test/?p=1", "https://humas.test/?p=1"),
    ("https://www.humas.test/a/", "http://humas.test/a"),
    ("https://humas.test/a/amp/", "https://humas.test/a/"),
    ("https://humas.test/a/amp", "https://humas.test/a"),
    ("https://amp.humas.test/a/", "https://humas.test/a/"),
    ("https://m.humas.test/a/", "https://humas.test/a/"),
    ("https://www2.humas.test/a", "https://humas.test/a"),
    ("HTTPS://HUMAS.TEST/a", "https://humas.test/a"),
    (" https://humas.test/a ", "https://humas.test/a"),
    ("https://humas.test/", "https://humas.test"),
]
OTHERS = [
    ("https://humas.test/?p=1", "https://humas.test/?p=11"),
    ("https://humas.test/a", "https://humas.test/A"),
    ("https://humas.test/a", "https://humas.test/b"),
    ("https://satu.test/a", "https://dua.test/a"),
    ("https://humas.test/camp", "https://humas.test/c"),
    ("https://mhumas.test/a", "https://humas.test/a"),
    ("tag:humas.test,2026:1", "tag:humas.test,2026:2"),
    ("urn:uuid:A", "urn:uuid:a"),
    ("1", "11"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_of_a_name_are_one(one: str, other: str) -> None:
    assert identities([draft(one)]) == identities([draft(other)])
    assert identities([draft(None, one)]) == identities([draft(None, other)])


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_are_others(one: str, other: str) -> None:
    assert identities([draft(one)]) != identities([draft(other)])


def test_the_feeds_own_id_comes_before_the_address() -> None:
    ((first, second),) = identities([draft("https://humas.test/?p=1", "https://humas.test/a/")])
    assert first.startswith("guid:")
    assert second.startswith("address:")


def test_a_guid_and_an_address_that_say_the_same_are_two_names() -> None:
    ((first, second),) = identities([draft("https://humas.test/a", "https://humas.test/a")])
    assert first != second


@pytest.mark.parametrize("guids", [("x", "x"), ("http://humas.test/x", "https://www.humas.test/x/")])
def test_a_guid_that_several_share_names_none_of_them(guids: tuple[str, str]) -> None:
    """Sites whose guid is the site's own address: the entries are told apart by their own addresses."""
    one, other = identities([draft(guids[0], "https://humas.test/1"), draft(guids[1], "https://humas.test/2")])
    assert one == ("address://humas.test/1",)
    assert other == ("address://humas.test/2",)


def test_a_good_guid_stays_where_others_are_bad() -> None:
    named = identities([draft("x", "https://h.test/1"), draft("x", "https://h.test/2"), draft("y", "https://h.test/3")])
    assert named[2] == ("guid:y", "address://h.test/3")


def test_entries_without_any_name_of_their_own_are_named_by_what_they_say() -> None:
    one, other = identities([draft("x", hash="h1"), draft("x", hash="h2", title="Lain")])
    assert one != other
    assert all(name.startswith("title:") for name in (*one, *other))


def test_the_same_entry_without_a_name_keeps_its_name_from_poll_to_poll() -> None:
    assert identities([draft()]) == identities([draft()])


def test_an_entry_that_stands_in_a_feed_twice_has_the_same_names_twice() -> None:
    one, other = identities([draft("x", "https://h.test/1"), draft("x", "https://h.test/1")])
    assert one == other
    assert len(one) == 1


def test_no_drafts_have_no_names() -> None:
    assert identities([]) == []


@pytest.mark.parametrize("length", [LONGEST_CHARS, LONGEST_CHARS + 1, 100_000])
def test_a_name_beyond_measure_is_short_and_still_its_own(length: int) -> None:
    ((one,),) = identities([draft("a" * length)])
    ((other,),) = identities([draft("a" * (length - 1) + "b")])
    assert one != other
    assert len(one) <= LONGEST_CHARS + len("guid:")


@given(st.lists(st.tuples(st.none() | st.text(max_size=30), st.none() | st.text(max_size=30)), max_size=8))
def test_every_draft_has_a_name_and_no_two_share_one_unless_they_say_the_same(
    named: list[tuple[str | None, str | None]],
) -> None:
    drafts = [draft(guid, address, hash=str(number)) for number, (guid, address) in enumerate(named)]
    found = identities(drafts)
    everything = [name for names in found for name in names]
    assert all(found)
    assert len(everything) == len(set(everything))
