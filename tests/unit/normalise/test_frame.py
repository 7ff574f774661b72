"""Datelines, bylines and closers as real desks write them; they are no part of the core."""

from __future__ import annotations

import pytest

from syndicator.normalise.frame import without_frame
from tests.unit.normalise.releases import SENTENCE

DATELINES = [
    "Media Humas Polri//Balikpapan ",
    "Media Humas Polri//Balikpapan – ",
    "Media Humas Polri // Balikpapan, ",
    "Tribratanews.kaltim.polri.go.id, Balikpapan – ",
    "tribratanews.kaltim.polri.go.id - ",
    "Polres Pasangkayu – ",
    "Polres Pasangkayu — ",
    "Polres Pasangkayu - ",
    "Balikpapan, 22 Maret 2025 – ",
    "Balikpapan (22/3/2025) – ",
    "Balikpapan, (22/03/25) - ",
    "BALIKPAPAN, Penasatu.com - ",
    "BALIKPAPAN – ",
    "Balikpapan -- ",
    "Kota Tangerang Selatan – ",
    "Humas Polres Pasangkayu - ",
    "Polres Pasangkayu, Sulbar – ",
    "Balikpapan (Humas) — ",
    "– ",
]
CLOSERS = [
    "( Alfian )",
    "(Alfian)",
    "(*)",
    "( * )",
    "***",
    "**",
    "(Red)",
    "(red/hms)",
    "(*/red)",
    "[Red]",
    "(Humas Polresta Banyuwangi)",
    "(HUMAS POLRES TTS)",
    "Sumber: Humas Polresta Banyuwangi",
    "Sumber : Divisi Humas Polri",
    "Editor: Alfian",
    "Penulis: Alfian",
    "Reporter : Alfian | Editor : Budi",
    "#polri #humas #presisi",
    "#PolriPresisi, #PolriUntukMasyarakat",
]
ENDINGS = [
    "( Alfian )",
    "(*)",
    "***",
    "(Red)",
    "(Humas Polresta Banyuwangi)",
    "#polri #humas",
    "(Alfian)(*)",
    "*** (Red)",
]
WHOLE = [
    "Polisi menangkap dua orang (pria dan wanita) di pasar.",
    "Kapolres mengatakan, kegiatan itu berjalan aman – tanpa gangguan – sampai selesai.",
    "Balikpapan menjadi tuan rumah kejuaraan menembak tahun ini.",
    "Sebanyak 22 personel diterjunkan.",
    "Kegiatan ditutup dengan doa bersama.",
    "Pelaku berinisial A (25) ditangkap di Jalan Sudirman.",
    "Rabu, 4 Juni 2025, mulai pukul 10.00 WITA, rapat digelar.",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_not_part_of_the_core(dateline: str) -> None:
    assert without_frame([dateline + SENTENCE, "Paragraf kedua."]) == f"{SENTENCE}\nParagraf kedua."


@pytest.mark.parametrize("dateline", [dateline.strip() for dateline in DATELINES[:3]])
def test_a_dateline_on_its_own_line_is_not_part_of_the_core(dateline: str) -> None:
    assert without_frame([dateline, SENTENCE]) == SENTENCE


@pytest.mark.parametrize("closer", CLOSERS)
def test_a_closer_on_its_own_line_is_not_part_of_the_core(closer: str) -> None:
    assert without_frame([SENTENCE, closer]) == SENTENCE


@pytest.mark.parametrize("closer", ENDINGS)
def test_a_closer_behind_the_last_sentence_is_not_part_of_the_core(closer: str) -> None:
    assert without_frame(["Awal.", f"{SENTENCE} {closer}"]) == f"Awal.\n{SENTENCE}"


def test_several_closers_go_together() -> None:
    closers = ["( Alfian )", "(*)", "Sumber: Humas", "Editor: Budi", "#polri #humas"]
    assert without_frame([SENTENCE, "Paragraf kedua.", *closers]) == f"{SENTENCE}\nParagraf kedua."


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sentence_without_a_frame_stays_whole(sentence: str) -> None:
    assert without_frame([sentence]) == sentence
    assert without_frame([sentence, SENTENCE]) == f"{sentence}\n{SENTENCE}"
    assert without_frame([SENTENCE, sentence]) == f"{SENTENCE}\n{sentence}"


@pytest.mark.parametrize("paragraphs", [[], [""], ["  ", ""]])
def test_nothing_has_no_core(paragraphs: list[str]) -> None:
    assert without_frame(paragraphs) == ""


@pytest.mark.parametrize("only", ["(Alfian)", "#polri #humas", "Balikpapan – ", "Sumber: Humas"])
def test_a_release_that_is_nothing_but_frame_raises_nothing(only: str) -> None:
    assert isinstance(without_frame([only]), str)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Bersama Polri" + " #tag" * 40 + " sampai jumpa",
        "Selesai" + " (a)" * 200 + " dan",
        "x" + " ***" * 200 + " y",
        "Polri " * 5_000,
        "a." * 20_000 + "id",
    ],
    ids=["hash tags", "brackets", "stars", "capitals", "sites"],
)
@pytest.mark.timeout(3)
def test_a_last_paragraph_of_many_signs_takes_no_time(paragraph: str) -> None:
    """Forty hash tags before the last words are not rare."""
    assert without_frame([SENTENCE, paragraph]).startswith(SENTENCE)
