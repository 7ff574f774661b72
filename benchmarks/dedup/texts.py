"""Releases of the demo newsroom, some of them told before by others, and how each of them was really meant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.copies import reposted
from syndicator.newsroom.edits import OPERATIONS, edited
from syndicator.newsroom.kinds import all_kinds
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.releases import Release
from syndicator.newsroom.units import Unit, read_units
from syndicator.normalise.core import core_of

MOMENT = datetime(2026, 3, 2, 7, tzinfo=UTC)
SEED = 23
REPOSTS = 0.2
"""The share of texts that another site told before."""
COPIES = 2
EDITS = (2, 5)
"""A copy in the labelled set goes through so many edits, light and medium ones."""


@dataclass(frozen=True, slots=True)
class Text:
    """A release as it comes to be compared; `truth` is the same for all that tell the same."""

    title: str
    core: str
    truth: str


def stream(count: int) -> list[Text]:
    """Return so many texts in order of arrival, the same ones at every call."""
    dice, units = random.Random(SEED), _units()
    told: list[Release] = []
    texts = []
    for number in range(count):
        unit = dice.choice(units)
        if told and dice.random() < REPOSTS:
            release = reposted(dice.choice(told), unit, published=MOMENT, rng=dice, seed=SEED)
        else:
            release = compose(choose_kind(unit, dice), unit, number=number, published=MOMENT, seed=SEED)
            told.append(release)
        texts.append(_text(release))
    return texts


def labelled(releases: int) -> list[Text]:
    """Return releases, copies of each, and of each a twin from the same template, in random order."""
    dice, units = random.Random(SEED), _units()
    texts = []
    for number in range(0, 2 * releases, 2):
        unit = dice.choice(units)
        kind = choose_kind(unit, dice)
        release = compose(kind, unit, number=number, published=MOMENT, seed=SEED)
        other = dice.choice([one for one in units if one.level in all_kinds()[kind.slug].levels and one != unit])
        twin = compose(kind, other, number=number + 1, published=MOMENT, seed=SEED)
        texts += [_text(release), _text(twin), *(_text(_copied(release, dice)) for _ in range(COPIES))]
    dice.shuffle(texts)
    return texts


def same_pairs(texts: Sequence[Text]) -> set[tuple[int, int]]:
    """Return the places of all pairs that tell the same release."""
    told: dict[str, list[int]] = {}
    pairs = set()
    for place, one in enumerate(texts):
        earlier = told.setdefault(one.truth, [])
        pairs |= {(before, place) for before in earlier}
        earlier.append(place)
    return pairs


@lru_cache(maxsize=1)
def _units() -> Sequence[Unit]:
    return read_units(UNITS_FILE)


def _copied(release: Release, dice: random.Random) -> Release:
    for name in dice.sample(sorted(OPERATIONS), dice.randint(*EDITS)):
        release = edited(release, name, dice.choice(("light", "medium")), dice)
    return release


def _text(release: Release) -> Text:
    return Text(release.wording.title, core_of("\n".join(release.wording.lines)), release.release_id)
