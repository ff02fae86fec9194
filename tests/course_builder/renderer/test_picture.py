"""Pictures come out light, upright, without place and maker, and the same each time."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from course_builder.renderer.picture import PictureError, light, picture_of, svg_size
from tests.course_builder.renderer.pictures import (
    BLUE,
    GPS,
    MAKER,
    RED,
    animation,
    encoded,
    noise,
    opened,
    plain,
    told,
)


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """Return a PNG with an honest header and whatever rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def test_a_wide_photo_is_brought_to_what_a_page_shows() -> None:
    original = noise("JPEG", (3200, 2400), quality=95)
    picture = light(original)
    assert picture.size == (1600, 1200) == opened(picture.data).size
    assert picture.suffix == "webp"
    assert len(picture.data) < len(original) / 2


def test_a_tall_picture_fits_into_webp() -> None:
    assert light(plain("PNG", (10, 20_000))).size == (8, 16_000)


def test_a_small_picture_keeps_its_size() -> None:
    assert light(plain("JPEG", (40, 30))).size == (40, 30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_maker_are_left_out(kind: str) -> None:
    original = noise(kind, exif=told())
    assert MAKER.encode() in original
    picture = light(original)
    assert MAKER.encode() not in picture.data
    assert not opened(picture.data).getexif().get_ifd(GPS)


def test_a_picture_on_its_side_is_put_upright() -> None:
    sides = Image.new("RGB", (40, 20), RED)
    sides.paste(BLUE, (20, 0, 40, 20))
    picture = light(encoded(sides, "JPEG", exif=told(orientation=6), quality=95))
    shown = opened(picture.data).convert("RGB")
    assert picture.size == shown.size == (20, 40)
    top, bottom = shown.getpixel((10, 5)), shown.getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_the_same_picture_gives_the_same_bytes() -> None:
    original = noise("PNG")
    assert light(original) == light(original)


def test_a_picture_that_would_not_become_lighter_stays_as_it_is() -> None:
    original = noise("JPEG", (60, 40), quality=5)
    picture = light(original)
    assert picture.data == original
    assert picture.suffix == "jpg"


def test_a_drawing_keeps_its_transparency_and_every_pixel() -> None:
    drawing = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    drawing.paste((10, 90, 138, 255), (20, 20, 120, 80))
    picture = light(encoded(drawing, "PNG"))
    shown = opened(picture.data)
    assert shown.mode == "RGBA"
    assert shown.tobytes() == drawing.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert light(plain("PNG", (40, 30), colour=1, mode=mode)).size == (40, 30)


def test_a_printers_colours_are_read() -> None:
    picture = light(plain("JPEG", (40, 30), colour=(0, 200, 200, 0), mode="CMYK"))
    assert opened(picture.data).mode == "RGB"


def test_light_grey_of_sixteen_bits_stays_light() -> None:
    picture = light(plain("PNG", (40, 30), colour=60_000, mode="I;16"))
    shade = opened(picture.data).convert("L").getpixel((5, 5))
    assert isinstance(shade, float | int)
    assert 220 < shade < 245


def test_a_moving_gif_keeps_moving() -> None:
    original = animation("GIF")
    assert light(original) == (original, "gif", (40, 30))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_other_moving_pictures_keep_moving_without_place_and_maker(kind: str) -> None:
    picture = light(animation(kind))
    assert picture.suffix == "webp"
    assert getattr(opened(picture.data), "n_frames", 1) == 2
    assert MAKER.encode() not in picture.data


def test_a_decompression_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(PictureError) as caught:
        light(png(10_000, 10_000))
    assert caught.value.is_too_large
    with pytest.raises(PictureError) as caught:
        light(png(60_000, 60_000))
    assert caught.value.is_too_large


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"bukan gambar", noise("JPEG")[:500], noise("PNG")[:2000]),
        *(noise("GIF")[:500], noise("WEBP")[:500], png(40, 30, b"short")),
        *(plain("TIFF"), b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        animation("GIF")[:60],
    ],
)
def test_what_is_broken_cut_short_or_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        light(data)
    assert not caught.value.is_too_large


@settings(deadline=None)  # the first call loads a library
@given(st.data())
def test_no_broken_picture_ends_in_anything_but_a_refusal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "AVIF"]))
    broken = bytearray(plain(kind))
    places = st.integers(0, len(broken) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        picture = light(bytes(broken))
    except PictureError:
        return
    assert picture.data


def test_a_file_is_made_light_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(plain(size=(40, 30)))
    first = picture_of(path)
    assert picture_of(path) is first
    path.write_bytes(plain(size=(50, 30)))
    assert picture_of(path).size == (50, 30)


def test_an_enormous_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(PictureError) as caught:
        picture_of(path)
    assert caught.value.is_too_large


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (("400", "30.4px", ""), (400, 30)),
        (("100%", "auto", "0 0 400 150"), (400, 150)),
        (("", "", "0,0,400,150"), (400, 150)),
        (("", "", "0 0 a b"), None),
        (("", "", ""), None),
    ],
)
def test_a_drawing_says_its_size_by_attributes_or_by_its_view_box(
    attributes: tuple[str, str, str], expected: tuple[int, int] | None
) -> None:
    assert svg_size(*attributes) == expected
