"""PostgreSQL is restarted while people answer: nothing acknowledged is lost."""

import queue
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from lti_service.storage.database import open_storage
from tests.conftest import absent
from tests.faults.cluster import Cluster, programs
from tests.faults.test_kill import (
    ANSWERS,
    Log,
    learn,
    require_all_kept,
    three_questions,
    wait_until_delivered,
)
from tests.platform_stub import PlatformStub
from tests.running import Service

LEARNERS = 16


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None:
        absent("PostgreSQL's programs initdb and pg_ctl are not installed.")
    # pytest's own folders are closed to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder), found) as made:
        yield made


def expire_leases(url: str) -> None:
    """Let what a broken-off worker holds be free at once, instead of after a minute."""
    storage = open_storage(url)
    with storage._engine.begin() as connection:
        connection.execute(sa.text("UPDATE outbox SET leased_until = NULL"))
    storage.dispose()


def require_words(service: Service) -> None:
    """People and programs are told what happened, with the code and no traceback."""
    page = requests.get(f"{service.url}/me", cookies={"lti_session": "x"}, timeout=20)
    assert page.status_code == 503
    assert 'data-code="database-away"' in page.text
    assert page.headers["X-Request-Id"] in page.text
    assert page.headers["Retry-After"] == "10"
    ready = requests.get(f"{service.url}/readyz", timeout=20)
    assert ready.status_code == 503
    assert "Traceback" not in page.text + ready.text
    assert requests.get(f"{service.url}/healthz", timeout=20).ok
    login = f"{service.url}/lti/login?iss={service.platform.issuer}&login_hint=1"
    login += f"&target_link_uri={service.url}/lti/launch"
    refused = requests.get(login, allow_redirects=False, timeout=20)
    # Registrations may be at hand; else it is told in words as well.
    assert refused.status_code in {302, 503}


def test_a_database_that_restarts_loses_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    course = three_questions()
    log, attempts = Log(), dict[str, str]()
    with PlatformStub() as platform:
        service = Service(platform, cluster.url, tmp_path, processes=2)
        service.prepare(course)
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for number in range(LEARNERS):
            waiting.put(f"learner-{number}")
        failures: list[BaseException] = []

        def work() -> None:
            try:
                while True:
                    subject = waiting.get_nowait()
                    attempts[subject] = learn(service, subject, course.id, log)
            except queue.Empty:
                pass
            except AssertionError as failure:
                failures.append(failure)

        with service:
            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for _ in range(LEARNERS * len(ANSWERS) // 2):
                assert log.answered.acquire(timeout=60), failures
            cluster.crash()
            require_words(service)
            cluster.start()
            for thread in threads:
                thread.join()
            assert not failures
            expire_leases(cluster.url)
            wait_until_delivered(service)
        require_all_kept(service, log, attempts)
    written = (tmp_path / "service.log").read_text()
    assert '"event": "failure"' not in written
    assert '"code": "database-away"' in written
