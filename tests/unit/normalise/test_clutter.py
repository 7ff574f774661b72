"""What themes leave in a release: gone from text and markup, while the release's own words stay."""

from __future__ import annotations

import pytest

from syndicator.normalise.clutter import is_clutter, is_heading, is_marked, without_chat_marks
from syndicator.normalise.html import clean_html
from tests.unit.normalise.releases import BASE, SENTENCE

LINES = [
    "Bacaan Lainnya",
    "Pos terkait",
    "Pos Terkait:",
    "Related posts",
    "Related Posts:",
    "Sebarkan artikel ini",
    "Sebarkan artikel ini:",
    "Baca juga: Kapolres Pimpin Apel Kesiapan",
    "BACA JUGA : Kapolres Pimpin Apel",
    "Dilihat 123 kali",
    "Dilihat 1.234 kali",
    "Dilihat: 123 kali",
    "Post Views: 1.234",
    "Tags: polri, humas",
    "- Advertisement -",
    "SCROLL TO CONTINUE",
    "SCROLL TO CONTINUE WITH CONTENT",
    "Scroll to continue",
    "Tinggalkan Balasan",
    "ADVERTISEMENT",
    "**",
    "***",
    "#polri #humas",
]
OWN_WORDS = [
    "Dilihat dari jumlahnya, perkara turun.",
    "Baca doa bersama menutup kegiatan.",
    "Warga diminta membaca juga petunjuk keselamatan.",
    "Pos terkait pengamanan mudik didirikan di lima titik.",
    "Iklan judi di media sosial diblokir.",
    "Kapolres tinggalkan balasan surat itu.",
    "Sebarkan artikel ini menjadi ajakan Kapolres kepada wartawan.",
    "10 orang diperiksa.",
    "1.234 botol disita.",
    "#PolriPresisi menjadi semboyan.",
    "Facebook dan WhatsApp menjadi sarana pelaku.",
]
BLOCKS = {
    "list under a heading": '<h3>{}</h3><ul><li><a href="/a">Rilis Lain</a><li><a href="/b">Rilis Dua</a></ul>',
    "paragraphs under a heading": '<p><strong>{}</strong></p><p><a href="/a">Rilis Lain</a></p>',
    "division of the theme": '<div class="gmr-related-post"><div>{}</div><p><a href="/a">Rilis Lain</a></p></div>',
    "Jetpack": '<div id="jp-relatedposts" class="jp-relatedposts"><h3>{}</h3></div>',
    "share bar": '<div class="sharedaddy sd-sharing-enabled"><h3>{}</h3><a href="/share">Facebook</a></div>',
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<div>{}</div>", "<h3>{}</h3>", "<p><strong>{}</strong></p>", "<p>&nbsp;{} </p>"]
)
def test_a_line_of_clutter_is_gone_from_text_and_markup(line: str, around: str) -> None:
    clean = clean_html(f"<p>{SENTENCE}</p>{around.format(line)}<p>Akhir.</p>", BASE)
    assert clean.paragraphs == (SENTENCE, "Akhir.")
    assert line not in clean.html


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_clutter_is_gone_from_plain_text(line: str) -> None:
    clean = clean_html(f"{SENTENCE}\n{line}\nAkhir.", BASE)
    assert clean.paragraphs == (SENTENCE, "Akhir.")


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_clutter_between_line_breaks_is_gone_from_the_text(line: str) -> None:
    assert clean_html(f"<p>{SENTENCE}<br>{line}<br>Akhir.</p>", BASE).paragraphs == (SENTENCE, "Akhir.")


@pytest.mark.parametrize("heading", ["Bacaan Lainnya", "Pos terkait", "Related posts", "Baca juga:", "Artikel Terkait"])
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_of_related_links_goes_whole(block: str, heading: str) -> None:
    clean = clean_html(f"<p>{SENTENCE}</p>{block.format(heading)}<p>Akhir.</p>", BASE)
    assert clean.paragraphs == (SENTENCE, "Akhir.")
    assert "Rilis" not in clean.html
    assert heading not in clean.html


@pytest.mark.parametrize("line", OWN_WORDS)
def test_the_words_of_the_release_stay(line: str) -> None:
    clean = clean_html(f"<p>{SENTENCE}</p><p>{line}</p><p>Akhir.</p>", BASE)
    assert clean.paragraphs == (SENTENCE, line, "Akhir.")
    assert not is_clutter(line)
    assert not is_heading(line)


def test_a_picture_that_waits_for_a_script_has_its_own_address() -> None:
    waiting = '<p>Rapat.</p><img src="data:image/gif;base64,R0lGOD" data-src="/rapat.jpg">'
    assert clean_html(waiting, "https://humas.test/a/").images == ("https://humas.test/rapat.jpg",)


def test_a_picture_beside_a_line_of_clutter_stays() -> None:
    clean = clean_html(f'<p>{SENTENCE}</p><p>ADVERTISEMENT<img src="/apel.jpg"></p>', BASE)
    assert clean.images == ("https://humas.contoh.test/apel.jpg",)


def test_advertisers_frames_go_with_their_content() -> None:
    ads = '<div class="code-block"><ins class="adsbygoogle">beli</ins></div><iframe src="//ads.test"></iframe>'
    assert clean_html(f"{ads}<p>{SENTENCE}</p>{ads}", BASE).paragraphs == (SENTENCE,)


@pytest.mark.parametrize(
    ("names", "marked"),
    [
        ("gmr-related-post", True),
        ("jp-relatedposts", True),
        ("yarpp yarpp-related", True),
        ("sharedaddy", True),
        ("heateor_sss_sharing", True),
        ("adsbygoogle", True),
        ("ads", True),
        ("inline-related", True),
        ("post-tags", True),
        ("entry-content", False),
        ("uploads", False),
        ("wp-block-image", False),
        ("headset", False),
        ("", False),
    ],
)
def test_a_block_is_marked_by_its_class(names: str, *, marked: bool) -> None:
    assert is_marked(names) is marked


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("*Judul*", "Judul"),
        ("**Judul**", "Judul"),
        ("_Judul_", "Judul"),
        ("~Judul~", "Judul"),
        ("*_Judul_*", "Judul"),
        ("* Judul", "* Judul"),
        ("a*b*c", "a*b*c"),
        ("Harga 5*", "Harga 5"),
        ("snake_case_name", "snake_case_name"),
        ("", ""),
    ],
)
def test_stars_of_a_chat_program_are_taken_off(line: str, plain: str) -> None:
    assert without_chat_marks(line) == plain
