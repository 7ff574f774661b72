"""A glance tells apart only what a full comparison would tell apart."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from syndicator.dedup.comparison import Telling, comparer
from syndicator.dedup.fingerprint import fingerprint
from syndicator.dedup.glance import Glance
from syndicator.normalise.core import core_of
from tests.labelled import Labelled, stream

Pairs = list[tuple[Telling, Telling]]


def telling(one: Labelled) -> Telling:
    return Telling.of(fingerprint(one.title, core_of(one.text)).sketch, one.published_at, one.source)


@pytest.fixture(scope="module")
def told() -> list[Labelled]:
    return stream(800)


@pytest.fixture(scope="module")
def kin(told: list[Labelled]) -> Pairs:
    """Copies, and the twins that share a template."""
    numbered: defaultdict[str, list[Labelled]] = defaultdict(list)
    for one in told:
        numbered[one.truth[1:]].append(one)
    return [pair for ones in numbered.values() for pair in combinations(map(telling, ones), 2)]


@pytest.fixture(scope="module")
def strangers(told: list[Labelled]) -> Pairs:
    """Different releases of one generator: its templates and backgrounds are the same for all."""
    first = {one.truth[1:]: one for one in told[:60]}
    return list(combinations(map(telling, first.values()), 2))


def test_a_glance_finds_what_the_comparer_finds(kin: Pairs, strangers: Pairs) -> None:
    quick, full = Glance(comparer()), comparer()
    same = 0
    for one, other in kin + strangers:
        found, expected = quick.compare(one, other), full.compare(one, other)
        same += expected.same
        if found is None:
            assert not expected.same
        else:
            assert found == expected
    assert same > 20


def test_strangers_are_told_apart_by_a_glance(strangers: Pairs) -> None:
    glance = Glance(comparer())
    assert sum(glance.compare(*pair) is not None for pair in strangers) < len(strangers) / 50
