import re

from lti_service.charts.fill import fill_bar


def widths(svg: str) -> dict[str, int]:
    found = re.findall(r'class="(\w+)"(?: x="\d+")?(?: y="\d")? width="(\d+)"', svg)
    return {kind: int(width) for kind, width in found}


def test_each_part_is_as_wide_as_its_people_of_the_places() -> None:
    found = widths(fill_bar("Terisi", 10, 5, 5, 40))
    assert (found["now"], found["wait"], found["need"]) == (60, 30, 30)


def test_who_waits_beyond_the_places_stands_right_of_the_line() -> None:
    svg = fill_bar("Terisi", 0, 2, 2, 2)
    assert '<line class="goal" x1="120" x2="120"' in svg
    assert '<rect class="need" x="120"' in svg


def test_without_a_limit_there_is_no_line_and_without_people_nothing_breaks() -> None:
    svg = fill_bar("A & B", 0, 0, 0, None)
    assert "goal" not in svg
    assert "<title>A &amp; B</title>" in svg
