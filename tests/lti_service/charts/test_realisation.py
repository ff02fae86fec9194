import re

import pytest

from lti_service.charts.realisation import realisation_bar


def marks(planned: int, begun: int, done: int) -> dict[str, int]:
    bar = realisation_bar("Orang", planned, begun, done)
    return {
        kind: int(width)
        for kind, width in re.findall(r'class="(\w+)"[^>]* width="(\d+)"', bar)
        if kind != "level"
    }


@pytest.mark.parametrize(
    ("numbers", "widths"),
    [
        ((10, 0, 0), {"need": 240}),
        ((10, 5, 0), {"need": 120, "rest": 120}),
        ((10, 10, 5), {"rest": 120, "now": 120}),
        ((10, 10, 10), {"now": 240}),
        ((5, 10, 10), {"now": 240}),
        ((0, 0, 0), {}),
    ],
)
def test_the_parts_of_a_bar_are_as_long_as_their_numbers(
    numbers: tuple[int, int, int], widths: dict[str, int]
) -> None:
    assert marks(*numbers) == widths


def test_a_title_is_told_to_screen_readers_as_text() -> None:
    assert "<title>Butir &lt;1&gt;</title>" in realisation_bar("Butir <1>", 1, 0, 0)
