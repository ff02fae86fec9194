"""What the use cases need from the outside world, and nothing more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from lti_service.ports.course import Courses
from lti_service.ports.deep_linking import DeepLinks
from lti_service.ports.gradebook import Gradebook
from lti_service.ports.health import Metrics, Probe
from lti_service.ports.launch import Launches
from lti_service.ports.registration import Registrar
from lti_service.ports.roster import Memberships
from lti_service.ports.storage import Storage


class Clock(Protocol):
    """The current time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of one running service, put together in `app.py`.

    Attributes:
        time_zone: In which days, years and due dates are reckoned.
        new_id: Makes an opaque id.
        new_signing_key: Makes a key to sign with; returns its kid and PEM.
        write_csv: Makes a CSV table of headings and rows; no cell starts a formula.
    """

    storage: Storage
    courses: Courses
    launches: Launches
    deep_links: DeepLinks
    registrar: Registrar
    gradebook: Gradebook
    memberships: Memberships
    probe: Probe
    metrics: Metrics
    clock: Clock
    time_zone: tzinfo
    new_id: Callable[[], str]
    new_signing_key: Callable[[], tuple[str, str]]
    write_csv: Callable[[Sequence[str], Iterable[Sequence[object]]], str]
