"""A comparison's reason in words."""

from __future__ import annotations

from collections.abc import Iterator

from syndicator.dedup.figures import Figures
from syndicator.model.story import Kinship

_HEADS = {
    Kinship.COPY: "the same release told by another source",
    Kinship.REVISION: "the same release told again by its source",
    Kinship.FOLLOW_UP: "a later report on the same case",
    Kinship.OTHER_ANGLE: "another report on the same case",
    Kinship.SAME_TEMPLATE: "another event in the words of the same template",
    None: "two releases",
}
_CONTRADICTIONS = {
    "other_day": "another day",
    "other_unit": "another unit",
    "other_place": "another place",
    "other_persons": "other persons",
    "other_numbers": "other numbers",
}
_NOTABLE = 0.3


def reason_of(told: Figures, kinship: Kinship | None) -> str:
    """Return why two texts are taken for what they are."""
    return f"{_HEADS[kinship]}: {', '.join(_facts(told))}"


def _facts(told: Figures) -> Iterator[str]:
    yield f"{told.wording:.0%} of the wording is common"
    yield f"{told.contained:.0%} of one text stands in the other"
    if told.names < 1:
        yield f"{told.names:.0%} of the names and numbers agree"
    else:
        yield "all names and numbers agree"
    for name, words in _CONTRADICTIONS.items():
        if getattr(told, name) >= _NOTABLE:
            yield words
    if told.gap >= 1 / 7:
        yield f"published {told.gap * 7:.0f} days apart" if told.gap < 1 else "published a week or more apart"
