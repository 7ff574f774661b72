"""Folding and fingerprints: what copies change first changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.fingerprint import SHORTEST_WORDS, fingerprint, fold
from tests.unit.dedup.drafts import WORDS

SAME = [
    ('"kata"', "“kata”"),
    ("'kata'", "‘kata’"),
    ("satu - dua", "satu — dua"),
    ("satu-dua", "satu–dua"),
    ("satu dua", "satu\u00a0dua"),
    ("satu dua", "satu\n\n  dua"),
    ("SATU Dua", "satu dua"),
    ("satu, dua.", "satu dua"),
    ("pukul 10.00", "pukul 10:00"),
    ("Jum'at", "Jum’at"),
    ("satu…", "satu..."),
    ("ﬁlm", "film"),
    ("１２", "12"),
    ("satu_dua", "satu dua"),
    ("Straße", "STRASSE"),
    ("caf\u00e9", "cafe\u0301"),
]
OTHERS = [
    ("dua belas", "tiga belas"),
    ("10 orang", "11 orang"),
    ("Rabu", "Kamis"),
    ("satu dua", "dua satu"),
    ("satu dua", "satudua"),
    ("tidak", "tindak"),
]


def hash_of(core: str) -> str:
    return fingerprint("Judul", core).text_hash


@pytest.mark.parametrize(("one", "other"), SAME)
def test_signs_that_copies_change_are_folded_away(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert hash_of(f"{WORDS} {one}") == hash_of(f"{WORDS} {other}")


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert hash_of(f"{WORDS} {one}") != hash_of(f"{WORDS} {other}")


def words(count: int) -> str:
    return " ".join(f"kata{number}" for number in range(count))


@pytest.mark.parametrize(("count", "tells"), [(0, False), (SHORTEST_WORDS - 1, False), (SHORTEST_WORDS, True)])
def test_a_text_of_few_words_says_too_little_to_compare(count: int, *, tells: bool) -> None:
    assert bool(hash_of(words(count))) is tells


def test_signs_alone_are_no_words() -> None:
    assert fold("– … “ ” *** ( ) #") == []
    assert hash_of("*** " * 100) == ""


@given(st.text(max_size=300))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(" ".join(once)) == once


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_has_a_fingerprint_of_one_size_or_none(text: str) -> None:
    assert len(hash_of(f"{WORDS} {text}")) == 64
