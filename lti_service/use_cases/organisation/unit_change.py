"""The tree of units as administrators see and change it; no unit is deleted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import units_above
from lti_service.domain.import_run import differences, normal
from lti_service.domain.organisation import FormerUnit, Position, Unit
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.organisation.person_list import managed_units

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TreeUnit:
    """A unit in the tree.

    Attributes:
        depth: 0 at the top of what the administrator sees.
        head: Name of the position that leads it; empty where none is named.
        heads: Who holds that position in the unit today.
        people: How many active people are posted in it.
        below: How many in it and all below.
    """

    unit: Unit
    depth: int
    head: str
    heads: tuple[str, ...]
    people: int
    below: int


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One unit, with what it was and where it may be moved.

    Attributes:
        former: How it was called before, newest first.
        parents: Units above which it may be put, by name.
    """

    shown: TreeUnit
    parent: Unit | None
    former: Sequence[FormerUnit]
    parents: Sequence[Unit]
    positions: Sequence[Position]
    may_be_top: bool


def unit_tree(*, actor: str, ports: Ports) -> list[TreeUnit]:
    """Return the units of an administrator as a tree, each before those below it.

    Raises:
        ForbiddenError: The account is no administrator.
    """
    with ports.storage.reading() as uow:
        reach = managed_units(actor, uow, ports)
        return list(_tree(reach, uow, ports))


def unit_record(code: str, *, actor: str, ports: Ports) -> UnitRecord:
    """Return one unit of an administrator.

    Raises:
        NotFoundError: There is no such unit: ``unknown-unit``.
        ForbiddenError: It is none of the administrator's units.
    """
    with ports.storage.reading() as uow:
        unit = _managed(code, actor, uow, ports)
        reach = managed_units(actor, uow, ports)
        units = {one.code: one for one in uow.organisation.units()}
        parents = {one.code: one.parent_code for one in units.values()}
        shown = next(one for one in _tree(reach, uow, ports) if one.unit == unit)
        may = [
            one
            for one in units.values()
            if (reach is None or one.code in reach)
            and code not in units_above(one.code, parents)
            and one.closed_on is None
        ]
        return UnitRecord(
            shown,
            units.get(unit.parent_code),
            uow.organisation.former_units(code),
            sorted(may, key=lambda one: one.name.casefold()),
            uow.organisation.positions(),
            reach is None,
        )


def add_unit(unit: Unit, *, actor: str, ports: Ports) -> Unit:
    """Add a unit.

    Raises:
        InvalidInputError: Code or name is missing: ``unit-incomplete``.
        ConflictError: The code is there already: ``unit-known``.
        NotFoundError: There is no such unit above: ``unknown-unit``.
        ForbiddenError: It would be none of the administrator's units.
    """
    if not unit.code or not unit.name or len(unit.code) > _LONGEST:
        raise InvalidInputError("unit-incomplete")
    with ports.storage.writing() as uow:
        _check_parent(unit.parent_code, actor, uow, ports)
        known = {normal(one.code) for one in uow.organisation.units()}
        if normal(unit.code) in known:
            raise ConflictError("unit-known", unit=unit.code)
        uow.organisation.save_unit(unit)
        _audit("unit.added", unit.code, actor, uow, ports, after=unit.name)
        uow.commit()
    return unit


def change_unit(changed: Unit, since: date | None, *, actor: str, ports: Ports) -> Unit:
    """Rename a unit, move it, or tell more of it; how it was stays known by its days.

    Args:
        changed: The unit as it shall be; its last day is not looked at.
        since: First day of another name or place; today where none is named.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: There is no name (``unit-incomplete``), or the day has not
            come or precedes the change before (``unit-days``).
        ConflictError: It would be below itself: ``unit-circle``.
        NotFoundError: There is no such unit: ``unknown-unit``.
        ForbiddenError: It is, or would be, none of the administrator's units.
    """
    on = today(ports)
    since = since or on
    if not changed.name:
        raise InvalidInputError("unit-incomplete")
    with ports.storage.writing() as uow:
        before = _managed(changed.code, actor, uow, ports)
        changed = replace(changed, closed_on=before.closed_on)
        if changed.parent_code != before.parent_code:
            _check_parent(changed.parent_code, actor, uow, ports)
            parents = {u.code: u.parent_code for u in uow.organisation.units()}
            if changed.code in units_above(changed.parent_code, parents):
                raise ConflictError("unit-circle", unit=changed.code)
        if (changed.name, changed.parent_code) != (before.name, before.parent_code):
            former = uow.organisation.former_units(changed.code)
            last = since - timedelta(days=1)
            if since > on or (former and former[0].until > last):
                raise InvalidInputError("unit-days")
            uow.organisation.save_former_unit(
                FormerUnit(before.code, last, before.name, before.parent_code)
            )
        _save(before, changed, "unit.changed", actor, uow, ports)
    return changed


