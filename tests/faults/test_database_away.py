"""PostgreSQL is restarted while people answer: nothing acknowledged is lost."""

import queue
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

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
from tests.running import Service, free_port

LEARNERS = 16
TOKEN = "a-token-of-the-tests"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None:
        absent("PostgreSQL's programs initdb and pg_ctl are not installed.")
    # pytest's own folders are closed to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder), found) as made:
        yield made


def require_words(service: Service) -> None:
    """People and programs are told what happened, with the code and no traceback."""
    page = requests.get(f"{service.url}/me", cookies={"lti_session": "x"}, timeout=20)
    assert page.status_code == 503
    assert 'data-code="database-away"' in page.text
    assert page.headers["X-Request-Id"] in page.text
    assert page.headers["Retry-After"] == "10"
    ready = requests.get(f"{service.url}/readyz", timeout=20)
    assert ready.status_code == 503
    assert "lti_service_database_up 0.0" in figures(service)
    assert "Traceback" not in page.text + ready.text
    assert requests.get(f"{service.url}/healthz", timeout=20).ok
    login = f"{service.url}/lti/login?iss={service.platform.issuer}&login_hint=1"
    login += f"&target_link_uri={service.url}/lti/launch"
    refused = requests.get(login, allow_redirects=False, timeout=20)
    # Registrations may be at hand; else it is told in words as well.
    assert refused.status_code in {302, 503}


def figures(service: Service) -> set[str]:
    """Ask for the figures so often that each process has answered, at both places."""
    own = f"http://127.0.0.1:{service.settings['METRICS_PORT']}/metrics"
    public, token = f"{service.url}/metrics", {"Authorization": f"Bearer {TOKEN}"}
    told = [requests.get(own, timeout=20).text for _ in range(8)]
    told += [requests.get(public, headers=token, timeout=20).text for _ in range(8)]
    return {
        line
        for text in told
        for line in text.splitlines()
        if line.startswith(("lti_service_launches_total", "lti_service_database_up"))
    }


def require_one_count(service: Service) -> None:
    """Whichever process answers tells the sum of all."""
    up, launches = sorted(figures(service))
    assert up == "lti_service_database_up 1.0"
    assert float(launches.split()[-1]) >= LEARNERS


def test_a_database_that_restarts_loses_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    course = three_questions()
    log, attempts = Log(), dict[str, str]()
    with PlatformStub() as platform:
        settings = {"METRICS_PORT": str(free_port()), "METRICS_TOKEN": TOKEN}
        service = Service(
            platform, cluster.url, tmp_path, processes=2, settings=settings
        )
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
            wait_until_delivered(service)
            require_one_count(service)
        require_all_kept(service, log, attempts)
    written = (tmp_path / "service.log").read_text()
    assert '"event": "failure"' not in written
    assert '"code": "database-away"' in written
