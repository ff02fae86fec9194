"""What comes next for somebody in a team, and what a supervisor may know of plans."""

import pytest

from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.plan import StandingState
from lti_service.domain.summary import HeldStanding
from lti_service.domain.team import (
    EnrolmentMark,
    NextStep,
    PlanMark,
    next_step,
    shown_plan,
)
from tests.fakes import MORNING
from tests.service_factories import TODAY

DRAFT, PROPOSED, AGREED, RETURNED = IndividualPlanState


def plans(*states: IndividualPlanState) -> list[PlanMark]:
    return [PlanMark("p", 2026, n, s, MORNING) for n, s in enumerate(states, 1)]


def held(state: StandingState, level: int) -> HeldStanding:
    return HeldStanding("M08", 2, level, state, True, False, None)  # noqa: FBT003


OPEN = held(StandingState.NOT_YET, 1)
PROPOSAL = held(StandingState.PROPOSED, 1)
MET = held(StandingState.ACHIEVED, 2)
PLAN = plans(AGREED)[0]


def enrolled(*, proposed: bool) -> EnrolmentMark:
    return EnrolmentMark("p", "PB", TODAY, TODAY, proposed, MORNING)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ((), None),
        ((DRAFT,), None),
        ((DRAFT, PROPOSED), PROPOSED),
        ((PROPOSED, AGREED, DRAFT), AGREED),
        ((PROPOSED, RETURNED, DRAFT), RETURNED),
        ((PROPOSED, DRAFT), None),
    ],
)
def test_a_draft_is_its_writers_own(
    states: tuple[IndividualPlanState, ...], shown: IndividualPlanState | None
) -> None:
    found = shown_plan(plans(*states))

    assert (found.state if found else None) == shown


def test_a_plan_that_waits_comes_before_all_else() -> None:
    expired = held(StandingState.EXPIRED, 0)

    assert next_step([expired], plans(PROPOSED)[0], []) is NextStep.ANSWER_PLAN
    assert next_step(None, plans(PROPOSED)[0], []) is NextStep.ANSWER_PLAN


@pytest.mark.parametrize(
    ("standings", "plan", "enrolments", "step"),
    [
        (None, None, [], NextStep.UNKNOWN),
        ([], None, [], NextStep.NOTHING),
        ([MET], None, [], NextStep.NOTHING),
        ([OPEN, held(StandingState.EXPIRED, 0)], PLAN, [], NextStep.RENEW),
        ([OPEN, held(StandingState.EXPIRING, 2)], PLAN, [], NextStep.EXPIRING),
        ([OPEN], None, [enrolled(proposed=True)], NextStep.ENROLMENT_WAITS),
        ([OPEN], None, [enrolled(proposed=False)], NextStep.LEARNING),
        ([PROPOSAL, MET], None, [], NextStep.ASSESSOR),
        ([PROPOSAL, OPEN], None, [], NextStep.PLAN),
        ([OPEN], PLAN, [], NextStep.EVIDENCE),
    ],
)
def test_what_comes_next_is_the_first_that_fits(
    standings: list[HeldStanding] | None,
    plan: PlanMark | None,
    enrolments: list[EnrolmentMark],
    step: NextStep,
) -> None:
    assert next_step(standings, plan, enrolments) is step
