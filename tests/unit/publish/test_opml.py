"""Lists of feeds: well formed, grouped, and read back by our own reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.parse.opml import Listed, read_opml
from syndicator.publish.opml import Outline, render
from tests.unit.publish.feeds import TITLES, printable

ADDRESS = "https://portal.test/feeds/units/polres-malang.rss"


def test_feeds_stand_in_their_groups_in_order() -> None:
    outlines = [
        Outline("Semua", "https://portal.test/feeds/all.rss"),
        Outline("Patroli", "https://portal.test/feeds/topics/patroli.rss", "Topik"),
        Outline("Polres Malang", ADDRESS, "Satuan"),
        Outline("Narkoba", "https://portal.test/feeds/topics/narkoba.rss", "Topik"),
    ]
    assert read_opml(render("Sumber", outlines)) == [
        Listed("https://portal.test/feeds/all.rss", "Semua", None),
        Listed("https://portal.test/feeds/topics/patroli.rss", "Patroli", "Topik"),
        Listed("https://portal.test/feeds/topics/narkoba.rss", "Narkoba", "Topik"),
        Listed(ADDRESS, "Polres Malang", "Satuan"),
    ]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_well_formed_and_comes_back(title: str) -> None:
    document = render(title, [Outline(title, f"{ADDRESS}?q=a&b={len(title)}", title)])
    assert (etree.fromstring(document).findtext("head/title") or "") == printable(title)
    (listed,) = read_opml(document)
    assert listed.title == printable(title).strip()
    assert listed.address == f"{ADDRESS}?q=a&b={len(title)}"


def test_an_empty_list_is_a_list() -> None:
    document = etree.fromstring(render("Sumber", []))
    assert (document.tag, document.get("version")) == ("opml", "2.0")
    assert read_opml(render("Sumber", [])) == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_text_breaks_a_list(text: str) -> None:
    assert etree.fromstring(render(text, [Outline(text, ADDRESS, text or None)])).tag == "opml"
