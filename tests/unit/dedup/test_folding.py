"""Folded words: what copies spell in several ways is one word, and names and numbers are told from the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.folding import END, MOST_WORDS, NUMBER, TELLING, Words, bare, dated, plain, words_of

SENTENCE = "Petugas mengamankan dua tersangka di rumah kosong"


def folded(text: str) -> Words:
    return words_of(dated(plain(text)))


def spoken(text: str) -> list[int]:
    words = folded(text)
    return bare(words[words != END]).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kombes Pol Anton Firmanto", "Komisaris Besar Polisi Anton Firmanto"),
        ("AKBP Budi Santoso, S.I.K., M.H.", "AKBP Budi Santoso"),
        ("Rabu (4/6/2025) pagi", "Rabu, 4 Juni 2025 pagi"),
        ("4 Juni warga", "04/06 warga"),
        ("pukul 22.30 WIB", "jam 22:30"),
        ("sebanyak 1.500 orang", "sebanyak 1500 orang"),
        ("dua orang", "2 orang"),
        ("Kepolisian Resor Kota Balikpapan", "Polresta Balikpapan"),
        ("Kepala Polsek Sepinggan", "Kapolsek Sepinggan"),
        ("Jl. Sudirman", "Jalan Sudirman"),
        ("yg dgn", "yang dengan"),
        ("“kutipan” – baru", '"kutipan" - baru'),
        ("Muhammad&nbsp;Nasir", "Muhammad Nasir"),
    ],
)
def test_spellings_of_one_thing_are_the_same_words(one: str, other: str) -> None:
    assert spoken(f"{SENTENCE} {one}") == spoken(f"{SENTENCE} {other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4 Juni warga", "5 Juni warga"),
        ("1.500 orang", "1.600 orang"),
        ("Polres Bogor", "Polres Malang"),
        ("pukul 22.30", "pukul 23.30"),
        ("31/13 warga", "1/12 warga"),
    ],
)
def test_other_facts_are_other_words(one: str, other: str) -> None:
    assert spoken(f"{SENTENCE} {one}") != spoken(f"{SENTENCE} {other}")


def test_names_and_numbers_are_telling_but_not_the_first_word_of_a_sentence() -> None:
    words = folded("Warga melapor kepada Suryanto. Petugas menyita 12 paket.")
    telling = [bool(word & TELLING) for word in words[words != END]]
    assert telling == [False, False, False, True, False, False, True, False]
    assert [bool(word & NUMBER) for word in words[words != END]].index(True) == 6


def test_sentences_end_once_and_never_empty() -> None:
    words = folded("Satu kalimat selesai.\n\n... !!\nKalimat berikut ada")
    assert np.count_nonzero(words == END) == 1


def test_a_text_in_capitals_is_read_as_if_it_were_not() -> None:
    assert spoken("WARGA MELAPOR KEPADA SURYANTO DI BOGOR") == spoken("Warga melapor kepada Suryanto di Bogor")


def test_a_book_is_compared_by_its_first_words() -> None:
    assert folded("kata " * (2 * MOST_WORDS)).size == MOST_WORDS


@given(st.text())
def test_any_text_can_be_folded(text: str) -> None:
    words = folded(text)
    assert words.dtype == np.uint32
    assert not (words.size and words[0] == END)
