"""The path of a bulletin's page: readable, short, and never broken by a title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model.bulletin import SLUG_CHARS
from tests.unit.model.bulletins import bulletin


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Polisi Patroli Malam", "/b/1-polisi-patroli-malam"),
        ("  Polisi – “Patroli”, Malam!  ", "/b/1-polisi-patroli-malam"),
        ("Café Müller", "/b/1-cafe-muller"),
        ("Jum'at Berkah", "/b/1-jum-at-berkah"),
        ("HUT ke-80 Polri", "/b/1-hut-ke-80-polri"),
        ("شرطة", "/b/1"),
        ("😀", "/b/1"),
        ("", "/b/1"),
        ("---", "/b/1"),
        ("../../etc/passwd", "/b/1-etc-passwd"),
        ("<script>", "/b/1-script"),
        ("a" * 59, f"/b/1-{'a' * 59}"),
        ("a" * 60, f"/b/1-{'a' * 60}"),
        ("a" * 61, f"/b/1-{'a' * 60}"),
        ("a" * 60 + " b", f"/b/1-{'a' * 60}"),
        ("a" * 59 + " b", f"/b/1-{'a' * 59}"),
        ("kata " * 30, "/b/1-" + "-".join(["kata"] * 12)),
    ],
)
def test_a_path_is_the_id_and_the_first_words_of_the_title(title: str, path: str) -> None:
    assert bulletin(title).path == path


@given(st.text(max_size=200))
def test_any_title_gives_a_path_that_an_address_can_hold(title: str) -> None:
    path = bulletin(title).path
    assert re.fullmatch(r"/b/1(?:-[a-z0-9]+(?:-[a-z0-9]+)*)?", path)
    assert len(path) <= len("/b/1-") + SLUG_CHARS
