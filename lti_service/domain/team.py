"""A supervisor's people at a glance: where each stands, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.organisation import Person, Posting
from lti_service.domain.plan import StandingState
from lti_service.domain.summary import HeldStanding


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody whose own post of a day is under a supervisor.

    Attributes:
        position: Name of the position.
    """

    person: Person
    posting: Posting
    position: str


@dataclass(frozen=True, slots=True)
class PlanMark:
    """A row of somebody's plan of a year, without what is planned."""

    person_id: str
    year: int
    row: int
    state: IndividualPlanState
    at: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentMark:
    """An enrolment that is under way or waits, with what it is in.

    Attributes:
        proposed: Whether it waits for an administrator.
    """

    person_id: str
    programme: str
    since: date
    until: date
    proposed: bool
    recorded_at: datetime


class NextStep(StrEnum):
    """What comes next for somebody, as their supervisor sees it."""

    ANSWER_PLAN = "answer-plan"
    RENEW = "renew"
    EXPIRING = "expiring"
    ENROLMENT_WAITS = "enrolment-waits"
    LEARNING = "learning"
    ASSESSOR = "assessor"
    PLAN = "plan"
    EVIDENCE = "evidence"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


def shown_plan(rows: Iterable[PlanMark]) -> PlanMark | None:
    """Return what a supervisor may know of one person's year; none for no plan.

    A draft is its writer's own: until it is proposed, what was answered last holds.
    """
    ordered = sorted(rows, key=lambda one: one.row)
    if ordered and ordered[-1].state is IndividualPlanState.PROPOSED:
        return ordered[-1]
    answered = [
        one
        for one in ordered
        if one.state in {IndividualPlanState.AGREED, IndividualPlanState.RETURNED}
    ]
    return answered[-1] if answered else None


def next_step(
    standings: Sequence[HeldStanding] | None,
    plan: PlanMark | None,
    enrolments: Sequence[EnrolmentMark],
) -> NextStep:
    """Return what comes next for one person; the first that fits, in this order.

    A plan that waits for the supervisor; what has expired; what soon will; gaps: a
    proposal that waits, learning under way, a proposal of the rules that waits for an
    assessor, a plan to be talked about, evidence to be collected; else nothing.

    Args:
        standings: What is kept of the person; none where nothing is kept yet.
        plan: Of `shown_plan`.
        enrolments: Those under way or waiting.
    """
    if plan is not None and plan.state is IndividualPlanState.PROPOSED:
        return NextStep.ANSWER_PLAN
    if standings is None:
        return NextStep.UNKNOWN
    states = {one.state for one in standings}
    if StandingState.EXPIRED in states:
        return NextStep.RENEW
    if StandingState.EXPIRING in states:
        return NextStep.EXPIRING
    gaps = [one for one in standings if one.gap]
    if not gaps:
        return NextStep.NOTHING
    if any(one.proposed for one in enrolments):
        return NextStep.ENROLMENT_WAITS
    if enrolments:
        return NextStep.LEARNING
    if all(one.state is StandingState.PROPOSED for one in gaps):
        return NextStep.ASSESSOR
    return NextStep.PLAN if plan is None else NextStep.EVIDENCE
