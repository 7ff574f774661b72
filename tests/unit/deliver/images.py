"""Pictures of all kinds, made for tests."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves(width: int = 200, height: int = 120, mode: str = "RGB") -> Image.Image:
    """The left half is red, the right half blue."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    told = io.BytesIO()
    image.save(told, kind, **options)
    return told.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """What compresses worst."""
    return Image.effect_noise((width, height), 120).convert("RGB")


def png(width: int, height: int, *, colour: int = 2, depth: int = 8, rows: bytes = b"") -> bytes:
    """A PNG whose header says what it likes."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
