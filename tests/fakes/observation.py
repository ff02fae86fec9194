"""Fake observation sheets, drills and observations."""

from collections.abc import Sequence

from lti_service.domain.observation import Drill, Observation, ObservationSheet
from tests.fakes.tables import Tables


class FakeObservations:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def append_sheet(self, sheet: ObservationSheet) -> bool:
        known = {(one.id, one.version) for one in self._tables.observation_sheets}
        if (sheet.id, sheet.version) in known:
            return False
        self._tables.observation_sheets.append(sheet)
        return True

    def sheet_versions(self, sheet_id: str) -> Sequence[ObservationSheet]:
        rows = [s for s in self._tables.observation_sheets if s.id == sheet_id]
        return sorted(rows, key=lambda one: -one.version)

    def sheets(self) -> Sequence[ObservationSheet]:
        rows = sorted(self._tables.observation_sheets, key=lambda one: one.version)
        newest = {one.id: one for one in rows}
        return sorted(newest.values(), key=lambda one: (one.title, one.id))

    def append_drill(self, drill: Drill) -> bool:
        known = {(one.id, one.revision) for one in self._tables.drills}
        if (drill.id, drill.revision) in known:
            return False
        self._tables.drills.append(drill)
        return True

    def drill(self, drill_id: str) -> Drill | None:
        return next((one for one in self.drills() if one.id == drill_id), None)

    def drills(self) -> Sequence[Drill]:
        rows = sorted(self._tables.drills, key=lambda one: one.revision)
        newest = {one.id: one for one in rows}
        return sorted(newest.values(), key=lambda one: (-one.day.toordinal(), one.id))

    def append(self, observation: Observation) -> bool:
        for one in self._tables.observations:
            if one.id == observation.id:
                return False
            if (one.record, one.revision) == (observation.record, observation.revision):
                return False
        self._tables.observations.append(observation)
        return True

    def get(self, observation_id: str) -> Observation | None:
        rows = self._tables.observations
        return next((one for one in rows if one.id == observation_id), None)

    def of_record(self, record: str) -> Sequence[Observation]:
        return [one for one in self._tables.observations if one.record == record]

    def of_drill(self, drill_id: str) -> Sequence[Observation]:
        return [one for one in self._tables.observations if one.drill_id == drill_id]

    def of_observer(self, observer_id: str) -> Sequence[Observation]:
        rows = self._tables.observations
        return [one for one in rows if one.observer_id == observer_id]

    def of_person(self, person_id: str) -> Sequence[Observation]:
        return [one for one in self._tables.observations if one.person_id == person_id]
