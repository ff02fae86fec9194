"""What reading a Moodle costs beside its requests alone, a day later, and writing to one.

CPU time is that of this process; the stub, in the forms of the recordings, has its own.
The requests alone are the same calls through the same guarded connection, as many at a
time.

Usage: python -m tests.benchmarks.moodle [--people 400] [--courses 8] [--packages 3]
"""

import resource
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from time import process_time
from typing import Any
from unittest import mock
from urllib.request import urlopen

import click

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_push import MoodleCompetencies
from lti_service.clients.moodle_rest import RestServer
from lti_service.clients.moodle_sync import AT_ONCE, MoodleServices
from lti_service.domain.moodle_ledger import (
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_push import MirrorState
from lti_service.errors import MoodleError
from lti_service.lti.connection import PlatformConnection
from lti_service.ports import Ports
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.moodle.connection import connect_moodle
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.push import push
from lti_service.worker.loop import MOST_AT_ONCE, MOST_TAKEN
from tests.benchmarks.measure import Row, medians, print_rows
from tests.benchmarks.organisation import Size, fill
from tests.fakes import FakeClock, fake_ports
from tests.moodle_services_stub import apart

_PER_PERSON = (
    "core_completion_get_activities_completion_status",
    "core_completion_get_course_completion_status",
    "gradereport_user_get_grade_items",
)
_ROUNDS = 60
"""Of sending: later places are due a second later each, and may wait for others."""


def reading_rows(people: int, courses: int, packages: int) -> Iterator[Row]:
    """Measure a first reading and one a day later, of courses with so many packages."""
    with (
        apart(people, courses, packages) as host,
        _service(host) as (ports, way_out, _),
    ):
        floor = 0.0
        if not packages:
            floor = _requests_alone(way_out, host, people, courses)
        clock = ports.clock
        assert isinstance(clock, FakeClock)
        moodle = connect_moodle(f"http://{host}", "rahasia", actor="cli", ports=ports)
        before = process_time()
        first = _read(moodle.moodle.id, ports)
        spent = process_time() - before
        clock.advance(seconds=timedelta(days=1).total_seconds())
        with urlopen(f"http://{host}/move", str(max(people // 100, 1)).encode()):
            pass
        daily = _read(moodle.moodle.id, ports)
    if not packages:
        name = f"{people} people × {courses} courses"
        yield Row(f"first reading, {name}", spent, "s", floor, 1.5)
    yield Row(
        f"a day's requests, 1 % change, {packages} packages each",
        daily.count(RunCount.REQUESTS),
        "",
        first.count(RunCount.REQUESTS),
        0.03,
    )


def push_rows(people: int) -> Iterator[Row]:
    """Measure comparing and sending what a Moodle should mirror of so many people."""
    made: list[tuple[str, dict[str, Any]]] = []
    with apart(people, 1) as host, _service(host) as (ports, way_out, storage):
        fill(storage, replace(Size.of(people), evidence_each=0, entries_each=0))
        moodle = connect_moodle(f"http://{host}", "rahasia", actor="cli", ports=ports)
        _match_everybody(moodle.moodle.id, ports)
        with _kept_calls(made):
            before = process_time()
            compared = push(moodle.moodle.id, actor="cli", ports=ports)
            _send_all(moodle.moodle.id, ports)
            spent = process_time() - before
            assert compared.state is RunState.PUSHED, compared.refusals
        first, made[:] = list(made), []
        with _kept_calls(made):
            push(moodle.moodle.id, actor="cli", ports=ports)
        again = list(made)
        server = RestServer(way_out, f"http://{host}", "rahasia")
        found = medians(
            {
                "ours": lambda: _timed_push(moodle.moodle.id, ports),
                "floor": lambda: _replayed(server, again, 1),
            },
            rounds=3,
        )
    with apart(people, 1) as host:
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        server = RestServer(way_out, f"http://{host}", "rahasia")
        floor = _replayed(server, first, MOST_AT_ONCE)
    yield Row(
        f"first push, {people} people, {len(first)} requests", spent, "s", floor, 1.5
    )
    yield Row(
        f"the next one, nothing changed, {len(again)} requests",
        found["ours"],
        "s",
        found["floor"],
        1.5,
    )


@contextmanager
def _service(host: str) -> Iterator[tuple[Ports, PlatformConnection, SqlStorage]]:
    with tempfile.TemporaryDirectory() as folder:
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        storage = open_storage(f"sqlite:///{folder}/service.db")
        storage.upgrade()
        ports = replace(
            fake_ports(storage=storage, clock=FakeClock()),
            open_moodle=lambda url, token: MoodleServices(way_out, url, token),
            open_mirror=lru_cache(
                lambda url, token: MoodleCompetencies(way_out, url, token)
            ),
        )
        yield ports, way_out, storage
        storage.dispose()


def _read(moodle_id: str, ports: Ports) -> SyncRun:
    run = pull(moodle_id, actor="cli", ports=ports)
    assert run.state is RunState.DONE, run.refusals
    return run


def _requests_alone(
    way_out: PlatformConnection, host: str, people: int, courses: int
) -> float:
    """Return the CPU time of the calls that a first reading makes of each person."""
    server = RestServer(way_out, f"http://{host}", "rahasia")
    calls = [
        (function, course, user)
        for course in range(2, 2 + courses)
        for user in range(3, 3 + people)
        for function in _PER_PERSON
    ]
    before = process_time()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(
            lambda one: server.call(one[0], courseid=one[1], userid=one[2]), calls
        ):
            pass
    return process_time() - before


def _match_everybody(moodle_id: str, ports: Ports) -> None:
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.save_accounts(
            [
                MoodleAccount(
                    moodle_id,
                    user_id,
                    person.nip,
                    person.name,
                    person.id,
                    MatchBasis.NIP,
                    MatchDoubt.NONE,
                    "",
                    now,
                )
                for user_id, person in enumerate(uow.organisation.people(), 3)
            ]
        )
        uow.commit()


def _send_all(moodle_id: str, ports: Ports) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    for _ in range(_ROUNDS):
        clock.advance(seconds=5)
        while deliver_due(ports=ports, limit=MOST_TAKEN, at_once=MOST_AT_ONCE):
            clock.advance(seconds=1)
    with ports.storage.reading() as uow:
        counts = uow.mirrors.counts(moodle_id)
    assert set(counts) == {MirrorState.SAME}, counts


@contextmanager
def _kept_calls(made: list[tuple[str, dict[str, Any]]]) -> Iterator[None]:
    """Keep what is asked of a Moodle, in the order in which it was answered."""
    call = RestServer.call

    def keeping(self: RestServer, function: str, **parameters: Any) -> Any:
        made.append((function, parameters))
        return call(self, function, **parameters)

    with mock.patch.object(RestServer, "call", keeping):
        yield


def _timed_push(moodle_id: str, ports: Ports) -> float:
    before = process_time()
    push(moodle_id, actor="cli", ports=ports)
    return process_time() - before


def _replayed(
    server: RestServer, made: list[tuple[str, dict[str, Any]]], at_once: int
) -> float:
    """Return the CPU time of the same calls alone."""

    def call(one: tuple[str, dict[str, Any]]) -> None:
        # What rests on an id that is another's now is refused, which costs the same.
        with suppress(MoodleError):
            server.call(one[0], **one[1])

    before = process_time()
    with ThreadPoolExecutor(at_once) as pool:
        for _ in pool.map(call, made):
            pass
    return process_time() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.option("--people", default=400)
@click.option("--courses", default=8)
@click.option("--packages", default=3)
def main(people: int, courses: int, packages: int) -> None:
    """Measure and print."""
    # A real Moodle is spared; a stub need not be.
    with mock.patch.object(moodle_rest, "MOST_A_SECOND", 100_000):
        print_rows(
            [
                *reading_rows(people, courses, 0),
                *reading_rows(people, courses, packages),
                *push_rows(people),
                Row("most memory of it all", _peak(), "MiB", None, 300),
            ]
        )


if __name__ == "__main__":
    main()
