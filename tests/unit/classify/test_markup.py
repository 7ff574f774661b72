"""Markup: texts change, tags stay, and nothing is read out of what is only half a tag."""

import pytest

from syndicator.classify.markup import Markup


@pytest.mark.parametrize(
    "html", ["", "a", "<p>a &amp; b</p>", '<a href="x>y">a</a>', "a < b".replace("<", "&lt;"), "<p>a<br>b</p><hr>"]
)
def test_unchanged_markup_is_written_as_it_was_read(html: str) -> None:
    assert str(Markup.read(html)) == html


def test_blocks_stand_on_lines_of_their_own_and_emphasis_does_not() -> None:
    assert Markup.read("<p>Ra<b>hma</b></p><p>b</p>").plain == "\nRahma\n\nb\n"


@pytest.mark.parametrize(
    ("changes", "html"),
    [
        ([(1, 3, "x")], "<p>x<b>cd</b>ef</p>"),
        ([(2, 4, "x")], "<p>ax<b>d</b>ef</p>"),
        ([(1, 7, "x")], "<p>x<b></b></p>"),
        ([(2, 3, "x"), (4, 6, "y")], "<p>ax<b>cy</b>f</p>"),
        ([(1, 2, "<i>")], "<p>&lt;i&gt;b<b>cd</b>ef</p>"),
    ],
)
def test_passage_is_replaced_where_it_begins(changes: list[tuple[int, int, str]], html: str) -> None:
    assert str(Markup.read("<p>ab<b>cd</b>ef</p>").changed(changes)) == html


def test_what_tags_tell_in_words_can_be_left_out() -> None:
    html = '<img src="/a.jpg" alt="Bunga > (15)"><a href="/x" title=\'Bunga\'>a</a>'
    assert str(Markup.read(html).without_told()) == '<img src="/a.jpg"><a href="/x">a</a>'


def test_pictures_links_and_attributes_can_be_left_out() -> None:
    html = '<figure><img src="/a.jpg" alt="Bunga"><figcaption class="x">b</figcaption></figure><a href="/x">c</a>'
    assert str(Markup.read(html).without_addresses()) == "<figcaption>b</figcaption>c"
