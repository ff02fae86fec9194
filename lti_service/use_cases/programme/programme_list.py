"""Programmes and batches with how many are where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.grant import Role, covers
from lti_service.domain.organisation import Unit
from lti_service.domain.programme import (
    Batch,
    Enrolment,
    EnrolmentState,
    Programme,
    ProgrammeState,
    places_left,
    state_on,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, today
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)
from lti_service.use_cases.programme.programme import (
    administrator,
    found_programme,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are where; all people, whoever asks.

    Attributes:
        waiting: Proposed.
        learning: Approved or active.
        left: Places that are free; none for no limit.
    """

    waiting: int
    learning: int
    completed: int
    dropped: int
    left: int | None

    @property
    def enrolled(self) -> int:
        """How many take a place."""
        return self.learning + self.completed


@dataclass(frozen=True, slots=True)
class ListedBatch:
    """A batch with its figures."""

    batch: Batch
    figures: Figures


@dataclass(frozen=True, slots=True)
class ListedProgramme:
    """A programme with its batches.

    Attributes:
        may_edit: Whether who asks may change it.
    """

    programme: Programme
    unit: Unit | None
    route: str
    batches: tuple[ListedBatch, ...]
    may_edit: bool

    @property
    def waiting(self) -> int:
        """How many proposals wait in all its batches."""
        return sum(row.figures.waiting for row in self.batches)

    @property
    def enrolled(self) -> int:
        """How many take part in all its batches."""
        return sum(row.figures.enrolled for row in self.batches)

    @property
    def completed(self) -> int:
        """How many have completed it."""
        return sum(row.figures.completed for row in self.batches)


@dataclass(frozen=True, slots=True)
class ProgrammeList:
    """Programmes that a search leaves.

    Attributes:
        total: How many there are without the search.
        open: How many of all are open.
        may_add: Whether who asks may make one.
    """

    programmes: tuple[ListedProgramme, ...]
    total: int
    open: int
    may_add: bool


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One programme.

    Attributes:
        outcomes: Code, name and level of each outcome.
        course: Title of the course that completes it; empty for none.
        is_withdrawn: Whether that course is offered no more.
    """

    listed: ListedProgramme
    outcomes: tuple[tuple[str, str, int], ...]
    course: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class ProgrammeChoices:
    """What a form about programmes lets choose: codes or ids, each with its name.

    Attributes:
        everywhere: Whether who asks may keep what belongs to the whole region.
    """

    routes: Mapping[str, str]
    courses: Mapping[str, str]
    units: Mapping[str, str]
    everywhere: bool


def list_programmes(
    account_id: str, *, words: str = "", state: str = "", ports: Ports
) -> ProgrammeList:
    """Return the programmes, those that are open first.

    Args:
        account_id: An administrator.
        words: Only those whose title, code or organiser has them.
        state: Only those in this state; empty for all.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no administrator.
    """
    on = today(ports)
    asked = words.strip().casefold()
    with ports.storage.reading() as uow:
        identity = administrator(account_id, uow, on)
        everything = uow.programmes.programmes()
        kept = [
            row
            for row in everything
            if state in {"", row.state}
            and any(
                asked in text.casefold()
                for text in (row.title, row.code, row.organiser)
            )
        ]
        listed = _listed(kept, identity, uow, on)
    order = list(ProgrammeState)
    rank = {ProgrammeState.OPEN: -1}
    listed.sort(
        key=lambda row: (
            rank.get(row.programme.state, order.index(row.programme.state)),
            row.programme.title.casefold(),
        )
    )
    return ProgrammeList(
        tuple(listed),
        len(everything),
        sum(1 for row in everything if row.state is ProgrammeState.OPEN),
        may_add=True,
    )


def programme_page(account_id: str, code: str, *, ports: Ports) -> ProgrammePage:
    """Return one programme with its batches.

    Raises:
        ForbiddenError: The account is no administrator.
        NotFoundError: There is no such programme: ``unknown-programme``.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity = administrator(account_id, uow, on)
        programme = found_programme(code, uow)
        (listed,) = _listed([programme], identity, uow, on)
        release = uow.releases.latest(programme.course_id)
        offered = uow.releases.current(programme.course_id)
        return ProgrammePage(
            listed,
            named_outcomes(programme, uow),
            release.title if release else programme.course_id,
            release is not None and offered is None,
        )


def programme_choices(account_id: str, *, ports: Ports) -> ProgrammeChoices:
    """Return what the forms of an administrator let choose."""
    on = today(ports)
    with ports.storage.reading() as uow:
        held = administrator(account_id, uow, on).of(Role.ADMINISTRATOR)
        units = uow.organisation.units()
        parents = {unit.code: unit.parent_code for unit in units}
        return ProgrammeChoices(
            routes=route_names(uow.hours.conversions()),
            courses={r.course_id: r.title for r in uow.releases.all_latest()},
            units={u.code: u.name for u in units if covers(held, u.code, parents)},
            everywhere=covers(held, "", parents),
        )


def figures_of(batch: Batch, rows: Sequence[Enrolment], on: date) -> Figures:
    """Count the enrolments in a batch."""
    states = [state_on(row, batch, on) for row in rows]
    learning = states.count(EnrolmentState.APPROVED) + states.count(
        EnrolmentState.ACTIVE
    )
    return Figures(
        waiting=states.count(EnrolmentState.PROPOSED),
        learning=learning,
        completed=states.count(EnrolmentState.COMPLETED),
        dropped=states.count(EnrolmentState.DROPPED),
        left=places_left(batch, rows),
    )


def named_outcomes(
    programme: Programme, uow: UnitOfWork
) -> tuple[tuple[str, str, int], ...]:
    """Return code, name and level of each outcome."""
    found = []
    for outcome in programme.outcomes:
        competency = uow.frameworks.competency(outcome.competency_code)
        name = competency.name if competency else outcome.competency_code
        found.append((outcome.competency_code, name, outcome.level))
    return tuple(found)


def _listed(
    programmes: Iterable[Programme], identity: Identity, uow: UnitOfWork, on: date
) -> list[ListedProgramme]:
    units = {unit.code: unit for unit in uow.organisation.units()}
    parents = {unit.code: unit.parent_code for unit in units.values()}
    held = identity.of(Role.ADMINISTRATOR)
    routes = route_names(uow.hours.conversions())
    enrolled: dict[str, list[Enrolment]] = {}
    for row in uow.programmes.enrolments():
        enrolled.setdefault(row.batch_id, []).append(row)
    batches: dict[str, list[ListedBatch]] = {}
    for batch in uow.programmes.batches():
        listed = ListedBatch(batch, figures_of(batch, enrolled.get(batch.id, []), on))
        batches.setdefault(batch.programme_code, []).append(listed)
    return [
        ListedProgramme(
            row,
            units.get(row.owner_unit),
            routes.get(row.route, row.route),
            tuple(batches.get(row.code, ())),
            covers(held, row.owner_unit, parents),
        )
        for row in programmes
    ]
