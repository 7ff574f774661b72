"""Releases on pages that list them, among menus, categories and pictures; and selectors that say which they are."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from syndicator.errors import SourceFault
from syndicator.parse.listing import read_listing
from syndicator.parse.markup import page_tree
from syndicator.parse.named import Named
from syndicator.parse.selectors import select

HOME = "https://humas.test/berita/"
TITLES = (
    "Polres Contoh Tangkap Dua Pengedar Sabu di Pelabuhan",
    "Kapolres Pimpin Apel Gelar Pasukan Operasi Patuh",
    "Bhabinkamtibmas Sambang Warga Desa Binaan",
)
MENU = """<header><nav><a href="/">Beranda</a>
<a href="/profil/sejarah-singkat-polres-contoh">Sejarah Singkat Polres Contoh Sejak Berdiri</a></nav></header>
<div class="menu"><a href="/kategori/kegiatan-polsek-jajaran">Kegiatan Polsek Jajaran Seluruhnya</a>
<a href="https://lain.test/berita/rilis-dari-situs-lain-sama-sekali/">Rilis Dari Situs Lain Sama Sekali</a>
<a href="/unduh/laporan.pdf">Laporan Tahunan Polres Contoh Lengkap</a>
<a href="/berita/page/2/">Halaman berikut dari daftar berita</a>
<a href="/berita/">Daftar semua berita polres kami</a><a href="#atas">Kembali ke atas halaman ini</a>
<a href="mailto:a@humas.test">Kirim surat elektronik kepada kami</a></div>"""
FOOTER = '<footer><a href="/tentang-kami-dan-layanan-yang-ada/">Tentang Kami dan Layanan Kami</a></footer>'


def page(*cards: str) -> str:
    return f"<html><body>{MENU}<main>{''.join(cards)}</main>{FOOTER}</body></html>"


def read(document: str, selector: str | None = None, address: str = HOME) -> tuple[Named, ...]:
    return read_listing(document.encode(), content_type="text/html", address=address, selector=selector)


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


SHAPES = {
    "WordPress": (
        "/2026/06/0{n}/{slug}/",
        (
            '<article><a href="{link}"><img src="/{n}.jpg"></a><h2><a href="{link}">{title}</a></h2>'
            '<time datetime="2026-06-0{n}T10:00:00+07:00">x</time><p>Ringkasan.</p><a href="/category/giat">Giat</a>'
            '<a href="{link}#more">Selengkapnya</a></article>'
        ),
    ),
    "numbers": (
        "/berita/baca/{n}",
        '<li class="list"><a href="/berita/baca/{n}">{title}</a><br><small>0{n} Juni 2026 pukul 10.00 WIB</small></li>',
    ),
    "queries": (
        "/index.php?m=berita&id={n}",
        '<b>0{n} Juni 2026 10.00 WIB</b> <a href="/index.php?m=berita&amp;id={n}">{title}</a><br>',
    ),
    "cards": (
        "/detail/{slug}",
        (
            '<div class="card"><img data-src="/{n}.jpg" src="data:x"><div><h5>{title}</h5><span>0{n} Juni 2026 10.00 '
            'WIB</span><a href="{link}">Baca Selengkapnya &raquo;</a></div></div>'
        ),
    ),
    "linked cards": (
        "/detail/{slug}",
        '<a href="{link}"><div><h3>{title}</h3><span>Kamis, 0{n} Juni 2026 10.00 WIB</span><p>Ringkasan.</p></div></a>',
    ),
}


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> tuple[str, tuple[str, ...]]:
    """A page, and the addresses that it lists."""
    return listed(request.param)


def listed(name: str) -> tuple[str, tuple[str, ...]]:
    path, card = SHAPES[name]
    told = [{"n": n, "title": title, "slug": slug(title)} for n, title in enumerate(TITLES, 1)]
    links = [f"https://humas.test{path.format(**one)}" for one in told]
    document = page(*(card.format(**one, link=link) for one, link in zip(told, links, strict=True)))
    return document, tuple(links)


def test_the_releases_of_a_page_are_found_without_a_word_from_anybody(shape: tuple[str, tuple[str, ...]]) -> None:
    document, links = shape
    found = read(document)
    assert tuple(one.address for one in found) == links
    assert tuple(one.title for one in found) == TITLES


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "queries"])
def test_each_has_its_own_date(name: str) -> None:
    document, _ = listed(name)
    assert [one.published_at for one in read(document)] == [datetime(2026, 6, n, 3, tzinfo=UTC) for n in (1, 2, 3)]


def test_where_nothing_holds_title_and_date_together_no_date_is_guessed() -> None:
    document, _ = listed("queries")
    assert [one.published_at for one in read(document)] == [None, None, None]


def test_each_has_its_own_picture() -> None:
    cards = (
        f'<div><img data-src="/{n}.jpg" src="data:x"><a href="/detail/{n}">{t}</a></div>' for n, t in enumerate(TITLES)
    )
    assert [one.images for one in read(page(*cards))] == [(f"https://humas.test/{n}.jpg",) for n in range(3)]


def test_the_longest_title_of_a_link_is_its_title() -> None:
    link = '<a href="/berita/baca/1">'
    (found,) = read(page(f"{link}Baca lagi berita ini</a><p>{link}{TITLES[0]}</a></p>{link}<img src=/x.jpg></a>"))
    assert found.title == TITLES[0]


def test_a_page_may_say_from_where_its_links_count() -> None:
    document = page(f'<a href="baca/1">{TITLES[0]}</a>').replace("<body>", '<head><base href="/arsip/"></head><body>')
    assert read(document)[0].address == "https://humas.test/arsip/baca/1"


def test_a_selector_says_which_links_are_meant() -> None:
    document = page(
        f'<h2 class="j"><a href="/a">Satu</a></h2><h2 class="j"><a href="https://lain.test/b">Dua</a></h2>'
        f'<p><a href="/berita/baca/1">{TITLES[0]}</a></p>'
    )
    for selector in ("h2.j a", ".j", "main h2 > a", "h2.j, h2.j a"):
        assert [(one.address, one.title) for one in read(document, selector)] == [
            ("https://humas.test/a", "Satu"),
            ("https://lain.test/b", "Dua"),
        ]


def test_a_selector_may_stand_inside_the_link() -> None:
    assert read('<a href="/a"><b class="x">Satu</b></a>', ".x")[0].address == "https://humas.test/a"


@pytest.mark.parametrize(
    ("document", "selector", "cause"),
    [
        (page(), None, "no links to releases"),
        ("halo", None, "no links to releases"),
        ("", None, "the page is empty"),
        (page(), "h9", "selects is a link"),
        (page(), "h2..", "is not a CSS selector"),
        (page(), "a:hover", "not known here"),
        (page(), "a::before", "selects no element"),
        (page(), "a" * 400, "longer than"),
        (page(), "a:contains('x')", "not known here"),
    ],
)
def test_a_page_without_releases_is_the_source_s_fault(document: str, selector: str | None, cause: str) -> None:
    with pytest.raises(SourceFault, match=cause) as fault:
        read(document, selector)
    assert fault.value.kind == "format"
    assert fault.value.mend


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("p", "a c d"),
        ("P.x", "a d"),
        ("#b", "b"),
        ("div p", "a c d"),
        ("div > p", "a d"),
        ("section p", "c"),
        ("p + section", "b"),
        ("p ~ p", "d"),
        ("div section > p", "c"),
        ("p:not(.x)", "c"),
        ("p:first-child", "a c"),
        ("p:last-child", "c d"),
        ("[lang]", "c d"),
        ("[lang=id]", "c"),
        ("[lang|=en]", "d"),
        ("[class~=y]", "a"),
        ("[lang^=e], [lang$=d]", "c d"),
        ("[lang*=n]", "d"),
        ("p[lang!=id]", "d"),
        ("*", "r a b c d"),
    ],
)
def test_selectors_mean_what_browsers_take_them_for(selector: str, ids: str) -> None:
    root = page_tree(
        b"<div id=r><p id=a class='x y'>1</p><section id=b><p id=c lang=id>2</p></section>"
        b"<p id=d class=x lang=en-GB>3</p></div>"
    )
    assert [one.get("id") for one in select(root, selector) if one.get("id")] == ids.split()


HOSTILE = {
    "links in stacks": ("<div>" * 200 + f"<a href=/x>{TITLES[0]}</a>" + "</div>" * 200) * 480,
    "many links": "".join(f"<a href=/berita/{n}><span>{TITLES[0]}</a>" for n in range(45_000)),
    "a link around everything": "<a href=/1>" + "<span>" * 190_000,
    "dates": f"<a href=/berita/1>{TITLES[0]}" + "<time>x" * 50_000,
}


@pytest.mark.parametrize("selector", [None, "div div div div a", "div ~ div a"])
@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_read_or_refused_in_bounded_time(shape: str, selector: str | None) -> None:
    began = time.process_time()
    with suppress(SourceFault):
        assert len(read(HOSTILE[shape][:3_000_000], selector)) <= 200
    assert time.process_time() - began < 10
