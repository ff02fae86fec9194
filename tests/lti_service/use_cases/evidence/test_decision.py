from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.evidence import Decision, EvidenceState, Outcome
from lti_service.domain.grant import Role
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.evidence.decision import (
    DecisionRequest,
    assessment_case,
    assessment_queue,
    decide,
    reverse_decision,
)
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    decision,
    enough,
    evidence,
    give,
    keep,
    office,
)

ASSESSOR_ID = account_of(ASSESSOR).id


def request(ports: Ports, **changes: Any) -> DecisionRequest:
    """The learner has achieved T-PB-01 level 2, decided on what is there now."""
    fields: dict[str, Any] = {
        "person_id": LEARNER.id,
        "competency_code": "T-PB-01",
        "level": 2,
        "outcome": Outcome.ACHIEVED,
        "reason": "Bukti lengkap.",
    }
    with ports.storage.reading() as uow:
        rows = [
            r
            for r in uow.evidence.of_person(LEARNER.id)
            if r.competency_code == "T-PB-01"
        ]
        earlier = uow.evidence.decisions(LEARNER.id)
    fields["seen"] = f"{len(rows)}.{len(earlier)}"
    return DecisionRequest(**(fields | changes))


def decided(ports: Ports, **changes: Any) -> Decision:
    return decide(request(ports, **changes), ASSESSOR_ID, ports=ports)


def refused(
    storage: FakeStorage,
    ports: Ports,
    code: str,
    who: str = ASSESSOR_ID,
    **changes: Any,
) -> ServiceError:
    """Nothing of a refused decision stays."""
    before = (list(storage.tables.decisions), list(storage.tables.audit))
    with pytest.raises(ServiceError, match=code) as caught:
        decide(request(ports, **changes), who, ports=ports)
    assert (storage.tables.decisions, storage.tables.audit) == before
    return caught.value


def test_a_decision_keeps_its_evidence_rule_and_reason() -> None:
    storage, ports = office()
    keep(storage, *enough())
    made = decided(ports)
    assert made == storage.tables.decisions[0]
    assert (made.number, made.decided_by, made.rule_version) == (1, ASSESSOR.id, 1)
    assert set(made.evidence_ids) == {"e-1", "e-2", "e-3"}
    assert made.follows_proposal
    assert made.valid_until == date(2029, 11, 24)
    entry = storage.tables.audit[-1]
    assert (entry.actor, entry.action, entry.reason) == (
        ASSESSOR_ID,
        "decision.made",
        "Bukti lengkap.",
    )


def test_an_assessor_may_decide_below_the_threshold_with_a_reason() -> None:
    storage, ports = office()
    keep(storage, evidence())
    assert not decided(ports).follows_proposal


def test_not_yet_against_the_proposal_does_not_follow_it() -> None:
    storage, ports = office()
    keep(storage, *enough())
    made = decided(ports, outcome=Outcome.NOT_YET)
    assert (made.follows_proposal, made.valid_until) == (False, None)


def test_a_reversal_is_a_new_row_that_replaces_the_old() -> None:
    storage, ports = office()
    keep(storage, *enough())
    first = decided(ports)
    second = decided(ports, outcome=Outcome.NOT_YET, reason="Keliru.")
    assert second.supersedes == first.id
    assert storage.tables.decisions[0] == first


def test_nobody_decides_on_themselves() -> None:
    storage, ports = office()
    give(storage, Role.ASSESSOR, LEARNER)
    keep(storage, *enough())
    error = refused(storage, ports, "self-decision", account_of(LEARNER).id)
    assert isinstance(error, ForbiddenError)


def test_only_assessors_decide() -> None:
    storage, ports = office()
    keep(storage, *enough())
    refused(storage, ports, "forbidden", account_of(ADMIN).id)


