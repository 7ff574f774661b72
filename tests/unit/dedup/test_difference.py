"""What changed between two revisions is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicator.dedup.difference import difference, is_small
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


SMALL = {
    "nothing": ("Polisi patroli malam.", "Polisi patroli malam."),
    "signs and letter case": ("“Aman”, kata dia – semalam.", '"aman" kata dia, Semalam!'),
    "a letter is wrong": ("Petugas mengamenkan warga.", "Petugas mengamankan warga."),
    "a letter is missing": ("Petugas mengamakan warga.", "Petugas mengamankan warga."),
    "a letter too many": ("Petugas mengamankann warga.", "Petugas mengamankan warga."),
    "neighbours are swapped": ("Petugas mengamnakan warga.", "Petugas mengamankan warga."),
    "written apart": ("Rumah dimana ia tinggal.", "Rumah di mana ia tinggal."),
    "written together": ("Ia bertanggung jawab.", "Ia bertanggungjawab."),
}
NOT_SMALL = {
    "a word came": ("Pelaku ditahan.", "Pelaku tidak ditahan."),
    "a word went": ("Pelaku tidak ditahan.", "Pelaku ditahan."),
    "another word": ("Terlapor diperiksa.", "Pelapor diperiksa."),
    "a short word": ("Ia mati di sana.", "Ia hati di sana."),
    "a number": ("Ada 12 orang.", "Ada 13 orang."),
    "a number in a word": ("Ada 12korban di sana.", "Ada 13korban di sana."),
    "a name": ("Kata Suryana kemarin.", "Kata Suryani kemarin."),
    "a name written small": ("Kata suryana kemarin.", "Kata Suryani kemarin."),
    "four typos": ("salahx a benarx b tepatx c pasrix", "salahy a benary b tepaty c pasriy"),
}


@pytest.mark.parametrize("case", SMALL)
def test_a_mended_typo_is_small(case: str) -> None:
    before, after = SMALL[case]
    assert is_small(replace(BEFORE, text=before), replace(BEFORE, text=after))


@pytest.mark.parametrize("case", NOT_SMALL)
def test_what_may_change_the_meaning_is_not_small(case: str) -> None:
    before, after = NOT_SMALL[case]
    assert not is_small(replace(BEFORE, text=before), replace(BEFORE, text=after))


def test_a_title_counts_as_its_text_does() -> None:
    assert is_small(replace(BEFORE, title="Polisi mengamnkan pasar"), replace(BEFORE, title="Polisi mengamankan pasar"))
    assert not is_small(replace(BEFORE, title="Polisi Amankan Pasar"), replace(BEFORE, title="Polisi Amankan Terminal"))


def test_another_image_is_not_small() -> None:
    assert not is_small(replace(BEFORE, image=None), replace(BEFORE, image="https://humas.test/foto.jpg"))


def test_long_texts_are_looked_at_where_they_differ_and_no_further() -> None:
    before = "kata " * 50_000 + "mengamnkan " + "akhir " * 50_000
    assert is_small(replace(BEFORE, text=before), replace(BEFORE, text=before.replace("mengamnkan", "mengamankan")))
    assert not is_small(replace(BEFORE, text=before), replace(BEFORE, text="lain " * 1_000))
