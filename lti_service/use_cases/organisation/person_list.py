"""People as an administrator of their units looks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_service.domain.grant import Role, units_above
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.errors import ForbiddenError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today

LACKS = ("post", "supervisor", "nip", "inactive")
"""What people can be looked for by, that they lack."""

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person with their post today.

    Attributes:
        posting: Their own; none where they hold none.
        stands_in: Whether they also stand in for another post.
    """

    person: Person
    posting: Posting | None
    unit: Unit | None
    position: Position | None
    supervisor: str
    stands_in: bool


@dataclass(frozen=True, slots=True)
class PeopleList:
    """People of an administrator's units.

    Attributes:
        rows: Those of the page.
        found: How many the filter leaves.
        active: How many are active in all units of the administrator.
        without_post: How many of them hold no post; 0 for an administrator of some
            units, since those belong to none.
        without_supervisor: How many of those with a post have no supervisor.
        units: Where the administrator may look, by name.
        groups: Groups of positions that there are.
    """

    rows: Sequence[ListedPerson]
    found: int
    active: int
    without_post: int
    without_supervisor: int
    units: Sequence[Unit]
    groups: Sequence[str]
    everywhere: bool


def people_list(
    actor: str,
    *,
    words: str = "",
    unit_code: str = "",
    group: str = "",
    lack: str = "",
    page: int = 1,
    ports: Ports,
) -> PeopleList:
    """Return people within an administrator's units, by name.

    Args:
        actor: Account id of the administrator.
        words: Letters of the name, or a whole NIP; empty for all.
        unit_code: Only those in this unit and below; empty for all.
        group: Only holders of positions of this group; empty for all.
        lack: One of `LACKS`; empty for all that are active.
        page: Which page, from 1.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no administrator.
    """
    on, asked = today(ports), words.strip().casefold()
    digits = "".join(asked.split())
    with ports.storage.reading() as uow:
        reach = managed_units(actor, uow, ports)
        organisation = uow.organisation
        units = {unit.code: unit for unit in organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        positions = {position.code: position for position in organisation.positions()}
        held: dict[str, list[Posting]] = {}
        for posting in organisation.postings(on):
            held.setdefault(posting.person_id, []).append(posting)
        people = organisation.people()
    names = {person.id: person.name for person in people}
    below = {
        code for code in units if unit_code and unit_code in units_above(code, parents)
    }
    mine = [
        _listed(person, held.get(person.id, []), units, positions, names)
        for person in people
        if _reached(held.get(person.id, []), reach)
    ]
    active = [one for one in mine if one.person.active]
    kept = [
        one
        for one in (mine if lack == "inactive" or asked else active)
        if (asked in one.person.name.casefold() or digits == one.person.nip)
        and (not unit_code or (one.unit is not None and one.unit.code in below))
        and (not group or (one.position is not None and one.position.group == group))
        and _lacks(one, lack)
    ]
    first = (max(page, 1) - 1) * PEOPLE_A_PAGE
    return PeopleList(
        kept[first : first + PEOPLE_A_PAGE],
        len(kept),
        len(active),
        sum(1 for one in active if one.posting is None),
        sum(1 for one in active if one.posting and not one.supervisor),
        sorted(
            (unit for unit in units.values() if reach is None or unit.code in reach),
            key=lambda unit: unit.name.casefold(),
        ),
        sorted({position.group for position in positions.values() if position.group}),
        reach is None,
    )


def managed_units(actor: str, uow: UnitOfWork, ports: Ports) -> frozenset[str] | None:
    """Return the units that an administrator manages; none for everything.

    Raises:
        ForbiddenError: The account is no administrator.
    """
    grants = identify(actor, uow=uow, on=today(ports)).of(Role.ADMINISTRATOR)
    if not grants:
        raise ForbiddenError("forbidden", actor=actor)
    if any(not grant.unit_code for grant in grants):
        return None
    parents = {unit.code: unit.parent_code for unit in uow.organisation.units()}
    given = {grant.unit_code for grant in grants}
    return frozenset(code for code in parents if given & units_above(code, parents))


def _reached(postings: Sequence[Posting], reach: frozenset[str] | None) -> bool:
    # Who holds no post belongs to no unit.
    return reach is None or (bool(postings) and postings[-1].unit_code in reach)


def _listed(
    person: Person,
    postings: Sequence[Posting],
    units: Mapping[str, Unit],
    positions: Mapping[str, Position],
    names: Mapping[str, str],
) -> ListedPerson:
    own = postings[-1] if postings else None
    return ListedPerson(
        person,
        own,
        units.get(own.unit_code) if own else None,
        positions.get(own.position_code) if own else None,
        names.get(own.supervisor_id or "", "") if own else "",
        any(posting.kind == "plt" for posting in postings),
    )


def _lacks(one: ListedPerson, lack: str) -> bool:
    match lack:
        case "post":
            return one.posting is None
        case "supervisor":
            return one.posting is not None and not one.supervisor
        case "nip":
            return not one.person.nip
        case "inactive":
            return not one.person.active
        case _:
            return True
