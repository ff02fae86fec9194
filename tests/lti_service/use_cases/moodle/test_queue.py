"""Readings that are asked for, and those that are due each night."""

from dataclasses import replace

import pytest

from lti_service.domain.moodle_ledger import RunState
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.queue import (
    request_run,
    shown_run,
    work_on_moodles,
)
from lti_service.use_cases.moodle.run import undo_run
from tests.fakes import FakeClock, FakeStorage
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.use_cases.moodle.test_pull import (
    DONE_AT,
    a_moodle,
    kept,
    read,
    service,
)


def wait(ports: Ports, **how_long: int) -> None:
    assert isinstance(ports.clock, FakeClock)
    ports.clock.advance(**how_long)


def quiet(moodle: FakeMoodle | None = None) -> tuple[FakeStorage, Ports]:
    """A Moodle that was connected just now, so that no night has passed since."""
    storage, ports = service(moodle or a_moodle())
    known = storage.tables.moodles["m-1"]
    storage.tables.moodles["m-1"] = replace(known, created_at=ports.clock.now())
    return storage, ports


def ask(ports: Ports, *, is_trial: bool = False) -> str:
    return request_run(
        "m-1", is_trial=is_trial, is_full=False, actor="a-admin", ports=ports
    ).id


def test_what_is_asked_for_waits_for_the_worker_which_does_it_once() -> None:
    storage, ports = quiet()
    assert not work_on_moodles(ports=ports)

    run_id = ask(ports)
    asked = storage.tables.moodle_runs[run_id].state
    assert work_on_moodles(ports=ports)

    assert (asked, storage.tables.moodle_runs[run_id].state) == (
        RunState.QUEUED,
        RunState.DONE,
    )
    assert not work_on_moodles(ports=ports)
    assert [one.action for one in storage.tables.audit] == ["moodle.read"]


def test_a_trial_keeps_nothing_and_is_no_reading() -> None:
    storage, ports = quiet()
    run_id = ask(ports, is_trial=True)

    work_on_moodles(ports=ports)

    shown = shown_run(run_id, moodle_id="m-1", ports=ports)
    assert (shown.run.state, shown.run.is_trial) == (RunState.DONE, True)
    assert not any(kept(storage).values())
    assert not storage.tables.audit


def test_nothing_is_asked_for_twice() -> None:
    _, ports = quiet()
    ask(ports, is_trial=True)

    with pytest.raises(ConflictError) as caught:
        ask(ports)

    assert caught.value.code == "run-under-way"


def test_each_night_it_is_read_without_being_asked() -> None:
    storage, ports = quiet()
    wait(ports, days=1)

    assert work_on_moodles(ports=ports)
    assert not work_on_moodles(ports=ports)

    (run,) = storage.tables.moodle_runs.values()
    assert (run.actor, run.state) == ("worker", RunState.DONE)


def test_after_a_failure_it_is_tried_again_later_each_time() -> None:
    moodle = a_moodle()
    _, ports = quiet(moodle)
    ask(ports)
    tries = []
    for minutes in (0, 14, 1, 29, 1):
        wait(ports, minutes=minutes)
        moodle.breaks_at = moodle.requests + 3
        tries.append(work_on_moodles(ports=ports))

    assert tries == [True, False, True, False, True]


def test_one_that_was_undone_is_not_read_again_before_the_night() -> None:
    _, ports = quiet()
    run = read(ports)
    undo_run(run.id, actor="a", ports=ports)

    assert not work_on_moodles(ports=ports)
    wait(ports, days=1)
    assert work_on_moodles(ports=ports)


def test_a_run_whose_process_was_killed_is_taken_up_once_it_is_silent() -> None:
    storage, ports = quiet()
    run = read(ports)
    storage.tables.moodle_runs[run.id] = replace(
        run, state=RunState.RUNNING, finished_at=None
    )

    assert not work_on_moodles(ports=ports)
    wait(ports, minutes=16)
    assert work_on_moodles(ports=ports)

    assert storage.tables.moodle_runs[run.id].state is RunState.DONE


def test_one_that_ended_is_neither_read_nor_asked_for() -> None:
    _, ports = service(a_moodle(), ended_at=DONE_AT)
    wait(ports, days=3)

    assert not work_on_moodles(ports=ports)
    with pytest.raises(NotFoundError):
        ask(ports)
