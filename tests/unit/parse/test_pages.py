"""Articles out of pages: whole, without what the theme puts around them, and an end to what is hostile."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry
from syndicator.normalise.html import clean_html
from syndicator.parse.pages import read_page
from tests.unit.parse import themes

PUBLISHED = datetime(2026, 6, 4, 2, 0, tzinfo=UTC)
WORDS = "Polisi menangkap dua orang di pelabuhan pada Kamis pagi, kata Kapolres kepada para wartawan setempat. "
AUTHORS = {
    "block_theme": "admin",
    "blogspot": "Humas",
    "drupal": "operator",
    "jnews": "Humas Polres Contoh",
    "portal": "Rina Wulandari",
}
GUIDS = {
    "block_theme": "https://humas.test/?p=88",
    "blogspot": "tag:blogger.com,1999:blog-77.post-99",
    "jnews": "https://humas.test/?p=4711",
}


def read(body: bytes | str, content_type: str = "text/html; charset=utf-8") -> Entry | None:
    document = body.encode() if isinstance(body, str) else body
    return read_page(document, content_type=content_type, address=themes.ADDRESS)


def article(inside: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article><div class='entry-content'>{inside}</div></article></body></html>"


@pytest.fixture(params=themes.NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_whole_text_is_found_in_order(name: str) -> None:
    entry = read(themes.page(name))
    assert entry is not None
    places = [entry.html.find(line.replace("&", "&amp;")) for line in themes.LINES]
    assert -1 not in places
    assert places == sorted(places)
    assert entry.is_whole


def test_nothing_of_the_theme_is_left_once_the_text_is_normalised(name: str) -> None:
    entry = read(themes.page(name))
    assert entry is not None
    text = "\n".join(clean_html(entry.html, themes.ADDRESS).paragraphs)
    assert [words for words in (*themes.AROUND, *themes.OTHERS) if words in text] == []


def test_title_date_and_address_are_those_of_the_release(name: str) -> None:
    entry = read(themes.page(name))
    assert entry is not None
    assert (entry.title, entry.address, entry.published_at) == (themes.TITLE, themes.ADDRESS, PUBLISHED)


def test_author_and_guid_are_told_where_the_page_tells_them(name: str) -> None:
    entry = read(themes.page(name))
    assert entry is not None
    assert (entry.author, entry.guid) == (AUTHORS.get(name), GUIDS.get(name))


def test_the_picture_is_the_release_s(name: str) -> None:
    entry = read(themes.page(name))
    assert entry is not None
    pictures = (*entry.images, *clean_html(entry.html, themes.ADDRESS).images)
    assert pictures[:1] == (themes.PICTURE,)


def test_a_modified_date_is_told_where_the_page_tells_it() -> None:
    entry = read(themes.page("jnews"))
    assert entry is not None
    assert entry.updated_at == datetime(2026, 6, 4, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 Not Found</title><body class='error404'><div class='entry-content'>" + WORDS * 3,
        article(WORDS * 3, "<title>Halaman tidak ditemukan – Humas</title>"),
        article(WORDS * 3, "<title>Page not found - Humas</title>"),
        article(WORDS * 3, "<title>Just a moment...</title>"),
        article(WORDS * 3, "<title>Situs sedang dalam pemeliharaan - Humas</title>"),
        "<title>503 Service Unavailable</title><p>" + WORDS * 3,
        "<body class='home blog'><article><div class='entry-content'>" + WORDS * 3,
        "<body class='archive category category-berita'><article><div class='entry-content'>" + WORDS * 3,
        "<main>" + "".join(f"<div><h2><a href='/{n}'>Judul berita</a></h2><p>{WORDS}</p></div>" for n in range(6)),
        "<main>" + "".join(f"<div><a href='/{n}'><h3>Judul</h3></a><p>{WORDS}</p></div>" for n in range(6)),
        "<title>Humas</title><body><div id=app></div><script>mulai()</script>",
        "<title>Humas</title><body><p>Selamat datang di situs kami.</p>",
    ],
    ids=[
        *("error class", "title in Indonesian", "title in English", "challenge", "maintenance", "status in title"),
        *("home", "category", "cards", "linked cards", "scripts only", "few words"),
    ],
)
def test_a_page_without_an_article_is_none(body: str) -> None:
    assert read(body) is None


@pytest.mark.parametrize(
    "title",
    [
        "450 personel gabungan amankan laga",
        "404 Not Only a Number",
        "Dalam pemeliharaan kamtibmas, polsek gelar patroli",
        "Akses ditolak warga, proyek jalan berhenti",
        "Halaman Mapolres dipenuhi warga yang antre",
        "Maintenance kendaraan dinas - Humas Polres",
    ],
)
def test_a_release_that_sounds_like_an_error_is_none(title: str) -> None:
    entry = read(article(WORDS * 2, f"<title>{title}</title>"))
    assert entry is not None


@pytest.mark.parametrize("classes", ["blog single-post", "blog detail", "home", "author-page tag"])
def test_a_page_whose_classes_only_sound_like_a_list_is_read(classes: str) -> None:
    assert read(article(WORDS * 2).replace("<body>", f"<body class='{classes}'>")) is not None


def test_a_page_that_scripts_write_is_read_from_its_json() -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": "Rilis", "articleBody": WORDS + "<b>&"})
    entry = read(f"<body><script type='application/ld+json'>{told}</script><div id='app'></div>")
    assert entry is not None
    assert entry.html == f"<p>{WORDS}&lt;b&gt;&amp;</p>"


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("windows-1252", "text/html; charset=windows-1252", ""),
        ("windows-1252", "text/html", "<meta charset='iso-8859-1'>"),
        ("windows-1252", "", ""),
        ("utf-16", "text/html", ""),
        ("utf-8-sig", "text/html", ""),
    ],
)
def test_the_encoding_is_found(encoding: str, content_type: str, head: str) -> None:
    entry = read(article(f"<p>“Terima kasih” – é {WORDS}</p>", head).encode(encoding), content_type)
    assert entry is not None
    assert "“Terima kasih” – é Polisi" in entry.html


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x00" * 1000, "empty"),
        (b"x" * 3_000_001, "too large"),
        (b"<b>" * 200_001, "too large or too strange"),
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(500)) + b">", "too large or too strange"),
    ],
    ids=["nothing", "blanks", "zeroes", "3 MB", "too many tags", "too many attributes"],
)
def test_what_is_no_page_is_the_source_s_fault(body: bytes, cause: str) -> None:
    with pytest.raises(SourceFault, match=cause) as fault:
        read(body)
    assert fault.value.kind == "format"
    assert fault.value.mend


def test_title_and_date_in_the_text_are_not_told_twice() -> None:
    entry = read(themes.page("tables"))
    assert entry is not None
    assert themes.TITLE not in entry.html
    assert "10.00 WITA" not in entry.html


def test_one_line_may_be_title_and_date_at_once() -> None:
    entry = read(f"<title>Humas</title><body><td><b>Rilis polisi 4 Juni 2026 10.00 WITA</b><br>{WORDS}<br>{WORDS}</td>")
    assert entry is not None
    assert (entry.title, entry.published_at) == ("Rilis polisi 4 Juni 2026 10.00 WITA", PUBLISHED)
    assert "Rilis polisi" not in entry.html


HOSTILE = {
    "links in stacks": "<div class=entry-content>"
    + WORDS * 9
    + ("<div>" * 240 + "<a>b c d e</a>" * 400 + "</div>" * 240) * 9,
    "deep blocks": "<div>" * 90_000 + WORDS * 50,
    "deep spans": ("<div>" + "<span>x " * 240 + "</span>" * 240 + "</div>") * 400,
    "text behind what is dropped": "<p>" + WORDS * 3 + "<ins>x</ins>yyy zz " * 60_000,
    "text behind clutter": "<div class=entry-content>" + WORDS * 3 + "<span class='related'>x</span> ekor" * 60_000,
    "headings in headings": ("<h1>" * 240 + WORDS * 10 + "</h1>" * 240) * 200,
    "a title of half a megabyte": "<title>" + "a " * 250_000 + "</title>" + "<h2>a a</h2>" * 60_000 + WORDS,
    "dates that are none": "<span class=date>kapan kapan saja 99</span>" * 60_000,
    "dates in dates": ("<div class=date>" * 200 + "x " * 4_000 + "</div>" * 200) * 100,
    "JSON without end": "<script type='application/ld+json'>" + "[" * 900_000 + "</script>",
    "comments without end": "<!-" * 700_000 + WORDS,
    "pieces": "<article>" * 240 + ("<div class='entry-content'>" + WORDS * 2 + "</div>") * 9_000,
    "unclosed paragraphs": "<p>a b c d e f g" * 150_000,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_read_or_refused_in_bounded_time(shape: str) -> None:
    began = time.process_time()
    with suppress(SourceFault):
        read(HOSTILE[shape].encode()[:3_000_000])
    assert time.process_time() - began < 10
