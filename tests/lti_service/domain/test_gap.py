from decimal import Decimal

from lti_service.domain.gap import GapTable, agencies, gap_table
from lti_service.domain.organisation import Unit
from lti_service.domain.summary import GapCount
from lti_service.domain.suppression import Hidden

AGENCY_OF = {"A1": "A", "A": "A", "B": "B"}


def unit(code: str, parent: str = "") -> Unit:
    return Unit(code, code, "", parent, "")


def count(unit_code: str, people: int, met: int, **changes: object) -> GapCount:
    fields: dict[str, object] = {
        "unit_code": unit_code,
        "group": "pengawas",
        "competency_code": "M08",
        "required": 2,
        "people": people,
        "assessed": people,
        "met": met,
        "gaps": people - met,
        "provisional": 0,
    }
    return GapCount(**(fields | changes))  # type: ignore[arg-type]


def test_an_agency_is_the_unit_below_the_top_with_all_below_it() -> None:
    units = [
        unit("P"),
        unit("A", "P"),
        unit("A1", "A"),
        unit("A2", "A1"),
        unit("B", "P"),
    ]
    assert agencies(units) == {"P": "P", "A": "A", "A1": "A", "A2": "A", "B": "B"}


def test_where_several_are_at_the_top_they_are_the_agencies() -> None:
    units = [unit("A"), unit("A1", "A"), unit("B"), unit("C", "missing")]
    assert agencies(units) == {"A": "A", "A1": "A", "B": "B", "C": "C"}
    assert agencies([unit("A")]) == {"A": "A"}


def test_units_that_are_above_one_another_end() -> None:
    assert set(agencies([unit("A", "B"), unit("B", "A")])) == {"A", "B"}


def made(*counts: GapCount, least: int = 5) -> GapTable:
    return gap_table(counts, AGENCY_OF, least)


def test_units_of_an_agency_are_counted_together() -> None:
    (row,) = made(count("A", 10, 3), count("A1", 10, 4)).rows
    assert (row.opd_code, row.people, row.met) == ("A", 20, 7)
    assert (row.share, row.unmet, row.gap) == (
        Decimal(35),
        Decimal(65),
        Decimal("0.7"),
    )


def test_a_hundred_people_and_more_have_tenths() -> None:
    (row,) = made(count("A", 150, 50)).rows
    assert row.share == Decimal("33.3")


def test_a_small_group_is_hidden_with_another_that_would_tell_it() -> None:
    table = made(
        count("A", 3, 1),
        count("A", 20, 10, group="pelaksana"),
        count("B", 30, 12, group="pelaksana"),
    )
    shown = {(row.opd_code, row.group): row.people for row in table.rows}
    assert shown["A", "pengawas"] is Hidden.SMALL
    assert shown["A", "pelaksana"] is Hidden.PAIRED
    assert table.cells["A", "M08"].people == 23
    small = next(row for row in table.rows if row.people is Hidden.SMALL)
    assert (small.met, small.share, small.gap) == (Hidden.SMALL, None, None)


def test_few_who_meet_or_few_who_do_not_are_hidden() -> None:
    for met in (2, 18, 0, 20):
        (row,) = made(count("A", 20, met)).rows
        assert (row.people, row.share, row.gap) == (20, None, None)
        assert isinstance(row.met, Hidden)
    assert made(count("A", 20, 15)).rows[0].met == 15


def test_nobody_assessed_tells_of_nobody() -> None:
    (row,) = made(count("A", 20, 0, assessed=0)).rows
    assert (row.assessed, row.met, row.share, row.gap) == (
        0,
        0,
        Decimal(0),
        Decimal(1),
    )


def test_totals_are_hidden_where_there_is_but_one_agency() -> None:
    table = made(count("A", 20, 2))
    assert isinstance(table.totals["M08"].met, Hidden)
    assert isinstance(table.cells["A", "M08"].met, Hidden)
