"""Cycles of needs: open one, lead it through its stages, see how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Role, covers, units_above
from lti_service.domain.need_priority import PriorityRule, priority_rule
from lti_service.domain.needs import (
    JUDGED,
    CycleState,
    NeedCount,
    NeedFilter,
    NeedsCycle,
    NeedState,
    StageChange,
    Verdict,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import (
    COMMAND_LINE,
    Identity,
    identify,
    name_of,
    today,
)

ROLES = {
    CycleState.VERIFICATION: Role.VERIFIER,
    CycleState.VALIDATION: Role.ADMINISTRATOR,
}
"""Who judges in a stage, each in the units of their grant."""

READERS = (Role.VERIFIER, Role.ADMINISTRATOR)

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class PlannedCycle:
    """What somebody wants to open: see `NeedsCycle`."""

    year: int
    reference_date: date
    inventory_until: date
    verification_until: date
    validation_until: date


@dataclass(frozen=True, slots=True)
class Progress:
    """How many needs are in which state.

    Attributes:
        key: Code of a unit or competency; empty for all together.
        name: Its name.
        states: How many items by state.
        provisional: How many rest on a provisional standard.
    """

    key: str
    name: str
    states: dict[NeedState, int] = field(default_factory=dict)
    provisional: int = 0

    @property
    def items(self) -> int:
        """How many there are that nobody withdrew."""
        withdrawn = self.states.get(NeedState.WITHDRAWN, 0)
        return sum(self.states.values()) - withdrawn

    def left(self, stage: CycleState) -> int:
        """Return how many still wait in a stage."""
        verdicts = JUDGED.get(stage)
        return self.states.get(verdicts[Verdict.UNDONE], 0) if verdicts else 0


@dataclass(frozen=True, slots=True)
class CycleProgress:
    """A cycle and how far it is.

    Attributes:
        people: How many people have a need.
        all: All items together.
        units: By unit, those with most waiting first.
        competencies: By competency, the most needed first.
        stages: How it came to its stage, each with the name of who did it.
        rule: How priorities are reckoned.
    """

    cycle: NeedsCycle
    people: int
    all: Progress
    units: tuple[Progress, ...]
    competencies: tuple[Progress, ...]
    stages: tuple[tuple[StageChange, str], ...]
    rule: PriorityRule


def open_cycle(
    planned: PlannedCycle, *, actor: str = COMMAND_LINE, ports: Ports
) -> NeedsCycle:
    """Open the cycle of a budget year.

    Args:
        planned: Year and days.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The actor is no administrator of everything.
        InvalidInputError: The year or the order of the days: ``needs-dates``.
        ConflictError: There is one already: ``needs-cycle-exists``.
    """
    days = planned.inventory_until, planned.verification_until, planned.validation_until
    if not _FIRST_YEAR <= planned.year <= _LAST_YEAR or list(days) != sorted(days):
        raise InvalidInputError("needs-dates")
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        check_leads(actor, uow, ports)
        if uow.needs.cycle(planned.year) is not None:
            raise ConflictError("needs-cycle-exists")
        cycle = NeedsCycle(
            planned.year,
            planned.reference_date,
            CycleState.INVENTORY,
            *days,
            opened_by=actor,
            opened_at=now,
            state_at=now,
        )
        _to_stage(cycle, actor, "", uow)
        uow.commit()
    return cycle


def change_stage(
    year: int,
    seen: CycleState,
    to: CycleState,
    note: str,
    *,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> NeedsCycle:
    """Lead a cycle to its next stage, or back to the one before with a reason.

    Args:
        year: Of the cycle.
        seen: The stage that the actor saw.
        to: Verification, validation or, backwards, inventory.
        note: What is left undone, or why it goes back.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The actor is no administrator of everything.
        NotFoundError: There is no such cycle.
        ConflictError: It is not in that stage, or does not lead there.
        InvalidInputError: It goes back without a reason: ``needs-step-reason``.
    """
    note = note.strip()[:_LONGEST]
    with ports.storage.writing() as uow:
        check_leads(actor, uow, ports)
        cycle = _cycle(year, uow)
        forward = to is cycle.next and to is not CycleState.DECIDED
        if cycle.state is not seen or not (forward or to is cycle.previous):
            raise ConflictError("needs-stage-closed", state=cycle.state)
        if not forward and not note:
            raise InvalidInputError("needs-step-reason")
        moved = replace(cycle, state=to, state_at=ports.clock.now(), cursor=None)
        _to_stage(moved, actor, note, uow, before=cycle.state)
        uow.commit()
    return moved


def decide_cycle(
    year: int,
    decided_by: str,
    document_number: str,
    decided_on: date | None,
    *,
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> NeedsCycle:
    """Keep that the PPK decided a cycle; its items stay as they are from then on.

    Args:
        year: Of the cycle.
        decided_by: Who decided it, as the document says.
        document_number: Its number.
        decided_on: Its day.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The actor is no administrator of everything.
        NotFoundError: There is no such cycle.
        ConflictError: It is not being validated: ``needs-stage-closed``.
        InvalidInputError: Something is missing (``needs-decision-incomplete``), or the
            day has not come (``needs-decision-early``).
    """
    decided_by = decided_by.strip()[:_LONGEST]
    document_number = document_number.strip()[:_LONGEST]
    if not (decided_by and document_number and decided_on):
        raise InvalidInputError("needs-decision-incomplete")
    if decided_on > today(ports):
        raise InvalidInputError("needs-decision-early")
    with ports.storage.writing() as uow:
        check_leads(actor, uow, ports)
        cycle = _cycle(year, uow)
        if cycle.state is not CycleState.VALIDATION:
            raise ConflictError("needs-stage-closed", state=cycle.state)
        decided = replace(
            cycle,
            state=CycleState.DECIDED,
            state_at=ports.clock.now(),
            decided_by=decided_by,
            document_number=document_number,
            decided_on=decided_on,
        )
        _to_stage(decided, actor, document_number, uow, before=cycle.state)
        uow.commit()
    return decided


def list_cycles(account_id: str, *, ports: Ports) -> list[CycleProgress]:
    """Return all cycles with the numbers of the account's units, the latest year first.

    Raises:
        ForbiddenError: The account reads none.
    """
    with ports.storage.reading() as uow:
        reader = identify(account_id, uow=uow, on=today(ports))
        wanted = NeedFilter(unit_codes=units_read(reader, "", uow))
        return [_progress(cycle, wanted, uow) for cycle in uow.needs.cycles()]


def cycle_progress(
    account_id: str, year: int, *, unit_code: str = "", ports: Ports
) -> CycleProgress:
    """Return how far a cycle is, by unit and competency, in the account's units.

    Args:
        account_id: A verifier or administrator.
        year: Of the cycle.
        unit_code: Only this unit and those below; empty for all the account's.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account reads none.
        NotFoundError: There is no such cycle.
    """
    with ports.storage.reading() as uow:
        reader = identify(account_id, uow=uow, on=today(ports))
        cycle = _cycle(year, uow)
        seen = units_read(reader, unit_code, uow)
        wanted = NeedFilter(unit_codes=seen)
        found = _progress(cycle, wanted, uow)
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        names = {one.code: one.name for one in uow.frameworks.competencies()}
        by_unit = _gather(uow.needs.by_unit(year, wanted), units)
        by_competency = _gather(uow.needs.by_competency(year, wanted), names)
        return replace(
            found,
            units=tuple(
                sorted(
                    by_unit, key=lambda one: (-one.left(cycle.state), one.name, one.key)
                )
            ),
            competencies=tuple(
                sorted(by_competency, key=lambda one: (-one.items, one.name, one.key))
            ),
        )


def units_read(
    reader: Identity, unit_code: str, uow: UnitOfWork
) -> frozenset[str] | None:
    """Return the units whose needs an account reads; none for all.

    Raises:
        ForbiddenError: It reads none, or not that one.
    """
    held = [grant for role in READERS for grant in reader.of(role)]
    if not held:
        raise ForbiddenError("forbidden", roles=",".join(READERS))
    seen = covered_units(held, uow)
    if not unit_code:
        return seen
    if seen is not None and unit_code not in seen:
        raise ForbiddenError("forbidden", unit=unit_code)
    parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
    return frozenset(
        code for code in parents if unit_code in units_above(code, parents)
    )


def covered_units(grants: Iterable[Grant], uow: UnitOfWork) -> frozenset[str] | None:
    """Return the codes of the units that grants reach; none for all."""
    held = list(grants)
    if any(not grant.unit_code for grant in held):
        return None
    parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
    return frozenset(code for code in parents if covers(held, code, parents))


def check_leads(actor: str, uow: UnitOfWork, ports: Ports) -> None:
    """Raise `ForbiddenError` where an actor is no administrator of everything."""
    if actor == COMMAND_LINE:
        return
    held = identify(actor, uow=uow, on=today(ports)).of(Role.ADMINISTRATOR)
    if all(grant.unit_code for grant in held):
        raise ForbiddenError("forbidden", roles=Role.ADMINISTRATOR)


def _cycle(year: int, uow: UnitOfWork) -> NeedsCycle:
    cycle = uow.needs.cycle(year)
    if cycle is None:
        raise NotFoundError("not-found", needs=str(year))
    return cycle


def _to_stage(
    cycle: NeedsCycle, actor: str, note: str, uow: UnitOfWork, before: str = ""
) -> None:
    """Save a cycle that has come to its stage, and keep how."""
    at = cycle.state_at
    uow.needs.save_cycle(cycle)
    uow.needs.add_stage(StageChange(cycle.year, cycle.state, actor, at, note))
    uow.audit.add(
        AuditEntry(
            at,
            actor,
            "needs.stage",
            f"needs:{cycle.year}",
            before=before,
            after=cycle.state,
            reason=note,
        )
    )


def _progress(cycle: NeedsCycle, wanted: NeedFilter, uow: UnitOfWork) -> CycleProgress:
    year = cycle.year
    together = Progress("", "")
    for count in uow.needs.by_unit(year, wanted):
        together = _added(together, count)
    return CycleProgress(
        cycle=cycle,
        people=uow.needs.people(year, wanted),
        all=together,
        units=(),
        competencies=(),
        stages=tuple((one, name_of(one.by, uow)) for one in uow.needs.stages(year)),
        rule=priority_rule(uow.rules.parameters(cycle.reference_date)),
    )


def _gather(counts: Iterable[NeedCount], names: dict[str, str]) -> list[Progress]:
    found: dict[str, Progress] = {}
    for count in counts:
        name = names.get(count.key, count.key)
        before = found.get(count.key, Progress(count.key, name))
        found[count.key] = _added(before, count)
    return list(found.values())


def _added(before: Progress, count: NeedCount) -> Progress:
    states = dict(before.states)
    states[count.state] = states.get(count.state, 0) + count.items
    # What was withdrawn is no longer needed, and no part of the numbers.
    more = count.provisional if count.state is not NeedState.WITHDRAWN else 0
    return replace(before, states=states, provisional=before.provisional + more)
