from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.rule import RuleParameter
from lti_service.domain.suppression import (
    SMALLEST_GROUP,
    Count,
    Hidden,
    smallest_group,
    suppress,
)

LEAST = 5


def shown(*values: int, whole: int | None = None) -> list[object]:
    cells = {n: Count(value, whole) for n, value in enumerate(values)}
    return list(suppress(cells, [], LEAST).values())


def test_one_to_four_are_hidden_and_nobody_and_five_are_not() -> None:
    assert shown(0, 1, 4, 5, 90) == [0, Hidden.SMALL, Hidden.SMALL, 5, 90]


def test_few_others_hide_a_count_too() -> None:
    assert shown(10, 8, 7, whole=12) == [Hidden.SMALL, Hidden.SMALL, 7]


def test_a_group_all_of_one_kind_is_not_said_to_be() -> None:
    assert shown(0, 12, whole=12) == [Hidden.SMALL, Hidden.SMALL]
    assert shown(0, whole=0) == [0]


def test_a_cell_of_a_hidden_group_is_hidden_whatever_it_is() -> None:
    assert suppress({"a": Count(50, closed=True)}, [], LEAST) == {"a": Hidden.SMALL}


def test_one_hidden_part_takes_the_smallest_other_with_it() -> None:
    counts = {"a": Count(3), "b": Count(20), "c": Count(8), "sum": Count(31)}
    assert suppress(counts, [counts], LEAST) == {
        "a": Hidden.SMALL,
        "b": 20,
        "c": Hidden.PAIRED,
        "sum": 31,
    }


def test_where_there_is_no_other_part_the_total_is_hidden() -> None:
    counts = {"a": Count(3), "sum": Count(3)}
    assert set(suppress(counts, [counts], LEAST).values()) == {Hidden.SMALL}
    counts = {"a": Count(6, whole=8), "sum": Count(6, whole=30)}
    assert suppress(counts, [counts], LEAST)["sum"] is Hidden.PAIRED


def test_two_hidden_parts_need_no_third() -> None:
    counts = {"a": Count(3), "b": Count(2), "c": Count(8), "sum": Count(13)}
    assert suppress(counts, [counts], LEAST)["c"] == 8


def test_a_pair_goes_on_through_rows_and_columns() -> None:
    """Four cells at the corners of a rectangle, or the row gives away the column."""
    counts = {
        (row, column): Count(value)
        for row, values in enumerate([(2, 10, 30), (11, 12, 40), (20, 21, 50)])
        for column, value in enumerate(values)
    }
    rows = [[(row, column) for column in range(3)] for row in range(3)]
    columns = [[(row, column) for row in range(3)] for column in range(3)]
    found = suppress(counts, [*rows, *columns], LEAST)
    hidden = {key for key, value in found.items() if isinstance(value, Hidden)}
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


@given(
    st.lists(
        st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4
    )
)
def test_no_table_gives_a_small_cell_away(table: list[list[int]]) -> None:
    """What rows, columns and totals say leaves every hidden cell open."""
    height, width = len(table), len(table[0])
    counts: dict[object, Count] = {
        (r, c): Count(table[r][c]) for r in range(height) for c in range(width)
    }
    sums: list[list[object]] = []
    for r in range(height):
        counts["row", r] = Count(sum(table[r]))
        sums.append([("row", r), *((r, c) for c in range(width))])
    for c in range(width):
        counts["column", c] = Count(sum(row[c] for row in table))
        sums.append([("column", c), *((r, c) for r in range(height))])
    counts["all"] = Count(sum(map(sum, table)))
    sums.append(["all", *(("row", r) for r in range(height))])
    sums.append(["all", *(("column", c) for c in range(width))])

    found = suppress(counts, sums, LEAST)

    assert all(
        found[key] == count.value
        for key, count in counts.items()
        if not isinstance(found[key], Hidden)
    )
    unknown = [key for key, value in found.items() if isinstance(value, Hidden)]
    equations = [
        [
            Fraction(0 if key not in group else -1 if group[0] == key else 1)
            for key in unknown
        ]
        for group in sums
    ]
    for place, key in enumerate(unknown):
        if counts[key].small(LEAST):
            assert not derivable(equations, place)


def derivable(equations: list[list[Fraction]], place: int) -> bool:
    """Whether equations leave but one value for an unknown (by elimination)."""
    width = len(equations[0]) if equations else 0
    order = [n for n in range(width) if n != place] + [place]
    rows = [[row[n] for n in order] for row in equations]
    top = 0
    for column in range(width):
        pivot = next((n for n in range(top, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        for n in range(len(rows)):
            if n != top and rows[n][column]:
                share = rows[n][column] / rows[top][column]
                rows[n] = [
                    a - share * b for a, b in zip(rows[n], rows[top], strict=True)
                ]
        top += 1
    return any(row[-1] and not any(row[:-1]) for row in rows)


def test_the_least_size_of_a_group_is_a_dated_number_with_its_basis() -> None:
    row = RuleParameter(
        SMALLEST_GROUP, Decimal(5), "people", 1, date(2000, 1, 1), None, "periksa"
    )
    assert smallest_group([row]) is row
    with pytest.raises(KeyError):
        smallest_group([])
