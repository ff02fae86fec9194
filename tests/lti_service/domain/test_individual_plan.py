import pytest

from lti_service.domain.individual_plan import (
    IndividualPlanState as State,
    LearningMode,
    holding,
    learning_mode,
    newest,
    next_version,
)
from tests.service_factories import individual_plan

DRAFT = individual_plan()
PROPOSED = individual_plan(row=2, state=State.PROPOSED)
AGREED = individual_plan(row=3, state=State.AGREED)
REOPENED = individual_plan(row=4, state=State.PROPOSED)
SECOND = individual_plan(row=4, version=2)


def test_what_was_agreed_holds_while_a_later_version_is_written() -> None:
    rows = [SECOND, DRAFT, AGREED, PROPOSED]
    assert (newest(rows), holding(rows)) == (SECOND, AGREED)
    assert holding([DRAFT, PROPOSED]) is None


def test_an_agreement_that_was_taken_back_holds_no_more() -> None:
    assert holding([DRAFT, PROPOSED, AGREED, REOPENED]) is None


def test_only_a_change_after_an_agreement_is_another_version() -> None:
    assert next_version([]) == 1
    assert next_version([DRAFT, PROPOSED]) == 1
    assert next_version([DRAFT, PROPOSED, AGREED]) == 2
    assert next_version([DRAFT, PROPOSED, AGREED, SECOND]) == 2


@pytest.mark.parametrize(
    ("route", "mode"),
    [
        ("B3", LearningMode.FORMAL),
        ("C3", LearningMode.FORMAL),
        ("C1", LearningMode.SOCIAL),
        ("C11", LearningMode.WORK),
    ],
)
def test_a_route_is_learning_in_class_from_others_or_at_work(
    route: str, mode: LearningMode
) -> None:
    assert learning_mode(route) is mode
