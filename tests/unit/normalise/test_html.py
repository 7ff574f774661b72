"""Hostile markup in, safe markup and the words of the release out."""

from __future__ import annotations

import re

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndicator.normalise.html import clean_html, plain
from tests.unit.normalise.releases import BASE, RELEASE, SENTENCE

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/src=data:,alert(1)>",
    "<script\x00>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'/>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<img """><script>alert(1)</script>">',
    "<img srcset='x 1x, javascript:alert(1) 2x'>",
    "<body onload=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74&#x28&#x31&#x29'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.test' onclick='alert(1)'>x</a>",
    "<a href=x onmouseover\x0b=alert(1)>x</a>",
    "<a style='background:url(javascript:alert(1))' href=x>x</a>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style><img src='</style><img src=x onerror=alert(1)//'></style>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'><a href='x'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><input type=submit></form>",
    "<form><button formaction='javascript:alert(1)'>x</button></form>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background='javascript:alert(1)'><tr><td>x</td></tr></table>",
    "<td background='javascript:alert(1)'>x</td>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>x</p></noscript>",
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "</p><script>alert(1)</script><p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p id=x class=y tabindex=1 contenteditable onblur=alert(1)>x</p>",
    "<xss onafterscriptexecute=alert(1)><script>1</script>",
    "<keygen autofocus onfocus=alert(1)>",
    "<frameset onload=alert(1)><frame src='javascript:alert(1)'></frameset>",
    "<applet code='javascript:alert(1)'></applet>",
    "<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>",
]
ALLOWED_ATTRIBUTES = {"href", "src", "alt", "width", "height", "colspan", "rowspan", "rel"}
ALLOWED_TAGS = frozenset(
    {
        "div",
        "p",
        "blockquote",
        "ul",
        "ol",
        "li",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
    }
    | {"section", "article", "table", "thead", "tbody", "tr", "th", "td", "br", "b", "strong", "i", "em", "u", "s", "a"}
    | {"img", "sub", "sup", "code"}
)

SAMPLES = {
    "release": RELEASE,
    "plain text": f"{SENTENCE}\n\nParagraf kedua.\nParagraf ketiga.",
    "line breaks": f"{SENTENCE}<br><br>Kedua<br/>Ketiga",
    "table": "<table><tr><th>No</th><td>Nama</td></tr></table>",
    "list": "<ul><li>Satu</li><li>Dua <ol><li>Tiga</li></ol></li></ul>",
    "entities": "<p>A &amp; B &lt;tag&gt; &quot;kutip&quot; &nbsp; &#8211; &copy;</p>",
    "escaped twice": "<p>A &amp;amp; B &amp;lt;p&amp;gt;</p>",
    "chat residue": "<p>*Judul*</p><p>**</p><p>_miring_ dan *tebal* di tengah</p>",
    "images": '<figure><img src="/a.jpg" alt="Foto &quot;apel&quot;"><figcaption>Apel</figcaption></figure>',
    "links": '<p><a href="/x?a=1&amp;b=2">satu</a> <a href="https://x.test/">dua</a></p>',
    "unclosed": "<p>satu<p>dua<b>tebal<i>miring</p>tiga",
    "wrongly nested": "<b><p>tebal</b> biasa</p><i>x<div>y</i></div>",
    "spaces": "<p>  a \u00a0 b\t c </p>   <p> d</p>",
    "headings": "<h1>Satu</h1><h2>Dua</h2><h5>Lima</h5><p>isi</p>",
    "blogger": '<div dir="ltr"><div>Satu.</div><div><br /></div><div>Dua.</div></div>',
    "preformatted": "<pre>a\n  b</pre><p>c d</p>",
}


def tree(markup: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(markup or " ", create_parent="div")


def words(markup: str) -> list[str]:
    return " ".join(tree(markup).itertext()).split()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "<p>Sebelum</p>{}<p>Sesudah</p>", "<div><p>Teks {} teks</p></div>"])
