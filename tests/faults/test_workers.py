"""Two `lti-service worker` processes on one database, whose connections break."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from lti_service.storage.database import SqlStorage
from tests.databases import open_empty_postgresql, open_empty_sqlite
from tests.fakes import MORNING
from tests.faults.leases import wait_for
from tests.faults.platform import Fault, FaultyPlatform
from tests.http_stub import Says
from tests.logs import check_log

COUNT = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[SqlStorage, str]]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/service.db"
        opened = open_empty_sqlite(tmp_path)
    else:
        url = request.getfixturevalue("postgres_url")
        opened = open_empty_postgresql(url)
    yield opened, url
    opened.dispose()


def start(
    url: str, platform: FaultyPlatform, folder: Path
) -> "subprocess.Popen[bytes]":
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [Path(sys.executable).with_name("lti-service"), "worker"],
            env=os.environ
            | {
                "DATABASE_URL": url,
                "SECRET_KEY": "a-secret-of-the-tests-" + "x" * 32,
                "ALLOW_PRIVATE_HOSTS": platform.host,
                "LOG_FORMAT": "json",
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def put(
    storage: SqlStorage, platform: FaultyPlatform, numbers: range, hundredths: int
) -> None:
    with storage.writing() as uow:
        for number in numbers:
            subject = f"learner-{number}"
            payload = {
                "platform_id": "p1",
                "line_item_url": platform.column,
                "subject": subject,
                "hundredths": hundredths,
                "attempt_id": f"attempt-{number}",
            }
            uow.outbox.put("score", f"{platform.column}|{subject}", payload, MORNING)
        uow.commit()


def break_connections(storage: SqlStorage) -> None:
    """End every other connection to the database, as its restart does."""
    if storage._engine.dialect.name != "postgresql":
        return
    end = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with storage._engine.begin() as connection:
        connection.execute(end)


def test_two_workers_deliver_everything_once(
    database: tuple[SqlStorage, str], tmp_path: Path
) -> None:
    storage, url = database
    with FaultyPlatform() as platform:
        with storage.writing() as uow:
            uow.platforms.save(platform.registered)
            uow.commit()
        put(storage, platform, range(COUNT), 5000)
        platform.faults = [Fault(Says(500)), Fault(Says(500), stores=True)]
        workers = [start(url, platform, tmp_path) for _ in range(2)]
        try:
            wait_for(storage, COUNT // 2)
            break_connections(storage)
            # Meanwhile some do better.
            put(storage, platform, range(0, COUNT, 3), 9000)
            wait_for(storage)
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            ended = [worker.wait(30) for worker in workers]
    log = tmp_path / "worker.log"
    assert ended == [0, 0], log.read_text()
    check_log(log)

    assert platform.percentages() == {
        f"learner-{number}": 50.0 if number % 3 else 90.0 for number in range(COUNT)
    }
    times = {(user, stamp) for user, stamp, _ in platform.sendings}
    assert len(times) == len(set(platform.sendings)) == len(platform.sendings)
