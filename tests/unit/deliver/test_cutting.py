"""Cutting: sentences, words, links and graphemes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from syndicator.deliver.cutting import shortenable, within
from syndicator.deliver.tags import tags_of

ALL = 100_000


def words(text: str, count: int) -> str:
    return shortenable(text, ALL).at(count)


def sentences(text: str, count: int) -> str:
    return shortenable(text, ALL).at_sentence(count)


def test_what_is_whole_is_not_marked() -> None:
    assert words("Satu dua tiga.", 3) == "Satu dua tiga."
    assert words("Satu dua tiga.", 2) == "Satu dua…"
    assert words("Satu dua tiga.", 0) == ""


def test_no_comma_or_open_bracket_stands_before_the_dots() -> None:
    assert words("Satu, dua (tiga empat)", 1) == "Satu…"
    assert words("Satu – dua", 2) == "Satu…"


def test_a_sentence_that_fills_a_good_part_is_kept_whole() -> None:
    assert sentences("Polisi menangkap dua orang. Keduanya ditahan di mapolres.", 6) == "Polisi menangkap dua orang."


def test_a_sentence_that_would_leave_little_is_not() -> None:
    text = "Malang. Polisi menangkap dua orang pelaku pencurian motor semalam di jalan raya"
    assert sentences(text, 10).endswith("semalam di…")


@pytest.mark.parametrize(
    "text",
    [
        "Kapolres AKBP Drs. Budi Santoso memimpin",
        "Kejadian di depan Jl. Ahmad Yani kota",
        "Kapolres Budi S.H. Menurut dia aman",
        "Brigjen Pol. Ahmad Dofiri hadir disana",
        "Peristiwa pukul 10. 30 orang luka",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    found = sentences(text, 5)
    assert found.endswith("…") or "10." in found


def test_scripts_without_spaces_are_cut_between_signs() -> None:
    text = "警方今天在市中心逮捕了两名嫌疑人" * 10
    assert words(text, 7) == "警方今天在市中…"


def test_a_link_is_shown_whole_or_not_at_all() -> None:
    text = f"Lihat https://polri.go.id/{'a' * 200} sekarang"
    shown = {words(text, step) for step in range(4)}
    assert shown == {"", "Lihat…", f"Lihat https://polri.go.id/{'a' * 200}…", text}


def test_a_link_at_the_edge_of_what_is_looked_at_is_not_torn() -> None:
    told = shortenable(f"Lihat https://polri.go.id/{'a' * 200}", 100)
    assert told.at(told.steps) == "Lihat…"


@given(st.text(max_size=300), st.integers(1, 60))
def test_a_line_is_within_its_limit_and_no_grapheme_is_torn(text: str, most: int) -> None:
    text = " ".join(text.split())
    shown = list(iter_graphemes(within(text, most)))
    whole = list(iter_graphemes(text))
    assert len(shown) <= most
    kept = shown[:-1] if shown and shown != whole else shown
    assert kept == whole[: len(kept)]


@pytest.mark.parametrize(
    ("topics", "tags"),
    [
        (["Lalu lintas", "Narkoba"], ("#LaluLintas", "#Narkoba")),
        (["lalu-lintas & jalan"], ("#LaluLintasJalan",)),
        (["Narkoba", "narkoba", "NARKOBA"], ("#Narkoba",)),
        (["3 pilar", "Tiga pilar"], ("#TigaPilar",)),
        (["TPPO"], ("#TPPO",)),
        (["", "---", "a" * 65], ()),
        (["Satu", "Dua", "Tiga", "Empat"], ("#Satu", "#Dua", "#Tiga")),
    ],
)
def test_tags_are_letters_and_digits_of_topics(topics: list[str], tags: tuple[str, ...]) -> None:
    assert tags_of(topics, 3) == tags
