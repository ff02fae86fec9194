"""Each sentence of the mastery model, with the worked check of its description."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.evidence import (
    Decision,
    Evidence,
    EvidenceState,
    Outcome,
    Use,
    effective,
    weigh,
)
from lti_service.domain.plan import Missing, StandingState, proposed_level, standing
from tests.fakes import MORNING
from tests.lti_service.office import ASSESSOR, BOSS, RULE, TODAY, decision, evidence

CAPS = {
    "quiz": 1,
    "simulation": 2,
    "assignment": 3,
    "observation": 4,
    "assessment_centre": 5,
    "certificate": 2,
}


def test_quiz_simulation_and_assignment_of_level_two_are_proposed_at_level_two() -> (
    None
):
    rows = [
        evidence("e-1", kind="quiz", result=Decimal("0.9")),
        evidence("e-2", kind="simulation", result=Decimal("0.8")),
        evidence("e-3", kind="assignment", result=Decimal("0.85")),
    ]
    found = standing("T-PB-01", 2, rows, [], RULE, TODAY)
    assert (found.weight, found.proposed) == (Decimal("1.2"), 2)


def test_two_perfect_quizzes_weigh_two_fifths_and_propose_nothing() -> None:
    rows = [evidence(f"e-{n}", level=1, result=Decimal(1)) for n in (1, 2)]
    found = standing("T-PB-01", 1, rows, [], RULE, TODAY)
    assert (found.weight, found.proposed) == (Decimal("0.4"), 0)


def test_knowledge_alone_never_proposes_anything() -> None:
    rows = [evidence(f"e-{n}", level=5, result=Decimal(1)) for n in range(20)]
    assert proposed_level(rows, RULE, TODAY) == 0


@pytest.mark.parametrize(
    ("second", "proposed", "missing"),
    [(BOSS.id, 2, (Missing.ASSESSOR,)), (ASSESSOR.id, 3, ())],
)
def test_level_three_needs_a_second_assessor_and_the_standing_says_so(
    second: str, proposed: int, missing: tuple[Missing, ...]
) -> None:
    rows = [
        evidence("e-1", kind="observation", level=3, assessor_id=BOSS.id),
        evidence("e-2", kind="assignment", level=3, assessor_id=second),
    ]
    found = standing("T-PB-01", 3, rows, [], RULE, TODAY)
    assert (found.weight, found.proposed) == (Decimal("1.4"), proposed)
    assert found.missing == missing


@pytest.mark.parametrize(("kind", "cap"), CAPS.items())
def test_each_kind_supports_no_higher_level_than_its_cap(kind: str, cap: int) -> None:
    rows = [
        evidence(f"e-{n}", kind=kind, level=5, assessor_id=f"p-{n}") for n in range(9)
    ]
    rows += [evidence(f"q-{n}", kind="quiz", level=5) for n in range(2)]
    rows += [evidence(f"s-{n}", kind="simulation", level=5) for n in range(2)]
    assert proposed_level(rows, RULE, TODAY) == max(cap, 2)


def test_an_assessment_centre_with_a_panel_counts_as_two_assessors() -> None:
    panel = [
        evidence(
            f"e-{n}", kind="assessment_centre", level=5, activity="uji", assessor_id=who
        )
        for n, who in enumerate((ASSESSOR.id, BOSS.id))
    ]
    assert proposed_level(panel, RULE, TODAY) == 5
    assert proposed_level(panel[:1], RULE, TODAY) == 2


@pytest.mark.parametrize(
    ("kind", "months"), [("quiz", 12), ("simulation", 24), ("assignment", 36)]
)
def test_evidence_counts_through_the_last_day_of_its_currency(
    kind: str, months: int
) -> None:
    row = evidence(kind=kind, observed_on=date(2020, 3, 10))
    last = date(2020 + months // 12, 3, 10)
    uses = [
        weigh([row], 2, RULE, day)[0].use for day in (last, last + timedelta(days=1))
    ]
    assert uses == [Use.COUNTS, Use.LAPSED]


def test_repeats_of_one_activity_count_once() -> None:
    rows = [
        evidence(f"e-{n}", kind="simulation", activity="simulasi-1") for n in range(5)
    ]
    assert sum(w.weight for w in weigh(rows, 2, RULE, TODAY)) == Decimal("0.4")


def test_completing_a_course_alone_gives_no_competency() -> None:
    """Not even the best result in the best that a course can hold by itself."""
    rows = [
        evidence("e-1", result=Decimal(1)),
        evidence("e-2", kind="simulation", result=Decimal(1)),
    ]
    found = standing("T-PB-01", 1, rows, [], RULE, TODAY)
    assert (found.held, found.proposed, found.state) == (
        0,
        0,
        StandingState.IN_PROGRESS,
    )


def test_a_proposal_alone_holds_nothing_until_a_person_decides() -> None:
    rows = [evidence(kind="assessment_centre")]
    proposed = standing("T-PB-01", 2, rows, [], RULE, TODAY)
    decided = standing("T-PB-01", 2, rows, [decision()], RULE, TODAY)
    assert (proposed.state, proposed.held) == (StandingState.PROPOSED, 0)
    assert (decided.state, decided.held) == (StandingState.ACHIEVED, 2)


def test_a_reversal_is_a_new_row_and_the_first_stays() -> None:
    first = decision(1)
    second = decision(2, outcome=Outcome.NOT_YET, valid_until=None, supersedes=first.id)
    assert effective([first, second]) == [second]
    assert standing("T-PB-01", 2, [], [first], RULE, TODAY).held == 2
    assert standing("T-PB-01", 2, [], [first, second], RULE, TODAY).held == 0


def test_decisions_that_expire_are_expired_and_not_refused() -> None:
    old = decision(1, valid_until=TODAY - timedelta(days=1))
    found = standing("T-PB-01", 2, [], [old], RULE, TODAY)
    assert (found.state, found.held) == (StandingState.EXPIRED, 0)


_row = st.builds(
    lambda n, kind, level, result, days, who, activity, state, thing, revision: (
        evidence(
            f"e-{n}",
            kind=kind,
            level=level,
            result=Decimal(result) / 100,
            observed_on=TODAY - timedelta(days=days),
            assessor_id=who,
            activity=activity,
            source=f"import:#{thing}@{revision}",
            state=state,
            recorded_at=MORNING - timedelta(days=days),
        )
    ),
    st.integers(0, 10**6),
    st.sampled_from([*CAPS, "self"]),
    st.integers(1, 5),
    st.integers(50, 100),
    st.integers(0, 1200),
    st.sampled_from([None, ASSESSOR.id, BOSS.id]),
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from(EvidenceState),
    st.integers(0, 6),
    st.integers(1, 3),
)
_decided = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from(Outcome),
        st.integers(-200, 900),
        st.booleans(),
    ),
    max_size=5,
).map(
    lambda made: [
        decision(
            number,
            level=level,
            outcome=outcome,
            valid_until=TODAY + timedelta(days=days)
            if outcome is Outcome.ACHIEVED
            else None,
            supersedes=f"d-{number - 1}" if replaces and number > 1 else None,
        )
        for number, (level, outcome, days, replaces) in enumerate(made, 1)
    ]
)


@given(
    rows=st.lists(
        _row,
        max_size=10,
        unique_by=(lambda r: r.id, lambda r: (r.source, r.level)),
    ),
    made=_decided,
    required=st.integers(1, 5),
    data=st.data(),
)
def test_no_order_of_events_changes_a_standing(
    rows: list[Evidence], made: list[Decision], required: int, data: st.DataObject
) -> None:
    expected = standing("T-PB-01", required, rows, made, RULE, TODAY)
    mixed_rows = data.draw(st.permutations(rows))
    mixed_made = data.draw(st.permutations(made))
    assert expected == standing(
        "T-PB-01", required, mixed_rows, mixed_made, RULE, TODAY
    )
