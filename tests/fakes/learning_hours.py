"""Fake ledger of learning hours."""

from collections.abc import Sequence

from lti_service.domain.learning_hours import JpConversion, JpEntry, JpState
from tests.fakes.tables import Tables, newest_first


class FakeLearningHours:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def conversions(self) -> Sequence[JpConversion]:
        return sorted(
            self._tables.conversions, key=lambda c: (c.code, c.scope, c.valid_from)
        )

    def append(self, entry: JpEntry) -> bool:
        known = self._tables.hours
        key = entry.person_id, entry.record, entry.revision
        if any((e.person_id, e.record, e.revision) == key for e in known):
            return False
        known.append(entry)
        return True

    def get(self, entry_id: str) -> JpEntry | None:
        return next((e for e in self._tables.hours if e.id == entry_id), None)

    def of_person(self, person_id: str) -> Sequence[JpEntry]:
        mine = [e for e in self._newest() if e.person_id == person_id]
        return newest_first(mine, lambda entry: entry.until)

    def of_people(self, person_ids: Sequence[str]) -> Sequence[JpEntry]:
        return [e for e in self.all() if e.person_id in set(person_ids)]

    def waiting(self) -> Sequence[JpEntry]:
        return [e for e in self._newest() if e.state is JpState.SUBMITTED]

    def all(self) -> Sequence[JpEntry]:
        return sorted(self._newest(), key=lambda e: e.person_id)

    def _newest(self) -> list[JpEntry]:
        last: dict[tuple[str, str], int] = {}
        for entry in self._tables.hours:
            key = entry.person_id, entry.record
            last[key] = max(entry.revision, last.get(key, 0))
        return [
            e for e in self._tables.hours if last[e.person_id, e.record] == e.revision
        ]
