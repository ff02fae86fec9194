"""What is said of a simulation that can be read and yet cannot be played well."""

import pytest

from tests.course_builder.course_folder import problems_of

TABLE = """\
| variabel | awal | min | maks | arah |
|---|---|---|---|---|
| dana | 3 | 0 | 6 | tinggi |

"""
TEXT = f"""\
::: scenario {{#sim-hujan pass=50}}
{TABLE}### Hujan
Dana {{{{dana}}}}.

- [Beli pompa](#pompa){{set="dana -2"}}
- [Menabung](#pompa){{set="dana +3"}}

### Pompa
Pompa mahal.

- [Pasang](#kering){{if="dana >= 3"}}
  - [Tidak cukup](#basah)

### Kering
{{ending}}

### Basah
{{ending score=0}}

:::
"""


def told(tmp_path, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Return codes and lines of the findings in a changed text."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    lines = ["", *text.split("\n")]
    return [(code, lines[line]) for line, _, code in problems_of(tmp_path, text)]


def test_a_sound_simulation_has_no_problems(tmp_path):
    assert told(tmp_path) == []


def test_a_simulation_without_an_ending_is_an_error(tmp_path):
    found = told(tmp_path, ("{ending}", ""), ("{ending score=0}", ""))

    assert ("B508", "::: scenario {#sim-hujan pass=50}") in found


def test_a_node_without_choices_is_an_error(tmp_path):
    assert told(tmp_path, ("{ending score=0}", "Tamat."))[0] == ("B509", "### Basah")


def test_a_state_with_every_choice_disabled_is_an_error(tmp_path):
    found = told(tmp_path, ("  - [Tidak cukup](#basah)\n", ""))

    assert found == [("B540", "### Pompa"), ("B543", "### Basah")]


def test_a_disabled_choice_beside_an_open_one_is_none(tmp_path):
    found = told(tmp_path, ("  - [Tidak cukup]", "- [Biarkan]"))

    assert found == []


def test_a_state_from_which_no_ending_can_be_reached_is_an_error(tmp_path):
    pit = (
        "### Lubang\n- [Diam](#lubang-kedua)\n\n### Lubang kedua\n- [Diam](#lubang)\n\n"
    )

    found = told(
        tmp_path,
        ("- [Menabung](#pompa)", "- [Tidur](#lubang)\n- [Menabung](#pompa)"),
        ("### Kering", f"{pit}### Kering"),
    )

    assert found == [("B541", "### Lubang")]


def test_an_unreachable_node_is_a_warning(tmp_path):
    found = told(
        tmp_path, ("### Kering", "### Sepi\n- [Ke sana](#basah)\n\n### Kering")
    )

    assert found == [("B543", "### Sepi")]


def test_an_unreachable_ending_is_a_warning(tmp_path):
    found = told(tmp_path, ("### Kering", "### Lain\n{ending}\n\n### Kering"))

    assert found == [("B543", "### Lain")]


def test_a_choice_that_is_never_taken_is_a_warning(tmp_path):
    found = told(tmp_path, ('if="dana >= 3"', 'if="dana > 6"'), (" pass=50", ""))

    assert found == [
        ("B544", '- [Pasang](#kering){if="dana > 6"}'),
        ("B543", "### Kering"),
    ]


def test_a_gate_that_never_fails_is_a_warning(tmp_path):
    found = told(tmp_path, ('if="dana >= 3"', 'if="dana >= 0"'))

    assert found == [
        ("B545", '- [Pasang](#kering){if="dana >= 0"}'),
        ("B543", "### Basah"),
    ]


@pytest.mark.parametrize(
    ("row", "pairs", "is_used"),
    [
        ("| air | 1 | 0 | 9 | |", (), False),
        ("| air | 1 | 0 | 9 | rendah |", (), True),
        ("| air | 1 | 0 | 9 | |", (("Pompa mahal", "Air {{ air }} m"),), True),
        ("| air | 1 | 0 | 9 | |", (("Pompa mahal", "Air `{{air}}` m"),), False),
        ("| air | 1 | 0 | 9 | |", (("dana >= 3", "dana + 0 >= 3"),), None),
        ("| air | 1 | 0 | 9 | |", (("dana >= 3", "dana >= 3 and air < 2"),), None),
        ("| air | 1 | 0 | 9 | tinggi |", (("pass=50", 'score="dana * 20"'),), False),
        ("| air | 1 | 0 | 9 | |", (("pass=50", 'score="dana * 20 + air"'),), True),
        ("| air | 1 | 0 | 9 | rendah |", (("{ending}", "{ending score=100}"),), False),
    ],
)
def test_a_variable_that_nothing_reads_is_a_warning(tmp_path, row, pairs, is_used):
    added = ("| dana | 3 | 0 | 6 | tinggi |", f"| dana | 3 | 0 | 6 | tinggi |\n{row}")

    found = told(tmp_path, added, *pairs)

    if is_used is not None:
        assert (("B546", row) in found) is not is_used
    else:
        assert "B546" not in dict(found) or "B503" in dict(found)


def test_a_loop_with_a_way_out_is_a_warning(tmp_path):
    found = told(tmp_path, ("  - [Tidak cukup]", "- [Ulangi](#hujan)\n- [Biarkan]"))

    assert found == [("B547", "### Hujan")]


def test_a_loop_that_changes_something_each_time_is_none(tmp_path):
    found = told(
        tmp_path,
        (
            "  - [Tidak cukup]",
            '- [Tunggu](#pompa){if="dana > 0" set="dana -1"}\n- [Biarkan]',
        ),
    )

    assert found == []


def test_a_mark_that_cannot_be_reached_is_a_warning(tmp_path):
    found = told(tmp_path, ("pass=50", "pass=100"), ('set="dana +3"', 'set="dana +2"'))

    assert found == [("B548", "::: scenario {#sim-hujan pass=100}")]


def test_a_mark_that_can_just_be_reached_is_none(tmp_path):
    assert told(tmp_path, ("pass=50", "pass=100")) == []


def test_a_zero_range_is_an_error_where_the_mean_is_the_score(tmp_path):
    row = "| dana | 3 | 0 | 6 | tinggi |"
    flat = "| air | 0 | | | tinggi |"

    assert ("B518", flat) in told(tmp_path, (row, f"{row}\n{flat}"))


def test_a_zero_range_is_none_where_each_ending_has_a_score(tmp_path):
    row = "| dana | 3 | 0 | 6 | tinggi |"
    flat = "| air | 0 | | | tinggi |"

    found = told(tmp_path, (row, f"{row}\n{flat}"), ("{ending}", "{ending score=100}"))

    assert "B518" not in dict(found)


def test_a_formula_that_divides_by_zero_is_an_error(tmp_path):
    found = told(tmp_path, ("pass=50", 'score="10 / (dana - 6)"'))

    assert found == [("B542", "### Kering")]


def test_an_ending_that_nothing_scores_is_worth_knowing(tmp_path):
    found = told(tmp_path, ("| 6 | tinggi |", "| 6 | |"))

    assert found == [("B550", "### Kering")]


def test_the_bound_is_worth_knowing(tmp_path, monkeypatch):
    monkeypatch.setattr("course_builder.checks.scenario.MOST_STATES", 2)

    assert told(tmp_path) == [("B549", "::: scenario {#sim-hujan pass=50}")]


def test_errors_that_are_met_before_the_bound_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr("course_builder.checks.scenario.MOST_STATES", 3)

    found = told(tmp_path, ("  - [Tidak cukup](#basah)\n", ""))

    assert "B549" in dict(found)
    assert "B543" not in dict(found)


def test_a_simulation_that_was_not_read_whole_is_not_walked(tmp_path):
    found = told(tmp_path, ("(#kering)", "(#kerng)"))

    assert found == [("B501", '- [Pasang](#kerng){if="dana >= 3"}')]
