from fractions import Fraction

import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.errors import ServiceError
from lti_service.ports import Ports
from lti_service.use_cases.evidence.moderation import (
    moderate,
    moderation_case,
    moderation_figures,
    moderation_queue,
)
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    decision,
    enough,
    give,
    keep,
    office,
)

YES, NO = Outcome.ACHIEVED, Outcome.NOT_YET
SECOND, THIRD = account_of(BOSS).id, account_of(ADMIN).id


def three_assessors() -> tuple[FakeStorage, Ports]:
    """Somebody decided below the proposal; two more assessors are there."""
    storage, ports = office()
    give(storage, Role.ASSESSOR, BOSS)
    give(storage, Role.ASSESSOR, ADMIN)
    keep(storage, *enough(), decision(1, follows_proposal=False))
    return storage, ports


def waits_for(who: str, ports: Ports) -> bool:
    return bool(moderation_queue(who, ports=ports))


def judge(ports: Ports, who: str, outcome: Outcome, reason: str = "Terlihat.") -> None:
    moderate("d-1", outcome, reason, who, ports=ports)


def refused(
    storage: FakeStorage, ports: Ports, code: str, who: str, reason: str = "Ya."
) -> None:
    before = (list(storage.tables.moderations), list(storage.tables.audit))
    with pytest.raises(ServiceError, match=code):
        judge(ports, who, YES, reason)
    assert (storage.tables.moderations, storage.tables.audit) == before


def test_a_case_shows_the_evidence_but_neither_outcome_nor_reason() -> None:
    _, ports = three_assessors()
    case = moderation_case(SECOND, "d-1", ports=ports)
    assert [w.row.id for w in case.standing.evidence] == ["e-1"]
    assert (case.level, case.standing.decision) == (2, None)
    assert decision().reason not in repr(case)


def test_the_same_outcome_confirms_and_nothing_waits_any_more() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, YES)
    assert not waits_for(THIRD, ports)
    assert len(storage.tables.decisions) == 1
    entry = storage.tables.audit[-1]
    assert (entry.actor, entry.action, entry.object, entry.reason) == (
        SECOND,
        "decision.moderated",
        "decision:d-1",
        "Terlihat.",
    )


def test_another_outcome_waits_for_a_third() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, NO)
    assert waits_for(THIRD, ports)
    assert not waits_for(SECOND, ports)
    assert len(storage.tables.decisions) == 1


def test_a_third_who_says_otherwise_replaces_the_first_decision() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, NO)
    judge(ports, THIRD, NO, "Belum terlihat.")
    first, second = storage.tables.decisions
    assert first == decision(1, follows_proposal=False)
    assert (second.outcome, second.supersedes) == (NO, "d-1")
    assert (second.decided_by, second.reason) == (ADMIN.id, "Belum terlihat.")
    assert storage.tables.moderations[-1].replacement == second.id
    assert [entry.action for entry in storage.tables.audit[-2:]] == [
        "decision.made",
        "decision.moderated",
    ]
    assert not any(waits_for(who, ports) for who in (SECOND, THIRD))


def test_a_third_who_says_the_same_as_the_first_lets_it_stand() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, NO)
    judge(ports, THIRD, YES)
    assert len(storage.tables.decisions) == 1
    assert not waits_for(THIRD, ports)


def test_a_decision_that_was_replaced_meanwhile_is_judged_but_not_replaced_again() -> (
    None
):
    storage, ports = three_assessors()
    keep(storage, decision(2, outcome=NO, supersedes="d-1", valid_until=None))
    judge(ports, SECOND, NO)
    judge(ports, THIRD, NO)
    assert len(storage.tables.decisions) == 2
    assert storage.tables.moderations[-1].replacement is None


def test_who_decided_does_not_moderate() -> None:
    storage, ports = three_assessors()
    assert not waits_for(account_of(ASSESSOR).id, ports)
    refused(storage, ports, "moderator-involved", account_of(ASSESSOR).id)


def test_who_judged_second_does_not_judge_third() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, NO)
    refused(storage, ports, "moderator-involved", SECOND)


def test_nobody_moderates_a_decision_on_themselves() -> None:
    storage, ports = three_assessors()
    give(storage, Role.ASSESSOR, LEARNER)
    assert not waits_for(account_of(LEARNER).id, ports)
    refused(storage, ports, "self-decision", account_of(LEARNER).id)


def test_an_assessor_of_another_unit_does_not_moderate() -> None:
    storage, ports = three_assessors()
    storage.tables.grants.clear()
    give(storage, Role.ASSESSOR, BOSS, "LAIN")
    assert not waits_for(SECOND, ports)
    refused(storage, ports, "forbidden", SECOND)


def test_only_assessors_moderate() -> None:
    storage, ports = three_assessors()
    refused(storage, ports, "forbidden", account_of(LEARNER).id)
    with pytest.raises(ServiceError, match="forbidden"):
        moderation_queue(account_of(LEARNER).id, ports=ports)


def test_a_judgement_needs_a_reason() -> None:
    storage, ports = three_assessors()
    refused(storage, ports, "reason-missing", SECOND, " \n")


def test_what_is_settled_takes_no_further_judgement() -> None:
    storage, ports = three_assessors()
    judge(ports, SECOND, YES)
    refused(storage, ports, "moderated-meanwhile", THIRD)


def test_there_is_no_case_of_an_unknown_decision() -> None:
    _, ports = three_assessors()
    with pytest.raises(ServiceError, match="not-found"):
        moderation_case(SECOND, "tiada", ports=ports)


def test_figures_say_how_alike_an_assessor_and_the_second_judged() -> None:
    storage, ports = three_assessors()
    keep(
        storage,
        *(
            decision(n, level=n, outcome=NO, follows_proposal=False, valid_until=None)
            for n in (3, 4)
        ),
    )
    judge(ports, SECOND, YES)
    moderate("d-3", NO, "Belum.", SECOND, ports=ports)
    _, [row] = moderation_figures(ports=ports)
    assert (row.name, row.decided, row.waiting) == (ASSESSOR.name, 3, 1)
    assert (row.agreement.n, row.agreement.kappa) == (2, Fraction(1))
    assert not row.calibrate
    moderate("d-4", YES, "Sudah.", SECOND, ports=ports)
    _, [row] = moderation_figures(ports=ports)
    assert (row.agreement.n, row.agreement.kappa) == (3, Fraction(2, 5))
    assert (row.waiting, row.calibrate) == (1, True)
