"""Facets: each cuts exactly its own bytes out of the text."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.deliver.facets import LINK, TAG, facets

LINK_TEXT = "https://portal.test/b/1-polisi?utm_source=langit"
PIECES = st.sampled_from(
    [
        "#Patroli",
        LINK_TEXT,
        "😀",
        "👨‍👩‍👧",
        "é",
        "é",
        "شرطة",
        " ",
        "\n",
        "#",
        "#123",
        "“",
        ".",
        ")",
        "kata",
        "https://",
        "#😀",
    ]
)


def cut(text: str) -> list[tuple[str, str, str]]:
    """The kind of each facet, the words that it covers, and what it leads to."""
    told = []
    for one in facets(text):
        index = cast("dict[str, int]", one["index"])
        (feature,) = cast("list[dict[str, str]]", one["features"])
        covered = text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        told.append((feature["$type"], covered, feature.get("uri") or feature["tag"]))
    return told


def test_a_link_and_tags_are_found_behind_letters_of_many_bytes() -> None:
    text = f"“Kutip” – é 😀 شرطة\n\n{LINK_TEXT}\n\n#Patroli #LaluLintas"
    assert cut(text) == [
        (LINK, LINK_TEXT, LINK_TEXT),
        (TAG, "#Patroli", "Patroli"),
        (TAG, "#LaluLintas", "LaluLintas"),
    ]


@pytest.mark.parametrize(
    "text", ["", "tanpa apa-apa", "#", "#123", "a#b", f"{LINK_TEXT}#bagian".replace("https", "ftp"), "#" + "a" * 65]
)
def test_what_is_none_makes_none(text: str) -> None:
    assert facets(text) == []


@pytest.mark.parametrize("behind", [".", ",", ")", "?", "!", "”"])
def test_a_sign_behind_a_link_is_not_of_it(behind: str) -> None:
    assert cut(f"Lihat {LINK_TEXT}{behind}") == [(LINK, LINK_TEXT, LINK_TEXT)]


def test_every_link_of_a_digest_leads_somewhere() -> None:
    text = "Judul satu https://portal.test/b/1\nJudul dua https://portal.test/b/2"
    assert [leads for _, _, leads in cut(text)] == ["https://portal.test/b/1", "https://portal.test/b/2"]


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_facet_leaves_the_text_or_lies_over_another(text: str) -> None:
    end = 0
    for one in facets(text):
        index = cast("dict[str, int]", one["index"])
        assert end <= index["byteStart"] < index["byteEnd"] <= len(text.encode())
        end = index["byteEnd"]
    for kind, covered, leads in cut(text):
        assert covered == (leads if kind == LINK else f"#{leads}")
