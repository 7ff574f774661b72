"""Bytes in all encodings that sources send, under right labels, wrong ones and none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.encodings import in_utf8

SPOKEN = "<t>Polisi “menjaga” kota – é</t>"
LABELS = ("utf-8", "iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "utf-16", "nonsense", "idna", "base64", "")


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{SPOKEN}'


@pytest.mark.parametrize("content_type", ["", "text/xml; charset=ISO-8859-1", "text/xml; charset=koi8-r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_counts_before_all_labels_and_is_taken_off(
    mark: bytes, encoding: str, content_type: str
) -> None:
    assert in_utf8(mark + SPOKEN.encode(encoding), content_type) == SPOKEN.encode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_first_tag(encoding: str) -> None:
    assert in_utf8(SPOKEN.encode(encoding), "text/xml; charset=utf-8") == SPOKEN.encode()


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (declared("UTF-8").encode(), "", declared("UTF-8")),
        (declared("ISO-8859-1").encode(), "text/xml; charset=ISO-8859-1", declared("ISO-8859-1")),
        (declared("koi8-r").encode(), "", declared("koi8-r")),
        (declared("UTF-8").encode("cp1252"), "", declared("UTF-8")),
        (declared("UTF-8").encode("cp1252"), "text/xml; charset=utf-8", declared("UTF-8")),
        (declared("ISO-8859-1").encode("cp1252"), "", declared("ISO-8859-1")),
        (declared("windows-1252").encode("cp1252"), "text/xml; charset=latin1", declared("windows-1252")),
        (declared("nonsense").encode("cp1252"), "", declared("nonsense")),
        ("<t>café</t>".encode("latin-1"), "", "<t>café</t>"),
        (b"<t>a \x93b\x94 \xe2\x80\x9cc\xe2\x80\x9d</t>", "", "<t>a “b” “c”</t>"),
        (b"<t>\x81</t>", "", "<t>\ufffd</t>"),
    ],
)
def test_what_reads_as_utf_8_is_utf_8_and_what_breaks_it_is_windows_1252(
    body: bytes, content_type: str, told: str
) -> None:
    document = in_utf8(body, content_type)
    assert document is not None
    assert document.decode() == told


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<t>Привет</t>".encode("koi8-r"), "text/xml; charset=koi8-r"),
        ('<?xml version="1.0" encoding="koi8-r"?><t>Привет</t>'.encode("koi8-r"), ""),
        ("<t>日本</t>".encode("iso-2022-jp"), "text/xml; charset=iso-2022-jp"),
        ("<t>日本</t>".encode("shift_jis"), "text/xml; charset=shift_jis"),
        (b"<t>a\x00b</t>", ""),
        ("\x00\x00\x00<".encode("latin-1"), ""),
        (b"<\x00\x00\x00t\x00\x00\x00", ""),
    ],
)
def test_where_bytes_do_not_tell_labels_have_to_be_asked(body: bytes, content_type: str) -> None:
    assert in_utf8(body, content_type) is None


def test_text_that_was_encoded_twice_is_left_to_the_readers() -> None:
    twice = SPOKEN.encode().decode("cp1252", "replace").encode()
    assert in_utf8(twice, "") == twice


@given(st.binary(max_size=60), st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_any_bytes_give_utf_8_or_none_under_any_labels(tail: bytes, label: str, charset: str) -> None:
    for head in (b"", f'<?xml version="1.0" encoding="{label}"?>'.encode()):
        document = in_utf8(head + tail, f"text/xml; charset={charset}")
        assert document is None or document.decode().encode() == document


@given(st.text())
def test_any_text_in_utf_8_stays_as_it_is(text: str) -> None:
    body = f"<t>{text}".replace("\x00", "").replace("\x1b", "").encode()
    assert in_utf8(body, "text/xml; charset=ISO-8859-1") == body
