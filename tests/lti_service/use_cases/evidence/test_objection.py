import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.domain.objection import Objection
from lti_service.errors import ServiceError
from lti_service.ports import Ports
from lti_service.use_cases.evidence.objection import (
    answer_objection,
    objection_case,
    objection_queue,
    objections_of,
    raise_objection,
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

OWN, OTHER = account_of(LEARNER).id, account_of(BOSS).id
DECIDER = account_of(ASSESSOR).id
NOT_YET = decision(1, outcome=Outcome.NOT_YET, valid_until=None)


def decided() -> tuple[FakeStorage, Ports]:
    """The learner was told *not yet*; a second assessor is there."""
    storage, ports = office()
    give(storage, Role.ASSESSOR, BOSS)
    keep(storage, *enough(), NOT_YET)
    return storage, ports


def objected() -> tuple[FakeStorage, Ports, Objection]:
    storage, ports = decided()
    return storage, ports, raise_objection("d-1", "Bukti lengkap.", OWN, ports=ports)


def answer(
    ports: Ports, objection: Objection, who: str = OTHER, *, upheld: bool
) -> Objection:
    return answer_objection(objection.id, "Benar.", who, upheld=upheld, ports=ports)


def test_an_objection_waits_for_another_assessor_than_the_decider() -> None:
    storage, ports, objection = objected()
    assert [c.objection for c in objection_queue(OTHER, ports=ports)] == [objection]
    assert objection_queue(DECIDER, ports=ports) == []
    entry = storage.tables.audit[-1]
    assert (entry.actor, entry.action, entry.after, entry.reason) == (
        OWN,
        "objection.raised",
        "decision:d-1",
        "Bukti lengkap.",
    )


def test_an_upheld_objection_reverses_the_decision_by_a_new_row() -> None:
    storage, ports, objection = objected()
    answered = answer(ports, objection, upheld=True)
    first, second = storage.tables.decisions
    assert first == NOT_YET
    assert (second.outcome, second.supersedes) == (Outcome.ACHIEVED, "d-1")
    assert (second.decided_by, second.reason) == (BOSS.id, "Benar.")
    assert answered.replacement == second.id
    assert [entry.action for entry in storage.tables.audit[-2:]] == [
        "decision.made",
        "objection.answered",
    ]


def test_a_rejected_objection_is_answered_and_the_decision_stands() -> None:
    storage, ports, objection = objected()
    answered = answer(ports, objection, upheld=False)
    assert storage.tables.decisions == [NOT_YET]
    assert (answered.upheld, answered.replacement) == (False, None)
    with ports.storage.reading() as uow:
        [mine] = objections_of(LEARNER.id, uow, ports)
    assert (mine.objection, mine.answered_by) == (answered, BOSS.name)
    assert objection_queue(OTHER, ports=ports) == []


def test_one_objection_to_a_decision_is_open_at_a_time() -> None:
    _, ports, objection = objected()
    with pytest.raises(ServiceError, match="objection-open"):
        raise_objection("d-1", "Lagi.", OWN, ports=ports)
    answer(ports, objection, upheld=False)
    assert raise_objection("d-1", "Lagi.", OWN, ports=ports).open


@pytest.mark.parametrize(
    ("who", "identifier", "reason", "code"),
    [
        (OWN, "d-1", "  \n", "objection-reason"),
        (OWN, "tiada", "Ya.", "not-found"),
        (OTHER, "d-1", "Ya.", "not-found"),
    ],
)
def test_only_the_person_objects_and_with_a_reason(
    who: str, identifier: str, reason: str, code: str
) -> None:
    storage, ports = decided()
    with pytest.raises(ServiceError, match=code):
        raise_objection(identifier, reason, who, ports=ports)
    assert (storage.tables.objections, storage.tables.audit) == ({}, [])


def test_a_decision_that_is_replaced_is_not_objected_to() -> None:
    storage, ports = decided()
    keep(storage, decision(2, supersedes="d-1"))
    with pytest.raises(ServiceError, match="objection-replaced"):
        raise_objection("d-1", "Ya.", OWN, ports=ports)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (DECIDER, "objection-own"),
        (OWN, "forbidden"),
        (account_of(ADMIN).id, "forbidden"),
    ],
)
def test_neither_the_decider_nor_anybody_but_assessors_answers(
    who: str, code: str
) -> None:
    storage, ports, objection = objected()
    with pytest.raises(ServiceError, match=code):
        answer(ports, objection, who, upheld=True)
    with pytest.raises(ServiceError, match=code):
        objection_case(who, objection.id, ports=ports)
    assert storage.tables.decisions == [NOT_YET]


def test_nobody_answers_their_own_objection() -> None:
    storage, ports, objection = objected()
    give(storage, Role.ASSESSOR, LEARNER)
    with pytest.raises(ServiceError, match="self-decision"):
        answer(ports, objection, OWN, upheld=True)


def test_an_objection_is_answered_once_and_with_a_reason() -> None:
    _, ports, objection = objected()
    with pytest.raises(ServiceError, match="reason-missing"):
        answer_objection(objection.id, " ", OTHER, upheld=False, ports=ports)
    answer(ports, objection, upheld=False)
    with pytest.raises(ServiceError, match="objection-answered"):
        answer(ports, objection, upheld=True)


def test_an_upheld_objection_to_a_decision_replaced_meanwhile_adds_no_other() -> None:
    storage, ports, objection = objected()
    keep(storage, decision(2, supersedes="d-1"))
    assert answer(ports, objection, upheld=True).replacement is None
    assert len(storage.tables.decisions) == 2
