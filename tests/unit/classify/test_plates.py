"""Plates: number plates are found, and what only looks like one is left alone."""

import pytest

from syndicator.classify.plates import plates
from syndicator.classify.words import split_words


def found(text: str) -> list[str]:
    words = split_words("", text)
    return [words.text[start:end] for start, end in plates(words)]


@pytest.mark.parametrize(
    "plate", ["B 1234 XYZ", "B-3736-CLW", "KT 4567 QR", "B1234XYZ", "AD 1683 xx", "DK 12 AB", "L 1 A", "BL 5 KJ"]
)
def test_plate_is_found(plate: str) -> None:
    assert found(f"Mobil {plate} disita.") == [plate]


@pytest.mark.parametrize(("told", "plate"), [("nopol b 1234 xyz", "b 1234 xyz"), ("pelat nomor DA 77", "DA 77")])
def test_plate_that_is_told_as_such_is_found_in_any_letters(told: str, plate: str) -> None:
    assert found(f"Truk {told} terguling.") == [plate]


@pytest.mark.parametrize(
    "text",
    [
        "Hadir DP3AKB dan P3MI.", "UU 11/2012", "Jalan A 12 B", "Blok D 12 A", "pesawat B 737 MAX", "LP/B/123/VI/2025",
        "berat 12 KG", "pukul 10.00 WIB", "SMA N 1 Bogor", "KRI 812", "DP3A", "Perkap 6 Tahun 2019", "Rp 12.000",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_plate_is_none(text: str) -> None:
    assert found(text) == []
