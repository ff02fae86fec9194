"""Other assessors judge blind what one decided; a third settles a difference."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Decision, Outcome
from lti_service.domain.framework import Competency
from lti_service.domain.grant import Role
from lti_service.domain.moderation import (
    SECOND,
    THIRD,
    Agreement,
    Moderation,
    ModerationRule,
    agreement,
    moderation_rule,
    needs_calibration,
    next_turn,
    to_moderate,
)
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
class BlindCase:
    """What a moderator sees: the evidence, and neither first outcome nor its reason.

    Attributes:
        standing: What the rule made of the evidence on the day of the decision.
        names: Names of those who judged the evidence, by id.
    """

    decision_id: str
    number: int
    person: Person
    competency: Competency
    level: int
    standing: Standing
    rule: MasteryRule
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class AssessorAgreement:
    """How alike an assessor and the second assessors judged.

    Attributes:
        decided: How many decisions the assessor made.
        waiting: How many of them wait to be moderated.
        calibrate: Whether a calibration session is advised.
    """

    name: str
    decided: int
    waiting: int
    agreement: Agreement
    calibrate: bool


def moderation_queue(account_id: str, *, ports: Ports) -> list[BlindCase]:
    """Return what this assessor may moderate, oldest first.

    Raises:
        ForbiddenError: The account is no assessor, or belongs to nobody.
    """
    found = []
    with ports.storage.reading() as uow:
        # Also where nothing waits, a page of assessors opens to assessors only.
        identity = identify(account_id, uow=uow, on=today(ports))
        if not identity.of(Role.ASSESSOR):
            raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
        judged = uow.moderations.all()
        for decision in _due(judged, uow, ports):
            mine = [row for row in judged if row.decision_id == decision.id]
            if next_turn(decision, mine) is None:
                continue
            try:
                person = _moderated(account_id, decision, mine, uow, ports)
            except ServiceError:
                continue
            found.append(_case(decision, person, uow, ports))
    return found


def moderation_case(account_id: str, decision_id: str, *, ports: Ports) -> BlindCase:
    """Return one case.

    Raises:
        NotFoundError: No such decision, or it is not to be moderated.
        ForbiddenError: The account may not judge it (``moderator-involved``).
        ConflictError: It is settled: ``moderated-meanwhile``.
    """
    with ports.storage.reading() as uow:
        decision, person, _turn = _open(account_id, decision_id, uow, ports)
        return _case(decision, person, uow, ports)


def moderate(
    decision_id: str,
    outcome: Outcome,
    reason: str,
    account_id: str,
    *,
    ports: Ports,
) -> Moderation:
    """Record what a second or third assessor judges.

    Where a third says otherwise than the first, that becomes a decision in place of the
    first.

    Args:
        decision_id: The decision that is moderated.
        outcome: What the assessor would decide.
        reason: Why.
        account_id: Who judges.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: There is no reason: ``reason-missing``.
        NotFoundError: No such decision, or it is not to be moderated.
        ForbiddenError: The account may not judge it (``moderator-involved``).
        ConflictError: It is settled (``moderated-meanwhile``), or the new decision is
            not possible.
    """
    reason = reason.strip()[:_LONGEST_REASON]
    if not reason:
        raise InvalidInputError("reason-missing")
    with ports.storage.writing() as uow:
        # Others who moderate or decide wait, so that each turn is taken once.
        uow.evidence.next_decision_number()
        decision, _person, turn = _open(account_id, decision_id, uow, ports)
        replacement = None
        if turn == THIRD and outcome is not decision.outcome:
            replacement = reverse_decision(
                decision, reason, account_id, uow=uow, ports=ports
            )
        moderation = Moderation(
            id=ports.new_id(),
            decision_id=decision.id,
            turn=turn,
            outcome=outcome,
            reason=reason,
            judged_by=_person_of(account_id, uow, ports),
            judged_at=ports.clock.now(),
            replacement=replacement.id if replacement else None,
        )
        uow.moderations.add(moderation)
        uow.audit.add(
            AuditEntry(
                moderation.judged_at,
                account_id,
                "decision.moderated",
                f"decision:{decision.id}",
                after=f"turn {turn}: {outcome}",
                reason=reason,
            )
        )
        uow.commit()
    return moderation


def moderation_figures(
    *, ports: Ports
) -> tuple[ModerationRule, list[AssessorAgreement]]:
    """Return how alike each assessor and those who moderated them judged, by name."""
    with ports.storage.reading() as uow:
        rule = _rule(uow, ports)
        judged = uow.moderations.all()
        decisions = uow.evidence.all_decisions()
        by_id = {decision.id: decision for decision in decisions}
        of = {d.id: [m for m in judged if m.decision_id == d.id] for d in decisions}
        waiting: dict[str, int] = defaultdict(int)
        for decision in _due(judged, uow, ports):
            waiting[decision.decided_by] += (
                next_turn(decision, of[decision.id]) is not None
            )
        made: dict[str, int] = defaultdict(int)
        for decision in decisions:
            made[decision.decided_by] += 1
        pairs: dict[str, list[tuple[Outcome, Outcome]]] = defaultdict(list)
        for row in judged:
            if row.turn == SECOND:
                first = by_id[row.decision_id]
                pairs[first.decided_by].append((first.outcome, row.outcome))
        found = []
        for person_id, count in made.items():
            alike = agreement(pairs[person_id])
            found.append(
                AssessorAgreement(
                    name_of(person_id, uow),
                    count,
                    waiting[person_id],
                    alike,
                    needs_calibration(alike, rule),
                )
            )
    return rule, sorted(found, key=lambda row: row.name)


def _open(
    account_id: str, decision_id: str, uow: UnitOfWork, ports: Ports
) -> tuple[Decision, Person, int]:
    judged = uow.moderations.all()
    due = {decision.id: decision for decision in _due(judged, uow, ports)}
    decision = due.get(decision_id)
    if decision is None:
        raise NotFoundError("not-found", decision=decision_id)
    mine = [row for row in judged if row.decision_id == decision_id]
    person = _moderated(account_id, decision, mine, uow, ports)
    turn = next_turn(decision, mine)
    if turn is None:
        raise ConflictError("moderated-meanwhile")
    return decision, person, turn


def _due(judged: Sequence[Moderation], uow: UnitOfWork, ports: Ports) -> list[Decision]:
    decisions = uow.evidence.all_decisions()
    return to_moderate(decisions, judged, _rule(uow, ports), ports.time_zone)


def _rule(uow: UnitOfWork, ports: Ports) -> ModerationRule:
    return moderation_rule(uow.rules.parameters(today(ports)))


def _moderated(
    account_id: str,
    decision: Decision,
    judged: Sequence[Moderation],
    uow: UnitOfWork,
    ports: Ports,
) -> Person:
    """Return whom the decision is about, where this account may judge it anew."""
    person = assessed(account_id, decision.person_id, uow, today(ports))
    involved = {decision.decided_by} | {row.judged_by for row in judged}
    if _person_of(account_id, uow, ports) in involved:
        raise ForbiddenError("moderator-involved")
    return person


def _person_of(account_id: str, uow: UnitOfWork, ports: Ports) -> str:
    identity = identify(account_id, uow=uow, on=today(ports))
    return identity.person.id if identity.person else ""


def _case(
    decision: Decision, person: Person, uow: UnitOfWork, ports: Ports
) -> BlindCase:
    competency = uow.frameworks.competency(decision.competency_code)
    if competency is None:
        raise NotFoundError("not-found", competency=decision.competency_code)
    on = decision.decided_at.astimezone(ports.time_zone).date()
    seen = set(decision.evidence_ids)
    rows = [row for row in uow.evidence.of_person(person.id) if row.id in seen]
    rule = uow.rules.mastery(on)
    return BlindCase(
        decision_id=decision.id,
        number=decision.number,
        person=person,
        competency=competency,
        level=decision.level,
        standing=standing(competency.code, decision.level, rows, [], rule, on),
        rule=rule,
        names={
            row.assessor_id: name_of(row.assessor_id, uow)
            for row in rows
            if row.assessor_id
        },
    )
