"""A person decides on a competency of another: queue, case, decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import (
    HIGHEST_LEVEL,
    Decision,
    Evidence,
    EvidenceState,
    Outcome,
    Weighed,
    add_months,
    assessors,
    effective,
    last_day,
    latest,
    weigh,
)
from lti_service.domain.framework import Competency
from lti_service.domain.grant import Role, covers
from lti_service.domain.organisation import Person, Position, Unit
from lti_service.domain.plan import Standing, held_decision, proposed_level, standing
from lti_service.domain.rule import MasteryRule
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.evidence.plan import decided_by_then, required_of

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person's competency with evidence that no decision has looked at.

    Attributes:
        since: When the oldest of that evidence came in.
        proposed: Level that the rule supports beyond what is held; 0 for none.
    """

    person: Person
    competency_code: str
    competency: str
    since: datetime
    proposed: int


@dataclass(frozen=True, slots=True)
class Case:
    """Everything an assessor sees of one person's competency.

    Attributes:
        level: Level that the page speaks of: what the rule proposes beyond the held
            level, else what the post requires, else what the evidence tells of.
        required: Level that the post requires; 0 for none.
        standing: Where the person stands on `level`.
        decisions: Earlier decisions, newest first, each with the name of who decided.
        names: Names of the assessors, by id.
        seen: What a decision must name, so that nothing new is overlooked.
    """

    person: Person
    unit: Unit | None
    position: Position | None
    competency: Competency
    level: int
    required: int
    standing: Standing
    rule: MasteryRule
    decisions: tuple[tuple[Decision, str], ...]
    names: dict[str, str]
    seen: str


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What an assessor decides.

    Attributes:
        seen: `Case.seen` of the page that was decided on.
    """

    person_id: str
    competency_code: str
    level: int
    outcome: Outcome
    reason: str
    seen: str


def assessment_queue(account_id: str, *, ports: Ports) -> list[Waiting]:
    """Return what waits for an assessor, oldest first; never the assessor's own.

    Raises:
        ForbiddenError: The account is no assessor, or belongs to nobody.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        assessor = _assessor(account_id, uow, on)
        rule = uow.rules.mastery(on)
        names = {c.code: c.name for c in uow.frameworks.competencies()}
        parents = {u.code: u.parent_code for u in uow.organisation.units()}
        units = {p.person_id: p.unit_code for p in uow.organisation.postings(on)}
        grants = assessor.of(Role.ASSESSOR)
        found: list[Waiting] = []
        for person_id in uow.evidence.people():
            if _is_own(assessor, person_id) or not covers(
                grants, units.get(person_id, ""), parents
            ):
                continue
            person = uow.organisation.person(person_id)
            rows = uow.evidence.of_person(person_id)
            decisions = uow.evidence.decisions(person_id)
            for code in sorted({row.competency_code for row in rows}):
                mine = [row for row in rows if row.competency_code == code]
                decided = [d for d in decisions if d.competency_code == code]
                fresh = _fresh(mine, decided, rule, on)
                if person is not None and fresh:
                    held = held_decision(effective(decided), on)
                    proposed = proposed_level(mine, rule, on)
                    beyond = proposed > (held.level if held else 0)
                    found.append(
                        Waiting(
                            person,
                            code,
                            names.get(code, code),
                            min(row.recorded_at for row in fresh),
                            proposed if beyond else 0,
                        )
                    )
    return sorted(found, key=lambda w: (w.since, w.person.id, w.competency_code))