def test_nothing_that_runs_survives(attack: str, around: str) -> None:
    clean = clean_html(around.format(attack), BASE)
    for element in tree(clean.html).iter():
        assert element.tag in ALLOWED_TAGS, clean.html
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES, clean.html
        for name in ("href", "src"):
            address = re.sub(r"[\x00-\x20]", "", element.get(name, "https:")).lower()
            assert address.startswith(("http:", "https:", "mailto:")), clean.html
    for image in clean.images:
        assert image.startswith(("http://", "https://"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_title_that_carries_markup_is_words(attack: str) -> None:
    title = plain(f"Polisi {attack} Patroli")
    assert title.startswith("Polisi")
    assert not {"\n", "\t", "\x00", "\x01"} & set(title)


def test_the_words_around_an_attack_are_kept() -> None:
    clean = clean_html(f"<p>{SENTENCE}</p><script>alert(1)</script><p>Sesudah<img src=x onerror=alert(1)></p>", BASE)
    assert clean.paragraphs == (SENTENCE, "Sesudah")


@pytest.mark.parametrize("markup", SAMPLES.values(), ids=SAMPLES.keys())
def test_cleaning_twice_is_cleaning_once(markup: str) -> None:
    once = clean_html(markup, BASE)
    twice = clean_html(once.html, BASE)
    assert twice == once


TAGS = ["<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<ul><li>", "</li></ul>", "<a href='/x'>", "</a>", "<br>"]
OTHERS = [
    "<h3>",
    "</h3>",
    "kata ",
    "Pos terkait",
    "Baca juga: ",
    "&amp;",
    "&lt;",
    "\n",
    "<img src='/i.jpg'>",
    "*",
    "<td>",
]
FRAGMENTS = st.sampled_from([*TAGS, *OTHERS, "\x00", "\ud800"])


@given(st.lists(FRAGMENTS, max_size=25))
@example(["<p>", "Pos terkait", "</p>", "kata ", "\n", "kata "])
def test_any_markup_becomes_markup_that_can_be_parsed_again(fragments: list[str]) -> None:
    clean = clean_html("".join(fragments), BASE)
    assert all(element.tag in ALLOWED_TAGS for element in tree(clean.html).iter())
    assert all("\n" not in line and line == line.strip() != "" for line in clean.paragraphs)
    assert clean_html(clean.html, BASE).paragraphs == clean.paragraphs


@given(st.text(max_size=200))
def test_any_text_is_cleaned_without_an_error(text: str) -> None:
    clean = clean_html(text, BASE)
    assert not re.search("[\x00-\x08\ud800-\udfff]", clean.html + "".join(clean.paragraphs) + plain(text))


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>Satu.</p><p>Dua.</p>", ("Satu.", "Dua.")),
        ("Satu.\nDua.\r\n\r\nTiga.", ("Satu.", "Dua.", "Tiga.")),
        ("Satu.<br>Dua.<br/><br />Tiga.", ("Satu.", "Dua.", "Tiga.")),
        ("<div>Satu.</div><div>Dua.</div>", ("Satu.", "Dua.")),
        ("<div>Satu.<div>Dua.</div>Tiga.</div>", ("Satu.", "Dua.", "Tiga.")),
        ("<p>Satu <b>dan</b><i>setengah</i>.</p>", ("Satu dansetengah.",)),
        ("<p>Satu\n  baris\tsaja.</p>", ("Satu baris saja.",)),
        ("<p>Satu&nbsp;&nbsp;kata.\u200b</p>", ("Satu kata.",)),
        ("<ul><li>Satu</li><li>Dua</li></ul>", ("Satu", "Dua")),
        ("<table><tr><td>Satu</td><td>Dua</td></tr></table>", ("Satu", "Dua")),
        ("<p>A &amp; B &lt;x&gt; &#8220;c&#8221;</p>", ("A & B <x> “c”",)),
        ("A &amp; B\nC < D", ("A & B", "C < D")),
        ("<p></p><p>&nbsp;</p><p>isi</p>", ("isi",)),
        ("<p>*Judul Tebal*</p><p>_miring_</p><p>**</p><p>a*b*c</p>", ("Judul Tebal", "miring", "a*b*c")),
        ("<h1>Kepala</h1><p>Isi.</p>", ("Kepala", "Isi.")),
        ("", ()),
        ("  \n ", ()),
        ("<!-- catatan -->", ()),
    ],
)
def test_blocks_and_line_breaks_are_paragraphs(markup: str, paragraphs: tuple[str, ...]) -> None:
    assert clean_html(markup, BASE).paragraphs == paragraphs


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Satu.</p><p>Dua.</p>",
        "<div>Satu.</div><div>Dua.</div>",
        "<div>Satu.<div>Dua.</div>Tiga.</div>",
        "<h1>Kepala</h1><p>Isi.</p>",
        "<h5>Kepala</h5>Isi.",
        "<section>Satu.</section><section>Dua.</section>",
    ],
)
def test_what_stood_apart_stands_apart_in_the_safe_markup(markup: str) -> None:
    """Blogger writes a div a paragraph: without one its words run into the next one's."""
    shown = clean_html(markup, BASE).html
    lines = re.sub(r"</?(?:p|br|h[1-6]|blockquote|li|ul|div|section)\b[^>]*>", "\n", shown).split("\n")
    assert tuple(line.strip() for line in lines if line.strip()) == clean_html(markup, BASE).paragraphs