def test_an_assessor_decides_only_in_their_unit() -> None:
    storage, ports = office()
    storage.tables.grants.clear()
    give(storage, Role.ASSESSOR, ASSESSOR, "LAIN")
    keep(storage, *enough())
    refused(storage, ports, "forbidden")
    storage.tables.grants.clear()
    give(storage, Role.ASSESSOR, ASSESSOR, "PEMDA")
    assert decided(ports).number == 1


def test_an_account_that_belongs_to_nobody_does_not_decide() -> None:
    storage, ports = office()
    keep(storage, *enough())
    account = replace(account_of(ASSESSOR), person_id=None)
    storage.tables.accounts[account.id] = account
    for key, grant in storage.tables.grants.items():
        if grant.role is Role.ASSESSOR:
            storage.tables.grants[key] = replace(
                grant, person_id=None, account_id=account.id
            )
    refused(storage, ports, "assessor-unlinked")


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_decision_needs_a_reason(reason: str) -> None:
    storage, ports = office()
    keep(storage, *enough())
    error = refused(storage, ports, "reason-missing", reason=reason)
    assert isinstance(error, InvalidInputError)


@pytest.mark.parametrize("level", [0, 6, -1])
def test_there_are_five_levels(level: int) -> None:
    storage, ports = office()
    keep(storage, *enough())
    refused(storage, ports, "level-invalid", level=level)


def test_nothing_is_achieved_without_evidence() -> None:
    storage, ports = office()
    keep(storage, evidence(state=EvidenceState.REJECTED))
    refused(storage, ports, "evidence-missing")


def test_evidence_that_came_meanwhile_stops_a_decision() -> None:
    storage, ports = office()
    keep(storage, *enough())
    asked = request(ports)
    keep(storage, evidence("e-9"))
    with pytest.raises(ConflictError, match="decided-meanwhile"):
        decide(asked, ASSESSOR_ID, ports=ports)
    assert storage.tables.decisions == []


def test_two_assessors_do_not_decide_the_same_case_at_once() -> None:
    storage, ports = office()
    keep(storage, *enough())
    asked = request(ports)
    decide(asked, ASSESSOR_ID, ports=ports)
    with pytest.raises(ConflictError, match="decided-meanwhile"):
        decide(asked, ASSESSOR_ID, ports=ports)


def test_from_level_three_on_the_only_assessor_does_not_decide_alone() -> None:
    storage, ports = office()
    own = {"level": 3, "assessor_id": ASSESSOR.id}
    keep(
        storage,
        evidence("e-1", kind="observation", **own),
        evidence("e-2", kind="assignment", **own),
    )
    refused(storage, ports, "second-assessor-missing", level=3)


def test_from_level_three_on_a_decision_by_another_than_the_evidences_assessor_stands() -> (
    None
):
    storage, ports = office()
    keep(
        storage,
        evidence("e-1", kind="observation", level=3, assessor_id=BOSS.id),
        evidence("e-2", kind="assignment", level=3, assessor_id=BOSS.id),
    )
    assert decided(ports, level=3).level == 3


def test_a_supervisor_who_observed_does_not_decide_level_three_alone() -> None:
    storage, ports = office()
    give(storage, Role.ASSESSOR, BOSS)
    keep(
        storage,
        evidence("e-1", kind="observation", level=3, assessor_id=BOSS.id),
        evidence("e-2", kind="observation", level=3, assessor_id=BOSS.id),
    )
    refused(storage, ports, "second-assessor-missing", account_of(BOSS).id, level=3)


def test_machines_are_no_assessors() -> None:
    storage, ports = office()
    keep(storage, evidence("e-1", kind="quiz", level=3))
    refused(storage, ports, "second-assessor-missing", level=3)


def test_not_yet_below_a_level_that_is_held_is_refused() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision(1, level=2))
    refused(storage, ports, "holds-higher", level=1, outcome=Outcome.NOT_YET)