def assessment_case(
    account_id: str, person_id: str, competency_code: str, *, ports: Ports
) -> Case:
    """Return one case.

    Raises:
        ForbiddenError: The account may not assess this person.
        NotFoundError: No such person, competency, or nothing about it.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        person = assessed(account_id, person_id, uow, on)
        competency = uow.frameworks.competency(competency_code)
        rows = _rows(person_id, competency_code, uow)
        decided = _decisions(person_id, competency_code, uow)
        if competency is None or not (rows or decided):
            raise NotFoundError("not-found", competency=competency_code)
        rule = uow.rules.mastery(on)
        posting = uow.organisation.posting(person_id, on)
        requirement = required_of(posting, competency_code, uow, on)
        required = requirement.level if requirement else 0
        by_then = decided_by_then(decided, on, ports.time_zone)
        held = held_decision(effective(by_then), on)
        proposed = proposed_level(rows, rule, on)
        level = proposed if proposed > (held.level if held else 0) else required
        level = level or max((row.level for row in rows), default=1)
        units = {u.code: u for u in uow.organisation.units()}
        return Case(
            person=person,
            unit=units.get(posting.unit_code) if posting else None,
            position=uow.organisation.position(posting.position_code)
            if posting
            else None,
            competency=competency,
            level=level,
            required=required,
            standing=standing(competency_code, level, rows, by_then, rule, on),
            rule=rule,
            decisions=tuple((d, name_of(d.decided_by, uow)) for d in decided),
            names={
                row.assessor_id: name_of(row.assessor_id, uow)
                for row in rows
                if row.assessor_id
            },
            seen=_seen(rows, decided),
        )


def decide(request: DecisionRequest, account_id: str, *, ports: Ports) -> Decision:
    """Record what an assessor decides; an earlier decision on that level is replaced.

    Args:
        request: What is decided.
        account_id: Who decides.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: Nobody decides on themselves (``self-decision``), without being
            an assessor of that unit (``forbidden``), or unnamed (``assessor-unlinked``).
        InvalidInputError: There is no reason, no such level, or no evidence.
        ConflictError: There is something new (``decided-meanwhile``), a second assessor
            is needed (``second-assessor-missing``), or a higher level is held
            (``holds-higher``).
    """
    reason = request.reason.strip()[:_LONGEST_REASON]
    if not reason:
        raise InvalidInputError("reason-missing")
    if not 1 <= request.level <= HIGHEST_LEVEL:
        raise InvalidInputError("level-invalid")
    on = today(ports)
    with ports.storage.writing() as uow:
        assessed(account_id, request.person_id, uow, on)
        decider = identify(account_id, uow=uow, on=on)
        number = uow.evidence.next_decision_number()
        rows = _rows(request.person_id, request.competency_code, uow)
        earlier = _decisions(request.person_id, request.competency_code, uow)
        if request.seen != _seen(rows, earlier):
            raise ConflictError("decided-meanwhile")
        decided_by = decider.person.id if decider.person else ""
        request = replace(request, reason=reason)
        decision = _record(request, number, decided_by, account_id, uow, ports)
        uow.commit()
    return decision


def reverse_decision(
    first: Decision, reason: str, account_id: str, *, uow: UnitOfWork, ports: Ports
) -> Decision | None:
    """Decide the other way round, in place of a decision; none where it is replaced.

    Raises:
        InvalidInputError: There is no evidence: ``evidence-missing``.
        ConflictError: A second assessor is needed (``second-assessor-missing``), or a
            higher level is held (``holds-higher``).
    """
    number = uow.evidence.next_decision_number()
    earlier = _decisions(first.person_id, first.competency_code, uow)
    if first not in effective(earlier):
        return None
    achieved = first.outcome is Outcome.ACHIEVED
    request = DecisionRequest(
        first.person_id,
        first.competency_code,
        first.level,
        Outcome.NOT_YET if achieved else Outcome.ACHIEVED,
        reason,
        seen="",
    )
    decider = identify(account_id, uow=uow, on=today(ports))
    decided_by = decider.person.id if decider.person else ""
    return _record(request, number, decided_by, account_id, uow, ports)


def _record(
    request: DecisionRequest,
    number: int,
    decided_by: str,
    account_id: str,
    uow: UnitOfWork,
    ports: Ports,
) -> Decision:
    now, on = ports.clock.now(), today(ports)
    rows = _rows(request.person_id, request.competency_code, uow)
    earlier = _decisions(request.person_id, request.competency_code, uow)
    rule = uow.rules.mastery(on)
    weighed = weigh(rows, request.level, rule, on)
    _check(request, decided_by, weighed, earlier, rule, on)
    achieved = request.outcome is Outcome.ACHIEVED
    proposes = proposed_level(rows, rule, on) >= request.level
    replaced = [d for d in effective(earlier) if d.level == request.level]
    decision = Decision(
        id=ports.new_id(),
        number=number,
        person_id=request.person_id,
        competency_code=request.competency_code,
        level=request.level,
        outcome=request.outcome,
        reason=request.reason,
        evidence_ids=tuple(item.row.id for item in _considered(weighed)),
        follows_proposal=proposes is achieved,
        decided_by=decided_by,
        decided_at=now,
        valid_until=add_months(on, rule.holding_months) if achieved else None,
        rule_version=rule.version,
        supersedes=replaced[0].id if replaced else None,
    )
    uow.evidence.append_decision(decision)
    uow.audit.add(
        AuditEntry(
            now,
            account_id,
            "decision.made",
            f"decision:{decision.id}",
            before=f"decision:{decision.supersedes}" if decision.supersedes else "",
            after=f"{decision.competency_code}.{decision.level} {decision.outcome}",
            reason=request.reason,
        )
    )
    return decision


def _check(
    request: DecisionRequest,
    decided_by: str,
    weighed: Sequence[Weighed],
    earlier: Sequence[Decision],
    rule: MasteryRule,
    on: date,
) -> None:
    held = held_decision(effective(earlier), on)
    if request.outcome is Outcome.NOT_YET:
        if held is not None and held.level > request.level:
            raise ConflictError("holds-higher")
        return
    if not _considered(weighed):
        raise InvalidInputError("evidence-missing")
    judges = assessors(weighed) | {decided_by}
    if request.level >= rule.two_assessors_from and len(judges) < 2:  # noqa: PLR2004 - two are two
        raise ConflictError("second-assessor-missing")


def _assessor(account_id: str, uow: UnitOfWork, on: date) -> Identity:
    identity = identify(account_id, uow=uow, on=on)
    if not identity.of(Role.ASSESSOR):
        raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
    if identity.person is None:
        raise ForbiddenError("assessor-unlinked")
    return identity


def _is_own(identity: Identity, person_id: str) -> bool:
    return identity.person is not None and identity.person.id == person_id


def assessed(account_id: str, person_id: str, uow: UnitOfWork, on: date) -> Person:
    """Return a person whom this account may assess.

    Raises:
        ForbiddenError: It may not: ``forbidden``, ``self-decision``.
        NotFoundError: No such person.
    """
    assessor = _assessor(account_id, uow, on)
    if _is_own(assessor, person_id):
        raise ForbiddenError("self-decision")
    person = uow.organisation.person(person_id)
    if person is None:
        raise NotFoundError("not-found", person=person_id)
    posting = uow.organisation.posting(person_id, on)
    if not assessor.may(Role.ASSESSOR, posting.unit_code if posting else "", uow):
        raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
    return person


def _rows(person_id: str, competency_code: str, uow: UnitOfWork) -> list[Evidence]:
    rows = uow.evidence.of_person(person_id)
    return [row for row in rows if row.competency_code == competency_code]


def _decisions(person_id: str, competency_code: str, uow: UnitOfWork) -> list[Decision]:
    decisions = uow.evidence.decisions(person_id)
    return [d for d in decisions if d.competency_code == competency_code]


def _fresh(
    rows: Sequence[Evidence],
    decisions: Sequence[Decision],
    rule: MasteryRule,
    on: date,
) -> list[Evidence]:
    """Return the rows that could count for more than is held and were never decided on."""
    seen = {row for decision in decisions for row in decision.evidence_ids}
    held = held_decision(effective(decisions), on)
    return [
        row
        for row in latest(rows)
        if row.state is EvidenceState.ACCEPTED
        and row.id not in seen
        and row.level > (held.level if held else 0)
        and row.kind in rule.kinds
        and rule.kinds[row.kind].weight
        and last_day(row, rule) >= on
    ]


def _considered(weighed: Sequence[Weighed]) -> list[Weighed]:
    return [w for w in weighed if w.row.state is EvidenceState.ACCEPTED]


def _seen(rows: Sequence[Evidence], decisions: Sequence[Decision]) -> str:
    # Both are append-only, so that their lengths tell whether there is anything new.
    return f"{len(rows)}.{len(decisions)}"


def name_of(person_id: str, uow: UnitOfWork) -> str:
    """Return a person's name; empty for nobody."""
    person = uow.organisation.person(person_id)
    return person.name if person else ""
