"""Fake reading of a supervisor's people."""

from collections.abc import Sequence
from datetime import date

from lti_service.domain.programme import EnrolmentState
from lti_service.domain.team import EnrolmentMark, PlanMark, TeamMember
from tests.fakes.personnel import FakeOrganisation
from tests.fakes.programme import FakeProgrammes
from tests.fakes.tables import Tables

_LIVE = (EnrolmentState.PROPOSED, EnrolmentState.APPROVED, EnrolmentState.ACTIVE)


class FakeTeam:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._organisation = FakeOrganisation(tables)

    def members(self, supervisor_id: str, on: date) -> Sequence[TeamMember]:
        found = []
        for person in self._tables.people.values():
            posting = self._organisation.posting(person.id, on)
            if (
                person.active
                and person.id != supervisor_id
                and posting is not None
                and posting.supervisor_id == supervisor_id
            ):
                position = self._tables.positions.get(posting.position_code)
                name = position.name if position else posting.position_code
                found.append(TeamMember(person, posting, name))
        return sorted(found, key=lambda m: (m.person.name.casefold(), m.person.id))

    def plans(
        self, person_ids: Sequence[str], years: Sequence[int]
    ) -> Sequence[PlanMark]:
        rows = [
            PlanMark(row.person_id, row.year, row.row, row.state, row.at)
            for row in self._tables.individual_plans
            if row.person_id in set(person_ids) and row.year in set(years)
        ]
        return sorted(rows, key=lambda one: (one.person_id, one.year, one.row))

    def enrolments(
        self, person_ids: Sequence[str], on: date
    ) -> Sequence[EnrolmentMark]:
        programmes = FakeProgrammes(self._tables)
        found = []
        for row in programmes.enrolments():
            batch = programmes.batch(row.batch_id)
            if (
                row.person_id not in set(person_ids)
                or row.state not in _LIVE
                or batch is None
                or batch.until < on
            ):
                continue
            programme = programmes.programme(batch.programme_code)
            mark = EnrolmentMark(
                row.person_id,
                programme.title if programme else "",
                batch.since,
                batch.until,
                row.state is EnrolmentState.PROPOSED,
                row.recorded_at,
            )
            found.append((mark.person_id, mark.since, row.id, mark))
        return [mark for *_, mark in sorted(found, key=lambda one: one[:3])]
