"""Stories of a stream: what is compared with what, and that neither order nor batches change what comes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.clusterer import Clusterer, Release
from syndicator.dedup.comparison import Comparison, Telling
from syndicator.dedup.figures import Figures
from syndicator.dedup.stars import arrange
from syndicator.dedup.texts import MOST_CANDIDATES, WINDOW
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.story import Kinship, Member, Placement, Relation

MORNING = datetime(2026, 3, 2, 7, tzinfo=UTC)
NOTHING = Figures(**{field.name: 0.0 for field in fields(Figures)})  # type: ignore[arg-type]


class Oracle:
    """Knows who tells the same as whom, by the names of the sources, and remembers what it was asked."""

    def __init__(self, alike: Iterable[Collection[str]]) -> None:
        self._alike = {frozenset(pair) for pair in alike}
        self.asked: list[frozenset[str]] = []

    def compare(self, one: Telling, other: Telling) -> Comparison:
        pair = frozenset({str(one.source), str(other.source)})
        self.asked.append(pair)
        kinship = Kinship.COPY if pair in self._alike else None
        score = 0.9 if kinship else 0.1
        return Comparison(kinship=kinship, score=score, wording=score, event=score, reason="", figures=NOTHING)


def release(
    name: str,
    *,
    keys: Sequence[int] = (1,),
    text: str | None = None,
    authority: int = 2,
    hours: int = 0,
    told: bool = True,
) -> Release:
    return Release(
        uid=UUID(int=int.from_bytes(name.encode(), "big")),
        fingerprint=Fingerprint(text_hash=name if text is None else text, keys=tuple(keys)),
        authority=authority,
        published_at=MORNING + timedelta(hours=hours) if told else None,
        source=name,
    )


def placed(
    oracle: Oracle, releases: Sequence[Release], *, batch: int = 2, asking: bool = False
) -> dict[str, Placement]:
    clusterer = Clusterer(oracle.compare)
    for start in range(0, len(releases), batch):
        clusterer.take(releases[start : start + batch])
        if asking:
            clusterer.placements()
    return {str(one.source): place for one, place in zip(releases, clusterer.placements(), strict=True)}


def stories(found: dict[str, Placement]) -> set[frozenset[str]]:
    return {frozenset(name for name, one in found.items() if one.story == place.story) for place in found.values()}


def test_a_text_that_is_carried_word_for_word_is_compared_with_nothing() -> None:
    oracle = Oracle([])
    found = placed(oracle, [release("a", text="t"), release("b", text="t", authority=0), release("c", text="t")])
    assert stories(found) == {frozenset("abc")}
    assert [name for name, place in found.items() if place.canonical] == ["b"]
    assert oracle.asked == []


def test_texts_that_are_too_short_to_tell_are_stories_of_their_own() -> None:
    found = placed(Oracle(["ab"]), [release("a", text="", keys=()), release("b", text="", keys=())])
    assert stories(found) == {frozenset("a"), frozenset("b")}


def test_only_what_shares_a_key_is_compared() -> None:
    oracle = Oracle(["ab"])
    found = placed(oracle, [release("a", keys=(1, 2)), release("b", keys=(2, 3)), release("c", keys=(9,))])
    assert stories(found) == {frozenset("ab"), frozenset("c")}
    assert oracle.asked == [frozenset("ab")]


def test_no_more_than_the_likeliest_are_compared() -> None:
    oracle = Oracle([])
    placed(oracle, [release(chr(number), keys=(1, 2)) for number in range(97, 117)])
    assert sum("t" in pair for pair in oracle.asked) == MOST_CANDIDATES


def test_what_was_told_long_before_is_not_compared() -> None:
    hours = int(WINDOW / timedelta(hours=1)) + 1
    oracle = Oracle(["ab", "ac"])
    found = placed(oracle, [release("a"), release("b", hours=hours), release("c", told=False)])
    assert frozenset("ab") not in oracle.asked
    assert stories(found) == {frozenset("ac"), frozenset("b")}


def test_what_tells_the_same_as_a_candidate_is_compared_too() -> None:
    """The first and the last share no key; what they both tell is found through the one between them."""
    told = [release("a", keys=(1,)), release("b", keys=(1, 2), hours=1), release("c", keys=(2,), hours=2)]
    for order in ([0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]):
        found = placed(Oracle(["ab", "bc", "ac"]), [told[place] for place in order])
        assert stories(found) == {frozenset("abc")}


def test_a_round_up_chains_nothing() -> None:
    told = [release("a"), release("b", hours=1), release("r", hours=9)]
    found = placed(Oracle(["ar", "br"]), told)
    assert stories(found) == {frozenset("ar"), frozenset("b")}


NAMES = "abcdefg"
STREAMS = st.lists(
    st.builds(
        release,
        st.sampled_from(NAMES),
        keys=st.just((1, 2)),
        authority=st.integers(0, 3),
        hours=st.integers(0, 3),
        told=st.booleans(),
    ),
    min_size=1,
    unique_by=lambda one: one.uid,
)
ALIKE = st.sets(st.sampled_from([frozenset(pair) for pair in combinations(NAMES, 2)]))


@given(STREAMS, ALIKE, st.integers(1, 7), st.booleans(), st.randoms(use_true_random=False))
def test_neither_order_nor_batches_change_what_comes_out(
    told: list[Release],
    alike: set[frozenset[str]],
    batch: int,
    asking: bool,  # noqa: FBT001 -- drawn by hypothesis
    dice: Random,
) -> None:
    expected = placed(Oracle(alike), told, batch=len(told))
    dice.shuffle(told)
    assert placed(Oracle(alike), told, batch=batch, asking=asking) == expected


@given(STREAMS, ALIKE)
def test_what_comes_out_is_one_arrangement_of_all_that_was_found(
    told: list[Release], alike: set[frozenset[str]]
) -> None:
    uids = {str(one.source): one.uid for one in told}
    members = [
        Member(
            uid=one.uid,
            story_uid=None,
            authority=one.authority,
            length_words=0,
            published_at=one.published_at or datetime.max.replace(tzinfo=UTC),
        )
        for one in told
    ]
    relations = [
        Relation(one=uids[one], other=uids[other], kinship=Kinship.COPY, score=0.9, reason="")
        for one, other in map(sorted, alike)
        if {one, other} <= uids.keys()
    ]
    found = placed(Oracle(alike), told, batch=3, asking=True)
    assert {place.bulletin: place for place in found.values()} == {
        place.bulletin: place for place in arrange(members, relations, [])
    }
