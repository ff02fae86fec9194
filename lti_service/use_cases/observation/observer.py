"""Who may observe whom: a supervisor of that day, or who is named for a drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.grant import Role
from lti_service.domain.observation import Drill, ObservationSheet
from lti_service.domain.organisation import Person
from lti_service.errors import ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today


@dataclass(frozen=True, slots=True)
class Ground:
    """Where somebody observes: a drill, or their own people at work.

    Attributes:
        drill: None where a supervisor observes at work.
        sheet: The version that is observed by.
        people: Those who may be observed, by name; never the observer.
    """

    observer: Person
    account_id: str
    sheet: ObservationSheet
    drill: Drill | None
    people: tuple[Person, ...]

    @property
    def drill_id(self) -> str:
        """Empty outside of a drill."""
        return self.drill.id if self.drill else ""


def observing(account_id: str, uow: UnitOfWork, on: date) -> tuple[Identity, Person]:
    """Return who observes.

    Raises:
        ForbiddenError: The account is linked to nobody: ``observer-unlinked``.
    """
    identity = identify(account_id, uow=uow, on=on)
    if identity.person is None:
        raise ForbiddenError("observer-unlinked")
    return identity, identity.person


def drill_ground(
    account_id: str, drill_id: str, uow: UnitOfWork, ports: Ports
) -> Ground:
    """Return a drill for one of its observers.

    Raises:
        NotFoundError: There is none, or it is not theirs: ``unknown-drill``.
        ForbiddenError: The account is linked to nobody.
    """
    _, me = observing(account_id, uow, today(ports))
    drill = uow.observations.drill(drill_id)
    if drill is None or me.id not in drill.observers:
        raise NotFoundError("unknown-drill", drill=drill_id)
    sheet = sheet_version(drill.sheet_id, drill.sheet_version, uow)
    people = _people([p for p in drill.participants if p != me.id], uow)
    return Ground(me, account_id, sheet, drill, people)


def team_ground(
    account_id: str,
    sheet_id: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    version: int = 0,
) -> Ground:
    """Return a supervisor's own people of today, to be observed by a sheet.

    Raises:
        NotFoundError: There is no such sheet or version: ``unknown-sheet``.
        ForbiddenError: They supervise nobody.
    """
    on = today(ports)
    me = check_supervises(account_id, uow, ports)
    sheet = sheet_version(sheet_id, version, uow)
    team = uow.organisation.subordinates(me.id, on)
    people = _people([p.person_id for p in team if p.person_id != me.id], uow)
    return Ground(me, account_id, sheet, None, people)


def check_supervises(account_id: str, uow: UnitOfWork, ports: Ports) -> Person:
    """Return who supervises somebody today, or has that role.

    Raises:
        ForbiddenError: They supervise nobody.
    """
    identity = identify(account_id, uow=uow, on=today(ports))
    me = identity.person
    team = uow.organisation.subordinates(me.id, today(ports)) if me else ()
    if me is None or not (team or identity.of(Role.SUPERVISOR)):
        raise ForbiddenError("forbidden", roles=Role.SUPERVISOR)
    return me


def sheet_version(sheet_id: str, version: int, uow: UnitOfWork) -> ObservationSheet:
    """Return a version of a sheet; the newest where none is named.

    Raises:
        NotFoundError: There is none: ``unknown-sheet``.
    """
    versions = uow.observations.sheet_versions(sheet_id)
    for sheet in versions:
        if version in (0, sheet.version):
            return sheet
    raise NotFoundError("unknown-sheet", sheet=sheet_id)


def _people(ids: Sequence[str], uow: UnitOfWork) -> tuple[Person, ...]:
    found = [uow.organisation.person(one) for one in dict.fromkeys(ids)]
    return tuple(sorted((p for p in found if p), key=lambda p: (p.name, p.id)))
