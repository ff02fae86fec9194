import re

from lti_service.charts.bars import Bar, bars


def drawn(*rows: Bar) -> str:
    return bars("Sebaran", ("JP", "Pegawai"), rows)


def test_the_longest_bar_is_the_whole_width_and_nothing_has_none() -> None:
    table = drawn(Bar("belum ada", 0, "0"), Bar("<20", 4, "4"), Bar("20", 8, "8"))
    assert re.findall(r'class="now" y="3" width="(\d+)"', table) == ["120", "240"]
    assert '<th scope="row">&lt;20</th>' in table
    assert "<title>&lt;20: 4</title>" in table
    assert '<td class="n" data-label="Pegawai">8</td>' in table


def test_what_was_planned_is_an_outline_and_duty_a_line() -> None:
    table = drawn(Bar("Terdaftar", 10, "10 dari 20", planned=20, goal=15))
    assert 'class="wait" y="1" width="240"' in table
    assert 'class="now" y="3" width="120"' in table
    assert '<line class="goal" x1="180" x2="180"' in table


def test_no_rows_and_nothing_at_all_are_no_error() -> None:
    assert "<tbody></tbody>" in drawn()
    assert "rect" not in drawn(Bar("a", 0, "0"))
