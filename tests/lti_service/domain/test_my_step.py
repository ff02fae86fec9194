"""What a person does next is the first rule that fits."""

from datetime import date
from typing import Any

import pytest

from lti_service.domain.my_step import Doing, Gap, MyStepKind, my_step

DAY = date(2026, 12, 1)
OPEN = Gap("M08", expires=False, course="", passed=False, proposed=False)
COURSE = Gap("M02", expires=False, course="Kerja sama", passed=False, proposed=False)
EXPIRING = Gap("M01", expires=True, course="", passed=False, proposed=False)
PROPOSED = Gap("M03", expires=False, course="", passed=True, proposed=True)
PASSED = Gap("M04", expires=False, course="", passed=True, proposed=False)
FOR_M08 = Doing("Program", frozenset({"M08"}), DAY)


def step(*gaps: Gap, returned: bool = False, **lists: list[Doing]) -> tuple[str, ...]:
    names = ("learning", "open_programmes", "planned")
    given = {name: lists.get(name, []) for name in names}
    found = my_step(gaps, plan_returned=returned, **given)
    return found.kind, found.competency_code, found.title


@pytest.mark.parametrize(
    ("gaps", "lists", "expected"),
    [
        ((), {}, (MyStepKind.NOTHING, "", "")),
        ((COURSE, EXPIRING), {}, (MyStepKind.RENEW, "M01", "")),
        (
            (OPEN, COURSE),
            {"learning": [FOR_M08], "planned": [FOR_M08]},
            (MyStepKind.LEARNING, "M08", "Program"),
        ),
        (
            (OPEN, COURSE),
            {"open_programmes": [FOR_M08]},
            (MyStepKind.COURSE, "M02", "Kerja sama"),
        ),
        (
            (OPEN, PASSED),
            {"open_programmes": [FOR_M08], "planned": [FOR_M08]},
            (MyStepKind.PROGRAMME, "M08", "Program"),
        ),
        ((OPEN,), {"planned": [FOR_M08]}, (MyStepKind.PLANNED, "M08", "Program")),
        ((OPEN, PASSED), {}, (MyStepKind.PASSED, "M04", "")),
        ((OPEN,), {}, (MyStepKind.SUPERVISOR, "M08", "")),
        ((PROPOSED,), {}, (MyStepKind.ASSESSOR, "M03", "")),
        ((PROPOSED, OPEN), {}, (MyStepKind.SUPERVISOR, "M08", "")),
    ],
)
def test_the_first_rule_that_fits_gives_the_step(
    gaps: tuple[Gap, ...],
    lists: dict[str, Any],
    expected: tuple[str, ...],
) -> None:
    assert step(*gaps, **lists) == expected


def test_a_plan_that_came_back_comes_first() -> None:
    assert step(EXPIRING, returned=True) == (MyStepKind.RETURNED, "", "")


def test_what_leads_to_no_gap_is_no_step() -> None:
    other = Doing("Lain", frozenset({"X"}), DAY)

    assert step(OPEN, learning=[other], open_programmes=[other], planned=[other]) == (
        MyStepKind.SUPERVISOR,
        "M08",
        "",
    )
