"""What reading a Moodle costs beside its requests alone, and what a day later costs.

CPU time is that of this process; the stub, in the forms of the recordings, has its own.
The requests alone are the same calls through the same guarded connection, four at a time.

Usage: python -m tests.benchmarks.moodle [--people 400] [--courses 8]
"""

import resource
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import process_time
from unittest import mock
from urllib.request import urlopen

import click

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_rest import RestServer
from lti_service.clients.moodle_sync import AT_ONCE, MoodleServices
from lti_service.domain.moodle_ledger import RunCount, RunState, SyncRun
from lti_service.lti.connection import PlatformConnection
from lti_service.ports import Ports
from lti_service.storage.database import open_storage
from lti_service.use_cases.moodle.connection import connect_moodle
from lti_service.use_cases.moodle.pull import pull
from tests.benchmarks.measure import Row, print_rows
from tests.fakes import FakeClock, fake_ports
from tests.moodle_services_stub import apart

_PER_PERSON = (
    "core_completion_get_activities_completion_status",
    "core_completion_get_course_completion_status",
    "gradereport_user_get_grade_items",
)


def rows(people: int, courses: int) -> list[Row]:
    """Measure a first reading and one a day later."""
    # A real Moodle is spared; a stub need not be.
    with (
        mock.patch.object(moodle_rest, "MOST_A_SECOND", 100_000),
        apart(people, courses) as host,
        tempfile.TemporaryDirectory() as folder,
    ):
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        floor = _requests_alone(way_out, host, people, courses)
        storage = open_storage(f"sqlite:///{folder}/service.db")
        storage.upgrade()
        clock = FakeClock()
        ports = replace(
            fake_ports(storage=storage, clock=clock),
            open_moodle=lambda url, token: MoodleServices(way_out, url, token),
        )
        moodle = connect_moodle(f"http://{host}", "rahasia", actor="cli", ports=ports)
        before = process_time()
        first = _read(moodle.moodle.id, ports)
        spent = process_time() - before
        clock.advance(seconds=timedelta(days=1).total_seconds())
        with urlopen(f"http://{host}/move", str(max(people // 100, 1)).encode()):
            pass
        daily = _read(moodle.moodle.id, ports)
        storage.dispose()
    name = f"{people} people × {courses} courses"
    return [
        Row(f"first reading, {name}", spent, "s", floor, 1.5),
        Row(
            "requests of a day with 1 % change",
            daily.count(RunCount.REQUESTS),
            "",
            first.count(RunCount.REQUESTS),
            0.03,
        ),
        Row("most memory of it all", _peak(), "MiB", None, 300),
    ]


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


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.option("--people", default=400)
@click.option("--courses", default=8)
def main(people: int, courses: int) -> None:
    """Measure and print."""
    print_rows(rows(people, courses))


if __name__ == "__main__":
    main()
