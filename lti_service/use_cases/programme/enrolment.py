"""Who takes part: propose, approve, complete, drop, and undo a step."""

from collections.abc import Sequence
from datetime import date, datetime

from lti_service.domain.agency_plan import PlanItem, current_items
from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role, units_above
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Programme,
    is_open_on,
    state_on,
    stepped,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.programme.programme import (
    found_batch,
    found_programme,
)

WITHDRAWN_BY_SELF = "Ditarik oleh pegawai sendiri"
"""The reason of an enrolment that the person took back."""

ADDED_BY_MISTAKE = "Penambahan dibatalkan"
"""The reason of an enrolment whose first step was undone."""

LONGEST_REASON = 2000
"""Letters that a reason may have."""


def propose_enrolment(
    batch_id: str,
    person_id: str,
    account_id: str,
    *,
    plan_item_id: str = "",
    ports: Ports,
) -> Enrolment:
    """Propose somebody for a batch; where it is full, the proposal waits for a place.

    Args:
        batch_id: The batch.
        person_id: Oneself, somebody one supervises, or somebody of one's units.
        account_id: Who proposes.
        plan_item_id: Item of the plan that asks for it; empty for `planned_item`.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The person is none of the account's: ``forbidden``.
        NotFoundError: No such batch.
        InvalidInputError: The batch takes no proposals: ``batch-closed``.
        ConflictError: The person takes part in the programme: ``enrolled-twice``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        identity = identify(account_id, uow=uow, on=on)
        if not may_propose(identity, person_id, uow, on):
            raise ForbiddenError("forbidden", batch=batch_id)
        batch = found_batch(batch_id, uow)
        programme = found_programme(batch.programme_code, uow)
        if not is_open_on(programme, batch, on):
            raise InvalidInputError("batch-closed", batch=batch_id)
        if live_elsewhere(person_id, programme, uow) or _finished(
            person_id, batch, uow
        ):
            raise ConflictError("enrolled-twice", batch=batch_id)
        item = plan_item_id or planned_item(person_id, batch, uow, on)
        row = proposed(person_id, batch, account_id, item, uow, ports)
        keep_enrolment(row, "proposed", "", account_id, now, uow)
        uow.commit()
    return row


def withdraw_enrolment(
    enrolment_id: str, account_id: str, *, ports: Ports
) -> Enrolment:
    """Take back one's own enrolment, before the batch has begun.

    Raises:
        NotFoundError: It is none of the account's own: ``unknown-enrolment``.
        ConflictError: The batch has begun, or it is over: ``step-impossible``.
    """
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        uow.programmes.hold_still()
        person = identify(account_id, uow=uow, on=on).person
        row = uow.programmes.enrolment(enrolment_id)
        if row is None or person is None or row.person_id != person.id:
            raise NotFoundError("unknown-enrolment", enrolment=enrolment_id)
        batch = found_batch(row.batch_id, uow)
        if not may_withdraw(row, batch, on):
            raise ConflictError("step-impossible", enrolment=enrolment_id)
        taken = stepped(
            row,
            EnrolmentState.DROPPED,
            by=account_id,
            at=now,
            reason=WITHDRAWN_BY_SELF,
        )
        keep_enrolment(taken, "withdrawn", row.state, account_id, now, uow)
        uow.commit()
    return taken


def may_withdraw(row: Enrolment, batch: Batch, on: date) -> bool:
    """Whether the person may take an enrolment back."""
    return state_on(row, batch, on) in {
        EnrolmentState.PROPOSED,
        EnrolmentState.APPROVED,
    }


def may_propose(identity: Identity, person_id: str, uow: UnitOfWork, on: date) -> bool:
    """Whether somebody may propose a person: oneself, one's people, one's units."""
    person = uow.organisation.person(person_id)
    if person is None or not person.active:
        return False
    return (
        identity.person is not None and identity.person.id == person_id
    ) or may_see_enrolments(identity, person_id, uow, on)


def may_see_enrolments(
    identity: Identity, person_id: str, uow: UnitOfWork, on: date
) -> bool:
    """Whether somebody supervises a person, or keeps their unit."""
    posting = uow.organisation.posting(person_id, on)
    unit_code = posting.unit_code if posting else ""
    supervises = (
        posting is not None
        and identity.person is not None
        and posting.supervisor_id == identity.person.id
    )
    return supervises or any(
        identity.may(role, unit_code, uow)
        for role in (Role.ADMINISTRATOR, Role.SUPERVISOR)
    )


def live_elsewhere(
    person_id: str, programme: Programme, uow: UnitOfWork, but: str = ""
) -> Enrolment | None:
    """Return what a person has live in a programme, other than one enrolment."""
    for row in uow.programmes.enrolments_of(person_id):
        batch = uow.programmes.batch(row.batch_id)
        if (
            row.is_live
            and row.id != but
            and batch is not None
            and batch.programme_code == programme.code
        ):
            return row
    return None


def enrolment_of(person_id: str, batch: Batch, uow: UnitOfWork) -> Enrolment | None:
    """Return a person's enrolment in a batch, whatever its state: there is but one."""
    mine = uow.programmes.enrolments_of(person_id)
    return next((row for row in mine if row.batch_id == batch.id), None)


