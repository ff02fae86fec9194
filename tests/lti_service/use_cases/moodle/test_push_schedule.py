"""A Moodle that is pushed to each night by itself, and what then waits for an answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.health import Check, Grade
from lti_service.domain.moodle_ledger import (
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_push import MirrorState
from lti_service.domain.task import Place, TaskKind
from lti_service.errors import ConflictError, MoodleError, NotFoundError
from lti_service.use_cases.lms.health import examine
from lti_service.use_cases.moodle.connection import end_moodle
from lti_service.use_cases.moodle.push import (
    push_nightly,
    request_push,
    work_on_push,
)
from lti_service.use_cases.moodle.queue import work_on_moodles
from lti_service.use_cases.overview.task import waiting_tasks
from tests.fakes import FakeClock
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.office import ADMIN, LEARNER, account_of
from tests.lti_service.use_cases.moodle.test_push import NODE, World, change_there


class Nightly(World):
    """One that is pushed to each night, where no night has passed yet."""

    def __init__(self) -> None:
        super().__init__(open_moodle=lambda _url, _token: FakeMoodle())
        self.clock = self.ports.clock
        assert isinstance(self.clock, FakeClock)
        known = self.storage.tables.moodles["m-1"]
        self.storage.tables.moodles["m-1"] = replace(known, created_at=self.clock.now())
        self.nightly()

    def nightly(self, *, on: bool = True) -> None:
        push_nightly("m-1", nightly=on, actor="a-admin", ports=self.ports)

    def wait(self, **how_long: float) -> None:
        assert isinstance(self.clock, FakeClock)
        self.clock.advance(**how_long)

    def work(self) -> None:
        while work_on_moodles(ports=self.ports):
            pass

    def night(self) -> None:
        self.wait(days=1)
        self.work()

    @property
    def pushes(self) -> list[SyncRun]:
        runs = self.storage.tables.moodle_runs.values()
        return [run for run in runs if run.state.startswith("push")]


@pytest.fixture
def world() -> Nightly:
    return Nightly()


def test_nothing_is_pushed_before_somebody_says_so(world: Nightly) -> None:
    world.nightly(on=False)
    world.night()

    assert world.pushes == []
    assert [one.action for one in world.storage.tables.audit][:2] == [
        "moodle.push-nightly",
        "moodle.push-asked",
    ]


def test_each_night_it_is_pushed_once_after_it_was_read(world: Nightly) -> None:
    world.work()
    assert world.pushes == []

    world.night()
    world.work()

    runs = list(world.storage.tables.moodle_runs.values())
    assert [run.state for run in runs] == [RunState.DONE, RunState.PUSHED]
    assert runs[1].actor == "worker"
    world.deliver()
    assert world.mirror.frameworks()
    world.night()
    assert len(world.pushes) == 2


def test_what_was_changed_there_waits_however_many_nights_pass(
    world: Nightly,
) -> None:
    world.night()
    world.deliver()
    change_there(world)

    for _ in range(2):
        world.night()
        world.deliver()

    assert world.mirror.made("Tim")
    assert world.state(NODE) is MirrorState.ASK
    (found,) = [f for f in examine(ports=world.ports) if f.check is Check.MIRROR]
    assert (found.grade, found.meaning.values["n"]) == (Grade.LOOK, 1)
    admin = account_of(ADMIN)
    world.storage.tables.accounts[admin.id] = admin
    (task,) = waiting_tasks(admin.id, (Place.ADMIN,), ports=world.ports)
    assert (task.kind, task.who, task.n) == (TaskKind.MIRRORS, "Moodle BPSDM", 1)


def test_a_push_that_stopped_goes_on_with_whom_it_did_not_compare(
    world: Nightly, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_service.use_cases.moodle.push.PAGE", 1)
    tables = world.storage.tables
    first = next(iter(tables.moodle_accounts.values()))
    for user_id in range(10, 14):
        tables.moodle_accounts["m-1", user_id] = replace(
            first, user_id=user_id, person_id=LEARNER.id
        )
    asked: list[int] = []
    answer = world.mirror.plans

    def plans(user_id: int) -> Any:
        asked.append(user_id)
        if asked == [3, 10, 11]:
            raise MoodleError("moodle-busy")
        return answer(user_id)

    monkeypatch.setattr(world.mirror, "plans", plans)
    world.night()
    assert world.pushes[0].state is RunState.PUSH_STOPPED
    world.wait(minutes=14)
    world.work()
    assert world.pushes[0].state is RunState.PUSH_STOPPED

    world.wait(minutes=1)
    world.work()

    (run,) = world.pushes
    assert run.state is RunState.PUSHED
    assert asked == [3, 10, 11, 11, 12, 13]


def test_one_whose_process_was_killed_is_taken_up_once_it_is_silent(
    world: Nightly,
) -> None:
    run = world.push()
    world.nightly(on=False)
    killed = replace(run, state=RunState.PUSHING, next_user=4, finished_at=None)
    world.storage.tables.moodle_runs[run.id] = killed
    world.work()
    assert world.pushes == [killed]

    world.wait(minutes=16)
    world.work()

    assert [one.state for one in world.pushes] == [RunState.PUSHED]


def test_the_next_night_begins_anew_where_one_stopped(world: Nightly) -> None:
    world.mirror.refuses = MoodleError("moodle-token")
    world.night()
    world.mirror.refuses = None

    world.night()

    states = [run.state for run in world.pushes]
    assert states == [RunState.PUSH_STOPPED, RunState.PUSHED]


def test_of_two_workers_one_pushes(world: Nightly) -> None:
    request_push("m-1", is_trial=False, actor="a-admin", ports=world.ports)
    answer, seen = world.mirror.missing, []

    def missing() -> Any:
        seen.append(work_on_push("m-1", by="worker", ports=world.ports))
        return answer()

    world.mirror.missing = missing  # type: ignore[method-assign]

    assert work_on_push("m-1", by="worker", ports=world.ports)
    assert seen == [False]
    assert not work_on_push("m-1", by="worker", ports=world.ports)


def refused(world: Nightly) -> None:
    world.mirror.refuses = MoodleError("moodle-token")
    world.night()


def refused_for_days(world: Nightly) -> None:
    refused(world)
    world.night()
    world.night()


def not_worked_on(world: Nightly) -> None:
    world.wait(days=3)


@pytest.mark.parametrize(
    ("trouble", "grade", "words"),
    [
        (refused, Grade.LOOK, "token"),
        (refused_for_days, Grade.WRONG, "token"),
        (not_worked_on, Grade.LOOK, "2 hari"),
        (lambda _: None, Grade.OK, "setiap malam"),
    ],
    ids=["stopped", "stopped for days", "no worker", "well"],
)
def test_health_tells_of_nights_on_which_nothing_was_pushed(
    world: Nightly, trouble: Callable[[Nightly], None], grade: Grade, words: str
) -> None:
    trouble(world)

    (found,) = [f for f in examine(ports=world.ports) if f.check is Check.MIRROR]

    assert (found.grade, words in str(found.meaning)) == (grade, True)


def test_one_that_ended_is_pushed_to_no_more_and_not_when_it_comes_back(
    world: Nightly,
) -> None:
    end_moodle("m-1", actor="a-admin", ports=world.ports)
    world.night()
    assert world.pushes == []
    assert world.storage.tables.moodles["m-1"].pushes_since is None
    with pytest.raises(NotFoundError):
        world.nightly()


def test_a_moodle_without_a_token_is_never_pushed_to(world: Nightly) -> None:
    tables = world.storage.tables
    tables.moodles["m-1"] = replace(tables.moodles["m-1"], token="", pushes_since=None)
    with pytest.raises(ConflictError) as caught:
        world.nightly()
    assert caught.value.code == "moodle-without-token"
