"""What drafting and revising share: who may, what may be named, and how it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from lti_service.domain.agency_plan import (
    PlanChange,
    PlanItem,
    PlanItemState,
    PlanRevision,
    PlanState,
    changes_of,
    current_items,
)
from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.plan_entry import EntryProblem, KnownCodes
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """What an administrator asks for.

    Attributes:
        typed: Texts by the names of `PlanItem`.
        reason: Why; needed once the plan is decided.
        document_no: Of a document that orders the change; may be empty.
    """

    typed: Mapping[str, str]
    reason: str = ""
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change: items, or all that is wrong with what was typed."""

    items: tuple[PlanItem, ...] = ()
    problems: tuple[EntryProblem, ...] = ()
    revision: int = 0


def check_planner(account_id: str, uow: UnitOfWork, on: date) -> None:
    """Raise `ForbiddenError` where an account is no administrator of everything."""
    held = identify(account_id, uow=uow, on=on).of(Role.ADMINISTRATOR)
    if not any(not grant.unit_code for grant in held):
        raise ForbiddenError("forbidden", roles=Role.ADMINISTRATOR)


def known_codes(year: int, uow: UnitOfWork) -> KnownCodes:
    """Return the codes that an item of a year may name."""
    last = date(year, 12, 31)
    return KnownCodes(
        {competency.code for competency in uow.frameworks.competencies()},
        {unit.code for unit in uow.organisation.units()},
        {row.code for row in uow.hours.conversions() if row.valid_from <= last},
        {programme.code for programme in uow.programmes.programmes()},
    )


def blank_item(item_id: str, year: int, number: int) -> PlanItem:
    """Return an item that says nothing yet; its version was never written."""
    fields: dict[str, Any] = dict.fromkeys(
        ("competency_code", "unit_code", "route", "organiser", "programme_code"), ""
    )
    return PlanItem(
        id=item_id,
        year=year,
        version=0,
        number=number,
        level=0,
        need_ids=(),
        person_ids=(),
        people=0,
        first_month=0,
        last_month=0,
        curriculum="",
        budget=None,
        funding="",
        state=PlanItemState.DRAFT,
        revision=0,
        changed_by="",
        changed_at=datetime.min.replace(tzinfo=UTC),
        **fields,
    )


def seen_items(
    year: int, seen: Mapping[str, int], uow: UnitOfWork
) -> Sequence[PlanItem]:
    """Return items as they were seen.

    Raises:
        NotFoundError: There is no such item in that year.
        ConflictError: Somebody else changed one: ``plan-changed``.
    """
    current = {item.id: item for item in current_items(uow.plans.versions(year))}
    if not seen or any(item_id not in current for item_id in seen):
        raise NotFoundError("not-found", year=str(year))
    if any(current[item_id].version != version for item_id, version in seen.items()):
        raise ConflictError("plan-changed")
    return [current[item_id] for item_id in seen]


def write_items(
    year: int,
    items: Iterable[PlanItem],
    account_id: str,
    state: PlanState,
    change: Change,
    uow: UnitOfWork,
    ports: Ports,
) -> Saved:
    """Append what differs, as versions of the draft or as one revision.

    Raises:
        ConflictError: The plan waits for the leader: ``plan-submitted``.
        InvalidInputError: Decided, and no reason: ``revision-reason-missing``.
    """
    if state is PlanState.SUBMITTED:
        raise ConflictError("plan-submitted")
    decided = state is PlanState.DECIDED
    reason = change.reason.strip()[:LONGEST_REASON]
    if decided and not reason:
        raise InvalidInputError("revision-reason-missing")
    now = ports.clock.now()
    known = {item.id: item for item in current_items(uow.plans.versions(year))}
    number = len(uow.plans.revisions(year)) + 1 if decided else 0
    written: list[PlanItem] = []
    told: list[PlanChange] = []
    for item in items:
        if decided and item.stands:
            item = replace(item, state=PlanItemState.DECIDED)  # noqa: PLW2901
        elif item.stands:
            item = replace(item, state=PlanItemState.DRAFT)  # noqa: PLW2901
        before = known.get(item.id)
        if before == item:
            continue
        new = replace(
            item,
            version=item.version + 1,
            revision=number,
            changed_by=account_id,
            changed_at=now,
        )
        changes = changes_of(before, new)
        if before is not None and not changes and before.need_ids == new.need_ids:
            continue
        uow.plans.append_item(new)
        written.append(new)
        told += changes
    if written and decided:
        revision = PlanRevision(
            ports.new_id(),
            year,
            number,
            reason,
            change.document_no.strip()[:LONGEST_REASON],
            tuple(told),
            account_id,
            now,
        )
        uow.plans.append_revision(revision)
    if written:
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "plan.revised" if decided else "plan.drafted",
                f"plan:{year}",
                before="",
                after=_summary(written, number),
                reason=reason,
            )
        )
    return Saved(tuple(written), revision=number if written else 0)


def _summary(written: Sequence[PlanItem], number: int) -> str:
    named = ", ".join(str(item.number) for item in written[:20])
    more = f" +{len(written) - 20}" if len(written) > 20 else ""  # noqa: PLR2004
    return (f"revision {number}; " if number else "") + f"items {named}{more}"
