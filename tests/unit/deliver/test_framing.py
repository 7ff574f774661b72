"""Whatever a server calls a picture becomes a small clean JPEG, or is refused before it costs anything."""

from __future__ import annotations

import contextlib
import io
import random
import time

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from syndicator.deliver.framing import MOST_SCANS, Unusable, framed
from syndicator.deliver.pictures import Picture
from tests.unit.deliver.images import BLUE, RED, halves, noise, png, written

Pixel = tuple[int, int, int]


def shown(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (picture.width, picture.height))
    assert picture.kind == "image/jpeg"
    return image


def frame(told: bytes, *, most_bytes: int = 1_000_000, most_pixels: int = 2048) -> Image.Image:
    return shown(framed(told, most_bytes=most_bytes, most_pixels=most_pixels))


def is_like(image: Image.Image, where: tuple[int, int], colour: Pixel) -> bool:
    found = image.getpixel(where)
    assert isinstance(found, tuple)
    return all(abs(int(one) - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGB")],
)
def test_each_kind_becomes_a_jpeg(kind: str, mode: str) -> None:
    image = frame(written(halves(mode=mode), kind))
    assert image.size == (200, 120)
    if mode not in {"L", "1"}:
        assert is_like(image, (20, 60), RED)
        assert is_like(image, (180, 60), BLUE)


def test_a_moving_picture_is_its_first_frame() -> None:
    red, blue = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), BLUE)
    for kind in ("GIF", "WEBP", "PNG"):
        assert is_like(frame(written(red, kind, save_all=True, append_images=[blue, blue])), (32, 32), RED)


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    row = b"\x00" + b"\x40\x00" * 32 + b"\xc0\x00" * 32
    told = frame(png(64, 64, colour=0, depth=16, rows=row * 64))
    assert is_like(told, (8, 32), (64, 64, 64))
    assert is_like(told, (56, 32), (192, 192, 192))


def test_colour_of_sixteen_bits_keeps_its_shades() -> None:
    row = b"\x00" + b"\xc8\x00\x1e\x00\x1e\x00" * 32
    assert is_like(frame(png(32, 32, depth=16, rows=row * 32)), (16, 16), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_is_white(kind: str) -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 32, 64))
    told = frame(written(image, kind))
    assert is_like(told, (8, 32), RED)
    assert is_like(told, (56, 32), (255, 255, 255))


def test_a_transparent_palette_is_white() -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([0, 0, 0, *RED])
    assert is_like(frame(written(image, "GIF", transparency=0)), (32, 32), (255, 255, 255))


