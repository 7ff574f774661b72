"""Reading bodies: what is packed comes out whole or not at all, and never more than was allowed."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import SourceFault
from syndicator.fetch.body import read_body

TEXT = b"<rss>" + bytes(range(256)) * 40 + b"</rss>"


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
}


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def read(pieces: Iterable[bytes], encoding: str = "", most: int = 1_000_000) -> bytes:
    async def wire() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return asyncio.run(read_body(wire(), encoding, most=most))


@pytest.mark.parametrize("size", [1, 2, 7, 1000, 100_000])
@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_comes_out_whole_however_it_is_cut(encoding: str, size: int) -> None:
    assert read(in_pieces(PACKED[encoding], size), encoding) == TEXT


@pytest.mark.parametrize("size", [1, 2, 3, 1000, 100_000])
def test_raw_deflate_is_understood_however_it_is_cut(size: int) -> None:
    """Many servers send it under the name of zlib's form (RFC 9110 section 8.4.1.2)."""
    assert read(in_pieces(deflate_raw(TEXT), size), "deflate") == TEXT


def test_all_members_of_a_gzip_body_are_read() -> None:
    """RFC 1952 section 2.2: a file is a series of members; a body cut after the first one is a feed cut short."""
    assert read([gzip.compress(b"<rss>") + gzip.compress(b"</rss>")], "gzip") == b"<rss></rss>"


@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_of_exactly_the_cap_is_let_through(encoding: str) -> None:
    assert read(in_pieces(PACKED[encoding], 512), encoding, most=max(len(TEXT), len(PACKED[encoding]))) == TEXT


@pytest.mark.parametrize("encoding", PACKED)
def test_one_byte_more_than_the_cap_is_refused(encoding: str) -> None:
    with pytest.raises(SourceFault, match="the answer is larger than") as caught:
        read(in_pieces(PACKED[encoding], 512), encoding, most=len(TEXT) - 1)
    assert caught.value.kind == "body"


def test_a_body_that_is_larger_packed_than_unpacked_is_refused_by_what_came() -> None:
    stored = gzip.compress(b"x", compresslevel=0)
    with pytest.raises(SourceFault, match="the answer is larger than"):
        read([stored], "gzip", most=len(stored) - 1)


def test_a_gzip_bomb_is_stopped_before_it_takes_memory() -> None:
    """It unpacks to 200 MB; of these no more may ever be held than was allowed."""
    bomb = gzip.compress(bytes(10_000_000)) * 20
    single = gzip.compress(bytes(100_000_000), compresslevel=1)
    for packed in (bomb, single):
        tracemalloc.start()
        with pytest.raises(SourceFault, match="the answer is larger than 1 MB"):
            read(in_pieces(packed, 65_536), "gzip", most=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 5_000_000


def test_an_endless_body_is_given_up_at_the_cap() -> None:
    taken = 0

    def endless() -> Iterable[bytes]:
        nonlocal taken
        for _ in itertools.count():
            taken += 1000
            yield bytes(1000)

    with pytest.raises(SourceFault, match="the answer is larger than"):
        read(endless(), most=10_000)
    assert taken == 11_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("kept", [0, 1, 10, -9, -1])
def test_a_packed_body_without_its_end_was_cut_short(encoding: str, kept: int) -> None:
    with pytest.raises(SourceFault, match="cut short") as caught:
        read([PACKED[encoding][:kept]], encoding)
    assert caught.value.kind == "body"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, br", "utf-8", "nonsense"])
def test_an_encoding_that_was_not_asked_for_is_named(encoding: str) -> None:
    with pytest.raises(SourceFault, match=f"encoded as '{encoding}'") as caught:
        read([TEXT], encoding)
    assert caught.value.kind == "body"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_not_packed_though_it_says_so_is_broken(encoding: str) -> None:
    with pytest.raises(SourceFault, match=r"compression is broken|cut short") as caught:
        read([b"<?xml version='1.0'?><rss></rss>"], encoding)
    assert caught.value.kind == "body"


def test_a_packed_body_that_was_changed_on_its_way_is_broken() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    with pytest.raises(SourceFault, match="compression is broken"):
        read([bytes(packed)], "gzip")


@pytest.mark.parametrize("encoding", PACKED)
def test_an_empty_body_is_empty(encoding: str) -> None:
    empty = {"gzip": gzip.compress(b""), "x-gzip": gzip.compress(b""), "deflate": zlib.compress(b"")}.get(encoding, b"")
    assert read([empty] if empty else [], encoding) == b""


@given(st.binary(max_size=300), st.sampled_from(["", "identity", "gzip", "deflate"]), st.integers(1, 50))
def test_any_bytes_are_a_body_or_a_fault_and_never_exceed_the_cap(data: bytes, encoding: str, size: int) -> None:
    try:
        body = read(in_pieces(data, size), encoding, most=200)
    except SourceFault as fault:
        kind = fault.kind
    else:
        kind = "body" if len(body) <= 200 else "too much"
    assert kind == "body"