def undo_unit(code: str, *, actor: str, ports: Ports) -> Unit:
    """Give a unit the name and the place that it had before the latest change.

    Raises:
        NotFoundError: There is no such unit, or it never was otherwise: ``unknown-unit``,
            ``nothing-to-undo``.
        ForbiddenError: It is, or was, none of the administrator's units.
    """
    with ports.storage.writing() as uow:
        before = _managed(code, actor, uow, ports)
        former = uow.organisation.former_units(code)
        if not former:
            raise NotFoundError("change-settled", unit=code)
        was = former[0]
        if was.parent_code != before.parent_code:
            _check_parent(was.parent_code, actor, uow, ports)
            parents = {u.code: u.parent_code for u in uow.organisation.units()}
            if code in units_above(was.parent_code, parents):
                raise ConflictError("unit-circle", unit=code)
        after = replace(before, name=was.name, parent_code=was.parent_code)
        _save(before, after, "unit.restored", actor, uow, ports)
    return after


def close_unit(code: str, last: date | None, *, actor: str, ports: Ports) -> Unit:
    """Give a unit its last day, or none again.

    Raises:
        ConflictError: People are posted in it after that day, or units below it are
            open: ``unit-in-use``.
        NotFoundError: There is no such unit: ``unknown-unit``.
        ForbiddenError: It is none of the administrator's units.
    """
    with ports.storage.writing() as uow:
        before = _managed(code, actor, uow, ports)
        if last is not None:
            after_it = last + timedelta(days=1)
            held = uow.organisation.postings(max(after_it, today(ports)))
            below = [
                one
                for one in uow.organisation.units()
                if one.parent_code == code
                and (one.closed_on is None or one.closed_on > last)
            ]
            if below or any(posting.unit_code == code for posting in held):
                raise ConflictError("unit-in-use", unit=code)
        action = "unit.closed" if last else "unit.reopened"
        after = replace(before, closed_on=last)
        _save(before, after, action, actor, uow, ports)
    return after


def _tree(
    reach: frozenset[str] | None, uow: UnitOfWork, ports: Ports
) -> Iterator[TreeUnit]:
    organisation, on = uow.organisation, today(ports)
    units = {unit.code: unit for unit in organisation.units()}
    parents = {unit.code: unit.parent_code for unit in units.values()}
    positions = {position.code: position.name for position in organisation.positions()}
    names = {p.id: p.name for p in organisation.people() if p.active}
    count, heads, below = Counter[str](), dict[str, list[str]](), Counter[str]()
    posted = {
        posting.person_id: posting
        for posting in organisation.postings(on)
        if posting.person_id in names
    }
    for posting in posted.values():
        count[posting.unit_code] += 1
        unit = units.get(posting.unit_code)
        if unit is not None and unit.head_code == posting.position_code:
            heads.setdefault(unit.code, []).append(names[posting.person_id])
    for code, people in count.items():
        for above in units_above(code, parents):
            below[above] += people
    children: dict[str, list[Unit]] = {}
    for unit in units.values():
        if reach is None or unit.code in reach:
            seen = unit.parent_code in units
            shown = seen and (reach is None or unit.parent_code in reach)
            children.setdefault(unit.parent_code if shown else "", []).append(unit)
    yield from _walk("", 0, children, positions, heads, count, below, set())


def _walk(
    code: str,
    depth: int,
    children: Mapping[str, Sequence[Unit]],
    positions: Mapping[str, str],
    heads: Mapping[str, Sequence[str]],
    count: Mapping[str, int],
    below: Mapping[str, int],
    seen: set[str],
) -> Iterator[TreeUnit]:
    for unit in sorted(children.get(code, ()), key=lambda one: one.name.casefold()):
        if unit.code in seen:
            continue
        seen.add(unit.code)
        yield TreeUnit(
            unit,
            depth,
            positions.get(unit.head_code, unit.head_code),
            tuple(heads.get(unit.code, ())),
            count.get(unit.code, 0),
            below.get(unit.code, 0),
        )
        more = (children, positions, heads, count, below, seen)
        yield from _walk(unit.code, depth + 1, *more)


def _managed(code: str, actor: str, uow: UnitOfWork, ports: Ports) -> Unit:
    reach = managed_units(actor, uow, ports)
    unit = next((one for one in uow.organisation.units() if one.code == code), None)
    if unit is None:
        raise NotFoundError("unknown-unit", unit=code)
    if reach is not None and code not in reach:
        raise ForbiddenError("forbidden", actor=actor, unit=code)
    return unit


def _check_parent(code: str, actor: str, uow: UnitOfWork, ports: Ports) -> None:
    if code:
        _managed(code, actor, uow, ports)
    elif managed_units(actor, uow, ports) is not None:
        raise ForbiddenError("forbidden", actor=actor)


def _save(
    before: Unit, after: Unit, action: str, actor: str, uow: UnitOfWork, ports: Ports
) -> None:
    if before == after:
        return
    uow.organisation.save_unit(after)
    told = [f"{name}: {old} → {new}" for name, old, new in differences(before, after)]
    _audit(action, after.code, actor, uow, ports, after="; ".join(told))
    uow.commit()


def _audit(
    action: str, code: str, actor: str, uow: UnitOfWork, ports: Ports, *, after: str
) -> None:
    now = ports.clock.now()
    uow.audit.add(AuditEntry(now, actor, action, f"unit:{code}", after=after))
