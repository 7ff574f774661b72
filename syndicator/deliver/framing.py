"""Framing: from the bytes that some server calls a picture to a small, clean JPEG. Nothing is fetched here."""

from __future__ import annotations

import io
from types import MappingProxyType

from PIL import Image, UnidentifiedImageError

from syndicator.deliver.pictures import Picture

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = MappingProxyType({"JPEG": 50_000_000, "PNG": 20_000_000, "WEBP": 20_000_000, "GIF": 20_000_000})
"""A JPEG can be read at a fraction of its size, so that it may be larger."""
MOST_SCANS = 100
"""Progressive pictures have about ten; each further one costs a walk over all pixels."""
LEAST_SIDE = 16
"""What is smaller counts visits and shows nothing."""
QUALITIES = (88, 80, 72, 64, 56, 48)
SHRINK = 0.75
SCAN = b"\xff\xda"
ORIENTATION = 0x0112
TURNS = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)
"""What makes each orientation of EXIF 2.32 (tag 274) upright."""


class Unusable(ValueError):
    """These bytes make no picture that may be shown; the words tell why."""


def framed(told: bytes, *, most_bytes: int, most_pixels: int) -> Picture:
    """
    Return a picture as a JPEG of its pixels alone: the first frame, upright, on white where it was transparent.

    Raises:
        Unusable: it is of no kind that we read, too large or too small, or cannot be made as small as wanted.
        Exception: whatever Pillow's readers raise for a file that is broken, or meant to break them.
    """
    with _opened(told) as image:
        turn = _turn(image)
        if image.format == "JPEG":
            image.draft(None, (most_pixels, most_pixels))
        plain = _on_white(image)
    plain.thumbnail((most_pixels, most_pixels), Image.Resampling.LANCZOS)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info = {}
    return _small_enough(plain, most_bytes)


def _opened(told: bytes) -> Image.Image:
    """Open it, and look at what its header promises before a pixel is read."""
    try:
        image = Image.open(io.BytesIO(told), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Unusable(f"it is none of {', '.join(FORMATS)}") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable("its header promises more pixels than anybody shows") from error
    size, most = image.width * image.height, MOST_PIXELS[str(image.format)]
    if size > most:
        raise Unusable(f"it has {image.width}×{image.height} pixels, {most // 1_000_000} million are read")
    if min(image.size) < LEAST_SIDE:
        raise Unusable(f"it has {image.width}×{image.height} pixels, no more than a dot or a line")
    if image.format == "JPEG" and told.count(SCAN) > MOST_SCANS:
        raise Unusable("it is drawn in more steps than any camera's")
    return image


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return what makes it upright; a block of metadata that is broken says nothing of that."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 -- Pillow raises whatever a hostile block trips it over
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white


def _small_enough(image: Image.Image, most_bytes: int) -> Picture:
    while min(image.size) >= LEAST_SIDE:
        for quality in QUALITIES:
            written = io.BytesIO()
            image.save(written, "JPEG", quality=quality)
            if written.tell() <= most_bytes:
                return Picture(data=written.getvalue(), width=image.width, height=image.height)
        image = image.resize((int(image.width * SHRINK), int(image.height * SHRINK)), Image.Resampling.LANCZOS)
    raise Unusable(f"it cannot be made smaller than {most_bytes:,} bytes")
