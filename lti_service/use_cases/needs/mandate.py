"""Mandates: what everybody of a group must learn in a year."""

from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.framework import Competency
from lti_service.domain.needs import CycleState, Mandate, NeedsCycle
from lti_service.domain.organisation import GROUPS, Unit
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import COMMAND_LINE, check_unit
from lti_service.use_cases.needs.inventory import cycle_in
from lti_service.use_cases.needs.needs import check_leads

_HIGHEST, _LONGEST = 5, 2000


@dataclass(frozen=True, slots=True)
class MandateList:
    """The mandates of a cycle, and what another may be about.

    Attributes:
        mandates: Oldest first, also those taken back.
    """

    cycle: NeedsCycle
    mandates: tuple[Mandate, ...]
    competencies: tuple[Competency, ...]
    units: tuple[Unit, ...]


def list_mandates(account_id: str, year: int, *, ports: Ports) -> MandateList:
    """Return the mandates of a cycle.

    Raises:
        ForbiddenError: The account is no administrator of everything.
        NotFoundError: There is no such cycle.
    """
    with ports.storage.reading() as uow:
        check_leads(account_id, uow, ports)
        cycle = uow.needs.cycle(year)
        if cycle is None:
            raise NotFoundError("not-found", needs=str(year))
        competencies = uow.frameworks.competencies()
        headings = {one.parent_code for one in competencies}
        return MandateList(
            cycle,
            tuple(uow.needs.mandates(year)),
            tuple(one for one in competencies if one.code not in headings),
            tuple(uow.organisation.units()),
        )


def make_mandate(
    year: int,
    competency_code: str,
    level: int,
    reason: str,
    *,
    unit_code: str = "",
    group: str = "",
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> Mandate:
    """Say what everybody of a group must hold; the next inventory proposes it.

    Args:
        year: Of the cycle.
        competency_code: What.
        level: At which level, 1 to 5.
        reason: Why, or what it rests on.
        unit_code: Only this unit and those below; empty for all.
        group: Only this group of positions; empty for all.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: Something is missing: ``mandate-incomplete``.
        ForbiddenError: The actor is no administrator of everything.
        NotFoundError: There is no such cycle or unit.
        ConflictError: Its inventory is over: ``needs-stage-closed``.
    """
    reason = reason.strip()[:_LONGEST]
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        check_leads(actor, uow, ports)
        cycle_in(year, CycleState.INVENTORY, uow)
        known = uow.frameworks.competency(competency_code)
        if known is None or not 1 <= level <= _HIGHEST or not reason:
            raise InvalidInputError("mandate-incomplete")
        if group not in {"", *GROUPS}:
            raise InvalidInputError("bad-form")
        check_unit(unit_code, uow)
        mandate = Mandate(
            ports.new_id(),
            year,
            competency_code,
            level,
            unit_code,
            group,
            reason,
            actor,
            now,
        )
        uow.needs.save_mandate(mandate)
        about = f"needs:{year}"
        entry = AuditEntry(
            now,
            actor,
            "needs.mandate",
            about,
            after=f"{competency_code}.{level} {unit_code or '*'} {group or '*'}",
            reason=reason,
        )
        uow.audit.add(entry)
        uow.commit()
    return mandate


def end_mandate(
    year: int,
    mandate_id: str,
    *,
    back: bool = False,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> Mandate:
    """Take a mandate back, or undo that; the next inventory follows.

    Raises:
        ForbiddenError: The actor is no administrator of everything.
        NotFoundError: There is no such cycle or mandate.
        ConflictError: Its inventory is over: ``needs-stage-closed``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        check_leads(actor, uow, ports)
        cycle_in(year, CycleState.INVENTORY, uow)
        mandates = {one.id: one for one in uow.needs.mandates(year)}
        if mandate_id not in mandates:
            raise NotFoundError("not-found", mandate=mandate_id)
        ended = replace(mandates[mandate_id], ended_at=None if back else now)
        uow.needs.save_mandate(ended)
        action = "needs.mandate-restored" if back else "needs.mandate-ended"
        uow.audit.add(AuditEntry(now, actor, action, f"needs:{year}"))
        uow.commit()
    return ended
