"""Money that items of the plan took, entered by an administrator."""

from dataclasses import dataclass
from datetime import date

from lti_service.domain.agency_plan import Spending, may_be_taken_back
from lti_service.domain.audit import AuditEntry
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.planning.plan_revision import LONGEST_REASON, check_planner


@dataclass(frozen=True, slots=True)
class Payment:
    """What was entered.

    Attributes:
        amount: Whole rupiah; none where it could not be read.
    """

    amount: int | None
    spent_on: date | None
    note: str


def record_spending(
    item_id: str, payment: Payment, account_id: str, *, ports: Ports
) -> Spending:
    """Enter money that an item took.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        NotFoundError: There is no such item.
        InvalidInputError: No amount, day or note, or a day to come: ``spending-entry``.
    """
    note, on = payment.note.strip()[:LONGEST_REASON], today(ports)
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, on)
        item = uow.plans.item(item_id)
        if item is None:
            raise NotFoundError("not-found", item=item_id)
        if not (payment.amount and payment.spent_on and note) or payment.spent_on > on:
            raise InvalidInputError("spending-entry")
        spending = Spending(
            ports.new_id(),
            item_id,
            item.year,
            payment.amount,
            payment.spent_on,
            note,
            None,
            account_id,
            ports.clock.now(),
        )
        _append(spending, "plan.spent", uow)
        uow.commit()
    return spending


def take_spending_back(
    spending_id: str, year: int, account_id: str, *, ports: Ports
) -> Spending:
    """Take an entry of money back by another one.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        NotFoundError: There is no such entry in that year.
        ConflictError: It was taken back before: ``spending-gone``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        check_planner(account_id, uow, today(ports))
        rows = uow.plans.spendings(year)
        entry = next((row for row in rows if row.id == spending_id), None)
        if entry is None:
            raise NotFoundError("not-found", spending=spending_id)
        if not may_be_taken_back(entry, rows):
            raise ConflictError("spending-gone")
        back = Spending(
            ports.new_id(),
            entry.item_id,
            year,
            -entry.amount,
            entry.spent_on,
            entry.note,
            entry.id,
            account_id,
            ports.clock.now(),
        )
        _append(back, "plan.spending-taken-back", uow)
        uow.commit()
    return back


def _append(spending: Spending, action: str, uow: UnitOfWork) -> None:
    uow.plans.append_spending(spending)
    uow.audit.add(
        AuditEntry(
            spending.at,
            spending.by,
            action,
            f"plan-item:{spending.item_id}",
            after=str(spending.amount),
            reason=spending.note,
        )
    )
