"""Observation sheets, drills, and observations."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.observation import Drill, Observation, ObservationSheet


class Observations(Protocol):
    """Sheets, drills and observations, to which rows are only ever added."""

    def append_sheet(self, sheet: ObservationSheet) -> bool:
        """Add a version of a sheet; return False where that version is there."""
        ...

    def sheet_versions(self, sheet_id: str) -> Sequence[ObservationSheet]:
        """Return all versions of a sheet, newest first."""
        ...

    def sheets(self) -> Sequence[ObservationSheet]:
        """Return the newest version of each sheet, by title."""
        ...

    def append_drill(self, drill: Drill) -> bool:
        """Add a revision of a drill; return False where that revision is there."""
        ...

    def drill(self, drill_id: str) -> Drill | None:
        """Return the newest revision of a drill."""
        ...

    def drills(self) -> Sequence[Drill]:
        """Return the newest revision of each drill, latest day first."""
        ...

    def append(self, observation: Observation) -> bool:
        """Add an observation; return False where its id or revision is there."""
        ...

    def get(self, observation_id: str) -> Observation | None:
        """Return a row by its id."""
        ...

    def of_record(self, record: str) -> Sequence[Observation]:
        """Return the rows of a record, oldest first; in a writing unit others wait."""
        ...

    def of_drill(self, drill_id: str) -> Sequence[Observation]:
        """Return the rows of a drill, oldest first."""
        ...

    def of_observer(self, observer_id: str) -> Sequence[Observation]:
        """Return what somebody observed, oldest first."""
        ...

    def of_person(self, person_id: str) -> Sequence[Observation]:
        """Return what was observed of somebody, oldest first."""
        ...
