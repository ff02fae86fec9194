"""``authoring.md``, `scenario`: the score, the rounds, and the table of variables."""

from decimal import Decimal

import pytest

from course_builder.model.progress import standing
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.played import rounds, scored, simulation

WALK = '### Awal\n\n- [Pergi](#akhir){set="%s"}\n'


def test_the_ending_s_score_comes_first(course: Write) -> None:
    ends = "\n### Akhir\n{ending score=70}\n"
    nodes = "### Awal\n\n- [Pergi](#akhir)\n"
    written = course(simulation(nodes, attributes='score="waktu"', ends=ends))

    assert scored(written, "a") == 70


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("waktu", 10),
        ("(waktu + percaya) / 2", 30),
        ("100 - waktu * 2.5", 75),
        ("percaya * 10", 100),
        ("waktu - percaya", 0),
        ("100 / 3", Decimal("33.33")),
    ],
)
def test_else_the_scenario_s_formula_clamped(
    course: Write, formula: str, expected: Decimal
) -> None:
    nodes = "### Awal\n\n- [Pergi](#akhir)\n"
    written = course(simulation(nodes, attributes=f'score="{formula}"'))

    assert scored(written, "a") == expected


def test_else_the_mean_over_the_variables_with_better(course: Write) -> None:
    table = (
        "| variable | start | min | max | better |\n|---|---|---|---|---|\n"
        "| naik | 50 | 0 | 100 | high |\n| turun | 30 | 10 | 50 | low |\n"
        "| lain | 7 | | | |\n"
    )
    written = course(simulation(WALK % "turun -10, lain +1", table))

    assert scored(written, "a") == Decimal("62.5")


def test_for_the_score_an_empty_min_is_0_and_an_empty_max_the_start(
    course: Write,
) -> None:
    table = (
        "| variable | start | min | max | better |\n|---|---|---|---|---|\n"
        "| waktu | 8 | | | high |\n"
    )
    for change, expected in (("-2", 75), ("+2", 100), ("-20", 0)):
        written = course(simulation(WALK % f"waktu {change}", table))
        assert scored(written, "a") == expected


def test_a_zero_range_is_an_error(course: Write) -> None:
    table = "| variable | start | min | better |\n|---|---|---|---|\n| waktu | 0 | 0 | high |\n"

    assert course(simulation(WALK % "waktu +1", table)).errors == ["B518"]


def test_the_best_round_is_recorded_and_all_rounds_are_kept(course: Write) -> None:
    nodes = "### Awal\n\n- [Baik](#baik)\n- [Buruk](#buruk)\n"
    ends = "\n### Baik\n{ending score=90}\n\n### Buruk\n{ending score=20}\n"
    written = course(simulation(nodes, attributes="rounds=2 pass=60", ends=ends))
    progress = rounds(written, "b", "a", "b")

    assert [one.score for one in progress.rounds] == [20, 90, 20]
    assert progress.best == 90
    assert standing(written.scenario, progress).passed
    assert not standing(written.scenario, rounds(written, "a")).done


def test_headers_of_the_table_may_be_indonesian(course: Write) -> None:
    table = (
        "| variabel | label | awal | min | maks | arah | satuan |\n"
        "|---|---|---|---|---|---|---|\n"
        "| waktu | Waktu | 10 | 0 | 24 | tinggi | jam |\n"
        "| jiwa | Jiwa | 5 | 0 | | rendah | orang |\n"
    )
    written = course(simulation(WALK % "waktu -1, jiwa -1", table))

    assert written.codes == []
    waktu, jiwa = written.scenario.graph.variables
    assert (waktu.better, jiwa.better) == ("high", "low")
    assert waktu.unit == "jam"
    assert waktu.maximum == 24


def test_label_and_unit_may_be_absent(course: Write) -> None:
    table = "| variabel | awal | arah |\n|---|---|---|\n| waktu | 10 | tinggi |\n"
    written = course(simulation(WALK % "waktu -1", table))

    assert written.codes == []
    assert written.scenario.graph.variables[0].label == "waktu"


def test_numbers_use_the_point(course: Write) -> None:
    table = "| variabel | awal | arah |\n|---|---|---|\n| waktu | 2,5 | tinggi |\n"

    assert "B506" in course(simulation(WALK % "waktu -1", table)).errors
    assert course(simulation(WALK % "waktu -1,5")).errors == ["B506"]
