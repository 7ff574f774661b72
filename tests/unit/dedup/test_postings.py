"""Which texts are worth a comparison."""

from __future__ import annotations

from syndicator.dedup.postings import MOST_SHARED, Postings


def test_who_shares_more_and_rarer_keys_comes_first() -> None:
    postings = Postings()
    postings.add(0, (1, 2))
    postings.add(1, (1, 2, 3))
    postings.add(2, (4,))
    assert postings.like((1, 2, 3)) == [1, 0]
    assert postings.like((4,)) == [2]


def test_wording_that_everybody_uses_finds_nothing() -> None:
    postings = Postings()
    for text in range(MOST_SHARED + 2):
        postings.add(text, (1, text + 10, text + 1_000_000))
    assert postings.like((1,)) == []
    assert postings.like((1, 10)) == [0]


def test_a_text_that_shares_nothing_but_one_usual_key_is_not_worth_it() -> None:
    postings = Postings()
    for text in range(10):
        postings.add(text, (1, text + 10))
    assert postings.like((1,)) == []
    assert postings.like((1, 12)) == [2]
