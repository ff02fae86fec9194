"""What is read of a supervisor's people, in one statement each."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from lti_service.domain.organisation import Person, Posting
from lti_service.domain.programme import EnrolmentState
from lti_service.domain.team import EnrolmentMark, PlanMark, TeamMember
from lti_service.storage.agency_plan import individual_plans
from lti_service.storage.organisation import (
    people,
    person_identifiers,
    positions,
    postings,
)
from lti_service.storage.programme import batches, enrolments, programmes
from lti_service.storage.schema import columns_of
from lti_service.storage.transaction import Transaction

_under = postings.alias("under")
_on: sa.BindParameter[date] = sa.bindparam("on")


def _holds(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.since <= _on, sa.or_(table.c.until.is_(None), table.c.until >= _on)
    )


_nips = sa.and_(
    person_identifiers.c.person_id == people.c.id,
    person_identifiers.c.kind == "nip",
    person_identifiers.c.valid_to.is_(None),
)
_PERSON_COLUMNS = (
    people.c.id,
    people.c.name,
    sa.func.coalesce(person_identifiers.c.value, ""),
    people.c.employment_type,
    people.c.email,
    people.c.active,
    people.c.absences,
)
# All posts of whoever has one under the supervisor, the one that counts last.
_MEMBERS = (
    sa.select(*_PERSON_COLUMNS, positions.c.name, *columns_of(postings, Posting))
    .select_from(
        postings.join(people, people.c.id == postings.c.person_id)
        .outerjoin(person_identifiers, _nips)
        .outerjoin(positions, positions.c.code == postings.c.position_code)
    )
    .where(
        people.c.active,
        people.c.id != sa.bindparam("supervisor_id"),
        _holds(postings),
        postings.c.person_id.in_(
            sa.select(_under.c.person_id).where(
                _under.c.supervisor_id == sa.bindparam("supervisor_id"), _holds(_under)
            )
        ),
    )
    .order_by(postings.c.person_id, postings.c.kind.desc(), postings.c.since)
)
_PLANS = (
    sa.select(*columns_of(individual_plans, PlanMark))
    .where(
        individual_plans.c.person_id.in_(sa.bindparam("ids", expanding=True)),
        individual_plans.c.year.in_(sa.bindparam("years", expanding=True)),
    )
    .order_by(
        individual_plans.c.person_id, individual_plans.c.year, individual_plans.c.row
    )
)
_later_enrolment = enrolments.alias("later_enrolment")
_later_batch = batches.alias("later_batch")
_later_programme = programmes.alias("later_programme")
_ENROLMENTS = (
    sa.select(
        enrolments.c.person_id,
        programmes.c.title,
        batches.c.since,
        batches.c.until,
        enrolments.c.state == EnrolmentState.PROPOSED,
        enrolments.c.recorded_at,
    )
    .select_from(
        enrolments.join(batches, batches.c.id == enrolments.c.batch_id).join(
            programmes, programmes.c.code == batches.c.programme_code
        )
    )
    .where(
        enrolments.c.person_id.in_(sa.bindparam("ids", expanding=True)),
        enrolments.c.state.in_(
            (EnrolmentState.PROPOSED, EnrolmentState.APPROVED, EnrolmentState.ACTIVE)
        ),
        batches.c.until >= _on,
        ~sa.exists().where(
            _later_enrolment.c.id == enrolments.c.id,
            _later_enrolment.c.revision > enrolments.c.revision,
        ),
        ~sa.exists().where(
            _later_batch.c.id == batches.c.id,
            _later_batch.c.revision > batches.c.revision,
        ),
        ~sa.exists().where(
            _later_programme.c.code == programmes.c.code,
            _later_programme.c.version > programmes.c.version,
        ),
    )
    .order_by(enrolments.c.person_id, batches.c.since, enrolments.c.id)
)
_OF_PERSON = 7
"""Columns of a person in `_MEMBERS`; the position's name is the next."""


class SqlTeam:
    """`ports.Team` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def members(self, supervisor_id: str, on: date) -> Sequence[TeamMember]:
        """Return the active people whose own post of a day is under somebody, by name."""
        rows = self._sql.all(_MEMBERS, {"supervisor_id": supervisor_id, "on": on})
        held = {row[0]: row for row in rows}
        found = []
        for row in held.values():
            posting = Posting(*row[_OF_PERSON + 1 :])
            if posting.supervisor_id == supervisor_id:
                position = row[_OF_PERSON] or posting.position_code
                found.append(TeamMember(Person(*row[:_OF_PERSON]), posting, position))
        return sorted(found, key=lambda m: (m.person.name.casefold(), m.person.id))

    def plans(
        self, person_ids: Sequence[str], years: Sequence[int]
    ) -> Sequence[PlanMark]:
        """Return all rows of people's plans of some years, by person, year and row."""
        asked = {"ids": list(person_ids), "years": list(years)}
        return [PlanMark(*row) for row in self._sql.all(_PLANS, asked)]

    def enrolments(
        self, person_ids: Sequence[str], on: date
    ) -> Sequence[EnrolmentMark]:
        """Return what people are proposed for, or are in, in batches not over by a day."""
        rows = self._sql.all(_ENROLMENTS, {"ids": list(person_ids), "on": on})
        return [EnrolmentMark(r[0], r[1], r[2], r[3], bool(r[4]), r[5]) for r in rows]
