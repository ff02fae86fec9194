from xml.etree import ElementTree as ET

import pytest

from lti_service.charts.level import level_bar


def marks(held: int, required: int) -> str:
    svg = ET.fromstring(level_bar("Judul", held, required))  # noqa: S314 - our own text
    letters = {"now": "#", "need": "o", "rest": "-"}
    return "".join(letters[rect.attrib["class"]] for rect in svg.iter("rect"))


@pytest.mark.parametrize(
    ("held", "required", "expected"),
    [
        (0, 0, "-----"),
        (0, 2, "oo---"),
        (1, 2, "#o---"),
        (3, 2, "###--"),
        (5, 5, "#####"),
    ],
)
def test_each_level_is_held_required_or_above(
    held: int, required: int, expected: str
) -> None:
    assert marks(held, required) == expected


def test_a_screen_reader_gets_the_title_and_no_name_can_break_out() -> None:
    svg = level_bar('<script>"&', 1, 2)
    assert "<title>&lt;script&gt;&quot;&amp;</title>" in svg
    assert 'role="img"' in svg


def test_nothing_in_a_chart_needs_an_inline_style() -> None:
    assert "style" not in level_bar("Judul", 1, 2)