@pytest.mark.parametrize(
    ("orientation", "red_at", "size"),
    [
        (1, (20, 60), (200, 120)),
        (2, (180, 60), (200, 120)),
        (3, (180, 60), (200, 120)),
        (4, (20, 60), (200, 120)),
        (5, (60, 20), (120, 200)),
        (6, (60, 20), (120, 200)),
        (7, (60, 180), (120, 200)),
        (8, (60, 180), (120, 200)),
        (99, (20, 60), (200, 120)),
    ],
)
def test_a_picture_stands_upright(orientation: int, red_at: tuple[int, int], size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = frame(written(halves(), exif=exif))
    assert image.size == size
    assert is_like(image, red_at, RED)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_broken_block_of_metadata_costs_no_picture() -> None:
    told = written(halves(), exif=b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\xff\xff\x01\x12")
    assert is_like(frame(told), (20, 60), RED)


def test_no_metadata_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Kasus di Jalan Mawar", "Fotografer Budi"
    exif.get_ifd(0x8825)[1] = "S"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = written(halves(), exif=exif, comment=b"Rahasia", icc_profile=profile, xmp=b"<x>GPSLatitude</x>")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Fotografer Budi")
    for told in (jpeg, written(halves(), "PNG", pnginfo=notes, exif=exif, icc_profile=profile)):
        picture = framed(told, most_bytes=1_000_000, most_pixels=2048)
        assert not [word for word in (b"Mawar", b"Budi", b"Rahasia", b"GPS", b"Exif", b"ICC_") if word in picture.data]
        assert not set(shown(picture).info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_longer_side_fits() -> None:
    assert frame(written(halves(1000, 500)), most_pixels=300).size == (300, 150)
    assert frame(written(halves(500, 1000), "PNG"), most_pixels=300).size == (150, 300)
    assert frame(written(halves(100, 50)), most_pixels=300).size == (100, 50)


def test_quality_gives_way_before_size_does() -> None:
    told = written(noise(600, 400), quality=95)
    freely = framed(told, most_bytes=1_000_000, most_pixels=2048)
    closely = framed(told, most_bytes=len(freely.data) * 3 // 4, most_pixels=2048)
    assert len(closely.data) <= len(freely.data) * 3 // 4
    assert (closely.width, closely.height) == (600, 400)


def test_size_gives_way_where_quality_is_not_enough() -> None:
    picture = framed(written(noise(600, 400)), most_bytes=20_000, most_pixels=2048)
    assert len(picture.data) <= 20_000
    assert 16 <= picture.width < 600


def test_what_can_never_be_small_enough_is_refused() -> None:
    with pytest.raises(Unusable, match="smaller than 100 bytes"):
        framed(written(noise(600, 400)), most_bytes=100, most_pixels=2048)


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"<!doctype html><title>404</title>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x00\x00\x01\x00" + b"\x00" * 40,
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        written(halves(), "TIFF"),
        written(halves(), "BMP"),
    ],
)
def test_what_is_no_picture_of_the_web_is_refused(told: bytes) -> None:
    with pytest.raises(Unusable, match="it is none of"):
        framed(told, most_bytes=1_000_000, most_pixels=2048)


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 10_000), (5_000, 5_000), (2**31 - 1, 1)])
def test_a_header_that_promises_too_much_is_refused_before_a_pixel_is_read(width: int, height: int) -> None:
    begun = time.process_time()
    with pytest.raises((Unusable, OSError, ValueError)):
        framed(png(width, height, rows=b"\x00" * 10_000), most_bytes=1_000_000, most_pixels=2048)
    assert time.process_time() - begun < 0.5


def test_a_bomb_that_really_holds_its_pixels_is_refused() -> None:
    told = written(Image.new("1", (12_000, 12_000)), "PNG")
    assert len(told) < 100_000
    with pytest.raises(Unusable, match="pixels"):
        framed(told, most_bytes=1_000_000, most_pixels=2048)


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_a_bomb_of_another_kind_is_refused(kind: str) -> None:
    told = written(Image.new("L", (9_000, 9_000)), kind)
    with pytest.raises(Unusable, match="9000×9000"):
        framed(told, most_bytes=1_000_000, most_pixels=2048)


def test_a_large_photograph_is_read_at_a_fraction_of_its_size() -> None:
    told = written(Image.new("RGB", (8_000, 6_000), RED))
    begun = time.process_time()
    assert frame(told).size == (2048, 1536)
    assert time.process_time() - begun < 3


def test_a_picture_drawn_in_endless_steps_is_refused() -> None:
    told = written(halves(), progressive=True)
    scan = told.index(b"\xff\xda")
    endless = told[:scan] + told[scan:-2] * (MOST_SCANS + 1) + told[-2:]
    with pytest.raises(Unusable, match="steps"):
        framed(endless, most_bytes=1_000_000, most_pixels=2048)
    assert is_like(frame(told), (20, 60), RED)


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 15)])
def test_a_dot_that_counts_visits_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Unusable, match="dot or a line"):
        framed(written(Image.new("RGB", size), "GIF"), most_bytes=1_000_000, most_pixels=2048)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_half_a_file_is_no_picture(kind: str) -> None:
    told = written(noise(200, 200), kind)
    with pytest.raises((OSError, ValueError, SyntaxError, EOFError)):
        framed(told[: len(told) // 2], most_bytes=1_000_000, most_pixels=2048)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_damaged_file_is_a_picture_or_an_error_soon(kind: str) -> None:
    """Whatever is changed in it, it neither hangs nor ends the process."""
    chance, told = random.Random(kind), written(noise(120, 90), kind)  # the same files on every run
    begun = time.process_time()
    for _ in range(60):
        damaged = bytearray(told)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Exception):
            shown(framed(bytes(damaged), most_bytes=1_000_000, most_pixels=2048))
    assert time.process_time() - begun < 20
