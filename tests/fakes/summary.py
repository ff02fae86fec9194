"""Fake summaries: what has to be computed again is seen by comparing, not noted."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lti_service.domain.summary import (
    Change,
    ChangeKind,
    GapCount,
    PersonSummary,
    counts_of,
)
from tests.fakes.tables import Tables

_EVERYBODY = 1


class FakeSummaries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept = tables.summaries

    def changes(self, limit: int) -> Sequence[Change]:
        return self._changes()[:limit]

    def changes_of(self, person_ids: Sequence[str]) -> Sequence[Change]:
        return [c for c in self._changes() if c.key in set(person_ids)]

    def waiting(self) -> int:
        return len(self._changes())

    def spread(self, changes: Sequence[Change]) -> None:
        if any(change.kind is ChangeKind.ALL for change in changes):
            self._kept.seen.clear()
            self._kept.everybody = False

    def forget(self, changes: Sequence[Change]) -> None:
        now = {change.sequence: change for change in self._changes()}
        for change in changes:
            if change.sequence in now:
                self._kept.seen[change.key] = change.sequence

    def revisions(self, person_ids: Sequence[str]) -> Mapping[str, int]:
        known = self._kept.revisions
        return {id_: known[id_] for id_ in person_ids if id_ in known}

    def replace(self, summaries: Sequence[PersonSummary]) -> None:
        for summary in summaries:
            id_ = summary.person_id
            self._kept.people[id_] = summary
            self._kept.revisions[id_] = self._kept.revisions.get(id_, 0) + 1
        self._kept.generation += 1

    def of_person(self, person_id: str) -> PersonSummary | None:
        return self._kept.people.get(person_id)

    def of_people(self, person_ids: Sequence[str]) -> Sequence[PersonSummary]:
        return [one for one in self.all() if one.person_id in set(person_ids)]

    def all(self) -> Iterator[PersonSummary]:
        return iter([self._kept.people[id_] for id_ in sorted(self._kept.people)])

    def people(self) -> Mapping[str, int]:
        return Counter(one.unit_code for one in self.all() if one.unit_code)

    def counts(self) -> Sequence[GapCount]:
        return counts_of(self.all())

    def recount(self) -> None:
        self._kept.generation += 1

    def day(self) -> date | None:
        return self._kept.day

    def turn(self, on: date) -> None:
        self._kept.day = on
        due = [
            summary.person_id
            for summary in self._kept.people.values()
            if summary.changes_on is not None and summary.changes_on <= on
        ]
        for person_id in due:
            self._kept.seen.pop(person_id, None)

    def generation(self) -> int:
        return self._kept.generation

    def begin_again(self) -> bool:
        if self._kept.again:
            return False
        self._kept.again = self._kept.everybody = True
        return True

    def under_way(self) -> bool:
        return self._kept.again

    def finish_again(self) -> None:
        self._kept.again = False

    def _changes(self) -> list[Change]:
        found = [
            Change(mark, ChangeKind.PERSON, id_)
            for id_ in sorted(self._tables.people)
            if self._kept.seen.get(id_) != (mark := self._mark(id_))
        ]
        if self._kept.everybody:
            found.insert(0, Change(_EVERYBODY, ChangeKind.ALL, ""))
        return found

    def _mark(self, person_id: str) -> int:
        """Return a number that differs wherever the person's standings may."""
        tables = self._tables
        about = (
            tables.people[person_id].active,
            [p for p in tables.postings.values() if p.person_id == person_id],
            [e for e in tables.evidence.values() if e.person_id == person_id],
            [d for d in tables.decisions if d.person_id == person_id],
            tables.positions,
            tables.standards,
            tables.competencies,
            {code: one.status for code, one in tables.frameworks.items()},
            tables.rules,
        )
        digest = hashlib.sha256(f"{person_id} {about}".encode()).digest()
        return 2 + int.from_bytes(digest[:7])
