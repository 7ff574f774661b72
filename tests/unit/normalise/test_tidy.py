"""Tidied markup says what it said before; only what no parser should see is gone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.normalise import tidy
from syndicator.normalise.html import clean_html
from syndicator.normalise.tidy import tidied

RELEASE = (
    "<div class='entry'><h2>Patroli</h2><p>Kapolres <b>AKBP <i>Budi</i></b> &amp; jajaran<br/>melaksanakan patroli, "
    '<a href="https://humas.test/1/?a=1&amp;b=2" target=_blank rel="x">lihat</a>.</p><!-- wp:image {"id":1} -->'
    "<figure><img src='/a.jpg' alt=\"Foto > satu\"><figcaption>Foto</figcaption></figure><ul><li>satu<li>dua</ul>"
    "<table><tr><td>1<td>2</table><script>if (a < b) { alert('<p>') }</script><p>Selesai 2 < 3</p></div>\n"
)
LONG = RELEASE * 60
"""Long enough to be looked at."""
PIECES = ["<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<td>", "<table>", "</table>", "<!--", "-->", "<", ">", '"']
PIECES += ["<textarea>", "</textarea>", "<svg>", "x", " ", "&amp;", "<br a=1>", "<a href='", "<script>", "</script>"]


def test_small_markup_passes_as_it_is() -> None:
    assert tidied(RELEASE) is RELEASE


def test_long_markup_of_an_ordinary_kind_reads_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(LONG) > 20_000
    tidy_text = clean_html(LONG, "https://humas.test/")
    monkeypatch.setattr("syndicator.normalise.html.tidied", lambda markup: markup)
    assert tidy_text == clean_html(LONG, "https://humas.test/")


def test_what_is_too_long_is_cut_but_pictures_in_addresses_go_first() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * tidy.LARGEST_CHARS}">'
    assert tidied(f"{picture}<p>Patroli</p>").endswith("<p>Patroli</p>")
    assert len(tidied("x" * 2 * tidy.LARGEST_CHARS)) == tidy.LARGEST_CHARS


def test_ends_close_what_was_left_open_inside() -> None:
    padding = " " * 20_000
    assert tidied(f"{padding}<div><b>x</div>y</b>").strip() == "<div><b>x</b></div>y"


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.integers(min_value=2000, max_value=4000))
def test_no_row_of_tags_takes_long(pieces: list[str], times: int) -> None:
    """Whatever repeats, the parsers see nothing that they are slow at."""
    markup = "".join(pieces) * times
    begun_at = time.process_time()
    clean_html(markup, "https://humas.test/")
    assert time.process_time() - begun_at < 5.0


@pytest.mark.parametrize("tag", ["<div>", "<DIV\n>", "<span>", "<custom-tag>", "<ul><li>", "<table><td>"])
def test_depth_is_bounded_whatever_nests(tag: str) -> None:
    kept = tidied(tag * 20_000).lower()
    assert kept.count(tag.lower()[:4]) <= tidy.DEEPEST