@pytest.mark.parametrize(
    ("markup", "images"),
    [
        ('<img src="https://x.test/a.jpg">', ("https://x.test/a.jpg",)),
        (
            '<p><img src="/a.jpg"></p><img src="b.png">',
            ("https://humas.contoh.test/a.jpg", "https://humas.contoh.test/feed/b.png"),
        ),
        ('<img src="//cdn.test/a.jpg">', ("https://cdn.test/a.jpg",)),
        ('<img src="www.contoh.test/a.jpg">', ("https://www.contoh.test/a.jpg",)),
        ('<img src="data:image/png;base64,AAAA">', ()),
        ('<img src="javascript:alert(1)">', ()),
        ('<img alt="tanpa alamat">', ()),
        (
            '<div class="related-posts"><img src="/lain.jpg"></div><img src="/a.jpg">',
            ("https://humas.contoh.test/a.jpg",),
        ),
    ],
)
def test_images_are_told_in_order_with_whole_addresses(markup: str, images: tuple[str, ...]) -> None:
    assert clean_html(markup, BASE).images == images


def test_relative_links_count_from_the_document_and_say_that_we_do_not_vouch() -> None:
    link = tree(clean_html('<p><a href="/x?utm_source=wa&p=1" target="_blank">x y</a></p>', BASE).html).find(".//a")
    assert link.get("href") == "https://humas.contoh.test/x?p=1"
    assert set(link.get("rel").split()) >= {"noopener", "nofollow", "ugc"}
    assert link.get("target") is None


@pytest.mark.parametrize("depth", [100, 300, 5_000])
@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "span", "table><tr><td"])
@pytest.mark.timeout(20)
def test_deep_nesting_neither_crashes_nor_hangs(tag: str, depth: int) -> None:
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    clean = clean_html(f"<p>{SENTENCE}</p>" + f"<{tag}>" * depth + "dalam" + closing * depth, BASE)
    assert all(element.tag in ALLOWED_TAGS for element in tree(clean.html).iter())


def test_words_in_a_nest_as_deep_as_editors_make_are_kept() -> None:
    deep = "<div>" * 100 + SENTENCE + "</div>" * 100
    assert clean_html(deep, BASE).paragraphs == (SENTENCE,)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a" + "*" * 50_000 + "a</p>",
        "<p>" + "#a " * 50_000 + "</p>",
        "facebook" * 20_000,
        "<p>baca juga " * 5_000,
        "<a href=/x>" * 5_000,
        "<p>" + "1." * 50_000 + "x</p>",
        "&" * 50_000,
        "<!--" * 50_000,
        "x\n" * 10_000,
    ],
    ids=["stars", "tags", "buttons", "clutter", "links", "digits", "ampersands", "comments", "lines"],
)
@pytest.mark.timeout(3)
def test_hundred_kilobytes_of_one_sign_take_no_time(markup: str) -> None:
    assert len(clean_html(markup, BASE).html) < 3_000_000


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Polisi &amp; Warga", "Polisi & Warga"),
        ("Polisi &#8211; Warga", "Polisi – Warga"),
        ("<b>Polisi</b> <i>Patroli</i>", "Polisi Patroli"),
        ("Polisi\n  Patroli\u00a0Malam", "Polisi Patroli Malam"),
        ("a < b", "a < b"),
        ("Polisi\u200b \u202eiloP", "Polisi iloP"),
        ("<script>alert(1)</script>Polisi", "Polisi"),
        ("&lt;b&gt;Polisi", "<b>Polisi"),
        ("", ""),
        ("😀 Polisi شرطة", "😀 Polisi شرطة"),
    ],
)
def test_a_title_is_one_plain_line(markup: str, title: str) -> None:
    assert plain(markup) == title
