"""Attempts at packages in a Moodle count: once, after any break, and undone as one run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_sync import MoodleServices
from lti_service.domain import moodle_diagnosis
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.health import Grade
from lti_service.domain.moodle_ledger import RunCount, RunRefusal, RunState
from lti_service.domain.moodle_report import told_run
from lti_service.errors import PlatformBusyError
from lti_service.lti.connection import Reply
from lti_service.ports import Ports
from lti_service.use_cases.moodle.attempt import shown_attempts
from lti_service.use_cases.moodle.connection import ATTEMPT_FUNCTIONS, check_moodle
from lti_service.use_cases.moodle.run import undo_run
from tests.fakes import FakeStorage
from tests.lti_service.office import LEARNER, office
from tests.lti_service.use_cases.moodle.test_pull import (
    GIVES_EVIDENCE,
    MOODLE,
    kept,
    next_day,
    read,
)
from tests.moodle_services_stub import MoodleServices as Stub

COURSE, PACKAGE, USER = 2, 22, 3
GIVES = replace(GIVES_EVIDENCE, course_id=COURSE, activity_id=PACKAGE, name="Paket")


class Line:
    """The way to a stub, which breaks at a request counted from 1."""

    def __init__(self, stub: Stub) -> None:
        self.stub, self.asked, self.breaks_at = stub, 0, 0
        self.functions: list[str] = []

    def call(self, method: str, url: str, **given: Any) -> Reply:
        assert (method, url[:8]) == ("POST", "https://")
        form: Mapping[str, str] = given["data"]
        self.asked += 1
        self.functions.append(form["wsfunction"])
        if self.asked == self.breaks_at:
            raise PlatformBusyError("platform-busy")
        told = self.stub.answer({one: str(value) for one, value in form.items()})
        return Reply(200, {}, json.dumps(told).encode())


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)


def a_stub() -> Stub:
    people = {USER: (LEARNER.name, LEARNER.nip), 4: ("Orang Lain", "")}
    stub = Stub(people, {COURSE: ("Kearsipan", "K"), 5: ("Tatap muka", "T")})
    stub.attempts = {(COURSE, USER): [40, 85], (COURSE, 4): [60]}
    stub.visits = dict.fromkeys(((2, 3), (2, 4), (5, 3), (5, 4)), 1)
    return stub


def service(stub: Stub) -> tuple[FakeStorage, Ports, Line]:
    line = Line(stub)
    storage, ports = office(
        open_moodle=lambda url, token: MoodleServices(line, url, token)
    )
    storage.tables.moodles["m-1"] = MOODLE
    storage.tables.moodle_mappings.append(GIVES)
    return storage, ports, line


def shown(storage: FakeStorage) -> list[tuple[Decimal, EvidenceState]]:
    rows = latest(list(storage.tables.evidence.values()))
    return [(row.result, row.state) for row in rows]


def attempts(storage: FakeStorage) -> Sequence[object]:
    return sorted((one.place, one.seconds) for one in storage.tables.moodle_attempts)


def test_the_best_score_is_evidence_and_every_attempt_can_be_looked_at() -> None:
    storage, ports, _ = service(a_stub())

    run = read(ports)

    assert run.count(RunCount.ATTEMPTS) == 3
    assert "3 percobaan paket SCORM baru atau berubah." in map(str, told_run(run))
    assert shown(storage) == [(Decimal("0.8500"), EvidenceState.ACCEPTED)]
    latest_first = shown_attempts("m-1", USER, ports=ports)
    assert [(one.seen.number, one.course, one.name) for one in latest_first] == [
        (2, "Kearsipan", "Paket"),
        (1, "Kearsipan", "Paket"),
    ]
    assert shown_attempts("m-1", 99, ports=ports) == []


def test_the_same_again_is_nothing_new_and_one_more_attempt_is_one() -> None:
    stub = a_stub()
    storage, ports, _ = service(stub)
    read(ports)

    next_day(ports)
    again = read(ports, is_full=True)
    next_day(ports)
    stub.attempts[COURSE, USER].append(95)
    stub.visits[COURSE, USER] += 60
    more = read(ports)

    assert (again.count(RunCount.ATTEMPTS), again.count(RunCount.NEW)) == (0, 0)
    assert (more.count(RunCount.ATTEMPTS), more.count(RunCount.CHANGED)) == (1, 1)
    assert shown(storage) == [(Decimal("0.9500"), EvidenceState.ACCEPTED)]


def test_undone_a_run_gives_nothing_and_is_read_again() -> None:
    storage, ports, _ = service(a_stub())
    run = read(ports)

    undo_run(run.id, actor="cli", ports=ports)

    assert [state for _, state in shown(storage)] == [EvidenceState.WITHDRAWN]
    assert shown_attempts("m-1", USER, ports=ports) == []
    next_day(ports)
    assert read(ports).count(RunCount.ATTEMPTS) == 3
    assert shown(storage) == [(Decimal("0.8500"), EvidenceState.ACCEPTED)]


def test_a_trial_counts_attempts_and_keeps_none() -> None:
    storage, ports, _ = service(a_stub())

    assert read(ports, is_trial=True).count(RunCount.ATTEMPTS) == 3
    assert storage.tables.moodle_attempts == []


def test_broken_off_at_any_request_and_resumed_it_is_as_one_clean_run() -> None:
    clean, ports, line = service(a_stub())
    whole = read(ports)
    expected = kept(clean), attempts(clean)

    for request in range(1, line.asked + 1):
        storage, ports, broken = service(a_stub())
        broken.breaks_at = request

        states = [read(ports).state, read(ports).state]

        assert states == [RunState.STOPPED, RunState.DONE], request
        assert (kept(storage), attempts(storage)) == expected, request
    assert whole.count(RunCount.ATTEMPTS) == 3


def test_what_was_tried_still_counts_once_the_function_is_gone() -> None:
    stub = a_stub()
    storage, ports, _ = service(stub)
    read(ports)
    stub.lacks = set(ATTEMPT_FUNCTIONS)
    next_day(ports)

    run = read(ports, is_full=True)

    assert (run.state, run.count(RunCount.REFUSED)) == (RunState.DONE, 0)
    assert run.count(RunCount.NEW) + run.count(RunCount.CHANGED) == 0
    assert shown(storage) == [(Decimal("0.8500"), EvidenceState.ACCEPTED)]


def test_what_the_token_lacks_is_told_with_what_to_do() -> None:
    stub = a_stub()
    _, ports, _ = service(stub)
    assert check_moodle("m-1", ports=ports).lacking == ()
    stub.lacks = {ATTEMPT_FUNCTIONS[1]}

    checked = check_moodle("m-1", ports=ports)
    told = moodle_diagnosis.functions(
        checked.moodle, checked.site.release, checked.missing, checked.lacking
    )

    assert (checked.missing, checked.lacking) == ((), (ATTEMPT_FUNCTIONS[1],))
    assert told.grade is Grade.LOOK
    assert ATTEMPT_FUNCTIONS[1] in str(told.meaning)
    assert "mod/scorm:viewreport" in str(told.remedy)


def test_a_role_that_may_not_see_reports_is_told_once_and_all_else_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stub = a_stub()
    stub.done[COURSE, USER] = 80
    refusal = {"exception": "x", "errorcode": "nopermissions", "message": "no"}
    monkeypatch.setattr(stub, "_tracks", lambda _: refusal)
    storage, ports, _ = service(stub)

    run = read(ports)

    assert run.state is RunState.DONE
    assert run.refusals == (RunRefusal("moodle-permission", COURSE, 0),)
    assert (run.count(RunCount.ATTEMPTS), run.count(RunCount.PEOPLE)) == (0, 4)
    assert storage.tables.moodle_observations
