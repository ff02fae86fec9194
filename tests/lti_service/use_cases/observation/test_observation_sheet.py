"""Sheets: made, changed by a further version, ended, taken over from a course."""

from typing import Any

import pytest

from course_builder.model.question import CompetencyRef
from lti_service.domain.grant import Role
from lti_service.domain.observation import SheetOutcome
from lti_service.errors import ConflictError, ForbiddenError
from lti_service.use_cases.observation.observation_sheet import (
    end_sheet,
    list_sheets,
    save_sheet,
    sheet_history,
    take_over_rubric,
)
from tests.factories import rendered_assignment
from tests.lti_service.office import ADMIN, ASSESSOR, LEARNER, account_of, give, office
from tests.lti_service.use_cases.assignment.given import Desk
from tests.lti_service.use_cases.observation.given import SHEET, Field

WHO = account_of(ADMIN).id


def test_a_change_is_a_further_version_and_the_first_stays() -> None:
    field = Field()
    changed = SHEET | {"title": "Evakuasi malam"}
    saved = save_sheet(changed, WHO, sheet_id=field.sheet, seen=1, ports=field.ports)
    assert saved.problems == ()
    versions, _ = sheet_history(WHO, field.sheet, ports=field.ports)
    assert [(v.version, v.title) for v in versions] == [
        (2, "Evakuasi malam"),
        (1, "Latihan evakuasi"),
    ]
    assert versions[0].criteria == versions[1].criteria
    # The same again is no further version.
    save_sheet(changed, WHO, sheet_id=field.sheet, seen=2, ports=field.ports)
    assert len(sheet_history(WHO, field.sheet, ports=field.ports)[0]) == 2
    with pytest.raises(ConflictError):
        save_sheet(SHEET, WHO, sheet_id=field.sheet, seen=1, ports=field.ports)


def test_all_that_is_wrong_is_said_at_once() -> None:
    _, ports = office()
    cells = {
        "outcomes": "X9:2\nM08\nM08:7",
        "l1": "A",
        "l2": "",
        "k0": "",
        "k0-1": "Tampak",
    }
    saved = save_sheet(cells, WHO, ports=ports)
    fields = [one.field for one in saved.problems]
    assert fields == ["title", *["outcomes"] * 3, "l2", "k0", "k0-2"]
    assert "X9" in str(saved.problems[1].reason)
    assert list_sheets(WHO, ports=ports).sheets == ()
    empty = save_sheet({}, WHO, ports=ports).problems
    assert {one.field for one in empty} == {
        *("title", "outcomes", "l1", "l2", "l3", "l4", "k0")
    }


def test_competencies_are_known_whatever_their_case() -> None:
    field = Field()
    sheet = sheet_history(WHO, field.sheet, ports=field.ports)[0][0]
    assert sheet.outcomes == (SheetOutcome("T-PB-01", 3), SheetOutcome("M08", 2))
    assert [one.required for one in sheet.criteria] == [True, False]


def test_a_sheet_is_ended_and_used_again() -> None:
    field = Field()
    assert end_sheet(field.sheet, WHO, ports=field.ports).ended
    assert end_sheet(field.sheet, WHO, ports=field.ports).version == 2
    assert not end_sheet(field.sheet, WHO, back=True, ports=field.ports).ended
    acts = [entry.action for entry in field.storage.tables.audit]
    assert acts[-2:] == ["sheet.ended", "sheet.restored"]


@pytest.mark.parametrize(
    ("role", "unit", "may"),
    [
        (Role.AUTHOR, "", True),
        (Role.AUTHOR, "KEC", False),
        (Role.ADMINISTRATOR, "KEC", False),
        (Role.ASSESSOR, "", False),
    ],
)
def test_authors_and_administrators_of_everything_keep_sheets(
    role: Role,
    unit: str,
    may: bool,  # noqa: FBT001
) -> None:
    storage, ports = office()
    give(storage, role, LEARNER, unit)
    who = account_of(LEARNER).id
    if may:
        assert save_sheet(SHEET, who, ports=ports).problems == ()
        return
    calls: list[Any] = [
        lambda: save_sheet(SHEET, who, ports=ports),
        lambda: list_sheets(who, ports=ports),
        lambda: end_sheet("s", who, ports=ports),
        lambda: take_over_rubric("c", "t", who, ports=ports),
    ]
    for call in calls:
        with pytest.raises(ForbiddenError):
            call()


def test_a_rubric_of_a_published_course_is_taken_over_in_one_act() -> None:
    desk = Desk()
    give(desk.storage, Role.ADMINISTRATOR, ASSESSOR)
    (offered,) = list_sheets(WHO, ports=desk.ports).offered
    sheet = take_over_rubric(
        offered.course_id, offered.activity_id, WHO, ports=desk.ports
    )
    task = desk.course.activities[offered.activity_id]
    assert sheet.title == offered.title
    assert sheet.outcomes == (SheetOutcome("T-PB-01", 2),)
    assert sheet.levels == ("Kurang", "Cukup", "Baik", "Sangat baik")
    assert tuple(c.name for c in sheet.criteria) == task.criteria  # type: ignore[union-attr]
    assert sheet.source == f"{offered.course_id}/{offered.activity_id}"
    assert list_sheets(WHO, ports=desk.ports).offered == ()


def test_what_names_no_known_competency_is_not_taken_over() -> None:
    desk = Desk(
        rendered_assignment(levels=("A", "B"), competencies=(CompetencyRef("X9", 2),))
    )
    for course, activity in ((desk.course.id, "t-rencana"), ("lain", "t"), ("", "")):
        with pytest.raises(ConflictError) as error:
            take_over_rubric(course, activity, WHO, ports=desk.ports)
        assert error.value.code == "rubric-unusable"
