"""Lines: folded the same whichever way is faster, and no sign is neither seen nor unseen."""

from __future__ import annotations

import sys

import pytest

from syndicator.normalise.lines import Lines, fold, on_one_line, visible


def test_every_sign_is_either_kept_or_dropped() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    dropped = {sign for sign in signs if not visible(sign)}
    unseen = (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
    more = (*range(0x2060, 0x2065), 0xFEFF, *range(0xD800, 0xE000))
    assert dropped == {chr(code) for code in (*unseen, *more)}
    assert visible("".join(signs)) == "".join(sign for sign in signs if sign not in dropped)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("satu dua", "satu dua"),
        ("  satu   dua ", "satu dua"),
        ("satu\n\tdua\r\n", "satu dua"),
        ("satu\u00a0 dua\u3000tiga", "satu dua tiga"),
        ("sa\u00adtu\u200b dua", "satu dua"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_text_is_folded_to_one_line(told: str, line: str) -> None:
    assert fold(told) == line
    assert Lines()[told] == line


@pytest.mark.parametrize(
    ("told", "kept"),
    [(None, ""), ("", ""), (" a  b", " a  b"), ("\n", " "), ("\r\n \n", " "), ("a\n b\u00a0c", "a b c")],
)
def test_line_breaks_within_a_block_are_blanks(told: str | None, kept: str) -> None:
    assert on_one_line(told) == kept


@pytest.mark.parametrize("line", ["Baca juga", "Bagikan artikel ini :", "Rekomendasi untuk anda:", "Dilihat: 33 kali"])
def test_a_line_of_the_theme_is_never_ordinary(line: str) -> None:
    lines = Lines()
    assert not lines.is_ordinary(line)
    assert not lines.is_ordinary(line)


def test_a_line_of_the_release_is_ordinary_each_time_it_is_asked() -> None:
    lines = Lines()
    assert lines.is_ordinary("Baca buku bersama warga")
    assert lines.is_ordinary("Baca buku bersama warga")
    assert not lines.is_heading("Baca buku bersama warga")
