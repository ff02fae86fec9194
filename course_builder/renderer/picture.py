"""Make pictures light: no larger than a page shows, without place or maker.

Originals stay as they are; what comes out is the same bytes for the same picture.
"""

import re
import struct
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_PIXELS = 50_000_000
"""More would take hundreds of megabytes to look at."""

_LARGEST_FILE = 100_000_000
_WIDEST = 1600  # pixels: twice the measure of a page, for dense screens
_TALLEST = 16_000  # pixels; WebP has no more than 16,383
_QUALITY = 80
_FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
_PHOTOS = frozenset({"AVIF", "JPEG", "MPO"})
_TELLING = frozenset(
    {"comment", "exif", "photoshop", "xmp", "XML:com.adobe.xmp", "mp", "mpoffset"}
)
_LONGEST_PROFILE = 4096  # bytes; the usual ones for phones have 500
_ORIENTATION = 0x0112
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")


_BROKEN = (
    *(OSError, SyntaxError, ValueError, LookupError, EOFError, RuntimeError),
    *(ArithmeticError, TypeError, struct.error),
)
"""What Pillow's decoders raise for broken files."""


class PictureError(ValueError):
    """A picture cannot be shown.

    Attributes:
        is_too_large: Whether it has too many pixels; else it is broken.
    """

    def __init__(self, message: str, *, is_too_large: bool = False) -> None:
        super().__init__(message)
        self.is_too_large = is_too_large


class Picture(NamedTuple):
    """A picture for a page.

    Attributes:
        suffix: Of the format that it has now: ``webp``.
        size: Width and height in pixels.
    """

    data: bytes
    suffix: str
    size: tuple[int, int]


def picture_of(path: Path) -> Picture:
    """Return the picture in a file, made light.

    Raises:
        PictureError: It is broken, of an unknown format or has too many pixels.
        OSError: The file cannot be read.
    """
    status = path.stat()
    if status.st_size > _LARGEST_FILE:
        raise PictureError("it is too long a file", is_too_large=True)
    return _picture_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _picture_of(path: Path, changed_at: int, length: int) -> Picture:
    """Remember a picture while its file stays the same: a preview renders it again."""
    del changed_at, length
    return light(path.read_bytes())


def light(data: bytes) -> Picture:
    """Return a picture no wider than a page shows it, and no heavier than need be.

    Raises:
        PictureError: It is broken, of an unknown format or has too many pixels.
    """
    import warnings  # noqa: PLC0415

    # A course without pictures is spared the library.
    from PIL import Image  # noqa: PLC0415

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                return _light(image, data)
    except bombs as bomb:
        raise PictureError(str(bomb), is_too_large=True) from bomb
    except PictureError:
        raise
    except _BROKEN as broken:
        raise PictureError(str(broken)) from broken


def svg_size(width: str, height: str, view_box: str) -> tuple[int, int] | None:
    """Return width and height from an SVG's attributes; none where they do not say."""
    sizes = [_LENGTH.fullmatch(text) for text in (width, height)]
    if all(sizes):
        return round(float(width.strip(" px"))), round(float(height.strip(" px")))
    parts = re.split(r"[\s,]+", view_box.strip())
    lengths = [_LENGTH.fullmatch(part) for part in parts[2:]]
    if len(parts) == 4 and all(lengths):  # noqa: PLR2004 - x, y, width, height
        return round(float(parts[2])), round(float(parts[3]))
    return None


def _light(image: "Image", data: bytes) -> Picture:
    width, height = image.size
    if width * height > LARGEST_PIXELS:
        raise PictureError("it has too many pixels", is_too_large=True)
    if image.format != "MPO" and getattr(image, "is_animated", False):
        if image.format == "GIF":
            image.load()
            return Picture(data, "gif", image.size)
        return Picture(_webp(image, save_all=True), "webp", image.size)
    exif = image.getexif()
    if exif.get(_ORIENTATION, 1) in _ON_ITS_SIDE:
        width, height = height, width
    scale = min(1, _WIDEST / width, _TALLEST / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # A JPEG can be read at a half or a quarter at once, for less time and memory.
    image.draft("RGB", (max(size), max(size)))
    made = _webp_of(_shaped(image, size), is_photo=image.format in _PHOTOS)
    tells = exif or _TELLING & image.info.keys() or getattr(image, "text", None)
    if scale == 1 and not tells and len(data) <= len(made):
        return Picture(data, str(image.format).lower().replace("jpeg", "jpg"), size)
    return Picture(made, "webp", size)


def _shaped(image: "Image", size: tuple[int, int]) -> "Image":
    """Return a picture upright, in plain colours, of a size."""
    from PIL.Image import Resampling  # noqa: PLC0415
    from PIL.ImageOps import exif_transpose  # noqa: PLC0415

    shaped = exif_transpose(image)
    mode = "RGBA" if shaped.has_transparency_data else "RGB"
    if shaped.mode.startswith("I;16"):  # 16 bits of grey; only "I" knows the way
        shaped = shaped.convert("I").point(lambda value: value / 256, "L")
    shaped = shaped.convert(mode)
    return shaped if shaped.size == size else shaped.resize(size, Resampling.LANCZOS)


def _webp_of(image: "Image", *, is_photo: bool) -> bytes:
    """Encode a picture: a drawing without loss where that is lighter."""
    lossy = _webp(image, quality=_QUALITY)
    if is_photo:
        return lossy
    return min(_webp(image, lossless=True), lossy, key=len)


def _webp(image: "Image", **options: int) -> bytes:
    out = BytesIO()
    profile = image.info.get("icc_profile") or b""
    kept = profile if len(profile) <= _LONGEST_PROFILE else b""
    image.save(out, "WEBP", method=4, exif=b"", xmp=b"", icc_profile=kept, **options)
    return out.getvalue()
