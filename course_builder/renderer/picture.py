"""Read how large a picture is, so that a page does not jump while it loads."""

import re

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")


def size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or WebP; none if unknown."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:  # noqa: PLR2004 - the header
        return _big(data[16:20]), _big(data[20:24])
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return _little(data[6:8]), _little(data[8:10])
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


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


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - a marker's first byte
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            return _big(data[at + 7 : at + 9]), _big(data[at + 5 : at + 7])
        at += 2 if marker in _JPEG_ALONE else 2 + _big(data[at + 2 : at + 4])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            return _little(data[24:27]) + 1, _little(data[27:30]) + 1
        case b"VP8L":
            bits = _little(data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
        case _:
            return None


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
