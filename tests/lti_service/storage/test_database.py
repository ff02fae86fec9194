"""Opening, checking and migrating a database."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from psycopg.errors import AdminShutdown, DiskFull

from lti_service.domain.framework import Framework
from lti_service.errors import ConflictError, SettingsError, UnavailableError
from lti_service.storage.database import (
    SqlStorage,
    _migration_config,
    _unavailable,
    open_storage,
)
from lti_service.storage.migrations import versions
from lti_service.storage.tables import metadata
from tests import service_factories as make
from tests.contracts import given

MIGRATIONS = sorted(path.name[:4] for path in Path(versions.__path__[0]).glob("0*.py"))


@contextmanager
def opened(url: str) -> Iterator[SqlStorage]:
    storage = open_storage(url)
    yield storage
    storage.dispose()


def sqlite_url(folder: Path, name: str = "service.db") -> str:
    return f"sqlite:///{folder / name}"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("mysql://localhost/service", "sqlite:///"),
        ("postgresql+asyncpg://localhost/service", "postgresql+psycopg://"),
        ("no address", "DATABASE_URL"),
        ("sqlite://", "file"),
        ("sqlite:///:memory:", "file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, named: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(named)):
        open_storage(url)


def test_a_new_sqlite_database_is_made_with_its_folder(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path, "var/deep/service.db")) as storage:
        storage.upgrade()
        storage.check()
        assert storage.pending() == []


def test_a_database_that_is_not_migrated_says_what_to_run(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        assert storage.pending() == MIGRATIONS
        with pytest.raises(SettingsError, match="lti-service db upgrade"):
            storage.check()


def test_migrating_twice_changes_nothing(database: SqlStorage) -> None:
    given.a_learner(database)
    database.upgrade()
    with database.reading() as uow:
        assert uow.accounts.get("account-1") == make.account()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        storage.upgrade()
        with closing(sqlite3.connect(tmp_path / "service.db")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        with pytest.raises(SettingsError, match="newer version"):
            storage.check()
        with pytest.raises(SettingsError, match="newer version"):
            storage.upgrade()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "service.db").write_text("not a database, only a text that is long")
    with opened(sqlite_url(tmp_path)) as storage:
        with pytest.raises(SettingsError, match="cannot be used"):
            storage.check()
        with pytest.raises(SettingsError, match="cannot be used"):
            storage.upgrade()


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    url = "postgresql+psycopg://someone:s3cret@127.0.0.1:1/service"
    with opened(url) as storage, pytest.raises(SettingsError) as caught:
        storage.check()
    assert "127.0.0.1:1" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_tables_and_migrations_agree(database: SqlStorage) -> None:
    with database._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_competencies_of_before_get_a_framework_of_their_own(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        config = _migration_config()
        with storage._engine.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "0009")
            connection.exec_driver_sql(
                "INSERT INTO competencies VALUES "
                "('M01', 'SKJ', 'Integritas', 'manajerial', ''), "
                "('M02', 'SKJ', 'Kerja sama', 'manajerial', '')"
            )
        storage.upgrade()
        with storage.reading() as uow:
            assert uow.frameworks.all() == [Framework("SKJ", "SKJ")]
            assert [c.definition for c in uow.frameworks.competencies()] == ["", ""]


def test_what_was_current_before_is_the_latest_offer(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        config = _migration_config()
        with storage._engine.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "0019")
            connection.exec_driver_sql(
                "INSERT INTO releases VALUES "
                "('r1', 'k', '1.0', 'K', 'id', 'a', '2026-01-01T00:00:00.000000Z', 0), "
                "('r3', 'k', '1.2', 'K', 'id', 'c', '2026-03-01T00:00:00.000000Z', 0), "
                "('r2', 'k', '1.1', 'K', 'id', 'b', '2026-02-01T00:00:00.000000Z', 1)"
            )
            connection.exec_driver_sql(
                "INSERT INTO audit (at, actor, action, object, before, after, reason) "
                "VALUES ('2026-02-01T00:00:00.000000Z', 'account-1', "
                "'release.published', 'release:k-1.1', '', '', '')"
            )
        storage.upgrade()
        with storage.reading() as uow:
            current = uow.releases.current("k")
            assert current is not None
            assert current.id == "r2"
            assert [
                (o.number, o.release_id, o.offered_by) for o in uow.releases.offers("k")
            ] == [
                (3, "r2", "account-1"),
                (2, "r3", "cli"),
                (1, "r1", "cli"),
            ]


def test_constraints_bear_names_of_the_convention(database: SqlStorage) -> None:
    inspector = sa.inspect(database._engine)
    for table in metadata.sorted_tables:
        assert inspector.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for key in inspector.get_foreign_keys(table.name):
            assert (key["name"] or "").startswith(f"fk_{table.name}_")
        for unique in inspector.get_unique_constraints(table.name):
            assert (unique["name"] or "").startswith(f"uq_{table.name}_")


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        storage.upgrade()
        with storage._engine.connect() as connection:

            def setting(name: str) -> object:
                return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

            full = 2
            assert setting("journal_mode") == "wal"
            assert setting("synchronous") == full
            assert setting("foreign_keys") == 1
            assert setting("busy_timeout") == 30_000


def test_the_database_itself_refuses_to_write_while_reading(
    database: SqlStorage,
) -> None:
    with database.reading() as uow, pytest.raises(sa.exc.DBAPIError):
        uow.platforms.save(make.platform())
    with database.writing() as uow:
        uow.platforms.save(make.platform())
        uow.commit()


def test_a_reference_to_nothing_is_a_conflict(database: SqlStorage) -> None:
    with database.writing() as uow, pytest.raises(ConflictError) as caught:
        uow.accounts.save(make.account(platform_id="platform-9"))
    assert caught.value.code == "conflict"


def test_a_conflict_shows_no_value_of_the_row(database: SqlStorage) -> None:
    with database.writing() as uow:
        uow.platforms.save(make.platform())
        uow.accounts.save(make.account())
        with pytest.raises(ConflictError) as caught:
            uow.accounts.save(make.account(id="account-2", claimed_nip="1" * 18))
    assert "subject-1" not in str(caught.value)
    assert "1" * 18 not in str(caught.value)


def test_a_former_nip_stays_with_its_days(database: SqlStorage) -> None:
    with database.writing() as uow:
        uow.organisation.save_person(make.person(), make.TODAY.replace(day=1))
        uow.organisation.save_person(make.person(nip="2" * 18), make.TODAY)
        uow.commit()
    with database._engine.connect() as connection:
        identifiers = metadata.tables["person_identifiers"].c
        rows = connection.execute(
            sa.select(
                identifiers.value, identifiers.valid_from, identifiers.valid_to
            ).order_by(identifiers.valid_from)
        ).all()
    former, now = (make.person().nip, "2" * 18)
    assert [tuple(row) for row in rows] == [
        (former, make.TODAY.replace(day=1), make.TODAY),
        (now, make.TODAY, None),
    ]


def test_a_writer_whose_turn_never_comes_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_service.storage.database._PATIENCE_SECONDS", 0.01)
    with opened(sqlite_url(tmp_path)) as storage:
        storage.upgrade()
        with storage.writing(), pytest.raises(UnavailableError), storage.writing():
            pass
        with storage.writing() as uow:
            uow.platforms.save(make.platform())
            uow.commit()


def test_a_unit_of_work_that_cannot_begin_holds_nothing(tmp_path: Path) -> None:
    with opened(sqlite_url(tmp_path, "absent/service.db")) as storage:
        for _ in range(2):
            with pytest.raises(UnavailableError), storage.writing():
                pass


def test_a_disk_that_is_full_is_told_apart_from_a_database_that_is_away(
    tmp_path: Path,
) -> None:
    with opened(sqlite_url(tmp_path)) as storage:
        storage.upgrade()
        with storage.writing() as uow:
            few = "PRAGMA max_page_count = 1"
            uow._transaction.connection.exec_driver_sql(few)
            large = make.platform(name="x" * 200_000)
            with pytest.raises(UnavailableError) as caught:
                uow.platforms.save(large)
    assert caught.value.code == "storage-full"
    assert _unavailable(DiskFull()).code == "storage-full"
    assert _unavailable(AdminShutdown()).code == "database-away"
