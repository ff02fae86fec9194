import re

import pytest

from lti_service.charts.heat import (
    HeatCell,
    HeatRow,
    heat_class,
    heat_picture,
    heat_table,
)

ROWS = [
    HeatRow(
        "Dinas <A>",
        "12 pegawai",
        (HeatCell(61, "61 %", "sangat besar"), HeatCell(None, "—", "tidak wajib")),
    ),
    HeatRow("Badan", "", (HeatCell(5, "5 %"), HeatCell(None, "<5", hidden=True))),
]


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (0, "h1"),
        (19, "h1"),
        (20, "h2"),
        (40, "h3"),
        (54, "h3"),
        (55, "h4"),
        (100, "h4"),
    ],
)
def test_a_share_has_one_of_four_steps(share: float, name: str) -> None:
    assert heat_class(HeatCell(share, "")) == name


def test_the_picture_says_what_it_shows_and_has_a_box_for_each_cell() -> None:
    svg = heat_picture("Peta", "Satu kotak <b>", ["M08", "M02"], ROWS)
    assert svg.startswith('<svg class="heat-map" viewBox="0 0 40 32"')
    assert "<title>Peta</title><desc>Satu kotak &lt;b&gt;</desc>" in svg
    assert re.findall(r'<rect class="(h\d)" x="(\d+)" y="(\d+)"', svg) == [
        ("h4", "0", "0"),
        ("h1", "0", "16"),
        ("h0", "20", "16"),
    ]
    assert "<title>Dinas &lt;A&gt;, M08: 61 %</title>" in svg
    assert "style=" not in svg
    assert "script" not in svg


def test_the_table_has_number_and_word_beside_the_colour() -> None:
    table = heat_table("Gap", "Unit", [("Keputusan", "M08"), ("Kerja", "M02")], ROWS)
    assert '<span>61 % <span class="sub">sangat besar</span></span>' in table
    assert '<td class="h0" data-label="Kerja"><span>&lt;5</span>' in table
    assert (
        '<th scope="row">Dinas &lt;A&gt; <span class="sub">12 pegawai</span>' in table
    )
    assert table.count("<tr>") == 3


def test_nothing_to_show_is_no_error() -> None:
    assert heat_picture("Peta", "", [], []) == ""


def test_where_nothing_may_be_shown_there_is_no_picture() -> None:
    closed = HeatRow("Kecamatan", "", (HeatCell(None, "<5", hidden=True),))

    assert heat_picture("Peta", "Tidak ada.", ["Komunikasi"], [closed]) == ""
