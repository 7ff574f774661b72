"""Persons: private names and initials are told from officers, places and things with a capital."""

import pytest

from syndicator.classify.persons import PersonFinder
from syndicator.classify.words import split_words

from .conftest import read_sensitivity

FINDER = PersonFinder(read_sensitivity().masking.names(["bima", "bogor"]))


def found(text: str, title: str = "") -> list[str]:
    words = split_words(title, text)
    return [words.text[start:end] for _, start, end in FINDER.find(words)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Korban Rahma Dewi dirawat.", ["Rahma Dewi"]),
        ("Ayahnya, Darto, melapor.", ["Darto"]),
        ("Tersangka berinisial MA ditangkap.", ["MA"]),
        ("Pelaku RS (24) ditangkap.", ["RS"]),
        ("Dia N, 17 tahun, asal Bogor.", ["N"]),
        ("Korban, Hj (29), dirawat.", ["Hj"]),
        ("Saiful Nazar (24) ditahan.", ["Saiful Nazar"]),
        ("Terhadap SPR, penyidik memasang pasal.", ["SPR"]),
    ],
)
def test_private_person_is_found(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Kapolres Bogor AKBP Nuredy Irwansyah Putra hadir.",
        "Hal itu disampaikan Kombes Pol Artha Wirawan, Senin.",
        "Ia tinggal di Kecamatan Muara Jawa.",
        "Korban dirawat di RSUD Sultan Daeng Radja.",
        "Ia naik Honda Beat dan menelepon lewat WhatsApp.",
        "Siswa kelas B ikut ujian SIM C.",
        "Perkara itu dijerat Pasal 81 Undang-Undang Perlindungan Anak.",
        "Gempar warga di Cilamaya.",
    ],
)
def test_officer_place_or_thing_is_no_private_person(text: str) -> None:
    assert found(text) == []


def test_officer_is_known_by_his_last_name_too() -> None:
    assert found("Kapolsek AKP Budi Santoso hadir. Hal itu dibenarkan Santoso.") == []


def test_name_that_is_a_place_is_masked_where_an_age_stands_behind_it() -> None:
    assert found("Bima (9) terluka. Ia lahir di Bima. Teman Bima menangis.")[0] == "Bima"


def test_capitals_of_a_headline_say_nothing() -> None:
    assert found("Polisi bekerja.", "Dukun Palsu Setubuhi Gadis Belia") == []
