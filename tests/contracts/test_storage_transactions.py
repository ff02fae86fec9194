"""One transaction is one unit of work, whoever stores it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from lti_service.ports.storage import Storage
from lti_service.storage.database import SqlStorage
from tests import service_factories as make
from tests.contracts import given
from tests.databases import open_empty_postgresql, open_empty_sqlite
from tests.fakes import counted_ids

REPOSITORY = Path(__file__).resolve().parents[2]
PROCESSES, INCREMENTS = 4, 40
LEARNERS = 20


def test_what_is_committed_lasts(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.commit()
    with storage.reading() as uow:
        assert uow.platforms.get("platform-1") == make.platform()


def test_what_is_not_committed_never_was(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        assert uow.platforms.get("platform-1") == make.platform()
    with storage.reading() as uow:
        assert uow.platforms.get("platform-1") is None


def test_an_error_undoes_everything(storage: Storage) -> None:
    def fail_half_way() -> None:
        with storage.writing() as uow:
            uow.platforms.save(make.platform())
            raise LookupError

    with pytest.raises(LookupError):
        fail_half_way()
    with storage.reading() as uow:
        assert uow.platforms.all() == []


def test_what_follows_a_commit_needs_another(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.commit()
        uow.platforms.save(make.platform(name="Nama lain"))
    with storage.reading() as uow:
        assert uow.platforms.get("platform-1") == make.platform()


def test_reading_has_nothing_to_commit(storage: Storage) -> None:
    with storage.reading() as uow, pytest.raises(RuntimeError):
        uow.commit()


def test_a_reader_sees_one_state_while_others_write(storage: Storage) -> None:
    with storage.reading() as reader:
        assert reader.platforms.all() == []
        with storage.writing() as writer:
            writer.platforms.save(make.platform())
            writer.commit()
        assert reader.platforms.all() == []
    with storage.reading() as reader:
        assert reader.platforms.all() == [make.platform()]


def test_a_migrated_database_passes_the_check(storage: Storage) -> None:
    storage.check()


def test_a_class_that_launches_at_once_makes_one_of_each(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.platforms.save(make.platform())
        uow.releases.add(make.release(), b"release", [])
        uow.commit()
    start, new_id = Barrier(LEARNERS), counted_ids()
    ids = [new_id() for _ in range(LEARNERS)]

    def launch(own_id: str) -> tuple[str, str, str]:
        start.wait(timeout=60)
        with storage.writing() as uow:
            account = uow.accounts.find("platform-1", "subject-1")
            if account is None:
                account = make.account(id=own_id)
                uow.accounts.save(account)
            link = uow.resource_links.find("platform-1", "1", "activity-1")
            if link is None:
                link = make.resource_link(id=own_id)
                uow.resource_links.save(link)
            attempt = uow.attempts.find(account.id, link.id, make.COURSE)
            if attempt is None:
                attempt = make.attempt(
                    id=own_id, account_id=account.id, resource_link_id=link.id
                )
                uow.attempts.save(attempt)
            uow.commit()
        return account.id, link.id, attempt.id

    with ThreadPoolExecutor(LEARNERS) as pool:
        launched = set(pool.map(launch, ids))
    assert len(launched) == 1
    with storage.reading() as uow:
        assert len(uow.attempts.all()) == 1


def test_four_processes_lose_no_update_on_sqlite(tmp_path: Path) -> None:
    storage = open_empty_sqlite(tmp_path)
    _assert_no_update_is_lost(storage, f"sqlite:///{tmp_path / 'service.db'}")


def test_four_processes_lose_no_update_on_postgresql(postgres_url: str) -> None:
    _assert_no_update_is_lost(open_empty_postgresql(postgres_url), postgres_url)


def _assert_no_update_is_lost(storage: SqlStorage, database_url: str) -> None:
    given.an_attempt(storage)
    with storage.writing() as uow:
        uow.attempts.save(replace(make.attempt(), sent_hundredths=0))
        uow.commit()
    command = [sys.executable, "-m", "tests.contracts.increment", database_url]
    writers = [
        subprocess.Popen(
            [*command, str(INCREMENTS)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    outcomes = [writer.communicate(timeout=120) for writer in writers]
    assert [errors for _, errors in outcomes] == [""] * PROCESSES
    acknowledged = sum(output.count("committed") for output, _ in outcomes)
    with storage.reading() as uow:
        stored = uow.attempts.get("attempt-1")
    storage.dispose()
    assert stored is not None
    assert stored.sent_hundredths == acknowledged == PROCESSES * INCREMENTS
