"""A reading that is broken off at each request in turn, on a real database.

The client that runs in life, over answers in the forms of the recordings; pages of two
people, so that most requests fall within a course, and within a page of it.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_sync import MoodleServices as Client
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import RunState, SyncRun
from lti_service.domain.moodle_plan import COMPETENCIES
from lti_service.errors import PlatformBusyError
from lti_service.lti.connection import Reply
from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.use_cases.moodle import pull as pulling
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.run import undo_run
from tests.databases import open_empty_sqlite
from tests.fakes import MORNING, FakeClock, fake_ports
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, TODAY
from tests.lti_service.use_cases.moodle.test_pull import (
    GIVES_EVIDENCE,
    GIVES_HOURS,
    MOODLE,
)
from tests.moodle_services_stub import DONE_AT, MoodleServices

PEOPLE = {3: LEARNER, 4: ASSESSOR, 5: BOSS}
COURSES = (2, 3)
_QUIZ, _NODE = 21, 2
_WHAT_DIFFERS = frozenset(
    {"id", "sequence", "recorded_at", "read_at", "changed_at", "at", "order_number"}
)
"""Between two readings of the same: names and times of rows."""


@dataclass
class BreakingOff:
    """Answers as a Moodle does, but not the request of that number."""

    taught: MoodleServices
    breaks_at: int = 0
    asked: int = 0

    def call(
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, str] | None = None,
        **_: object,
    ) -> Reply:
        assert (method, data is None) == ("POST", False), url
        self.asked += 1
        if self.asked == self.breaks_at:
            raise PlatformBusyError("putus")
        return Reply(200, {}, json.dumps(self.taught.answer(dict(data or {}))).encode())


def a_moodle() -> MoodleServices:
    taught = MoodleServices(
        {user: (person.name, person.nip) for user, person in PEOPLE.items()},
        {course: (f"Kursus {course}", "") for course in COURSES},
    )
    taught.done = {(2, 3): 90, (2, 5): 80, (3, 4): 70}
    taught.visits = {(course, user): DONE_AT for course in COURSES for user in PEOPLE}
    taught.attempts = {(2, 4): [40, 85]}
    there = taught.competencies
    node, other = there.make("M02.2", "Kerja sama"), there.make("LAT-1", "Melatih")
    there.plan(3, "Rencana 2026", node, other)
    there.plan(5, "Rencana 2026", other)
    there.in_courses[2] = [other]
    there.rate(3, node, 2, {"id": 4, "idnumber": ASSESSOR.nip, "fullname": "Penilai"})
    there.rate(3, node, 2, {"id": 50, "idnumber": "", "fullname": "Pelatih luar"})
    there.rate(5, other, 1, {"id": 3, "idnumber": "", "fullname": "Pegawai"}, course=2)
    return taught


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with the people, the Moodle and what it gives."""
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 100_000)
    monkeypatch.setattr(pulling, "PAGE", 2)
    monkeypatch.setattr(pulling, "PLANS_PAGE", 2)
    storage = open_empty_sqlite(tmp_path)
    with storage.writing() as uow:
        uow.organisation.save_people(list(PEOPLE.values()), TODAY)
        uow.moodle.save_connection(MOODLE)
        uow.moodle.append_mapping(GIVES_HOURS)
        uow.moodle.append_mapping(replace(GIVES_EVIDENCE, activity_id=_QUIZ))
        uow.moodle.append_mapping(
            replace(GIVES_EVIDENCE, course_id=COMPETENCIES, activity_id=_NODE)
        )
        uow.commit()
    storage.dispose()
    return tmp_path / "service.db"


def opened(empty: Path, name: str, connection: BreakingOff) -> tuple[SqlStorage, Ports]:
    path = empty.with_name(f"{name}.db")
    shutil.copy(empty, path)
    storage = open_storage(f"sqlite:///{path}")
    ports = fake_ports(storage=storage, clock=FakeClock(MORNING))
    return storage, replace(
        ports, open_moodle=lambda url, token: Client(connection, url, token)
    )


def read(ports: Ports) -> SyncRun:
    return pull("m-1", actor="cli", ports=ports)


def kept(storage: SqlStorage) -> dict[str, Any]:
    """All that stands in the database, but for names and times of rows."""
    found = {}
    with storage._engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            if name in {"moodle_runs", "audit_entries"}:
                continue
            rows = connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings()  # noqa: S608 - a table's own name
            found[name] = sorted(
                repr({k: v for k, v in row.items() if k not in _WHAT_DIFFERS})
                for row in rows
            )
    return found


def without_run(rows: dict[str, Any], run: SyncRun) -> dict[str, Any]:
    return {
        name: [row.replace(run.id, "run") for row in found]
        for name, found in rows.items()
    }


def test_broken_off_at_any_request_the_database_is_as_after_one_clean_reading(
    empty: Path,
) -> None:
    whole = BreakingOff(a_moodle())
    clean, ports = opened(empty, "clean", whole)
    first = read(ports)
    expected = without_run(kept(clean), first)
    with clean.reading() as uow:
        assert [one.amount for one in uow.hours.of_person(LEARNER.id)]
        shown = latest(uow.evidence.of_person(LEARNER.id))
    # The quiz, and the word of each of two raters.
    assert len(shown) == len({row.source for row in shown}) == 3
    clean.dispose()
    assert whole.asked > 30

    for request in range(1, whole.asked + 1):
        connection = BreakingOff(a_moodle(), request)
        storage, ports = opened(empty, str(request), connection)

        stopped = read(ports)
        resumed = read(ports)

        assert (stopped.state, resumed.state) == (RunState.STOPPED, RunState.DONE)
        assert resumed.id == stopped.id
        assert without_run(kept(storage), resumed) == expected, request
        storage.dispose()


def test_undone_and_read_again_the_ledgers_are_as_before(empty: Path) -> None:
    storage, ports = opened(empty, "undone", BreakingOff(a_moodle(), 17))
    read(ports)
    run = read(ports)
    held = standing(storage)

    undo_run(run.id, actor="a-admin", ports=ports)
    gone = standing(storage)
    assert isinstance(ports.clock, FakeClock)
    ports.clock.advance(days=1)
    read(ports)

    assert held
    assert gone == []
    assert standing(storage) == held
    storage.dispose()


def standing(storage: SqlStorage) -> list[tuple[object, ...]]:
    """What people have of the Moodle."""
    found: list[tuple[object, ...]] = []
    with storage.reading() as uow:
        for person in PEOPLE.values():
            found += [
                (one.record, one.amount, one.until)
                for one in uow.hours.of_person(person.id)
                if one.state is JpState.RECOGNISED
            ]
            found += [
                (one.record, one.competency_code, one.result, one.observed_on)
                for one in latest(uow.evidence.of_person(person.id))
                if one.state is EvidenceState.ACCEPTED
            ]
    return found
