"""Needs wait for the verifier of their unit, then for an administrator: see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lti_service.domain.framework import Competency
from lti_service.domain.grant import Grant, covers
from lti_service.domain.needs import (
    JUDGED,
    CycleState,
    GapKind,
    NeedChange,
    NeedFilter,
    NeedItem,
    NeedsCycle,
    NeedState,
    Priority,
    Verdict,
)
from lti_service.domain.organisation import Person, Unit
from lti_service.errors import ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.needs.needs import ROLES, covered_units, units_read

PAGE = 50


@dataclass(frozen=True, slots=True)
class NeedsQuery:
    """Which needs somebody wants to see; what is empty does not matter.

    Attributes:
        waiting: Only what waits for the reader in the present stage.
        page: 1 for the first.
    """

    unit_code: str = ""
    competency_code: str = ""
    kind: GapKind | None = None
    state: NeedState | None = None
    priority: Priority | None = None
    waiting: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need with the words that go with it.

    Attributes:
        position: Name of the post held on the reference date; empty for none.
        competency: None where the need names none.
        target: Name of the position to be held; empty where it is not about that.
        judges: Whether the reader may judge it now: never their own.
        names: Names of those who had a part in it, by person id.
    """

    item: NeedItem
    person: Person
    unit: Unit | None
    position: str
    competency: Competency | None
    target: str
    judges: bool
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class NeedsList:
    """A page of needs, the most pressing first.

    Attributes:
        total: How many match.
        open: How many that match the reader may judge now, their own left out.
        waiting: How many wait for the reader in all.
        judging: Whether the reader judges in the present stage.
        own: How many of the reader's own needs wait for somebody else in this stage.
        others: Names of who else may judge these; empty where nobody may.
        units: Those the reader may choose from, and likewise the competencies.
    """

    cycle: NeedsCycle
    query: NeedsQuery
    rows: tuple[NeedRow, ...]
    total: int
    open: int
    waiting: int
    judging: bool
    own: int
    others: tuple[str, ...]
    units: tuple[Unit, ...]
    competencies: tuple[Competency, ...]

    @property
    def open_state(self) -> NeedState | None:
        """The state of what the present stage waits for; none where it judges nothing."""
        verdicts = JUDGED.get(self.cycle.state)
        return verdicts[Verdict.UNDONE] if verdicts else None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class NeedHistory:
    """One need and all that became of it, oldest change first."""

    cycle: NeedsCycle
    row: NeedRow
    changes: tuple[NeedChange, ...]


@dataclass(frozen=True, slots=True)
class WaitingNeeds:
    """Needs of a cycle that wait for somebody.

    Attributes:
        items: How many.
        since: Since when the stage lasts.
        until: Its planned last day.
    """

    cycle: NeedsCycle
    items: int
    since: datetime
    until: date | None


def waiting_needs(account_id: str, *, ports: Ports) -> list[WaitingNeeds]:
    """Return what waits for a verifier or administrator; empty for others."""
    found = []
    with ports.storage.reading() as uow:
        reader = identify(account_id, uow=uow, on=today(ports))
        for cycle in uow.needs.cycles():
            held = judging_grants(reader, cycle.state)
            if held and reader.person is not None:
                wanted = open_needs(cycle.state, held, reader.person, uow)
                items = uow.needs.number(cycle.year, wanted)
                found.append(WaitingNeeds(cycle, items, cycle.state_at, cycle.until))
    return [one for one in found if one.items]


