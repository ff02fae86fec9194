import struct

import pytest

from course_builder.renderer.picture import size, svg_size

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08"
    + struct.pack(">HH", 30, 40)
    + b"\x03rest"
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 40, 30), (40, 30)),
        (b"GIF89a" + struct.pack("<HH", 40, 30), (40, 30)),
        (JPEG, (40, 30)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x27\0\0\x1d\0\0", (40, 30)),
        (b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 40, 30), (40, 30)),
        (b"RIFF....WEBPVP8L....\x2f" + struct.pack("<I", 39 | 29 << 14), (40, 30)),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff\xe0\xff\xff", None),
        (b"RIFF....WEBPnews", None),
        (b"", None),
    ],
)
def test_the_size_is_read_from_the_header(
    data: bytes, expected: tuple[int, int] | None
) -> None:
    assert size(data) == expected


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
