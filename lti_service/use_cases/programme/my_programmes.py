"""What is open to a person and closes which gaps, and where their enrolments stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_service.domain.grant import units_above
from lti_service.domain.organisation import Person
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Help,
    Programme,
    ProgrammeState,
    help_of,
    places_left,
    state_on,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.plan import Requirement, my_plan
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)
from lti_service.use_cases.programme.enrolment import may_withdraw
from lti_service.use_cases.programme.enrolment_list import (
    batches_of,
    place_in_queue,
)

_ORDER = (
    EnrolmentState.ACTIVE,
    EnrolmentState.APPROVED,
    EnrolmentState.PROPOSED,
    EnrolmentState.COMPLETED,
    EnrolmentState.DROPPED,
)


@dataclass(frozen=True, slots=True)
class Closing:
    """A gap, and what a programme does for it.

    Attributes:
        reached: Level that the programme leads to.
    """

    requirement: Requirement
    reached: int
    help: Help


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that takes proposals.

    Attributes:
        left: Places that are free; none for no limit, negative never.
        waiting: How many proposals wait already.
    """

    batch: Batch
    left: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        """Whether a proposal would wait for a place."""
        return self.left is not None and self.left <= 0


@dataclass(frozen=True, slots=True)
class OpenProgramme:
    """A programme that is open to a person.

    Attributes:
        closings: The gaps that it closes, wholly or partly.
        live: Whether the person takes part in it already.
        done: Whether the person has completed it.
    """

    programme: Programme
    route: str
    batches: tuple[OpenBatch, ...]
    closings: tuple[Closing, ...]
    live: bool
    done: bool


@dataclass(frozen=True, slots=True)
class MyEnrolment:
    """Where one of a person's enrolments stands.

    Attributes:
        queue: Which of the proposals it is; 0 where it is none.
        is_full: Whether it waits for a place.
    """

    enrolment: Enrolment
    state: EnrolmentState
    batch: Batch
    programme: Programme
    queue: int
    is_full: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class MyProgrammes:
    """What is open to a person, and what they take part in.

    Attributes:
        open: Those that close most gaps first.
        mine: Those that go on first.
        gaps: How many requirements are not met.
        closable: How many of them something open closes wholly.
    """

    person: Person
    open: tuple[OpenProgramme, ...]
    mine: tuple[MyEnrolment, ...]
    gaps: int
    closable: int
    rule_version: int
    at: datetime

    @property
    def helpful(self) -> tuple[OpenProgramme, ...]:
        """Those that close a gap, and that the person is not in yet."""
        return tuple(row for row in self.open if row.closings and not row.live)

    @property
    def others(self) -> tuple[OpenProgramme, ...]:
        """All other open ones."""
        helpful = self.helpful
        return tuple(row for row in self.open if row not in helpful)


def my_programmes(person_id: str, *, ports: Ports) -> MyProgrammes | None:
    """Return what is open to a person and what they take part in; none for nobody."""
    on = today(ports)
    plan = my_plan(person_id, on, ports=ports)
    if plan is None:
        return None
    gaps = [row for row in plan.requirements if not row.standing.met]
    with ports.storage.reading() as uow:
        above = units_above(
            plan.posting.unit_code if plan.posting else "",
            {unit.code: unit.parent_code for unit in uow.organisation.units()},
        )
        mine = _mine(person_id, uow, ports)
        routes = route_names(uow.hours.conversions())
        found = []
        for programme in uow.programmes.programmes():
            if programme.state is not ProgrammeState.OPEN:
                continue
            if programme.owner_unit and programme.owner_unit not in above:
                continue
            states = [row.state for row in mine if row.programme.code == programme.code]
            batches = tuple(
                _open_batch(batch, rows)
                for batch, rows in batches_of(programme, uow, on)
            )
            found.append(
                OpenProgramme(
                    programme,
                    routes.get(programme.route, programme.route),
                    batches,
                    tuple(_closings(programme, gaps)),
                    any(state in _LIVE for state in states),
                    EnrolmentState.COMPLETED in states,
                )
            )
    found.sort(key=_usefulness)
    wholly = {
        closing.requirement.competency.code
        for row in found
        for closing in row.closings
        if closing.help is Help.WHOLLY
    }
    return MyProgrammes(
        plan.person,
        tuple(found),
        tuple(mine),
        len(gaps),
        len(wholly),
        plan.rule.version,
        plan.at,
    )


_LIVE = (EnrolmentState.PROPOSED, EnrolmentState.APPROVED, EnrolmentState.ACTIVE)


def _mine(person_id: str, uow: UnitOfWork, ports: Ports) -> list[MyEnrolment]:
    on = today(ports)
    found = []
    for row in uow.programmes.enrolments_of(person_id):
        batch = uow.programmes.batch(row.batch_id)
        programme = uow.programmes.programme(batch.programme_code) if batch else None
        if batch is None or programme is None:
            continue
        rows = uow.programmes.enrolments_in(batch.id)
        state, left = state_on(row, batch, on), places_left(batch, rows)
        waits = state is EnrolmentState.PROPOSED
        found.append(
            MyEnrolment(
                row,
                state,
                batch,
                programme,
                place_in_queue(row, rows) if waits else 0,
                waits and left is not None and left <= 0,
                may_withdraw(row, batch, on),
            )
        )
    return sorted(
        found,
        key=lambda one: (
            _ORDER.index(one.state),
            -one.batch.since.toordinal(),
            one.enrolment.id,
        ),
    )


def _open_batch(batch: Batch, rows: Sequence[Enrolment]) -> OpenBatch:
    waiting = sum(1 for row in rows if row.state is EnrolmentState.PROPOSED)
    return OpenBatch(batch, places_left(batch, rows), waiting)


def _closings(programme: Programme, gaps: Iterable[Requirement]) -> list[Closing]:
    reached = {one.competency_code: one.level for one in programme.outcomes}
    found = []
    for row in gaps:
        code = row.competency.code
        what = help_of(
            programme.outcomes, code, row.standing.held, row.standing.required
        )
        if what is not Help.NONE:
            found.append(Closing(row, reached[code], what))
    return found


def _usefulness(row: OpenProgramme) -> tuple[int, int, str]:
    wholly = sum(1 for closing in row.closings if closing.help is Help.WHOLLY)
    return -wholly, -len(row.closings), row.programme.title.casefold()
