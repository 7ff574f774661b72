"""What changed between two revisions is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicator.dedup.difference import difference
from syndicator.model.bulletin import Content

LATER = datetime(2026, 3, 2, 8, tzinfo=UTC)
BEFORE = Content(
    title="Patroli malam",
    lead="",
    html="",
    text="Dua belas personel berpatroli.",
    image=None,
    author=None,
    published_at=datetime(2026, 3, 2, 7, tzinfo=UTC),
    modified_at=None,
    hash="",
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ()),
        ({"title": "Patroli subuh"}, ("title: 'Patroli malam' became 'Patroli subuh'",)),
        ({"text": "Tiga belas personel berpatroli di kota."}, ("text: 3 words came, 1 went",)),
        ({"text": "Dua belas personel – berpatroli."}, ("text: the same words in another order or with other signs",)),
        ({"image": "https://humas.test/a.jpg"}, ("image: new",)),
        ({"modified_at": LATER}, ("its source says that it was modified at 2026-03-02 08:00 UTC",)),
        ({"author": "Humas"}, ()),
    ],
)  # fmt: skip
def test_each_difference_is_named(change: dict[str, object], told: tuple[str, ...]) -> None:
    assert difference(BEFORE, replace(BEFORE, **change)) == told  # type: ignore[arg-type]


def test_a_picture_that_went_is_told_too() -> None:
    assert difference(replace(BEFORE, image="https://humas.test/a.jpg"), BEFORE) == ("image: gone",)