def test_a_reversal_below_a_level_that_is_held_is_refused_too() -> None:
    """An upheld objection and a third assessor take this way, not that of `decide`."""
    storage, ports = office()
    lower, higher = decision(1, level=1), decision(2, level=2)
    keep(storage, *enough(), lower, higher)
    with (
        ports.storage.writing() as uow,
        pytest.raises(ConflictError, match="holds-higher"),
    ):
        reverse_decision(lower, "Keliru.", ASSESSOR_ID, uow=uow, ports=ports)
    assert storage.tables.decisions == [lower, higher]


def queue(ports: Ports) -> list[tuple[str, str, int]]:
    waiting = assessment_queue(ASSESSOR_ID, ports=ports)
    return [(w.person.id, w.competency_code, w.proposed) for w in waiting]


def test_the_queue_has_the_oldest_first_and_says_what_the_rule_proposes() -> None:
    storage, ports = office()
    keep(storage, *enough(recorded_at=MORNING - timedelta(days=1)))
    keep(storage, evidence("e-8", competency_code="M08"))
    assert queue(ports) == [(LEARNER.id, "M08", 0), (LEARNER.id, "T-PB-01", 2)]


def test_the_queue_never_has_the_assessors_own_case() -> None:
    storage, ports = office()
    keep(storage, evidence(person_id=ASSESSOR.id))
    assert queue(ports) == []


def test_the_queue_ends_at_the_assessors_unit() -> None:
    storage, ports = office()
    keep(storage, evidence())
    storage.tables.grants.clear()
    give(storage, Role.ASSESSOR, ASSESSOR, "LAIN")
    assert queue(ports) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"state": EvidenceState.SUBMITTED},
        {"state": EvidenceState.WITHDRAWN},
        {"kind": "self"},
        {"observed_on": date(2020, 1, 1)},
    ],
)
def test_what_cannot_count_does_not_wait(changes: dict[str, Any]) -> None:
    storage, ports = office()
    keep(storage, evidence(**changes))
    assert queue(ports) == []


def test_what_was_decided_on_waits_no_more_until_there_is_more() -> None:
    storage, ports = office()
    keep(storage, evidence(), decision(outcome=Outcome.NOT_YET))
    assert queue(ports) == []
    keep(storage, evidence("e-2", kind="assignment"))
    assert queue(ports) == [(LEARNER.id, "T-PB-01", 0)]


def test_evidence_at_or_below_the_level_held_does_not_wait() -> None:
    storage, ports = office()
    keep(storage, evidence("e-5"), decision(level=2))
    assert queue(ports) == []


def test_a_case_speaks_of_the_level_proposed_else_required_else_shown() -> None:
    storage, ports = office()
    keep(
        storage,
        *enough(),
        evidence("e-8", competency_code="M08", level=1),
        evidence("e-9", person_id=ADMIN.id, competency_code="M08", level=4),
    )
    cases = [
        assessment_case(ASSESSOR_ID, person, code, ports=ports)
        for person, code in (
            (LEARNER.id, "T-PB-01"),
            (LEARNER.id, "M08"),
            (ADMIN.id, "M08"),
        )
    ]
    assert [(case.level, case.required) for case in cases] == [(2, 2), (2, 2), (4, 0)]


def test_a_case_shows_evidence_earlier_decisions_and_names() -> None:
    storage, ports = office()
    keep(
        storage,
        evidence("e-1", kind="observation", assessor_id=BOSS.id, result=Decimal(1)),
        decision(),
    )
    case = assessment_case(ASSESSOR_ID, LEARNER.id, "T-PB-01", ports=ports)
    assert [item.row.id for item in case.standing.evidence] == ["e-1"]
    assert case.names == {BOSS.id: BOSS.name}
    assert [name for _, name in case.decisions] == [ASSESSOR.name]


def test_there_is_no_case_of_nothing_or_nobody() -> None:
    storage, ports = office()
    keep(storage, evidence())
    for person, code in ((LEARNER.id, "M08"), (LEARNER.id, "X"), ("tiada", "M08")):
        with pytest.raises(NotFoundError):
            assessment_case(ASSESSOR_ID, person, code, ports=ports)
