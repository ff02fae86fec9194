"""Who holds which role, as an administrator sees and changes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.grant import Grant, Role, covers
from lti_service.domain.launch import Account
from lti_service.domain.organisation import Person, Unit
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import identify, name_of, today

MOST_PEOPLE = 20
"""How many people a search shows; more are found by more letters."""


@dataclass(frozen=True, slots=True)
class ListedGrant:
    """A grant in words.

    Attributes:
        person: Who holds it; none where an account does.
        account: Which account holds it; none where a person does.
        unit: Where it holds; none for everywhere.
        given_by: A name, or ``cli``.
    """

    grant: Grant
    person: Person | None
    account: Account | None
    unit: Unit | None
    given_by: str

    @property
    def holder(self) -> str:
        """The name of who holds it."""
        if self.person is not None:
            return self.person.name
        return self.account.name if self.account else ""


@dataclass(frozen=True, slots=True)
class GrantList:
    """Grants that an administrator may manage.

    Attributes:
        grants: Those that the filter leaves, by name and role; none that are over.
        total: How many there are without the filter.
        units: Where the administrator may give roles, by name.
        everywhere: Whether that is everywhere.
    """

    grants: Sequence[ListedGrant]
    total: int
    units: Sequence[Unit]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a role."""

    person: Person
    unit: Unit | None
    roles: tuple[Role, ...]


def managed_grants(
    actor: str,
    *,
    role: str = "",
    unit_code: str = "",
    name: str = "",
    ports: Ports,
) -> GrantList:
    """Return the grants within an administrator's units.

    Args:
        actor: Account id of the administrator.
        role: Only this role; empty for all.
        unit_code: Only those that hold in this unit alone; empty for all.
        name: Only holders whose name has these letters; empty for all.
        ports: Connections to the outside.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        held = identify(actor, uow=uow, on=on).of(Role.ADMINISTRATOR)
        units = {unit.code: unit for unit in uow.organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        people = {person.id: person for person in uow.organisation.people()}
        listed = [
            ListedGrant(
                grant,
                people.get(grant.person_id or ""),
                uow.accounts.get(grant.account_id) if grant.account_id else None,
                units.get(grant.unit_code),
                name_of(grant.granted_by, uow),
            )
            for grant in uow.grants.all()
            if not grant.over(on) and covers(held, grant.unit_code, parents)
        ]
    mine = [unit for unit in units.values() if covers(held, unit.code, parents)]
    kept = [
        row
        for row in listed
        if role in {"", row.grant.role}
        and unit_code in {"", row.grant.unit_code}
        and name.strip().casefold() in row.holder.casefold()
    ]
    return GrantList(
        grants=sorted(kept, key=lambda row: (row.holder.casefold(), row.grant.role)),
        total=len(listed),
        units=sorted(mine, key=lambda unit: unit.name.casefold()),
        everywhere=covers(held, "", parents),
    )


def find_candidates(actor: str, words: str, *, ports: Ports) -> Sequence[Candidate]:
    """Return people in an administrator's units by letters of the name, or by NIP.

    Returns:
        At most one more than `MOST_PEOPLE`, by name.
    """
    on, asked = today(ports), words.strip().casefold()
    if not asked:
        return ()
    digits = "".join(asked.split())
    with ports.storage.reading() as uow:
        held = identify(actor, uow=uow, on=on).of(Role.ADMINISTRATOR)
        units = {unit.code: unit for unit in uow.organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        posted = {p.person_id: p.unit_code for p in uow.organisation.postings(on)}
        found = [
            person
            for person in uow.organisation.people()
            if (
                asked in person.name.casefold() or (person.nip and digits == person.nip)
            )
            and person.active
            and covers(held, posted.get(person.id, ""), parents)
        ]
        roles: dict[str, list[Role]] = {}
        for grant in uow.grants.all():
            if grant.person_id and grant.holds(on):
                roles.setdefault(grant.person_id, []).append(grant.role)
    return [
        Candidate(
            person,
            units.get(posted.get(person.id, "")),
            tuple(dict.fromkeys(roles.get(person.id, []))),
        )
        for person in found[: MOST_PEOPLE + 1]
    ]


def one_grant(grant_id: str, actor: str, *, ports: Ports) -> ListedGrant | None:
    """Return a grant that an administrator may manage, also one taken away."""
    on = today(ports)
    with ports.storage.reading() as uow:
        grant = uow.grants.get(grant_id)
        identity = identify(actor, uow=uow, on=on)
        if grant is None:
            return None
        if not identity.may(Role.ADMINISTRATOR, grant.unit_code, uow):
            return None
        units = {unit.code: unit for unit in uow.organisation.units()}
        person = uow.organisation.person(grant.person_id) if grant.person_id else None
        account = uow.accounts.get(grant.account_id) if grant.account_id else None
        given_by = name_of(grant.granted_by, uow)
        return ListedGrant(grant, person, account, units.get(grant.unit_code), given_by)
