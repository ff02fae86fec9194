"""Pictures as cameras and drawing programs write them."""

from io import BytesIO
from typing import Any

from PIL import Image

MAKER = "Kamera Rahasia"
ORIENTATION, MADE_BY, GPS = 0x0112, 0x010F, 0x8825
RED, BLUE = (200, 30, 30), (30, 30, 200)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture's file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(
    kind: str = "PNG",
    size: tuple[int, int] = (40, 30),
    colour: Any = RED,
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    """Return a picture of one colour."""
    return encoded(Image.new(mode, size, colour), kind, **options)


def noise(
    kind: str = "JPEG", size: tuple[int, int] = (400, 300), **options: Any
) -> bytes:
    """Return a picture that cannot be compressed well."""
    return encoded(Image.effect_noise(size, 80).convert("RGB"), kind, **options)


def told(orientation: int = 1) -> Image.Exif:
    """Return what a camera writes beside a picture: its maker and the place."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MADE_BY] = MAKER
    exif.get_ifd(GPS)[1] = "S"
    return exif


def animation(kind: str) -> bytes:
    """Return a moving picture."""
    first, second = (Image.new("RGB", (40, 30), colour) for colour in (RED, BLUE))
    options = {"exif": told()} if kind != "GIF" else {}
    return encoded(first, kind, save_all=True, append_images=[second], **options)


def opened(data: bytes) -> Image.Image:
    """Return a picture to look at."""
    return Image.open(BytesIO(data))
