"""The inventory of a cycle: everybody's gaps become proposals, a batch at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Decision, effective
from lti_service.domain.framework import PositionStandard
from lti_service.domain.need_priority import PriorityRule, priority_rule
from lti_service.domain.needs import (
    CycleState,
    Mandate,
    NeedItem,
    NeedsCycle,
    change_of,
)
from lti_service.domain.needs_inventory import concerns, gaps_of, inventoried
from lti_service.domain.organisation import Posting
from lti_service.domain.plan import held_decision
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.evidence.plan import (
    decided_by_then,
    required_by_position,
)

BATCH = 250
"""People of one transaction: on SQLite others wait to write meanwhile."""


@dataclass(frozen=True, slots=True)
class Inventoried:
    """What an inventory came to.

    Attributes:
        people: How many people were looked at.
        items: How many items were added, changed or withdrawn.
    """

    people: int
    items: int


@dataclass(slots=True)
class Surroundings:
    """What an inventory knows of the organisation, read once for all people.

    Attributes:
        people: Ids of all people, in order, each with whether they are active.
        postings: Who holds which post on the reference date, by person id.
        groups: Group of each position, by code.
        parents: Code of the unit above, by unit code.
        required: What a position requires, by code; filled as it is asked for.
    """

    cycle: NeedsCycle
    people: Sequence[tuple[str, bool]]
    postings: Mapping[str, Posting]
    groups: Mapping[str, str]
    parents: Mapping[str, str]
    mandates: Sequence[Mandate]
    rule: PriorityRule
    required: dict[str, list[PositionStandard]] = field(default_factory=dict)

    def requires(self, position_code: str, uow: UnitOfWork) -> list[PositionStandard]:
        """Return what a position requires on the reference date (rules 1 and 2)."""
        if position_code not in self.required:
            self.required[position_code], _ = required_by_position(
                position_code, uow, self.cycle.reference_date
            )
        return self.required[position_code]


def request_inventory(
    year: int, *, actor: str = COMMAND_LINE, ports: Ports
) -> NeedsCycle:
    """Begin an inventory, or let one that runs go on.

    The worker goes through everybody; `run_inventory` does so at once.

    Args:
        year: Of the cycle.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is no such cycle.
        ConflictError: Its inventory is over: ``needs-stage-closed``.
    """
    with ports.storage.writing() as uow:
        cycle = cycle_in(year, CycleState.INVENTORY, uow)
        if cycle.cursor is None:
            cycle = replace(cycle, cursor="")
            uow.needs.save_cycle(cycle)
            entry = AuditEntry(
                ports.clock.now(), actor, "needs.inventory", f"needs:{year}"
            )
            uow.audit.add(entry)
            uow.commit()
    return cycle


def continue_inventory(*, ports: Ports) -> bool:
    """Finish an inventory that was asked for; return whether there was one."""
    with ports.storage.reading() as uow:
        asked = [c.year for c in uow.needs.cycles() if c.cursor is not None]
    for year in asked:
        run_inventory(year, ports=ports)
    return bool(asked)


def run_inventory(year: int, *, ports: Ports) -> Inventoried:
    """Go through everybody whom a requested inventory has not looked at yet.

    Each batch is a transaction that moves the cursor too, so that one which is broken
    off goes on where it was, and two that run at once share the work.

    Raises:
        NotFoundError: There is no such cycle.
    """
    with ports.storage.reading() as uow:
        cycle = uow.needs.cycle(year)
        if cycle is None:
            raise NotFoundError("not-found", needs=str(year))
        around = surroundings(cycle, uow)
    people = items = 0
    while True:
        looked_at, found = _batch(around, ports)
        people += looked_at
        items += found
        if not looked_at:
            return Inventoried(people, items)


def surroundings(cycle: NeedsCycle, uow: UnitOfWork) -> Surroundings:
    """Read what an inventory of a cycle has to know of the organisation."""
    on = cycle.reference_date
    organisation = uow.organisation
    people = sorted((person.id, person.active) for person in organisation.people())
    return Surroundings(
        cycle=cycle,
        people=people,
        postings={p.person_id: p for p in organisation.postings(on)},
        groups={one.code: one.group for one in organisation.positions()},
        parents={unit.code: unit.parent_code for unit in organisation.units()},
        mandates=uow.needs.mandates(cycle.year),
        rule=priority_rule(uow.rules.parameters(on)),
    )


def inventory_people(
    people: Mapping[str, bool], around: Surroundings, *, uow: UnitOfWork, ports: Ports
) -> int:
    """Bring the proposals of some people up to date; the caller commits.

    Args:
        people: Whether each is active, by id.
        around: The organisation.
        uow: The transaction.
        ports: Connections to the outside.

    Returns:
        How many items were added, changed or withdrawn.
    """
    year, now = around.cycle.year, ports.clock.now()
    held = held_levels(people, around.cycle.reference_date, uow, ports.time_zone)
    targets = {t.person_id: t.position_code for t in uow.needs.targets(year, people)}
    known: dict[str, list[NeedItem]] = {}
    for item in uow.needs.of_people(year, people):
        known.setdefault(item.person_id, []).append(item)
    changed = []
    for person_id, active in people.items():
        posting = around.postings.get(person_id) if active else None
        target = targets.get(person_id, "")
        gaps = []
        if posting is not None:
            group = around.groups.get(posting.position_code, "")
            gaps = gaps_of(
                around.requires(posting.position_code, uow),
                around.requires(target, uow) if target else (),
                [
                    mandate
                    for mandate in around.mandates
                    if concerns(mandate, posting, group, around.parents)
                ],
                held.get(person_id, {}),
            )
        changed += inventoried(
            year,
            person_id,
            posting,
            gaps,
            known.get(person_id, ()),
            around.rule,
            ports.new_id,
            now,
        )
    uow.needs.save(changed, [change_of(item) for item in changed])
    return len(changed)


def held_levels(
    person_ids: Collection[str], on: date, uow: UnitOfWork, time_zone: tzinfo
) -> dict[str, dict[str, int]]:
    """Return the level each person holds on a day, by competency code."""
    decided: dict[str, dict[str, list[Decision]]] = {}
    made = uow.evidence.decisions_of(person_ids)
    for one in effective(decided_by_then(made, on, time_zone)):
        mine = decided.setdefault(one.person_id, {})
        mine.setdefault(one.competency_code, []).append(one)
    return {
        person_id: {
            code: held.level
            for code, decisions in by_code.items()
            if (held := held_decision(decisions, on)) is not None
        }
        for person_id, by_code in decided.items()
    }


def cycle_in(year: int, state: CycleState, uow: UnitOfWork) -> NeedsCycle:
    """Return a cycle that must be in a stage; its row is locked where this writes.

    Raises:
        NotFoundError: There is no such cycle.
        ConflictError: It is in another stage: ``needs-stage-closed``.
    """
    cycle = uow.needs.cycle(year)
    if cycle is None:
        raise NotFoundError("not-found", needs=str(year))
    if cycle.state is not state:
        raise ConflictError("needs-stage-closed", state=cycle.state)
    return cycle


def _batch(around: Surroundings, ports: Ports) -> tuple[int, int]:
    """Look at the next people; return how many they are, and of how many items."""
    with ports.storage.writing() as uow:
        cycle = uow.needs.cycle(around.cycle.year)
        if cycle is None or cycle.cursor is None:
            return 0, 0
        after = cycle.cursor
        batch = dict([one for one in around.people if one[0] > after][:BATCH])
        if batch:
            found = inventory_people(batch, around, uow=uow, ports=ports)
            uow.needs.save_cycle(replace(cycle, cursor=max(batch)))
        else:
            found, now = 0, ports.clock.now()
            uow.needs.save_cycle(replace(cycle, cursor=None, inventoried_at=now))
        uow.commit()
    return len(batch), found
