"""One's own needs: what is proposed, what one wishes for oneself or one's people."""

from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.framework import Competency
from lti_service.domain.need_priority import priority_rule
from lti_service.domain.needs import (
    CareerTarget,
    CycleState,
    GapKind,
    NeedItem,
    NeedsCycle,
    NeedState,
    change_of,
    subject_of,
)
from lti_service.domain.organisation import Person, Position
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.needs.inventory import (
    cycle_in,
    held_levels,
    inventory_people,
    surroundings,
)
from lti_service.use_cases.needs.queue import NeedRow, need_rows

WISHED = (GapKind.PERFORMANCE, GapKind.CAREER)
"""What people may propose; the rest comes of comparing."""

_LONGEST_TITLE, _LONGEST_REASON, _HIGHEST = 200, 2000, 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody proposes.

    Attributes:
        person_id: Whom it is for; empty for oneself.
        title: What is needed, where no competency says it.
        level: Level wished for; 0 for none.
    """

    kind: GapKind
    person_id: str = ""
    competency_code: str = ""
    level: int = 0
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MyNeeds:
    """What is needed of a person in a year, and what may still be added.

    Attributes:
        cycle: The cycle shown; none where there is none at all.
        years: Of all cycles, the latest first.
        rows: The person's own, withdrawn ones last.
        proposed: What the person proposed for their people.
        target: The position to be held that was chosen; none for none.
        team: Whom the person supervises today, by name.
        open: Whether wishes are taken.
    """

    person: Person
    cycle: NeedsCycle | None
    years: tuple[int, ...]
    rows: tuple[NeedRow, ...]
    proposed: tuple[NeedRow, ...]
    target: Position | None
    team: tuple[Person, ...]
    positions: tuple[Position, ...]
    competencies: tuple[Competency, ...]

    @property
    def open(self) -> bool:
        """Whether wishes are taken now."""
        return self.cycle is not None and self.cycle.state is CycleState.INVENTORY


def my_needs(person_id: str, year: int | None, *, ports: Ports) -> MyNeeds | None:
    """Return a person's needs of a year, the latest cycle where none is named.

    None where there is no such person.
    """
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        if person is None:
            return None
        cycles = uow.needs.cycles()
        asked = next((c for c in cycles if c.year == year), None)
        cycle = asked or next(iter(cycles), None)
        team = _team(person_id, uow, ports)
        items: list[NeedItem] = []
        target = None
        if cycle is not None:
            items += uow.needs.of_people(cycle.year, [person_id, *team])
            chosen = uow.needs.targets(cycle.year, [person_id])
            code = chosen[0].position_code if chosen else ""
            target = uow.organisation.position(code) if code else None
        order = list(NeedState)
        mine = [item for item in items if item.person_id == person_id]
        mine.sort(key=lambda i: (order.index(i.state) == len(order) - 1, -i.gap, i.id))
        theirs = [
            item
            for item in items
            if item.person_id != person_id and item.proposed_by == person_id
        ]
        return MyNeeds(
            person=person,
            cycle=cycle,
            years=tuple(one.year for one in cycles),
            rows=tuple(need_rows(mine, uow)),
            proposed=tuple(need_rows(theirs, uow)),
            target=target,
            team=tuple(sorted(team.values(), key=lambda one: (one.name, one.id))),
            positions=tuple(uow.organisation.positions()),
            competencies=tuple(_leaves(uow)),
        )


def propose_need(year: int, wish: Wish, account_id: str, *, ports: Ports) -> NeedItem:
    """Propose a performance gap or a career wish for oneself or one's people.

    Raises:
        InvalidInputError: It says neither what nor why: ``need-reason-missing``; or its
            kind is none that people may propose.
        ForbiddenError: It is for somebody whom the account does not supervise.
        NotFoundError: There is no such cycle or competency.
        ConflictError: The inventory is over (``needs-stage-closed``), the same is there
            (``need-exists``), or the person held no post (``need-unposted``).
    """
    title = wish.title.strip()[:_LONGEST_TITLE]
    reason = wish.reason.strip()[:_LONGEST_REASON]
    if wish.kind not in WISHED or not 0 <= wish.level <= _HIGHEST:
        raise InvalidInputError("bad-form")
    if not reason or not (wish.competency_code or title):
        raise InvalidInputError("need-reason-missing")
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        cycle = cycle_in(year, CycleState.INVENTORY, uow)
        me = _me(account_id, uow, ports)
        person_id = wish.person_id or me.id
        if person_id != me.id and person_id not in _team(me.id, uow, ports):
            raise ForbiddenError("forbidden", person=person_id)
        code = wish.competency_code
        if code and uow.frameworks.competency(code) is None:
            raise NotFoundError("not-found", competency=code)
        on = cycle.reference_date
        posting = uow.organisation.posting(person_id, on)
        if posting is None:
            raise ConflictError("need-unposted")
        held = held_levels([person_id], on, uow, ports.time_zone)
        level = held.get(person_id, {}).get(code, 0)
        rule = priority_rule(uow.rules.parameters(on))
        gap = max(0, wish.level - level)
        subject = subject_of(code, title)
        known = uow.needs.of_people(year, [person_id])
        old = next(
            (i for i in known if (i.kind, i.subject) == (wish.kind, subject)), None
        )
        if old is not None and old.state is not NeedState.WITHDRAWN:
            raise ConflictError("need-exists")
        item = NeedItem(
            id=old.id if old else ports.new_id(),
            year=year,
            person_id=person_id,
            unit_code=posting.unit_code,
            position_code=posting.position_code,
            kind=wish.kind,
            subject=subject,
            competency_code=code,
            title=title,
            held=level,
            required=wish.level,
            provisional=False,
            necessity="",
            target_code="",
            reason=reason,
            priority=rule.priority(wish.kind, gap, "", posting.position_code),
            priority_by="",
            state=NeedState.PROPOSED,
            proposed_by=me.id,
            proposed_at=now,
            changed_by=me.id,
            changed_at=now,
        )
        uow.needs.save([item], [change_of(item)])
        _audit("needs.proposed", f"need:{item.id}", account_id, uow, ports)
        uow.commit()
    return item


def withdraw_need(
    item_id: str, account_id: str, *, back: bool = False, ports: Ports
) -> NeedItem:
    """Withdraw what one has proposed oneself, or take that back, during the inventory.

    Args:
        item_id: The need.
        account_id: Who proposed it.
        back: Propose it again.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is no such need that this account proposed.
        ConflictError: The inventory is over (``needs-stage-closed``), or it changed
            since (``need-meanwhile``).
    """
    before, after = NeedState.PROPOSED, NeedState.WITHDRAWN
    if back:
        before, after = after, before
    with ports.storage.writing() as uow:
        me = _me(account_id, uow, ports)
        item = uow.needs.get(item_id)
        if item is None or item.proposed_by != me.id:
            raise NotFoundError("not-found", need=item_id)
        cycle_in(item.year, CycleState.INVENTORY, uow)
        if item.state is not before:
            raise ConflictError("need-meanwhile")
        now = ports.clock.now()
        item = replace(item, state=after, changed_by=me.id, changed_at=now)
        uow.needs.save([item], [change_of(item)])
        _audit(f"needs.{after}", f"need:{item.id}", account_id, uow, ports)
        uow.commit()
    return item


def choose_target(
    year: int, position_code: str, account_id: str, *, ports: Ports
) -> int:
    """Choose the position to be held that one is compared with as well.

    Args:
        year: Of the cycle.
        position_code: The position; empty for none any more.
        account_id: Whose choice it is.
        ports: Connections to the outside.

    Returns:
        How many proposals were added, changed or withdrawn by it.

    Raises:
        NotFoundError: There is no such cycle or position.
        ConflictError: The inventory is over (``needs-stage-closed``).
    """
    with ports.storage.writing() as uow:
        cycle = cycle_in(year, CycleState.INVENTORY, uow)
        me = _me(account_id, uow, ports)
        if position_code and uow.organisation.position(position_code) is None:
            raise NotFoundError("not-found", position=position_code)
        now = ports.clock.now()
        target = CareerTarget(year, me.id, position_code, me.id, now)
        uow.needs.add_target(target)
        around = surroundings(cycle, uow)
        found = inventory_people({me.id: me.active}, around, uow=uow, ports=ports)
        _audit("needs.target", f"needs:{year}", account_id, uow, ports, position_code)
        uow.commit()
    return found


def _me(account_id: str, uow: UnitOfWork, ports: Ports) -> Person:
    person = identify(account_id, uow=uow, on=today(ports)).person
    if person is None:
        raise ForbiddenError("forbidden", account=account_id)
    return person


def _team(person_id: str, uow: UnitOfWork, ports: Ports) -> dict[str, Person]:
    """Return whom a person supervises today, by id."""
    postings = uow.organisation.postings(today(ports))
    ids = {one.person_id for one in postings if one.supervisor_id == person_id}
    people = (uow.organisation.person(id_) for id_ in ids)
    return {one.id: one for one in people if one is not None and one.active}


def _leaves(uow: UnitOfWork) -> list[Competency]:
    """Return the competencies that are no headings of others, by name."""
    found = uow.frameworks.competencies()
    headings = {one.parent_code for one in found}
    leaves = [one for one in found if one.code not in headings]
    return sorted(leaves, key=lambda one: (one.name, one.code))


def _audit(
    action: str,
    about: str,
    account_id: str,
    uow: UnitOfWork,
    ports: Ports,
    after: str = "",
) -> None:
    uow.audit.add(AuditEntry(ports.clock.now(), account_id, action, about, after=after))
