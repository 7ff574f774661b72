"""Lists of feeds as other readers export them, nested, odd or hostile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import SourceFault
from syndicator.parse.opml import Listed, read_opml

NESTED = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Sumber</title></head><body>
  <outline text="Polda Kaltim" title="Polda Kaltim">
    <outline text="x" title="Humas Polresta Balikpapan" type="rss" xmlUrl=" https://satu.test/feed/ "/>
    <outline text="Polsek"><outline type="rss" text="Polsek Utara" xmlUrl="https://dua.test/feed/"/></outline>
    <!-- catatan -->
    <outline text="tanpa alamat"/>
  </outline>
  <outline type="rss" xmlUrl="https://tiga.test/feed/"/>
  <outline type="rss" text="lagi" xmlUrl="https://satu.test/feed/"/>
  <outline type="rss" text="huruf kecil" xmlurl="https://empat.test/feed/"/>
</body></opml>"""


NO_LISTS = [
    b"",
    b"  ",
    b"https://satu.test/feed/",
    b"{}",
    b"<html><body/></html>",
    b"<rss version='2.0'/>",
    b"<opml",
    b"<opml><body></opml>",
    b"<?xml version='1.0' encoding='nonsense'?><opml/>",
    b"\x00\x01\x02",
    b"\xff\xfe",
    b"<!-- x -->",
    b"<opml>\x00</opml>",
]


def opml(inside: str, declared: str = "") -> bytes:
    return f'<?xml version="1.0"?>{declared}<opml version="2.0"><body>{inside}</body></opml>'.encode()


def test_feeds_are_told_in_order_each_once_under_their_group() -> None:
    assert read_opml(NESTED.encode()) == [
        Listed("https://satu.test/feed/", "Humas Polresta Balikpapan", "Polda Kaltim"),
        Listed("https://dua.test/feed/", "Polsek Utara", "Polsek"),
        Listed("https://tiga.test/feed/", "", None),
        Listed("https://empat.test/feed/", "huruf kecil", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(encoding: str) -> None:
    document = NESTED.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
    assert len(read_opml(document)) == 4


@pytest.mark.parametrize("document", [opml(""), b"<opml/>", b"<OPML/>", b"<opml><head/></opml>"])
def test_a_list_without_feeds_is_empty(document: bytes) -> None:
    assert read_opml(document) == []


@pytest.mark.parametrize("document", NO_LISTS)
def test_what_is_no_list_of_feeds_is_told_with_its_mend(document: bytes) -> None:
    with pytest.raises(SourceFault, match="this is not OPML") as caught:
        read_opml(document)
    assert caught.value.kind == "format"
    assert "export" in caught.value.mend


@pytest.mark.parametrize(
    "inside",
    [
        '<outline text="&x;" xmlUrl="https://satu.test/"/>',
        '<outline text="a" xmlUrl="&x;"/>',
        '<outline text="a" xmlUrl="https://satu.test/"/>&x;',
    ],
)
@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/x"])
def test_an_entity_from_outside_is_not_fetched(inside: str, target: str) -> None:
    try:
        told = repr(read_opml(opml(inside, f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{target}">]>')))
    except SourceFault as fault:
        told = str(fault)
    assert "root:" not in told


@pytest.mark.timeout(5)
@pytest.mark.parametrize("inside", ['<outline text="&j;" xmlUrl="https://satu.test/"/>', "<outline>&j;</outline>"])
def test_a_billion_laughs_are_not_laughed(inside: str) -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "tertawa">' + "".join(
        f'<!ENTITY {name} "{f"&{last};" * 10}">' for last, name in pairwise(names)
    )
    try:
        size = len(repr(read_opml(opml(inside, f"<!DOCTYPE opml [{entities}]>"))))
    except SourceFault as fault:
        size = len(str(fault))
    assert size < 1000


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_the_sources_fault(document: bytes) -> None:
    try:
        told = isinstance(read_opml(document), list)
    except SourceFault as fault:
        told = fault.kind == "format"
    assert told
