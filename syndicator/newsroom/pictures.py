"""Small pictures for the posts, drawn from their paths: valid PNG files (RFC 2083), nobody's photograph."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from syndicator.newsroom.answers import Answer

WIDTH, HEIGHT = 640, 360


def picture_answer(path: str) -> Answer:
    """Answer with the picture of a path."""
    headers = (("cache-control", "public, max-age=86400"),)
    return Answer(200, "image/png", picture(zlib.crc32(path.encode())), headers)


@lru_cache(maxsize=256)
def picture(seed: int) -> bytes:
    """Return a picture of three bands whose colours follow the seed."""
    colours = [bytes((seed >> shift & 0xFF, (seed >> shift + 4) & 0xFF, 0x60 + shift)) for shift in (0, 8, 16)]
    rows = b"".join(b"\x00" + colours[row * 3 // HEIGHT] * WIDTH for row in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
