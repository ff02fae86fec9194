"""Fake programmes, batches and enrolments."""

from collections.abc import Sequence

from lti_service.domain.programme import Batch, Enrolment, Programme
from tests.fakes.tables import Tables


class FakeProgrammes:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def hold_still(self) -> None:
        """Nobody else changes anything: writers take turns."""

    def programme(self, code: str) -> Programme | None:
        return next((row for row in self.programmes() if row.code == code), None)

    def programmes(self) -> Sequence[Programme]:
        rows = self._tables.programmes.values()
        newest = {row.code: row for row in sorted(rows, key=lambda row: row.version)}
        return [newest[code] for code in sorted(newest)]

    def append_programme(self, programme: Programme) -> bool:
        key = programme.code, programme.version
        new = key not in self._tables.programmes
        self._tables.programmes.setdefault(key, programme)
        return new

    def batch(self, batch_id: str) -> Batch | None:
        return next((row for row in self.batches() if row.id == batch_id), None)

    def batches(self, programme_code: str = "") -> Sequence[Batch]:
        rows = self._tables.batches.values()
        newest = {row.id: row for row in sorted(rows, key=lambda row: row.revision)}
        found = [
            row for row in newest.values() if programme_code in {"", row.programme_code}
        ]
        return sorted(found, key=lambda row: (row.since, row.id))

    def append_batch(self, batch: Batch) -> bool:
        key = batch.id, batch.revision
        new = key not in self._tables.batches
        self._tables.batches.setdefault(key, batch)
        return new

    def enrolment(self, enrolment_id: str) -> Enrolment | None:
        history = self.history(enrolment_id)
        return history[-1] if history else None

    def history(self, enrolment_id: str) -> Sequence[Enrolment]:
        rows = self._tables.enrolments.values()
        mine = [row for row in rows if row.id == enrolment_id]
        return sorted(mine, key=lambda row: row.revision)

    def enrolments(self) -> Sequence[Enrolment]:
        rows = self._tables.enrolments.values()
        newest = {row.id: row for row in sorted(rows, key=lambda row: row.revision)}
        return [newest[id_] for id_ in sorted(newest)]

    def enrolments_of(self, person_id: str) -> Sequence[Enrolment]:
        return [row for row in self.enrolments() if row.person_id == person_id]

    def enrolments_in(self, batch_id: str) -> Sequence[Enrolment]:
        return [row for row in self.enrolments() if row.batch_id == batch_id]

    def append_enrolment(self, enrolment: Enrolment) -> bool:
        key = enrolment.id, enrolment.revision
        new = key not in self._tables.enrolments
        self._tables.enrolments.setdefault(key, enrolment)
        return new
