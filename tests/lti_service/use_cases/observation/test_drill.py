"""Drills: prepared, changed, cancelled, each by whoever keeps them."""

import pytest

from lti_service.domain.grant import Role
from lti_service.errors import ConflictError, ForbiddenError, NotFoundError
from lti_service.use_cases.observation.drill import (
    cancel_drill,
    drill_choices,
    drill_page,
    list_drills,
    save_drill,
)
from lti_service.use_cases.observation.observation_sheet import end_sheet
from tests.lti_service.office import ADMIN, ASSESSOR, BOSS, LEARNER, account_of, give
from tests.lti_service.use_cases.observation.given import DRILL, Field

WHO = account_of(ADMIN).id


def test_a_drill_names_its_people_and_what_was_seen() -> None:
    field = Field()
    page = drill_page(WHO, field.drill, ports=field.ports)
    assert [one.id for one in page.observers] == [ASSESSOR.id]
    assert {one.id for one in page.participants} == {LEARNER.id, BOSS.id}
    assert page.observed == 0
    field.observe()
    assert drill_page(WHO, field.drill, ports=field.ports).observed == 1


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_saved() -> None:
    field = Field()
    cells = {"title": " ", "sheet": "x", "day": "kemarin", "observers": "123\n;1"}
    saved = save_drill(cells, WHO, ports=field.ports)
    assert [one.field for one in saved.problems] == [
        *("day", "sheet", "observers", "observers", "title", "place", "participants")
    ]
    assert len(list_drills(WHO, ports=field.ports)) == 1


def test_people_are_added_and_removed_and_others_changes_are_noticed() -> None:
    field = Field()
    saved = save_drill(
        DRILL | {"sheet": field.sheet, "observers": "", "participants": ADMIN.nip},
        WHO,
        drill_id=field.drill,
        seen=1,
        removed=[f"participant:{BOSS.id}", f"observer:{LEARNER.id}"],
        ports=field.ports,
    )
    assert saved.problems == ()
    drill = drill_page(WHO, field.drill, ports=field.ports).drill
    assert drill.participants == (LEARNER.id, ADMIN.id)
    assert drill.observers == (ASSESSOR.id,)
    with pytest.raises(ConflictError):
        save_drill(DRILL, WHO, drill_id=field.drill, seen=1, ports=field.ports)


def test_all_of_a_unit_and_those_below_take_part() -> None:
    field = Field()
    found = field.prepare(unit="PEMDA", participants="", whole="1")
    drill = drill_page(WHO, found, ports=field.ports).drill
    assert len(drill.participants) == 4


def test_once_somebody_was_observed_the_sheet_stays() -> None:
    field = Field()
    other = field.storage.tables.observation_sheets[0]
    field.observe()
    second = field.prepare()
    assert second
    end_sheet(field.sheet, WHO, ports=field.ports)
    refused = save_drill(DRILL | {"sheet": other.id}, WHO, ports=field.ports)
    assert [one.field for one in refused.problems] == ["sheet"]


def test_an_administrator_of_some_units_keeps_drills_of_these_alone() -> None:
    field = Field()
    give(field.storage, Role.ADMINISTRATOR, BOSS, "KEC")
    boss = account_of(BOSS).id
    assert list_drills(boss, ports=field.ports) == []
    with pytest.raises(NotFoundError):
        drill_page(boss, field.drill, ports=field.ports)
    with pytest.raises(NotFoundError):
        cancel_drill(field.drill, boss, ports=field.ports)
    for unit in ("", "PEMDA"):
        with pytest.raises(ForbiddenError):
            save_drill(
                DRILL | {"sheet": field.sheet, "unit": unit}, boss, ports=field.ports
            )
    saved = save_drill(
        DRILL | {"sheet": field.sheet, "unit": "KEC"}, boss, ports=field.ports
    )
    assert saved.problems == ()
    choices = drill_choices(boss, ports=field.ports)
    assert ([u.code for u in choices.units], choices.everywhere) == (["KEC"], False)
    for call in (list_drills, drill_choices):
        with pytest.raises(ForbiddenError):
            call(account_of(LEARNER).id, ports=field.ports)


def test_participants_are_of_the_unit_that_keeps_it() -> None:
    field = Field()
    posting = next(iter(field.storage.tables.postings.values()))
    assert posting.unit_code == "KEC"
    field.storage.tables.units["LAIN"] = field.storage.tables.units["KEC"]
    saved = save_drill(
        DRILL | {"sheet": field.sheet, "unit": "LAIN"}, WHO, ports=field.ports
    )
    assert [one.field for one in saved.problems] == ["participants"]


def test_a_drill_is_cancelled_and_held_again() -> None:
    field = Field()
    assert cancel_drill(field.drill, WHO, ports=field.ports).cancelled
    assert cancel_drill(field.drill, WHO, ports=field.ports).revision == 2
    assert not cancel_drill(field.drill, WHO, back=True, ports=field.ports).cancelled
    acts = [entry.action for entry in field.storage.tables.audit]
    assert acts[-2:] == ["drill.cancelled", "drill.restored"]
