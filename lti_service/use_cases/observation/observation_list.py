"""What waits for an observer, what one page of theirs needs, and what a person reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_service.domain.assignment import marking_rule
from lti_service.domain.grant import Role
from lti_service.domain.observation import (
    LATEST,
    Drill,
    Observation,
    ObservationSheet,
    least_level,
    newest,
)
from lti_service.domain.rule import MasteryRule
from lti_service.errors import ForbiddenError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.observation.observation import Place
from lti_service.use_cases.observation.observer import (
    Ground,
    check_supervises,
    drill_ground,
    observing,
    sheet_version,
    team_ground,
)


@dataclass(frozen=True, slots=True)
class WaitingObservation:
    """A drill that waits for an observer.

    Attributes:
        left: How many participants they have not observed.
    """

    drill: Drill
    left: int


@dataclass(frozen=True, slots=True)
class ObserverDrill:
    """A drill for one of its observers."""

    drill: Drill
    sheet: ObservationSheet
    observed: int
    people: int


@dataclass(frozen=True, slots=True)
class ObservingPage:
    """All that an observer's page needs, so that it works without a link.

    Attributes:
        mine: By person what this observer said last: in a drill of it, else today.
        least: The lowest level that a required criterion must reach.
    """

    ground: Ground
    mine: Mapping[str, Observation]
    least: int
    rule: MasteryRule
    at: datetime

    @property
    def is_open(self) -> bool:
        """Whether what is scored now is taken."""
        drill = self.ground.drill
        if drill is None:
            return not self.ground.sheet.ended
        on = self.at.date()
        return not drill.cancelled and drill.day <= on <= drill.day + LATEST


@dataclass(frozen=True, slots=True)
class TeamSheets:
    """What a supervisor may observe by, and what they did observe.

    Attributes:
        recent: What they observed outside of drills, newest first.
    """

    sheets: tuple[ObservationSheet, ...]
    people: int
    recent: tuple[Observation, ...]
    names: Mapping[str, str]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadObservation:
    """An observation as the person reads it."""

    row: Observation
    sheet: ObservationSheet
    observer: str
    drill: Drill | None


def waiting_observations(account_id: str, *, ports: Ports) -> list[WaitingObservation]:
    """Return the drills that wait for an observer, the oldest first.

    They wait from their day on, for as long as scores are taken.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        me = identify(account_id, uow=uow, on=on).person
        return waiting_drills(me.id, on, uow) if me else []


def waiting_drills(
    person_id: str, on: date, uow: UnitOfWork
) -> list[WaitingObservation]:
    """Return the drills that wait for a person; see `waiting_observations`."""
    found = []
    for drill in reversed(uow.observations.drills()):
        there = drill.day <= on <= drill.day + LATEST and not drill.cancelled
        if not there or person_id not in drill.observers:
            continue
        left = {*drill.participants} - {person_id} - {*_mine(drill, person_id, uow)}
        if left:
            found.append(WaitingObservation(drill, len(left)))
    return found


def observer_drills(account_id: str, *, ports: Ports) -> list[ObserverDrill]:
    """Return the drills that name somebody as an observer, latest day first.

    Raises:
        ForbiddenError: None names them, and they are no assessor.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        identity, me = observing(account_id, uow, on)
        drills = [d for d in uow.observations.drills() if me.id in d.observers]
        if not drills and not identity.of(Role.ASSESSOR):
            raise ForbiddenError("forbidden", roles=Role.ASSESSOR)
        found = []
        for drill in drills:
            people = {*drill.participants} - {me.id}
            seen = people & {*_mine(drill, me.id, uow)}
            sheet = sheet_version(drill.sheet_id, drill.sheet_version, uow)
            found.append(ObserverDrill(drill, sheet, len(seen), len(people)))
        return found


def observes(person_id: str, uow: UnitOfWork) -> bool:
    """Whether a drill names somebody as an observer."""
    drills = uow.observations.drills()
    return any(person_id in d.observers and not d.cancelled for d in drills)


def observing_page(place: Place, account_id: str, *, ports: Ports) -> ObservingPage:
    """Return all that the page of a drill, or of one's own people, needs.

    Raises:
        NotFoundError: There is no such drill of theirs, or no such sheet.
        ForbiddenError: They supervise nobody, or the account is linked to nobody.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        if place.drill_id:
            ground = drill_ground(account_id, place.drill_id, uow, ports)
            mine = _mine(ground.drill, ground.observer.id, uow)
        else:
            ground = team_ground(account_id, place.sheet_id, uow, ports)
            rows = newest(uow.observations.of_observer(ground.observer.id))
            mine = {
                row.person_id: row
                for row in rows
                if not (row.withdrawn or row.drill_id)
                and (row.sheet_id, row.on) == (ground.sheet.id, on)
            }
        rule = marking_rule(uow.rules.parameters(on))
        return ObservingPage(
            ground,
            mine,
            least_level(ground.sheet, rule),
            uow.rules.mastery(on),
            ports.clock.now().astimezone(ports.time_zone),
        )


def team_sheets(account_id: str, *, ports: Ports) -> TeamSheets:
    """Return by what a supervisor may observe their people.

    Raises:
        ForbiddenError: They supervise nobody.
    """
    with ports.storage.reading() as uow:
        me = check_supervises(account_id, uow, ports)
        team = uow.organisation.subordinates(me.id, today(ports))
        sheets = uow.observations.sheets()
        rows = [
            r for r in newest(uow.observations.of_observer(me.id)) if not r.drill_id
        ]
        people = {row.person_id: uow.organisation.person(row.person_id) for row in rows}
        return TeamSheets(
            tuple(one for one in sheets if not one.ended),
            len({posting.person_id for posting in team}),
            tuple(sorted(rows, key=lambda row: row.observed_at, reverse=True)),
            {one: person.name for one, person in people.items() if person},
            {one.id: one.title for one in sheets},
        )


def my_observations(account_id: str, *, ports: Ports) -> list[ReadObservation]:
    """Return what was observed of whoever asks, newest first, withdrawn ones too.

    Raises:
        ForbiddenError: The account is linked to nobody.
    """
    with ports.storage.reading() as uow:
        _, me = observing(account_id, uow, today(ports))
        found = []
        for row in newest(uow.observations.of_person(me.id)):
            observer = uow.organisation.person(row.observer_id)
            found.append(
                ReadObservation(
                    row,
                    sheet_version(row.sheet_id, row.sheet_version, uow),
                    observer.name if observer else "",
                    uow.observations.drill(row.drill_id) if row.drill_id else None,
                )
            )
        return sorted(found, key=lambda one: one.row.observed_at, reverse=True)


def _mine(
    drill: Drill | None, observer_id: str, uow: UnitOfWork
) -> dict[str, Observation]:
    rows = newest(uow.observations.of_drill(drill.id)) if drill else []
    return {
        row.person_id: row
        for row in rows
        if row.observer_id == observer_id and not row.withdrawn
    }
