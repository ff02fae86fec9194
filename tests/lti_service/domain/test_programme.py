from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.learning_hours import Basis
from lti_service.domain.programme import (
    STEPS,
    Enrolment,
    EnrolmentState,
    Help,
    ProgrammeOutcome,
    ProgrammeState,
    amount_for,
    has_day,
    help_of,
    is_open_on,
    may_step,
    places_left,
    state_on,
    stepped,
    undone,
)
from tests import service_factories as make
from tests.fakes import MORNING
from tests.fakes.hours_rule import jp_conversions

BATCH = make.batch()
DAY = timedelta(days=1)
STATES = st.lists(st.sampled_from(list(EnrolmentState)), min_size=1, max_size=12)


def step(row: Enrolment, to: EnrolmentState) -> Enrolment:
    return stepped(row, to, by="a-1", at=MORNING)


def test_what_is_approved_is_active_once_the_batch_has_begun() -> None:
    row = make.enrolment(state=EnrolmentState.APPROVED)
    assert state_on(row, BATCH, BATCH.since - DAY) is EnrolmentState.APPROVED
    assert state_on(row, BATCH, BATCH.since) is EnrolmentState.ACTIVE


def test_a_proposal_stays_one_however_long_the_batch_runs() -> None:
    row = make.enrolment()
    assert state_on(row, BATCH, BATCH.until + DAY) is EnrolmentState.PROPOSED


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("proposed", "approved", True),
        ("proposed", "completed", False),
        ("approved", "completed", True),
        ("active", "dropped", True),
        ("completed", "dropped", False),
        ("dropped", "proposed", True),
        ("dropped", "approved", False),
    ],
)
def test_each_state_leads_only_to_the_next(
    state: str, to: str, *, allowed: bool
) -> None:
    row = make.enrolment(state=EnrolmentState(state))
    assert may_step(row, BATCH, EnrolmentState(to), BATCH.since) is allowed


def test_nobody_completes_before_the_batch_begins() -> None:
    row = make.enrolment(state=EnrolmentState.APPROVED)
    assert not may_step(row, BATCH, EnrolmentState.COMPLETED, BATCH.since - DAY)


@given(STATES)
def test_undoing_every_step_leads_back_to_the_first(
    states: list[EnrolmentState],
) -> None:
    history = [make.enrolment()]
    for to in states:
        history.append(step(history[-1], to))
    for _ in states:
        history.append(undone(history, by="a-1", at=MORNING, reason="salah"))
    assert history[-1].state is EnrolmentState.PROPOSED
    assert history[-1].before == 0
    assert [row.revision for row in history] == list(range(1, len(history) + 1))


def test_undoing_the_first_step_drops_it_with_a_reason() -> None:
    back = undone([make.enrolment()], by="a-1", at=MORNING, reason="salah")
    assert (back.state, back.reason) == (EnrolmentState.DROPPED, "salah")


@given(STATES, st.integers(1, 5))
def test_places_are_taken_by_whoever_is_approved_and_by_nobody_else(
    states: list[EnrolmentState], places: int
) -> None:
    rows = [make.enrolment(id=str(n), state=s) for n, s in enumerate(states)]
    left = places_left(make.batch(places=places), rows)
    taking = [s for s in states if s not in {"proposed", "dropped"}]
    assert left == places - len(taking)
    assert places_left(make.batch(places=None), rows) is None


def test_a_batch_takes_proposals_while_the_programme_is_open_and_it_is_not_over() -> (
    None
):
    programme = make.programme()
    assert is_open_on(programme, BATCH, BATCH.until)
    assert not is_open_on(programme, BATCH, BATCH.until + DAY)
    closed = make.programme(state=ProgrammeState.CLOSED)
    assert not is_open_on(closed, BATCH, BATCH.since)


def test_a_programme_without_a_last_day_goes_on() -> None:
    programme = make.programme(until=None)
    assert has_day(programme, date(2099, 1, 1))
    assert not has_day(programme, programme.since - DAY)


@pytest.mark.parametrize(
    ("held", "required", "what"),
    [
        (0, 2, Help.WHOLLY),
        (0, 3, Help.PARTLY),
        (2, 3, Help.NONE),
        (3, 2, Help.NONE),
        (1, 1, Help.NONE),
    ],
)
def test_an_outcome_helps_who_holds_less_and_lacks_something(
    held: int, required: int, what: Help
) -> None:
    outcomes = (ProgrammeOutcome("M08", 2), ProgrammeOutcome("M02", 5))
    assert help_of(outcomes, "M08", held, required) is what


@given(
    st.sampled_from(jp_conversions()),
    st.decimals("0.01", "500", places=2),
)
def test_the_amount_brings_exactly_the_hours_of_the_programme(
    conversion: object, hours: Decimal
) -> None:
    amount = amount_for(hours, conversion)  # type: ignore[arg-type]
    value = conversion.value  # type: ignore[attr-defined]
    assert (amount * value).quantize(Decimal("0.01"), ROUND_DOWN) == hours


def test_a_seminar_of_eight_hours_is_two_days() -> None:
    seminar = next(c for c in jp_conversions() if c.code == "B6")
    assert seminar.basis is Basis.PER_DAY
    assert amount_for(Decimal(8), seminar) == 2
    assert amount_for(Decimal(8), None) == 8


def test_no_state_leads_to_itself() -> None:
    assert all(state not in to for state, to in STEPS.items())