def list_needs(
    account_id: str, year: int, query: NeedsQuery, *, ports: Ports
) -> NeedsList:
    """Return a page of the needs in an account's units.

    Raises:
        ForbiddenError: The account reads none, or not of that unit.
        NotFoundError: There is no such cycle.
    """
    with ports.storage.reading() as uow:
        reader = identify(account_id, uow=uow, on=today(ports))
        cycle = uow.needs.cycle(year)
        if cycle is None:
            raise NotFoundError("not-found", needs=str(year))
        held = judging_grants(reader, cycle.state)
        wanted = wanted_needs(reader, cycle, held, query, uow)
        waits = open_needs(cycle.state, held, reader.person, uow)
        total = uow.needs.number(year, wanted)
        page = min(max(query.page, 1), max(1, -(-total // PAGE)))
        found = uow.needs.find(year, wanted, most=PAGE, skip=PAGE * (page - 1))
        units = uow.organisation.units()
        seen = units_read(reader, "", uow)
        mine = _own_needs(reader, cycle, uow)
        return NeedsList(
            cycle=cycle,
            query=replace(query, page=page),
            rows=tuple(need_rows(found, uow, reader, held)),
            total=total,
            open=_number(year, both(wanted, waits), uow) if held else 0,
            waiting=_number(year, waits, uow) if held else 0,
            judging=bool(held),
            own=len(mine),
            others=_other_judges(reader, cycle, mine, uow, today(ports)),
            units=tuple(u for u in units if seen is None or u.code in seen),
            competencies=tuple(uow.frameworks.competencies()),
        )


def need_history(account_id: str, item_id: str, *, ports: Ports) -> NeedHistory:
    """Return one need with all its changes, for who may read it.

    Raises:
        NotFoundError: There is no such need.
        ForbiddenError: It is of none of the account's units.
    """
    with ports.storage.reading() as uow:
        reader = identify(account_id, uow=uow, on=today(ports))
        seen = units_read(reader, "", uow)
        item = uow.needs.get(item_id)
        cycle = uow.needs.cycle(item.year) if item else None
        if item is None or cycle is None:
            raise NotFoundError("not-found", need=item_id)
        if seen is not None and item.unit_code not in seen:
            raise ForbiddenError("forbidden", need=item_id)
        changes = uow.needs.changes(item_id)
        row = need_rows([item], uow, reader, judging_grants(reader, cycle.state))[0]
        names = row.names | _names({change.by for change in changes}, uow)
        return NeedHistory(cycle, replace(row, names=names), tuple(changes))


def _own_needs(reader: Identity, cycle: NeedsCycle, uow: UnitOfWork) -> list[NeedItem]:
    """Return the reader's own needs that wait in the present stage."""
    verdicts = JUDGED.get(cycle.state)
    if reader.person is None or verdicts is None:
        return []
    rows = uow.needs.of_people(cycle.year, [reader.person.id])
    return [item for item in rows if item.state is verdicts[Verdict.UNDONE]]


def _other_judges(
    reader: Identity,
    cycle: NeedsCycle,
    mine: Sequence[NeedItem],
    uow: UnitOfWork,
    on: date,
) -> tuple[str, ...]:
    """Return who else may judge the reader's own needs, by name."""
    if not mine or reader.person is None:
        return ()
    role = ROLES[cycle.state]
    parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
    found = set()
    for grant in uow.grants.all():
        if grant.role is not role or not grant.holds(on):
            continue
        account = uow.accounts.get(grant.account_id) if grant.account_id else None
        person_id = grant.person_id or (account.person_id if account else None)
        able = any(covers([grant], item.unit_code, parents) for item in mine)
        if person_id and person_id != reader.person.id and able:
            found.add(person_id)
    return tuple(sorted(_names(found, uow).values()))


def need_rows(
    items: Sequence[NeedItem],
    uow: UnitOfWork,
    reader: Identity | None = None,
    held: Sequence[Grant] = (),
) -> list[NeedRow]:
    """Return items with the words that go with them.

    Args:
        items: The items.
        uow: The transaction.
        reader: Who reads; none for nobody who could judge.
        held: The reader's grants of whoever judges in the present stage.
    """
    units = {unit.code: unit for unit in uow.organisation.units()}
    parents = {unit.code: unit.parent_code for unit in units.values()}
    positions = {one.code: one.name for one in uow.organisation.positions()}
    competencies = {one.code: one for one in uow.frameworks.competencies()}
    people = {id_: uow.organisation.person(id_) for id_ in {i.person_id for i in items}}
    own = reader.person.id if reader and reader.person else ""
    rows = []
    for item in items:
        person = people[item.person_id]
        if person is None:
            continue
        parts = {item.proposed_by, item.verifier_id, item.validator_id}
        code = item.competency_code
        rows.append(
            NeedRow(
                item=item,
                person=person,
                unit=units.get(item.unit_code),
                position=positions.get(item.position_code, item.position_code),
                competency=competencies.get(code, Competency(code, "", code, ""))
                if code
                else None,
                target=positions.get(item.target_code, item.target_code),
                judges=item.person_id != own and covers(held, item.unit_code, parents),
                names=_names(parts | {item.priority_by}, uow),
            )
        )
    return rows


def _names(person_ids: Collection[str], uow: UnitOfWork) -> dict[str, str]:
    people = (uow.organisation.person(id_) for id_ in person_ids if id_)
    return {person.id: person.name for person in people if person is not None}


def judging_grants(reader: Identity, stage: CycleState) -> tuple[Grant, ...]:
    """Return the grants by which somebody judges in a stage."""
    role = ROLES.get(stage)
    return reader.of(role) if role else ()


def open_needs(
    stage: CycleState, held: Sequence[Grant], judge: Person | None, uow: UnitOfWork
) -> NeedFilter:
    """Return what waits for a judge in a stage; never the judge's own."""
    verdicts = JUDGED.get(stage)
    return NeedFilter(
        unit_codes=covered_units(held, uow),
        state=verdicts[Verdict.UNDONE] if verdicts else None,
        but_person=judge.id if judge else "",
    )


def wanted_needs(
    reader: Identity,
    cycle: NeedsCycle,
    held: Sequence[Grant],
    query: NeedsQuery,
    uow: UnitOfWork,
) -> NeedFilter:
    """Return what a query means for somebody, never more than they may read.

    Raises:
        ForbiddenError: It asks for a unit that is none of theirs.
    """
    wanted = NeedFilter(
        unit_codes=units_read(reader, query.unit_code, uow),
        competency_code=query.competency_code,
        kind=query.kind,
        state=query.state,
        priority=query.priority,
    )
    if query.waiting and held:
        waits = open_needs(cycle.state, held, reader.person, uow)
        return both(replace(wanted, state=None), waits) or replace(
            wanted, unit_codes=frozenset()
        )
    return wanted


def both(wanted: NeedFilter, waits: NeedFilter) -> NeedFilter | None:
    """Return what two filters both mean; none where that can be nothing."""
    if wanted.state not in {None, waits.state}:
        return None
    units = wanted.unit_codes
    if units is None or waits.unit_codes is None:
        units = units if waits.unit_codes is None else waits.unit_codes
    else:
        units &= waits.unit_codes
    return replace(
        wanted, unit_codes=units, state=waits.state, but_person=waits.but_person
    )


def _number(year: int, wanted: NeedFilter | None, uow: UnitOfWork) -> int:
    return uow.needs.number(year, wanted) if wanted else 0
