"""Words, forms of roots, and phrases."""

import pytest

from syndicator.classify.forms import forms_of
from syndicator.classify.phrases import PhraseBook
from syndicator.classify.words import split_words


@pytest.mark.parametrize(
    ("root", "forms"),
    [
        ("curi", {"mencuri", "dicuri", "pencurian", "pencuri", "kecurian"}),
        ("tusuk", {"menusuk", "ditusuk", "penusukan"}),
        ("pukul", {"memukul", "dipukuli", "pemukulan"}),
        ("siksa", {"menyiksa", "disiksa", "penyiksaan"}),
        ("aniaya", {"menganiaya", "dianiaya", "penganiayaan", "teraniaya"}),
        ("bunuh", {"membunuh", "pembunuhan", "terbunuh"}),
        ("perkosa", {"memperkosa", "diperkosa", "memerkosa"}),
    ],
)
def test_root_stands_for_its_affixed_forms(root: str, forms: set[str]) -> None:
    assert forms <= forms_of(root)


def test_longest_phrase_wins_over_the_ones_inside_it() -> None:
    book = PhraseBook([("anak", "child"), ("hari anak", "festival"), ("hari anak nasional", "festival day")])
    found = list(book.find(split_words("", "Peringatan Hari Anak Nasional dihadiri anak-anak.")))
    assert [meanings for meanings, _, _ in found] == [("festival day",), ("child",), ("child",)]


def test_clitic_does_not_hide_a_word() -> None:
    book = PhraseBook([("korban", "victim")])
    assert [first for _, first, _ in book.find(split_words("", "Pelaku mengancam korbannya."))] == [2]


def test_phrase_is_found_across_case_and_punctuation() -> None:
    book = PhraseBook([("e tle", "camera")])
    assert list(book.find(split_words("Kamera E-TLE dipasang", "")))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Kapolres AKBP A. Rahman, S.H., S.I.K. hadir. Ia berpidato.", 2),
        ("Kombes Pol. Budi memimpin apel. Acara selesai pukul 10.00 WITA.", 2),
        ("Judul\nBaris kedua", 2),
    ],
)
def test_degrees_and_ranks_do_not_end_a_sentence(text: str, sentences: int) -> None:
    words = split_words("", text)
    assert len({words.sentence(index) for index in range(len(words))}) == sentences


def test_passage_is_the_text_as_written() -> None:
    words = split_words("Judul", "Korban (7 tahun) selamat.")
    assert words.passage(1, 3) == "Korban (7 tahun"
