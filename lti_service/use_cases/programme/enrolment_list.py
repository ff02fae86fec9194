"""Who takes part in a batch, and which proposals wait for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lti_service.domain.grant import Role, covers
from lti_service.domain.organisation import Person, Unit
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Programme,
    places_left,
    state_on,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, name_of, today
from lti_service.use_cases.programme.programme import (
    administrator,
    found_batch,
    found_programme,
)
from lti_service.use_cases.programme.programme_list import Figures, figures_of

_ORDER = (
    EnrolmentState.PROPOSED,
    EnrolmentState.ACTIVE,
    EnrolmentState.APPROVED,
    EnrolmentState.COMPLETED,
    EnrolmentState.DROPPED,
)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a batch.

    Attributes:
        state: As of today.
        since: When the state was recorded.
        by: Who recorded it: a name, ``cli`` or ``course``.
        is_own: Whether it is who asks, who may not decide on it.
    """

    enrolment: Enrolment
    person: Person
    unit: Unit | None
    state: EnrolmentState
    since: datetime
    by: str
    is_own: bool

    @property
    def key(self) -> str:
        """What a form names it by, as it was seen."""
        return f"{self.enrolment.id}@{self.enrolment.revision}"


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One batch, with those who take part.

    Attributes:
        participants: Those of one's units; proposals first.
        elsewhere: How many of other units take part or wait.
        may_edit: Whether who asks may change the batch itself.
    """

    batch: Batch
    programme: Programme
    figures: Figures
    participants: tuple[Participant, ...]
    elsewhere: int
    may_edit: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingEnrolment:
    """A proposal that waits.

    Attributes:
        left: Places that are free; none for no limit.
        may_decide: Whether who asks may approve it, and not only see it.
    """

    enrolment: Enrolment
    person: Person
    unit: Unit | None
    batch: Batch
    programme: Programme
    left: int | None
    may_decide: bool

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return self.enrolment.recorded_at


def batch_page(account_id: str, batch_id: str, *, ports: Ports) -> BatchPage:
    """Return a batch with those who take part and are of an administrator's units.

    Raises:
        ForbiddenError: The account is no administrator.
        NotFoundError: There is no such batch: ``unknown-batch``.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = administrator(account_id, uow, on)
        batch = found_batch(batch_id, uow)
        programme = found_programme(batch.programme_code, uow)
        rows = uow.programmes.enrolments_in(batch_id)
        units = {unit.code: unit for unit in uow.organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        posted = {p.person_id: p.unit_code for p in uow.organisation.postings(on)}
        held = identity.of(Role.ADMINISTRATOR)
        mine = [
            row for row in rows if covers(held, posted.get(row.person_id, ""), parents)
        ]
        own = identity.person.id if identity.person else ""
        found = []
        for row in mine:
            person = uow.organisation.person(row.person_id)
            if person is not None:
                found.append(
                    Participant(
                        row,
                        person,
                        units.get(posted.get(row.person_id, "")),
                        state_on(row, batch, on),
                        row.recorded_at,
                        name_of(row.recorded_by, uow),
                        row.person_id == own,
                    )
                )
        found.sort(key=_rank)
        return BatchPage(
            batch,
            programme,
            figures_of(batch, rows, on),
            tuple(found),
            sum(1 for row in rows if row not in mine),
            covers(held, programme.owner_unit, parents),
            ports.clock.now().astimezone(ports.time_zone),
        )


def waiting_enrolments(
    account_id: str, *, ports: Ports
) -> tuple[WaitingEnrolment, ...]:
    """Return the proposals that wait for an administrator or a supervisor.

    Those whose batch is over are left out. Nobody's own waits for themselves.

    Args:
        account_id: An administrator of the people's units, who decides; or who
            supervises them, who only sees that they wait.
        ports: Connections to the outside.

    Returns:
        Those that wait longest first.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=on)
        own = identity.person.id if identity.person else ""
        units = {unit.code: unit for unit in uow.organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        posted = {p.person_id: p for p in uow.organisation.postings(on)}
        decides = identity.of(Role.ADMINISTRATOR)
        sees = (*decides, *identity.of(Role.SUPERVISOR))
        batches = {batch.id: batch for batch in uow.programmes.batches()}
        programmes = {row.code: row for row in uow.programmes.programmes()}
        rows: dict[str, list[Enrolment]] = {}
        for row in uow.programmes.enrolments():
            rows.setdefault(row.batch_id, []).append(row)
        found = []
        for batch_id, inside in rows.items():
            batch = batches[batch_id]
            left = places_left(batch, inside)
            for row in inside if on <= batch.until else ():
                posting = posted.get(row.person_id)
                unit_code = posting.unit_code if posting else ""
                supervises = bool(own and posting and posting.supervisor_id == own)
                if (
                    row.state is not EnrolmentState.PROPOSED
                    or row.person_id == own
                    or not (supervises or covers(sees, unit_code, parents))
                ):
                    continue
                person = uow.organisation.person(row.person_id)
                if person is not None:
                    waiting = WaitingEnrolment(
                        row,
                        person,
                        units.get(unit_code),
                        batch,
                        programmes[batch.programme_code],
                        left,
                        covers(decides, unit_code, parents),
                    )
                    found.append(waiting)
    return tuple(sorted(found, key=lambda one: (one.since, one.enrolment.id)))


def place_in_queue(row: Enrolment, rows: Sequence[Enrolment]) -> int:
    """Return which of the proposals of a batch one is, by when they came; 1 for first."""
    waiting = sorted(
        (one for one in rows if one.state is EnrolmentState.PROPOSED),
        key=lambda one: (one.recorded_at, one.id),
    )
    return [one.id for one in waiting].index(row.id) + 1


def batches_of(
    programme: Programme, uow: UnitOfWork, on: date
) -> list[tuple[Batch, list[Enrolment]]]:
    """Return the batches of a programme that are not over, with who is in them."""
    return [
        (batch, list(uow.programmes.enrolments_in(batch.id)))
        for batch in uow.programmes.batches(programme.code)
        if on <= batch.until
    ]


def _rank(one: Participant) -> tuple[int, str, str]:
    return _ORDER.index(one.state), one.person.name.casefold(), one.enrolment.id
