"""Where the text of an article stands."""

from __future__ import annotations

import pytest

from syndicator.parse.bodies import Body, find_body
from syndicator.parse.markup import page_tree

LINE = "Petugas menangkap dua orang di pelabuhan pada Kamis pagi setelah warga melapor ke polisi."
OTHER = "Berita lain yang tidak termasuk dalam naskah dan hanya ditampilkan oleh tema di bawahnya saja."


def found(inside: str) -> Body | None:
    return find_body(page_tree(f"<body>{inside}</body>".encode()))


def text(inside: str) -> str:
    body = found(inside)
    assert body is not None
    return body.html


@pytest.mark.parametrize(
    ("inside", "how"),
    [
        (f"<div class='entry-content'><p>{LINE}{LINE}</p></div>", "entry-content"),
        (f"<div class='entry-content'><div class='content-inner'>{LINE}{LINE}</div></div>", "content-inner"),
        (f"<section class='x post-content y'><p>{LINE}{LINE}</p></section>", "post-content"),
        (f"<div itemprop='articleBody'>{LINE}{LINE}</div>", "articleBody"),
        (f"<div class='isi'><p>{LINE}</p><p>{LINE}</p></div>", "density"),
        (f"<td>{LINE}<br>{LINE}</td>", "density"),
    ],
)
def test_a_body_is_known_by_its_class_and_else_by_what_its_lines_say(inside: str, how: str) -> None:
    body = found(inside)
    assert body is not None
    assert body.how == how
    assert body.words == len(LINE.split()) * 2 - 1


def test_of_several_posts_the_longest_is_taken() -> None:
    short = f"<article><div class='entry-content'>{OTHER}</div></article>"
    assert OTHER not in text(f"{short}<article><div class='entry-content'><p>{LINE}</p><p>{LINE}</p></div></article>")


def test_pieces_of_one_article_are_put_together_in_order() -> None:
    one, two = (f"<div class='wp-block-post-content'><p>{n} {LINE}</p></div>" for n in ("Satu", "Dua"))
    html = text(f"<article>{one}<div class='x'></div>{two}</article>")
    assert html.index("Satu") < html.index("Dua")


def test_pieces_without_a_class_of_note_are_put_together_too() -> None:
    pieces = "".join(f"<div class='kolom'><p>{n} {LINE}</p><p>{LINE}</p></div>" for n in ("Satu", "Dua"))
    html = text(f"<div>{pieces}</div><div class='bawah'>{OTHER}</div>")
    assert html.index("Satu") < html.index("Dua")
    assert OTHER not in html


@pytest.mark.parametrize(
    "clutter",
    [
        f"<div class='jnews_inline_related_post'>{OTHER}</div>",
        f"<div class='sharedaddy sd-sharing-enabled'>{OTHER}</div>",
        f"<div id='related'>{OTHER}</div>",
        f"<ul class='post-tags'><li>{OTHER}</li></ul>",
        f"<div class='baca-juga'>{OTHER}</div>",
        f"<div style='display:none'>{OTHER}</div>",
        f"<p hidden>{OTHER}</p>",
        f"<aside>{OTHER}</aside>",
        f"<nav>{OTHER}</nav>",
        f"<form>{OTHER}</form>",
        f"<noscript>{OTHER}</noscript>",
        f"<div class='bacaan-lainnya'>{OTHER}</div>",
        f"<div><b>Lihat pula</b><ul><li><a href='/1'>{OTHER}</a></li><li><a href='/2'>{OTHER}</a></li></ul></div>",
        f"<div class='author-box'><div class='bio'>{OTHER}</div></div>",
    ],
)
def test_what_the_theme_puts_into_the_text_is_dropped(clutter: str) -> None:
    html = text(f"<div class='entry-content'><p>{LINE}</p>{clutter} ekor <p>{LINE}</p></div>")
    assert OTHER not in html
    assert "ekor" in html
    assert html.count(LINE) == 2


def test_what_holds_most_of_the_text_is_no_clutter_whatever_its_name() -> None:
    assert LINE in text(f"<div class='entry-content'><div class='header'><p>{LINE}</p><p>{LINE}</p></div>x</div>")


def test_a_list_of_files_belongs_to_the_release() -> None:
    files = "<ul><li><a href='/1.pdf'>Lampiran satu</a></li><li><a href='/2.pdf'>Lampiran dua</a></li></ul>"
    assert "Lampiran dua" in text(f"<div class='entry-content'><p>{LINE}</p><p>{LINE}</p>{files}</div>")


def test_the_caption_of_a_picture_becomes_one() -> None:
    html = text(
        f"<div class='entry-content'><div class='foto-caption'>Foto: humas</div><p>{LINE}</p><p>{LINE}</p></div>"
    )
    assert '<figcaption class="foto-caption">Foto: humas</figcaption>' in html


@pytest.mark.parametrize("inside", ["", "<p>Halo.</p>", "<ul><li><a href='/1'>" + OTHER + "</a></li></ul>"])
def test_without_text_there_is_no_body(inside: str) -> None:
    assert found(inside) is None
