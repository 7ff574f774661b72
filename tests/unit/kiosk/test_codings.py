from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from syndicator.portal.kiosk.codings import LONGEST_WISH_BYTES, Coding, chosen, pack

UNPACK = {
    Coding.BROTLI: brotli.decompress,
    Coding.ZSTD: lambda body: zstandard.ZstdDecompressor().decompress(body),
    Coding.GZIP: gzip.decompress,
    Coding.IDENTITY: bytes,
}


@pytest.mark.parametrize("coding", list(Coding))
def test_what_is_packed_can_be_unpacked_and_is_always_the_same(coding: Coding) -> None:
    body = "Siaran pers 🚓 ".encode() * 500
    packed = pack(body, coding)
    assert UNPACK[coding](packed) == body
    assert pack(body, coding) == packed
    assert coding is Coding.IDENTITY or len(packed) < len(body) / 10


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (b"", Coding.IDENTITY),
        (b"gzip, deflate, br, zstd", Coding.BROTLI),
        (b"gzip, deflate", Coding.GZIP),
        (b"GZip", Coding.GZIP),
        (b"x-gzip", Coding.GZIP),
        (b"zstd, gzip", Coding.ZSTD),
        (b"gzip;q=1.0, br;q=0.5", Coding.GZIP),
        (b"br;q=0, gzip", Coding.GZIP),
        (b"*", Coding.BROTLI),
        (b"*, br;q=0", Coding.ZSTD),
        (b"gzip;q=0", Coding.IDENTITY),
        (b"identity", Coding.IDENTITY),
        (b"identity;q=1, gzip;q=0.5", Coding.IDENTITY),
        (b"identity;q=0, *;q=0", Coding.IDENTITY),
        (b"deflate", Coding.IDENTITY),
        (b"gzip;q=much", Coding.IDENTITY),
        (b",;,", Coding.IDENTITY),
        (b"\xff\xfe", Coding.IDENTITY),
        (b"gzip," * LONGEST_WISH_BYTES, Coding.IDENTITY),
    ],
)
def test_a_client_gets_what_it_takes(accepted: bytes, coding: Coding) -> None:
    assert chosen(accepted) is coding
