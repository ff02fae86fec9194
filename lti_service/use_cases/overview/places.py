"""Which pages a person finds open beyond those of their roles, by what is theirs today."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.grant import Grant, Role
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.assignment.marker import is_marker
from lti_service.use_cases.observation.observation_list import observes
from lti_service.use_cases.overview.task import count_for_supervisor


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """What is open to a person without a role.

    Attributes:
        plans: How many plans wait for them; none for who supervises nobody.
        marks: Whether they may mark anything without being an assessor.
        observes: Whether a drill names them, who are no assessor, as an observer.
    """

    plans: int | None = None
    marks: bool = False
    observes: bool = False


def open_places(
    person_id: str | None, held: Sequence[Grant], *, ports: Ports
) -> OpenPlaces:
    """Return what is open to a person, or to nobody, with these grants."""
    if person_id is None:
        return OpenPlaces()
    on = today(ports)
    assesses = any(grant.role is Role.ASSESSOR for grant in held)
    with ports.storage.reading() as uow:
        return OpenPlaces(
            count_for_supervisor(person_id, on, uow, ports),
            not assesses and is_marker(person_id, held, on, uow),
            not assesses and observes(person_id, uow),
        )
