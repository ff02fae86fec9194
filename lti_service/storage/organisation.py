"""People, units, positions and postings."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from lti_service.domain.organisation import (
    FormerUnit,
    Person,
    PersonIdentifier,
    Position,
    Posting,
    Unit,
)
from lti_service.errors import ConflictError
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("employment_type", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("absences", sa.Integer, nullable=False, server_default="0"),
)

person_identifiers = sa.Table(
    "person_identifiers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
)
for _name, _columns in {
    "uq_person_identifiers_current_value": ("kind", "value"),
    "uq_person_identifiers_current_person": ("person_id", "kind"),
}.items():
    sa.Index(
        _name,
        *(person_identifiers.c[column] for column in _columns),
        unique=True,
        sqlite_where=person_identifiers.c.valid_to.is_(None),
        postgresql_where=person_identifiers.c.valid_to.is_(None),
    )

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent_code", sa.Text, nullable=False),
    sa.Column("island", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False, server_default=""),
    sa.Column("head_code", sa.Text, nullable=False, server_default=""),
    sa.Column("closed_on", sa.Date),
)

former_units = sa.Table(
    "former_units",
    metadata,
    sa.Column("code", sa.Text, sa.ForeignKey("units.code"), primary_key=True),
    sa.Column("until", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("parent_code", sa.Text, nullable=False),
)

positions = sa.Table(
    "positions",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("grade", sa.Text, nullable=False),
)

postings = sa.Table(
    "postings",
    metadata,
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column(
        "position_code", sa.Text, sa.ForeignKey("positions.code"), nullable=False
    ),
    sa.Column("unit_code", sa.Text, sa.ForeignKey("units.code"), nullable=False),
    sa.Column("supervisor_id", sa.Text, sa.ForeignKey("people.id"), index=True),
    sa.Column("until", sa.Date),
    sa.Column("kind", sa.Text, nullable=False, server_default="definitif"),
)

_NIP = "nip"
_nips = sa.and_(
    person_identifiers.c.person_id == people.c.id,
    person_identifiers.c.kind == _NIP,
    person_identifiers.c.valid_to.is_(None),
)
_PEOPLE = sa.select(
    people.c.id,
    people.c.name,
    sa.func.coalesce(person_identifiers.c.value, "").label("nip"),
    people.c.employment_type,
    people.c.email,
    people.c.active,
    people.c.absences,
).select_from(people.outerjoin(person_identifiers, _nips))
person_rows = _PEOPLE
"""Everybody, in no order, as `Person` has them."""
_PERSON = _PEOPLE.where(people.c.id == sa.bindparam("id"))
_PERSON_BY_NIP = _PEOPLE.where(person_identifiers.c.value == sa.bindparam("nip"))
_PEOPLE_BY_NAME = _PEOPLE.order_by(people.c.name, people.c.id)
_PEOPLE_IN = _PEOPLE_BY_NAME.where(people.c.id.in_(sa.bindparam("ids", expanding=True)))
_PEOPLE_AFTER = _PEOPLE_BY_NAME.where(
    sa.or_(
        people.c.name > sa.bindparam("name"),
        sa.and_(
            people.c.name == sa.bindparam("name"),
            people.c.id > sa.bindparam("person_id"),
        ),
    )
).limit(sa.bindparam("most"))
_SAVE_PERSON = insert_or_update(people, ["id"])
current_nip = (
    person_identifiers.c.kind == _NIP,
    person_identifiers.c.valid_to.is_(None),
)
_NIP_OF = sa.select(person_identifiers.c.value).where(
    person_identifiers.c.person_id == sa.bindparam("id"), *current_nip
)
_BEARER = sa.select(person_identifiers.c.person_id).where(
    person_identifiers.c.value == sa.bindparam("nip"), *current_nip
)
_END_NIP = (
    sa.update(person_identifiers)
    .where(person_identifiers.c.person_id == sa.bindparam("person"), *current_nip)
    .values(valid_to=sa.bindparam("on"))
)
_INSERT_NIP = sa.insert(person_identifiers)
_ALL_NIPS = sa.select(person_identifiers.c.person_id, person_identifiers.c.value).where(
    *current_nip
)
_IDENTIFIERS = (
    sa.select(*columns_of(person_identifiers, PersonIdentifier))
    .where(person_identifiers.c.person_id == sa.bindparam("id"))
    .order_by(
        person_identifiers.c.kind,
        person_identifiers.c.valid_from,
        person_identifiers.c.valid_to.is_(None),
        person_identifiers.c.valid_to,
    )
)
_SAME_IDENTIFIER = (
    person_identifiers.c.person_id == sa.bindparam("person"),
    person_identifiers.c.kind == sa.bindparam("of_kind"),
    person_identifiers.c.valid_to.is_(None),
)
_END_IDENTIFIER = (
    sa.update(person_identifiers)
    .where(*_SAME_IDENTIFIER)
    .values(valid_to=sa.bindparam("on"))
)

_UNITS = sa.select(*columns_of(units, Unit)).order_by(units.c.code)
_UNIT = _UNITS.where(units.c.code == sa.bindparam("code"))
_FORMER_UNITS = (
    sa.select(*columns_of(former_units, FormerUnit))
    .where(former_units.c.code == sa.bindparam("code"))
    .order_by(former_units.c.until.desc())
)
_SAVE_FORMER_UNIT = insert_or_update(former_units, ["code", "until"])
_SAVE_UNIT = insert_or_update(units, ["code"])
_POSITIONS = sa.select(*columns_of(positions, Position)).order_by(positions.c.code)
_POSITION = _POSITIONS.where(positions.c.code == sa.bindparam("code"))
_SAVE_POSITION = insert_or_update(positions, ["code"])

_POSTINGS = sa.select(*columns_of(postings, Posting)).where(
    postings.c.since <= sa.bindparam("on"),
    sa.or_(postings.c.until.is_(None), postings.c.until >= sa.bindparam("on")),
)
_POSTING = (
    _POSTINGS.where(postings.c.person_id == sa.bindparam("person_id"))
    # A post of one's own comes before one that is stood in for.
    .order_by(postings.c.kind, postings.c.since.desc())
    .limit(1)
)
_ALL_POSTINGS = _POSTINGS.order_by(
    postings.c.person_id, postings.c.kind.desc(), postings.c.since
)
_EVERY_POSTING = sa.select(*columns_of(postings, Posting)).order_by(
    postings.c.person_id, postings.c.since
)
_POSTINGS_OF = _EVERY_POSTING.where(postings.c.person_id == sa.bindparam("id"))
_SUBORDINATES = _POSTINGS.where(
    postings.c.supervisor_id == sa.bindparam("supervisor_id")
)
_SAVE_POSTING = insert_or_update(postings, ["person_id", "since"])

_unit_row = values_of(Unit)
_position_row = values_of(Position)
_posting_row = values_of(Posting)
_former_row = values_of(FormerUnit)
_identifier_row = values_of(PersonIdentifier)


def _person_row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "employment_type": person.employment_type,
        "email": person.email,
        "active": person.active,
        "absences": person.absences,
    }


def _nip_row(person: Person, on: date) -> dict[str, Any]:
    row = _identifier_row(PersonIdentifier(person.id, _NIP, person.nip, on))
    return row | {"id": uuid.uuid4().hex}


class SqlOrganisation:
    """`ports.Organisation` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def person(self, person_id: str) -> Person | None:
        """Return a person."""
        row = self._sql.one(_PERSON, {"id": person_id})
        return None if row is None else Person(*row)

    def people_in(self, person_ids: Sequence[str]) -> Sequence[Person]:
        """Return the people of those ids that there are, by name."""
        rows = self._sql.all(_PEOPLE_IN, {"ids": list(person_ids)})
        return [Person(*row) for row in rows]

    def person_by_nip(self, nip: str) -> Person | None:
        """Return the person who bears that NIP now."""
        row = self._sql.one(_PERSON_BY_NIP, {"nip": nip})
        return None if row is None else Person(*row)

    def people(self) -> Sequence[Person]:
        """Return all people, by name."""
        return [Person(*row) for row in self._sql.all(_PEOPLE_BY_NAME)]

    def people_after(self, name: str, person_id: str, limit: int) -> Sequence[Person]:
        """Return people by name and id, those after a name and id."""
        asked = {"name": name, "person_id": person_id, "most": limit}
        return [Person(*row) for row in self._sql.all(_PEOPLE_AFTER, asked)]

    def save_person(self, person: Person, on: date) -> None:
        """Add or replace a person; another NIP ends the former one on that day."""
        self._sql.run(_SAVE_PERSON, _person_row(person))
        borne = self._sql.one(_NIP_OF, {"id": person.id})
        if (borne[0] if borne else "") == person.nip:
            return
        if borne:
            self._sql.run(_END_NIP, {"person": person.id, "on": on})
        if person.nip:
            self._give_nip(person, on)

    def save_people(self, people: Sequence[Person], on: date) -> None:
        """Do as `save_person` for many, with as few statements as may be."""
        if not people:
            return
        self._sql.run(_SAVE_PERSON, [_person_row(person) for person in people])
        borne = {row[0]: row[1] for row in self._sql.all(_ALL_NIPS)}
        bearers = {nip: person_id for person_id, nip in borne.items()}
        new = []
        for person in people:
            if borne.get(person.id, "") == person.nip:
                continue
            if person.nip in bearers or person.id in borne or self._sql.locking:
                self._change_nip(person, person.id in borne, on)
            elif person.nip:
                new.append(_nip_row(person, on))
        if new:
            self._sql.run(_INSERT_NIP, new)

    def _change_nip(self, person: Person, ends: bool, on: date) -> None:  # noqa: FBT001
        if ends:
            self._sql.run(_END_NIP, {"person": person.id, "on": on})
        if person.nip:
            self._give_nip(person, on)

    def _give_nip(self, person: Person, on: date) -> None:
        self._sql.lock(_NIP, person.nip)
        bearer = self._sql.one(_BEARER, {"nip": person.nip})
        if bearer is not None:
            raise ConflictError("nip-taken", person=person.id, bearer=bearer[0])
        self._sql.run(_INSERT_NIP, _nip_row(person, on))

    def identifiers(self, person_id: str) -> Sequence[PersonIdentifier]:
        """Return the numbers of a person, those that ended too, by kind and first day."""
        rows = self._sql.all(_IDENTIFIERS, {"id": person_id})
        return [PersonIdentifier(*row) for row in rows]

    def give_identifier(self, identifier: PersonIdentifier) -> None:
        """Add a number from a day on; the person's former of the kind ends that day."""
        ended = {
            "person": identifier.person_id,
            "of_kind": identifier.kind,
            "on": identifier.valid_from,
        }
        self._sql.run(_END_IDENTIFIER, ended)
        row = _identifier_row(identifier) | {"id": uuid.uuid4().hex}
        self._sql.run(_INSERT_NIP, row)

    def unit(self, code: str) -> Unit | None:
        """Return a unit."""
        row = self._sql.one(_UNIT, {"code": code})
        return None if row is None else Unit(*row)

    def units(self) -> Sequence[Unit]:
        """Return all units, by code."""
        return [Unit(*row) for row in self._sql.all(_UNITS)]

    def save_unit(self, unit: Unit) -> None:
        """Add or replace a unit."""
        self._sql.run(_SAVE_UNIT, _unit_row(unit))

    def former_units(self, code: str) -> Sequence[FormerUnit]:
        """Return how a unit was called before and where it was, newest first."""
        return [
            FormerUnit(*row) for row in self._sql.all(_FORMER_UNITS, {"code": code})
        ]

    def save_former_unit(self, former: FormerUnit) -> None:
        """Add how a unit was until a day, or replace what was said for that day."""
        self._sql.run(_SAVE_FORMER_UNIT, _former_row(former))

    def positions(self) -> Sequence[Position]:
        """Return all positions, by code."""
        return [Position(*row) for row in self._sql.all(_POSITIONS)]

    def position(self, code: str) -> Position | None:
        """Return a position."""
        row = self._sql.one(_POSITION, {"code": code})
        return None if row is None else Position(*row)

    def save_position(self, position: Position) -> None:
        """Add or replace a position."""
        self._sql.run(_SAVE_POSITION, _position_row(position))

    def posting(self, person_id: str, on: date) -> Posting | None:
        """Return the posting a person has on a day.

        Of several one's own, not one that is stood in for; then the latest begun.
        """
        row = self._sql.one(_POSTING, {"person_id": person_id, "on": on})
        return None if row is None else Posting(*row)

    def postings(self, on: date) -> Sequence[Posting]:
        """Return all postings that hold on a day."""
        return [Posting(*row) for row in self._sql.all(_ALL_POSTINGS, {"on": on})]

    def subordinates(self, supervisor_id: str, on: date) -> Sequence[Posting]:
        """Return the postings that hold on a day under a supervisor, by person."""
        rows = self._sql.all(_SUBORDINATES, {"supervisor_id": supervisor_id, "on": on})
        found = (Posting(*row) for row in rows)
        return sorted(found, key=lambda posting: (posting.person_id, posting.since))

    def every_posting(self) -> Sequence[Posting]:
        """Return all postings there ever were, by person and first day."""
        return [Posting(*row) for row in self._sql.all(_EVERY_POSTING)]

    def postings_of(self, person_id: str) -> Sequence[Posting]:
        """Return all postings that a person ever had, by first day."""
        return [Posting(*row) for row in self._sql.all(_POSTINGS_OF, {"id": person_id})]

    def save_postings(self, postings: Sequence[Posting]) -> None:
        """Do as `save_posting` for many."""
        if postings:
            self._sql.run(_SAVE_POSTING, [_posting_row(one) for one in postings])

    def save_posting(self, posting: Posting) -> None:
        """Add a posting, or replace the person's that began on the same day."""
        self._sql.run(_SAVE_POSTING, _posting_row(posting))
