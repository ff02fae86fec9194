"""All that is known of one person, with its days, and what is missing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lti_service.domain.launch import Account
from lti_service.domain.organisation import (
    Person,
    PersonIdentifier,
    Position,
    Posting,
    Unit,
)
from lti_service.errors import ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.plan import my_plan
from lti_service.use_cases.learning_hours.learning_hours import (
    hours_card,
)
from lti_service.use_cases.organisation.person_list import managed_units


@dataclass(frozen=True, slots=True)
class DatedPosting:
    """A posting in words."""

    posting: Posting
    unit: str
    position: str
    supervisor: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as an administrator sees them.

    Attributes:
        postings: All there ever were, newest first.
        present: The post of today; none where there is none.
        identifiers: Numbers, those that ended too.
        accounts: Linked accounts, each with the name of its platform.
        missing: What is lacking: ``nip``, ``post``, ``supervisor``, ``standard``,
            ``account``.
        required: How many competencies the post requires.
        met: How many of them are met.
        recognised: Hours of this year.
        units: Where the administrator may post people.
    """

    person: Person
    postings: Sequence[DatedPosting]
    present: DatedPosting | None
    identifiers: Sequence[PersonIdentifier]
    accounts: Sequence[tuple[Account, str]]
    missing: Sequence[str]
    required: int
    met: int
    recognised: Decimal
    units: Sequence[Unit]
    positions: Sequence[Position]
    on: date


def person_record(person_id: str, *, actor: str, ports: Ports) -> PersonRecord:
    """Return all that is known of a person.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        person = managed_person(person_id, actor, uow, ports)
        organisation = uow.organisation
        reach = managed_units(actor, uow, ports)
        units = {unit.code: unit for unit in organisation.units()}
        positions = {position.code: position for position in organisation.positions()}
        rows = [
            _dated(posting, units, positions, uow)
            for posting in reversed(organisation.postings_of(person_id))
        ]
        held = organisation.posting(person_id, on)
        identifiers = organisation.identifiers(person_id)
        platforms = {platform.id: platform.name for platform in uow.platforms.all()}
        accounts = [
            (account, platforms.get(account.platform_id, ""))
            for account in uow.accounts.of_person(person_id)
        ]
    plan = my_plan(person_id, on, ports=ports)
    card = hours_card(person_id, None, ports=ports)
    standings = [one.standing for one in plan.requirements] if plan else []
    lacks = {
        "nip": not person.nip,
        "post": held is None,
        "supervisor": held is not None and held.supervisor_id is None,
        "standard": held is not None and not standings,
        "account": not accounts,
    }
    return PersonRecord(
        person=person,
        postings=rows,
        present=next((row for row in rows if row.posting == held), None),
        identifiers=identifiers,
        accounts=accounts,
        missing=[name for name, lacking in lacks.items() if lacking],
        required=len(standings),
        met=sum(1 for standing in standings if standing.met),
        recognised=card.year.recognised if card else Decimal(0),
        units=[
            unit
            for unit in sorted(units.values(), key=lambda unit: unit.name.casefold())
            if (reach is None or unit.code in reach)
            and (unit.closed_on is None or unit.closed_on >= on)
        ],
        positions=list(positions.values()),
        on=on,
    )


def managed_person(person_id: str, actor: str, uow: UnitOfWork, ports: Ports) -> Person:
    """Return a person whom an administrator may see and change.

    Who holds no post belongs to no unit, and so to administrators of everything.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    reach = managed_units(actor, uow, ports)
    person = uow.organisation.person(person_id)
    if person is None:
        raise NotFoundError("unknown-person", person=person_id)
    if reach is not None:
        posting = uow.organisation.posting(person_id, today(ports))
        if posting is None or posting.unit_code not in reach:
            raise ForbiddenError("forbidden", actor=actor, person=person_id)
    return person


def _dated(
    posting: Posting,
    units: Mapping[str, Unit],
    positions: Mapping[str, Position],
    uow: UnitOfWork,
) -> DatedPosting:
    unit, position = units.get(posting.unit_code), positions.get(posting.position_code)
    head = posting.supervisor_id and uow.organisation.person(posting.supervisor_id)
    return DatedPosting(
        posting,
        unit.name if unit else posting.unit_code,
        position.name if position else posting.position_code,
        head.name if head else "",
    )
