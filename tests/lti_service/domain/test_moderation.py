from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.evidence import Decision, Outcome
from lti_service.domain.moderation import (
    Moderation,
    agreement,
    moderation_rule,
    needs_calibration,
    next_turn,
    to_moderate,
)
from tests.fakes import MORNING
from tests.fakes.tables import moderation_parameters
from tests.lti_service.office import BOSS, decision

RULE = moderation_rule(moderation_parameters())
JAKARTA = ZoneInfo("Asia/Jakarta")
YES, NO = Outcome.ACHIEVED, Outcome.NOT_YET


def judged(turn: int = 2, outcome: Outcome = YES, **changes: str) -> Moderation:
    fields = {"decision_id": "d-1", "replacement": None} | changes
    return Moderation(
        id=f"m-{turn}",
        turn=turn,
        outcome=outcome,
        reason="Sesuai.",
        judged_by=BOSS.id,
        judged_at=MORNING,
        **fields,  # type: ignore[arg-type]
    )


def chosen(decisions: list[Decision], *judgements: Moderation) -> list[int]:
    return [d.number for d in to_moderate(decisions, judgements, RULE, JAKARTA)]


def test_the_numbers_of_moderation_make_a_rule() -> None:
    assert (RULE.version, RULE.least) == (1, 3)
    assert (RULE.share, RULE.kappa) == (Decimal("0.1"), Decimal("0.6"))


@pytest.mark.parametrize(
    ("made", "size"), [(0, 0), (2, 2), (3, 3), (30, 3), (31, 4), (100, 10)]
)
def test_three_or_a_tenth_of_an_assessors_quarter_are_drawn(
    made: int, size: int
) -> None:
    decisions = [decision(n) for n in range(1, made + 1)]
    assert len(chosen(decisions)) == size


def test_every_decision_against_the_proposal_is_moderated_besides_the_sample() -> None:
    against = [decision(n, follows_proposal=False) for n in range(1, 21)]
    following = [decision(n) for n in range(21, 41)]
    found = chosen(against + following)
    assert set(range(1, 21)) <= set(found)
    assert len(found) == 20 + 4


def test_each_assessor_and_each_quarter_has_its_own_sample() -> None:
    last = datetime(2026, 9, 30, 16, 59, tzinfo=UTC)  # still September in Jakarta
    decisions = [decision(n, decided_at=last) for n in range(1, 6)]
    later = last + timedelta(minutes=1)
    decisions += [decision(n, decided_at=later) for n in range(6, 11)]
    decisions += [decision(n, decided_by=BOSS.id) for n in range(11, 16)]
    found = chosen(decisions)
    assert [sum(a <= n < a + 5 for n in found) for a in (1, 6, 11)] == [3, 3, 3]


@given(st.permutations([decision(n) for n in range(1, 20)]))
def test_the_draw_is_the_same_in_whatever_order_decisions_are_read(
    mixed: list[Decision],
) -> None:
    assert chosen(mixed) == chosen([decision(n) for n in range(1, 20)])


def test_what_came_of_a_moderation_is_not_moderated_again() -> None:
    settled = judged(3, NO, replacement="d-2")
    assert chosen([decision(1), decision(2)]) == [1, 2]
    assert chosen([decision(1), decision(2)], settled) == [1]


def test_what_somebody_began_to_moderate_stays_when_others_are_drawn() -> None:
    decisions = [decision(n) for n in range(1, 21)]
    left_out = next(d for d in decisions if d.number not in chosen(decisions))
    begun = judged(decision_id=left_out.id)
    assert left_out.number in chosen(decisions, begun)


@pytest.mark.parametrize(
    ("judgements", "turn"),
    [
        ([], 2),
        ([judged(2, YES)], None),
        ([judged(2, NO)], 3),
        ([judged(2, NO), judged(3, YES)], None),
        ([judged(2, NO), judged(3, NO)], None),
    ],
)
def test_a_second_confirms_and_a_third_settles(
    judgements: list[Moderation], turn: int | None
) -> None:
    assert next_turn(decision(1, outcome=YES), judgements) == turn


def test_kappa_of_a_table_reckoned_by_hand_is_exact() -> None:
    """20 both yes, 15 both no, 5 and 10 apart of 50: po 0.7, pe 0.5, kappa 0.4."""
    pairs = [(YES, YES)] * 20 + [(NO, NO)] * 15 + [(YES, NO)] * 5 + [(NO, YES)] * 10
    found = agreement(pairs)
    assert (found.n, found.agreed, found.kappa) == (50, 35, Fraction(2, 5))
    assert needs_calibration(found, RULE)


def test_kappa_of_those_who_always_agree_is_one() -> None:
    found = agreement([(YES, YES), (NO, NO)])
    assert found.kappa == 1
    assert not needs_calibration(found, RULE)


@pytest.mark.parametrize("pairs", [[], [(YES, YES)] * 9, [(NO, NO)]])
def test_kappa_is_undefined_where_chance_alone_agrees_always(
    pairs: list[tuple[Outcome, Outcome]],
) -> None:
    found = agreement(pairs)
    assert (found.agreed, found.kappa) == (len(pairs), None)
    assert not needs_calibration(found, RULE)


def test_a_kappa_of_exactly_the_limit_needs_no_calibration() -> None:
    pairs = [(YES, YES)] * 4 + [(NO, NO)] * 4 + [(YES, NO), (NO, YES)]
    found = agreement(pairs)
    assert found.kappa == Fraction(3, 5)
    assert not needs_calibration(found, RULE)


@given(
    st.lists(st.tuples(st.sampled_from(Outcome), st.sampled_from(Outcome)), min_size=1)
)
def test_kappa_is_one_only_for_whole_agreement_and_never_more(
    pairs: list[tuple[Outcome, Outcome]],
) -> None:
    found = agreement(pairs)
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) is (found.agreed == found.n)