def _finished(person_id: str, batch: Batch, uow: UnitOfWork) -> bool:
    row = enrolment_of(person_id, batch, uow)
    return row is not None and row.state is EnrolmentState.COMPLETED


def planned_item(person_id: str, batch: Batch, uow: UnitOfWork, on: date) -> str:
    """Return the id of the plan's item that an enrolment belongs to; empty for none."""
    posting = uow.organisation.posting(person_id, on)
    above = units_above(
        posting.unit_code if posting else "",
        {unit.code: unit.parent_code for unit in uow.organisation.units()},
    )
    return item_for(person_id, above, planned_items(batch, uow))


def planned_items(batch: Batch, uow: UnitOfWork) -> list[PlanItem]:
    """Return the plan's items for a batch's programme, of the year in which it begins."""
    return [
        item
        for item in current_items(uow.plans.versions(batch.since.year))
        if item.programme_code == batch.programme_code and item.stands
    ]


def item_for(person_id: str, above: frozenset[str], items: Sequence[PlanItem]) -> str:
    """Return the first item that names a person, else the only one for their unit.

    Args:
        person_id: The person.
        above: Their unit and those above it.
        items: Of the programme.
    """
    named = [item for item in items if person_id in item.person_ids]
    if named:
        return named[0].id
    for_many = [
        item
        for item in items
        if not item.person_ids and (not item.unit_code or item.unit_code in above)
    ]
    return for_many[0].id if len(for_many) == 1 else ""


def proposed(
    person_id: str,
    batch: Batch,
    account_id: str,
    plan_item_id: str,
    uow: UnitOfWork,
    ports: Ports,
) -> Enrolment:
    """Return a proposal: a new one, or one that was dropped and is taken up again."""
    dropped = enrolment_of(person_id, batch, uow)
    if dropped is not None:
        return stepped(
            dropped, EnrolmentState.PROPOSED, by=account_id, at=ports.clock.now()
        )
    return Enrolment(
        id=ports.new_id(),
        person_id=person_id,
        batch_id=batch.id,
        plan_item_id=plan_item_id or planned_item(person_id, batch, uow, today(ports)),
        state=EnrolmentState.PROPOSED,
        reason="",
        completed_on=None,
        hours_learned=None,
        source="",
        revision=1,
        before=0,
        recorded_by=account_id,
        recorded_at=ports.clock.now(),
    )


def keep_enrolment(
    row: Enrolment, act: str, before: str, actor: str, now: datetime, uow: UnitOfWork
) -> None:
    """Append a revision and its row in the trail."""
    if not uow.programmes.append_enrolment(row):
        raise ConflictError("step-impossible", enrolment=row.id)
    uow.audit.add(
        AuditEntry(
            now,
            actor,
            f"enrolment.{act}",
            f"enrolment:{row.id}",
            before=before,
            after=row.state,
            reason=row.reason,
        )
    )
