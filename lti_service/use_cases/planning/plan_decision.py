"""The plan as a whole: submitted by who drafts it, decided or returned by the leader."""

from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.agency_plan import (
    PlanAct,
    PlanItemState,
    PlanState,
    PlanStep,
    current_items,
    decision_step,
    plan_state,
)
from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.errors import ConflictError, ForbiddenError, InvalidInputError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import (
    Identity,
    answers_for,
    identify,
    today,
)
from lti_service.use_cases.planning.plan_revision import LONGEST_REASON, check_planner


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a leader says of a plan that waits.

    Attributes:
        decided: Decided; else returned.
        seen: Number of the latest step that the leader saw.
    """

    decided: bool
    document_no: str
    document_date: date | None
    note: str
    seen: int


def submit_plan(year: int, account_id: str, *, ports: Ports) -> PlanStep:
    """Submit a draft to the leader.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        ConflictError: It waits or is decided already: ``plan-step``.
        InvalidInputError: An item lacks contents, or there is none: ``plan-incomplete``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        if plan_state(uow.plans.steps(year)) is not PlanState.DRAFT:
            raise ConflictError("plan-step")
        items = [i for i in current_items(uow.plans.versions(year)) if i.stands]
        if not items or any(item.missing for item in items):
            raise InvalidInputError("plan-incomplete")
        step = _step(year, PlanAct.SUBMITTED, account_id, uow, ports)
        uow.commit()
    return step


def withdraw_plan(year: int, account_id: str, *, ports: Ports) -> PlanStep:
    """Take a submission back, so that the draft can be changed.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        ConflictError: It does not wait: ``plan-step``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        if plan_state(uow.plans.steps(year)) is not PlanState.SUBMITTED:
            raise ConflictError("plan-step")
        step = _step(year, PlanAct.WITHDRAWN, account_id, uow, ports)
        uow.commit()
    return step


def decide_plan(
    year: int, verdict: Verdict, account_id: str, *, ports: Ports
) -> PlanStep:
    """Decide a plan that waits, by a document, or return it with a note.

    Each item that stands gets a version that is decided; the draft stays beside it.

    Raises:
        ForbiddenError: The account is no leader of everything (``forbidden``), belongs
            to nobody (``decider-unlinked``), or drafted the plan (``decider-drafted``).
        ConflictError: It does not wait, or not as it was seen: ``plan-step``.
        InvalidInputError: ``document-missing`` or ``return-note-missing``.
    """
    now, on = ports.clock.now(), today(ports)
    number, note = verdict.document_no.strip(), verdict.note.strip()[:LONGEST_REASON]
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        leader = check_leader(account_id, uow, on)
        steps = uow.plans.steps(year)
        if plan_state(steps) is not PlanState.SUBMITTED or len(steps) != verdict.seen:
            raise ConflictError("plan-step")
        if leader.person is None:
            raise ForbiddenError("decider-unlinked")
        if account_id in drafters(year, uow) or _persons(year, uow) & {
            leader.person.id
        }:
            raise ForbiddenError("decider-drafted")
        if not verdict.decided:
            if not note:
                raise InvalidInputError("return-note-missing")
            step = _step(year, PlanAct.RETURNED, account_id, uow, ports, note=note)
            uow.commit()
            return step
        if not number or verdict.document_date is None or verdict.document_date > on:
            raise InvalidInputError("document-missing")
        for item in current_items(uow.plans.versions(year)):
            if item.stands:
                decided = replace(
                    item,
                    state=PlanItemState.DECIDED,
                    version=item.version + 1,
                    changed_by=account_id,
                    changed_at=now,
                )
                uow.plans.append_item(decided)
        step = _step(
            year,
            PlanAct.DECIDED,
            account_id,
            uow,
            ports,
            document_no=number[:LONGEST_REASON],
            document_date=verdict.document_date,
            note=note,
        )
        uow.commit()
    return step


def drafters(year: int, uow: UnitOfWork) -> frozenset[str]:
    """Return the accounts that wrote a plan before it was decided, or submitted it."""
    steps = uow.plans.steps(year)
    decided = decision_step(steps)
    until = decided.at if decided else None
    return frozenset(
        {
            item.changed_by
            for item in uow.plans.versions(year)
            if until is None or item.changed_at < until
        }
        | {step.by for step in steps if step.act is PlanAct.SUBMITTED}
    )


def check_leader(account_id: str, uow: UnitOfWork, on: date) -> Identity:
    """Return who a leader of everything is.

    Raises:
        ForbiddenError: The account is none.
    """
    identity = identify(account_id, uow=uow, on=on)
    if not any(not grant.unit_code for grant in identity.of(Role.LEADERSHIP)):
        raise ForbiddenError("forbidden", roles=Role.LEADERSHIP)
    return identity


def _persons(year: int, uow: UnitOfWork) -> frozenset[str]:
    accounts = (
        uow.accounts.get(answers_for(account_id, uow))
        for account_id in drafters(year, uow)
    )
    return frozenset(
        account.person_id for account in accounts if account and account.person_id
    )


def _step(
    year: int,
    act: PlanAct,
    account_id: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    document_no: str = "",
    document_date: date | None = None,
    note: str = "",
) -> PlanStep:
    now = ports.clock.now()
    number = len(uow.plans.steps(year)) + 1
    step = PlanStep(
        ports.new_id(),
        year,
        number,
        act,
        document_no,
        document_date,
        note,
        account_id,
        now,
    )
    uow.plans.append_step(step)
    uow.audit.add(
        AuditEntry(
            now,
            account_id,
            f"plan.{act}",
            f"plan:{year}",
            after=document_no,
            reason=note,
        )
    )
    return step
