"""The running service under load: how long launches take, and whether memory grows.

Learners launch at the same time against `lti-service run`, once on SQLite and once on
PostgreSQL. The seconds are those of a loaded machine, on which the learners run too.

Usage: python -m tests.benchmarks.load [LAUNCHES]
"""

import io
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from time import perf_counter, time
from urllib.parse import parse_qs, urlencode, urlsplit

from course_builder.build import release_bytes
from course_builder.model.release import read_release
from tests.benchmarks.measure import Row, print_rows
from tests.benchmarks.tool import EXAMPLE, FORM
from tests.conftest import new_postgresql
from tests.platform_stub import CLAIM, CLIENT_ID, DEPLOYMENT, PlatformStub
from tests.running import Service

LAUNCHES = 20_000
WARM = 2000
LEARNERS = 8
"""Who launch at the same time, each again and again."""

MOST_GROWTH = 10
"""MiB; what the allocator keeps back differs from run to run."""


def main() -> None:
    """Measure and print."""
    launches = int(sys.argv[1]) if len(sys.argv) > 1 else LAUNCHES
    with tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{folder}/load.db"
        print_rows(_rows("SQLite", sqlite, Path(folder), launches))
        with new_postgresql() as postgresql:
            print_rows(_rows("PostgreSQL", postgresql, Path(folder), launches // 4))


def _rows(name: str, database_url: str, folder: Path, launches: int) -> list[Row]:
    course = read_release(io.BytesIO(release_bytes(EXAMPLE))).course
    with PlatformStub() as stub:
        service = Service(stub, database_url, folder)
        service.prepare(course)
        service.start()
        try:
            _launch_all(service, WARM)
            before = _memory(service)
            took = _launch_all(service, launches)
            grown = _memory(service) - before
        finally:
            service.kill()
    marks = quantiles(took, n=100)
    title = f"{name}, {launches} launches, {LEARNERS} at once"
    return [
        Row(f"{title}: p50", marks[49] * 1000, "ms", None, 250),
        Row("  p99", marks[98] * 1000, "ms", None, 1000),
        Row(
            f"  memory, {before:.0f} MiB before: more", grown, "MiB", None, MOST_GROWTH
        ),
    ]


def _launch_all(service: Service, count: int) -> Sequence[float]:
    """Launch so often; return the seconds from a login to the end of its page."""
    with ThreadPoolExecutor(LEARNERS) as pool:
        shares = pool.map(
            lambda learner: _learner(service, f"{learner}", count // LEARNERS),
            range(LEARNERS),
        )
        return [seconds for share in shares for seconds in share]


def _learner(service: Service, subject: str, count: int) -> list[float]:
    connection = HTTPConnection("localhost", service.port, timeout=60)
    stub = service.platform
    query = urlencode(
        {
            "iss": stub.issuer,
            "login_hint": subject,
            "target_link_uri": f"{service.url}/lti/launch",
            "client_id": CLIENT_ID,
            "lti_deployment_id": DEPLOYMENT,
        }
    )
    took = []
    for _ in range(count):
        began = perf_counter()
        connection.request("GET", f"/lti/login?{query}")
        answer = connection.getresponse()
        answer.read()
        spent = perf_counter() - began
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        token = stub.token(
            asked["nonce"][0],
            subject,
            int(time()),
            **{
                CLAIM + "target_link_uri": f"{service.url}/lti/launch",
                CLAIM + "custom": {"course": EXAMPLE.name},
            },
        )
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        body = urlencode({"id_token": token, "state": asked["state"][0]})
        began = perf_counter()
        connection.request("POST", "/lti/launch", body, {**FORM, "Cookie": cookie})
        page = connection.getresponse().read()
        took.append(spent + perf_counter() - began)
        assert b'id="player"' in page, page
    connection.close()
    return took


def _memory(service: Service) -> float:
    """Return what all processes of a service hold, in MiB."""
    assert service.process is not None
    group = os.getpgid(service.process.pid)
    pages = sum(
        int((process / "statm").read_text().split()[1])
        for process in Path("/proc").glob("[0-9]*")
        if _group(process) == group
    )
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _group(process: Path) -> int:
    try:
        return os.getpgid(int(process.name))
    except ProcessLookupError:
        return 0


if __name__ == "__main__":
    main()
