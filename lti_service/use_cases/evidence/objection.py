"""A person objects to a decision on them; another assessor answers."""

from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Decision, effective
from lti_service.domain.framework import Competency
from lti_service.domain.grant import Role
from lti_service.domain.objection import Objection
from lti_service.domain.organisation import Person
from lti_service.domain.plan import Standing, standing
from lti_service.domain.rule import MasteryRule
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.evidence.decision import (
    assessed,
    name_of,
    reverse_decision,
)

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class ObjectionCase:
    """An objection with everything that its answer needs.

    Attributes:
        standing: Where the person stands today on the level that was decided on.
        decided_by: Name of who decided.
        answered_by: Name of who answered; empty while nobody did.
        names: Names of those who judged the evidence, by id.
    """

    objection: Objection
    decision: Decision
    person: Person
    competency: Competency
    standing: Standing
    rule: MasteryRule
    decided_by: str
    answered_by: str
    names: dict[str, str]


def raise_objection(
    decision_id: str, reason: str, account_id: str, *, ports: Ports
) -> Objection:
    """Object to a decision on oneself.

    Raises:
        InvalidInputError: There is no reason: ``objection-reason``.
        NotFoundError: No such decision on this person.
        ConflictError: It is replaced (``objection-replaced``), or an objection to it
            waits already (``objection-open``).
    """
    reason = reason.strip()[:_LONGEST_REASON]
    if not reason:
        raise InvalidInputError("objection-reason")
    with ports.storage.writing() as uow:
        # Others who object or decide wait, so that one objection is open at a time.
        uow.evidence.next_decision_number()
        decision = uow.evidence.decision(decision_id)
        person_id = _person_of(account_id, uow, ports)
        if decision is None or decision.person_id != person_id:
            raise NotFoundError("not-found", decision=decision_id)
        if decision not in effective(uow.evidence.decisions(person_id)):
            raise ConflictError("objection-replaced")
        mine = uow.objections.of_person(person_id)
        if any(one.open and one.decision_id == decision_id for one in mine):
            raise ConflictError("objection-open")
        now = ports.clock.now()
        objection = Objection(ports.new_id(), decision_id, person_id, reason, now)
        uow.objections.save(objection)
        entry = AuditEntry(
            now,
            account_id,
            "objection.raised",
            f"objection:{objection.id}",
            after=f"decision:{decision_id}",
            reason=reason,
        )
        uow.audit.add(entry)
        uow.commit()
    return objection


def objections_of(person_id: str, uow: UnitOfWork, ports: Ports) -> list[ObjectionCase]:
    """Return a person's objections and their answers, newest first."""
    return [_case(one, uow, ports) for one in uow.objections.of_person(person_id)]


def objection_queue(account_id: str, *, ports: Ports) -> list[ObjectionCase]:
    """Return the objections that this assessor may answer, oldest first.

    Raises:
        ForbiddenError: The account is no assessor.
    """
    found = []
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=today(ports))
        if not identity.of(Role.ASSESSOR):
            raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
        for objection in uow.objections.waiting():
            case = _case(objection, uow, ports)
            try:
                _check_answers(account_id, case.decision, uow, ports)
            except ServiceError:
                continue
            found.append(case)
    return found


def objection_case(
    account_id: str, objection_id: str, *, ports: Ports
) -> ObjectionCase:
    """Return one objection to answer.

    Raises:
        NotFoundError: No such objection.
        ForbiddenError: The account may not answer it (``objection-own``).
        ConflictError: It is answered: ``objection-answered``.
    """
    with ports.storage.reading() as uow:
        return _open_case(account_id, objection_id, uow, ports)


def answer_objection(
    objection_id: str, answer: str, account_id: str, *, upheld: bool, ports: Ports
) -> Objection:
    """Answer an objection; one that is upheld reverses the decision by a new one.

    Args:
        objection_id: The objection.
        answer: Why; the person reads it.
        account_id: Who answers.
        upheld: Whether the person is right.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: There is no answer (``reason-missing``), or nothing that the
            new decision could rest on.
        NotFoundError: No such objection.
        ForbiddenError: The account may not answer it (``objection-own``).
        ConflictError: It is answered (``objection-answered``), or the new decision is
            not possible.
    """
    answer = answer.strip()[:_LONGEST_REASON]
    if not answer:
        raise InvalidInputError("reason-missing")
    with ports.storage.writing() as uow:
        uow.evidence.next_decision_number()
        case = _open_case(account_id, objection_id, uow, ports)
        new = None
        if upheld:
            new = reverse_decision(
                case.decision, answer, account_id, uow=uow, ports=ports
            )
        now = ports.clock.now()
        answered = replace(
            case.objection,
            answered_by=_person_of(account_id, uow, ports),
            answered_at=now,
            upheld=upheld,
            answer=answer,
            replacement=new.id if new else None,
        )
        uow.objections.save(answered)
        entry = AuditEntry(
            now,
            account_id,
            "objection.answered",
            f"objection:{objection_id}",
            before=f"decision:{case.decision.id}",
            after="upheld" if upheld else "rejected",
            reason=answer,
        )
        uow.audit.add(entry)
        uow.commit()
    return answered


def _open_case(
    account_id: str, objection_id: str, uow: UnitOfWork, ports: Ports
) -> ObjectionCase:
    objection = uow.objections.get(objection_id)
    if objection is None:
        raise NotFoundError("not-found", objection=objection_id)
    case = _case(objection, uow, ports)
    _check_answers(account_id, case.decision, uow, ports)
    if not objection.open:
        raise ConflictError("objection-answered")
    return case


def _check_answers(
    account_id: str, decision: Decision, uow: UnitOfWork, ports: Ports
) -> None:
    assessed(account_id, decision.person_id, uow, today(ports))
    if _person_of(account_id, uow, ports) == decision.decided_by:
        raise ForbiddenError("objection-own")


def _person_of(account_id: str, uow: UnitOfWork, ports: Ports) -> str:
    identity = identify(account_id, uow=uow, on=today(ports))
    return identity.person.id if identity.person else ""


def _case(objection: Objection, uow: UnitOfWork, ports: Ports) -> ObjectionCase:
    decision = uow.evidence.decision(objection.decision_id)
    person = uow.organisation.person(objection.person_id)
    if decision is None or person is None:
        raise NotFoundError("not-found", objection=objection.id)
    code, on = decision.competency_code, today(ports)
    rule = uow.rules.mastery(on)
    rows = [r for r in uow.evidence.of_person(person.id) if r.competency_code == code]
    made = uow.evidence.decisions(person.id)
    return ObjectionCase(
        objection=objection,
        decision=decision,
        person=person,
        competency=uow.frameworks.competency(code) or Competency(code, "", code, ""),
        standing=standing(code, decision.level, rows, made, rule, on),
        rule=rule,
        decided_by=name_of(decision.decided_by, uow),
        answered_by=name_of(objection.answered_by or "", uow),
        names={
            r.assessor_id: name_of(r.assessor_id, uow) for r in rows if r.assessor_id
        },
    )
