"""What delivering scores costs beside posting the same with pooled requests alone.

Platforms in a process of their own take each score at once. There are several, since
one is sent at most `RATE_PER_SECOND`.

Usage: python -m tests.benchmarks.scores
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import requests

from lti_service.app import build_ports
from lti_service.domain.launch import Platform
from lti_service.domain.outbox import OutboxState
from lti_service.lti.gradebook import SCORE_TYPE
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.worker.loop import MOST_AT_ONCE, MOST_TAKEN
from tests.benchmarks.gradebook_stub import gradebooks
from tests.benchmarks.measure import Row, print_rows
from tests.platform_stub import CLIENT_ID, DEPLOYMENT

ROUNDS = 5
SCORES = 800
PLATFORMS = 4
SLOW_SECONDS = 0.05


def main() -> None:
    """Measure and print."""
    with gradebooks(1, SLOW_SECONDS) as hosts, _service(hosts) as ports:
        _, slow = _measured(_delivery(hosts, count(), ports))
    with gradebooks(PLATFORMS) as hosts, _service(hosts) as ports:
        number = count()
        rounds = [
            (
                _measured(lambda: _post(hosts)),
                _measured(_delivery(hosts, number, ports)),
            )
            for _ in range(ROUNDS + 1)
        ][1:]  # the first of anything fills caches
    floor, ours = (
        [median(one[side][unit] for one in rounds) / SCORES for unit in (0, 1)]
        for side in (0, 1)
    )
    print_rows(
        [
            Row("score delivered", ours[0] * 1000, "ms", floor[0] * 1000, 1.5),
            Row("600 scores by one worker", ours[1] * 600, "s", None, 1),
            Row("  of pooled requests, one by one", floor[1] * 600, "s", None, 1),
            Row(
                f"600 scores, answered after {SLOW_SECONDS * 1000:.0f} ms",
                slow / SCORES * 600,
                "s",
                None,
                600 * SLOW_SECONDS / MOST_AT_ONCE * 2,
            ),
        ]
    )


def _measured(run: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds of CPU and of the clock."""
    cpu, wall = process_time(), perf_counter()
    run()
    return process_time() - cpu, perf_counter() - wall


def _post(hosts: Sequence[str]) -> None:
    """Post as many scores, one after the other."""
    with requests.Session() as session:
        for number in range(SCORES):
            answer = session.post(
                f"http://{hosts[number % PLATFORMS]}/lineitems/1/scores?type_id=1",
                json={
                    "userId": str(number),
                    "scoreGiven": 80,
                    "scoreMaximum": 100,
                    "activityProgress": "Completed",
                    "gradingProgress": "FullyGraded",
                    "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                },
                headers={"Content-Type": SCORE_TYPE, "Authorization": "Bearer token"},
                timeout=(5, 10),
            )
            answer.raise_for_status()


def _delivery(
    hosts: Sequence[str], number: Iterator[int], ports: Ports
) -> Callable[[], None]:
    """Queue scores; return what a worker does then."""
    with ports.storage.writing() as uow:
        for _ in range(SCORES):
            subject = next(number)
            host = hosts[subject % len(hosts)]
            line_item_url = f"http://{host}/lineitems/1?type_id=1"
            uow.outbox.put(
                "score",
                f"{line_item_url}|{subject}",
                {
                    "platform_id": host,
                    "line_item_url": line_item_url,
                    "subject": str(subject),
                    "hundredths": 8000,
                    "attempt_id": "attempt",
                },
                ports.clock.now(),
            )
        uow.commit()

    def run() -> None:
        while deliver_due(ports=ports, limit=MOST_TAKEN, at_once=MOST_AT_ONCE):
            pass
        with ports.storage.reading() as uow:
            assert uow.outbox.counts() == {OutboxState.SENT: subject + 1}

    return run


@contextmanager
def _service(hosts: Sequence[str]) -> Iterator[Ports]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{Path(folder, 'scores.db')}",
            "ALLOW_PRIVATE_HOSTS": ",".join(hosts),
        }
        ports = build_ports(read_settings(environment))
        storage = ports.storage
        assert isinstance(storage, SqlStorage)
        storage.upgrade()
        with storage.writing() as uow:
            for host in hosts:
                uow.platforms.save(
                    Platform(
                        id=host,
                        issuer=f"http://{host}",
                        client_id=CLIENT_ID,
                        name="LMS",
                        auth_url=f"http://{host}/auth",
                        token_url=f"http://{host}/token",
                        jwks_url=f"http://{host}/jwks",
                        deployments=frozenset({DEPLOYMENT}),
                        trust_nip=False,
                        created_at=ports.clock.now(),
                    )
                )
            uow.commit()
        yield ports
        storage.dispose()


if __name__ == "__main__":
    main()
