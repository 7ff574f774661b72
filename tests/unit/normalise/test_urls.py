"""One form of an address, and none for what is not of the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.normalise.urls import LONGEST_CHARS, canonical_address

BASE = "https://humas.contoh.test/2026/rilis/"


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://humas.test/a", "https://humas.test/a"),
        (" https://humas.test/a\n", "https://humas.test/a"),
        ("https://humas.test", "https://humas.test/"),
        ("HTTPS://Humas.TEST/A", "https://humas.test/A"),
        ("http://humas.test:80/a", "http://humas.test/a"),
        ("https://humas.test:443/a", "https://humas.test/a"),
        ("https://humas.test:8443/a", "https://humas.test:8443/a"),
        ("http://humas.test:443/a", "http://humas.test:443/a"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("https://humas.test/a#komentar", "https://humas.test/a"),
        ("https://orang:sandi@humas.test/a", "https://humas.test/a"),
        ("https://humas.test/?p=1234", "https://humas.test/?p=1234"),
        ("https://humas.test/?p=1234&utm_source=wa&utm_medium=x", "https://humas.test/?p=1234"),
        ("https://humas.test/a?fbclid=1", "https://humas.test/a"),
        ("https://humas.test/a?gclid=1&igshid=2&_ga=3&mc_cid=4", "https://humas.test/a"),
        ("https://humas.test/a?UTM_Source=wa", "https://humas.test/a"),
        ("https://humas.test/a?amp=1", "https://humas.test/a"),
        ("https://humas.test/a?amp", "https://humas.test/a"),
        ("https://humas.test/a?m=1", "https://humas.test/a"),
        ("https://humas.test/a?m=0&outputType=amp", "https://humas.test/a"),
        ("https://humas.test/a?m=202603", "https://humas.test/a?m=202603"),
        ("https://humas.test/a?page=2&amp=1", "https://humas.test/a?page=2"),
        ("https://humas.test/a?b=&c=2", "https://humas.test/a?b=&c=2"),
        ("https://humas.test/a?b=1&b=2", "https://humas.test/a?b=1&b=2"),
        ("/2026/03/rilis/", "https://humas.contoh.test/2026/03/rilis/"),
        ("foto.jpg", "https://humas.contoh.test/2026/rilis/foto.jpg"),
        ("../foto.jpg", "https://humas.contoh.test/2026/foto.jpg"),
        ("?p=12", "https://humas.contoh.test/2026/rilis/?p=12"),
        ("//cdn.test/a.jpg", "https://cdn.test/a.jpg"),
        ("www.humas.test/a", "https://www.humas.test/a"),
        ("WWW.humas.test/a", "https://www.humas.test/a"),
        ("https://polisi-münchen.test/ä b", "https://xn--polisi-mnchen-3ob.test/%C3%A4%20b"),
        ("https://humas.test/berita/حادث", "https://humas.test/berita/%D8%AD%D8%A7%D8%AF%D8%AB"),
        ("https://humas.test/a%20b", "https://humas.test/a%20b"),
        ("https://humas.test/a|b", "https://humas.test/a%7Cb"),
    ],
)
def test_an_address_has_one_form(address: str, canonical: str) -> None:
    assert canonical_address(address, BASE) == canonical


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "mailto:humas@polri.test",
        "tel:+62211",
        "ftp://humas.test/",
        "file:///etc/passwd",
        "about:blank",
        "blob:https://humas.test/x",
        "http://",
        "http:///a",
        "http://[/",
        "http://[oops]/",
        "http://humas.test:99999/",
        "http://humas.test:x/",
        "https://humas.test/" + "a" * LONGEST_CHARS,
        "\ud800",
    ],
)
def test_what_is_no_address_of_the_web_is_none(address: str) -> None:
    assert canonical_address(address, BASE) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://humas.test/a?p=1&b=%20",
        "/2026/ä?x=ü",
        "www.humas.test",
        "https://humas.test/?q=a+b%2Bc",
        "//cdn.test/%41",
    ],
)
def test_the_form_of_a_form_is_itself(address: str) -> None:
    once = canonical_address(address, BASE)
    assert once is not None
    assert canonical_address(once, "https://elsewhere.test/") == once


@given(st.text(max_size=100))
def test_any_text_is_an_address_of_the_web_or_none(text: str) -> None:
    found = canonical_address(text, BASE)
    assert found is None or found.startswith(("http://", "https://"))
