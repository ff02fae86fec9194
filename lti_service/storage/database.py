"""Open a database, on SQLite or PostgreSQL, and keep its schema up to date."""

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import event

from lti_service.domain.health import DatabaseCondition
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    SettingsError,
    UnavailableError,
)
from lti_service.storage.health import condition
from lti_service.storage.unit_of_work import SqlUnitOfWork

_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE_SECONDS = 30
"""How long a transaction waits for another before it gives up."""

_SQLITE_SETTINGS = (
    f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
# SQLite upgrades a reading transaction that writes, and then what it read may be stale.
_SQLITE_READER = (*_SQLITE_SETTINGS, "PRAGMA query_only = ON")
# Others are mistakes of ours: a missing table, say.
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# A quota that is used up looks like a write that failed.
_SQLITE_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})
_POSTGRESQL_FULL = "53100"
_MIGRATION_LOCK = 0x6C74695F64620001


class _Turn:
    """Lets the threads of a process write to SQLite one after another.

    SQLite's own waiting is polling at growing intervals: of 32 writers in four processes
    some waited 3.6 s for 1 ms of work. So only processes compete.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=_PATIENCE_SECONDS):
            raise UnavailableError("database-away", why="a thread keeps on writing")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class SqlStorage:
    """`ports.Storage` in a database; to be disposed of at the end.

    Args:
        engine: Of `open_storage`; begins transactions that may write.
        reader: Begins transactions that only read.
    """

    def __init__(self, engine: sa.Engine, reader: sa.Engine) -> None:
        self._engine = engine
        self._reader = reader
        self._turn: AbstractContextManager[object] = (
            _Turn() if engine.dialect.name == "sqlite" else nullcontext()
        )

    def reading(self) -> SqlUnitOfWork:
        """Start a transaction that only reads; it sees one state throughout."""
        return SqlUnitOfWork(self._reader, writing=False)

    def writing(self) -> SqlUnitOfWork:
        """Start a transaction that may write; on SQLite it waits for its turn."""
        return SqlUnitOfWork(self._engine, writing=True, turn=self._turn)

    def check(self) -> None:
        """Raise `SettingsError` where the database is out of reach or not migrated."""
        if self.pending():
            raise SettingsError(
                f"The database {self._name} has not been migrated. "
                "Run: lti-service db upgrade"
            )

    def condition(self) -> DatabaseCondition:
        """Return what an administrator should know of the database; never raises."""
        trouble = ""
        try:
            self.check()
            with self.writing():
                pass
        except (SettingsError, UnavailableError) as error:
            trouble = str(error)
        return condition(self._reader, trouble)

    def pending(self) -> Sequence[str]:
        """Return the migrations that `upgrade` would run, oldest first.

        Raises:
            SettingsError: The database is out of reach, or newer than this program.
        """
        try:
            with self._reader.connect() as connection:
                heads = MigrationContext.configure(connection).get_current_heads()
        except (UnavailableError, sa.exc.DBAPIError) as error:
            raise self._out_of_reach(error) from error
        if set(heads) == set(self._scripts.get_heads()):
            return []
        try:
            revisions = list(self._scripts.iterate_revisions("heads", heads))
        except RevisionError as error:
            raise self._too_new() from error
        return [revision.revision for revision in reversed(revisions)]

    def revision(self) -> str:
        """Return the last migration of the database; empty where there was none."""
        with self._reader.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        return ",".join(heads)

    def knows(self, revision: str) -> bool:
        """Whether this program can bring a database from that migration to its own."""
        try:
            return self._scripts.get_revision(revision) is not None
        except (CommandError, RevisionError):
            return False

    def upgrade(self) -> None:
        """Run the pending migrations in one transaction; processes take turns.

        Raises:
            SettingsError: The database is out of reach, or newer than this program.
        """
        url = self._engine.url
        if self._engine.dialect.name == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        config = _migration_config()
        try:
            connection = self._engine.connect()
        except (UnavailableError, sa.exc.DBAPIError) as error:
            raise self._out_of_reach(error) from error
        with connection, connection.begin():
            if self._engine.dialect.name == "postgresql":
                lock = sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)
                connection.execute(sa.select(lock))
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise self._too_new() from error

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        self._reader.dispose()

    @cached_property
    def _scripts(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(_migration_config())

    @property
    def _name(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    def _too_new(self) -> SettingsError:
        return SettingsError(
            f"The database {self._name} was migrated by a newer version of this "
            "program. Install that version or restore a backup."
        )

    def _out_of_reach(
        self, error: UnavailableError | sa.exc.DBAPIError
    ) -> SettingsError:
        why = (
            error.context["why"]
            if isinstance(error, UnavailableError)
            else str(error.orig)
        )
        return SettingsError(
            f"The database {self._name} cannot be used: {why}. "
            "Check DATABASE_URL and that the database runs."
        )


def open_storage(database_url: str) -> SqlStorage:
    """Open the storage at an address; nothing is connected to yet.

    Args:
        database_url: ``sqlite:///<path>`` or ``postgresql+psycopg://…``.

    Raises:
        SettingsError: The address is neither, or PostgreSQL's driver is not installed.
    """
    try:
        url = sa.make_url(database_url)
        match url.drivername:
            case "sqlite":
                return SqlStorage(
                    _sqlite_engine(url, "BEGIN IMMEDIATE", _SQLITE_SETTINGS),
                    # Of its own: to set and unset query_only in each transaction
                    # would make SQLite prepare all statements anew.
                    _sqlite_engine(url, "BEGIN", _SQLITE_READER),
                )
            case "postgresql" | "postgresql+psycopg":
                engine = _postgresql_engine(url)
                reader = engine.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                return SqlStorage(engine, reader)
    except sa.exc.ArgumentError as error:
        raise SettingsError(f"DATABASE_URL cannot be read: {error}.") from error
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PostgreSQL needs the package {error.name}. Install the extra: scale."
        ) from error
    raise SettingsError(
        "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://."
    )


def _sqlite_engine(url: sa.URL, begins: str, settings: Sequence[str]) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError(
            "DATABASE_URL must name a file, such as sqlite:///var/x.db."
        )
    engine = sa.create_engine(url)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions begin too late and lose updates: ours are
        # explicit, see `begin`.
        connection.isolation_level = None
        for setting in settings:
            connection.execute(setting).close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(begins)
        except sqlite3.OperationalError as error:
            raise _unavailable(error) from error
        finally:
            cursor.close()

    event.listen(engine, "handle_error", _translate)
    return engine


def _postgresql_engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "application_name": "lti-service",
            "options": f"-c timezone=UTC -c lock_timeout={_PATIENCE_SECONDS}s",
        },
    )
    event.listen(engine, "handle_error", _translate)
    return engine


def _translate(context: sa.ExceptionContext) -> Exception | None:
    """Say in our words what is no mistake of the statement's."""
    if isinstance(context.sqlalchemy_exception, sa.exc.IntegrityError):
        diagnosis: Any = getattr(context.original_exception, "diag", None)
        # The message would hold values of the row, perhaps a NIP; a name holds none.
        name = getattr(diagnosis, "constraint_name", None) or ""
        return ConflictError("conflict", constraint=name)
    if isinstance(context.original_exception, UnicodeEncodeError) or isinstance(
        context.sqlalchemy_exception, sa.exc.DataError
    ):
        return InvalidInputError("text-unstorable")
    return _away(context)


def _away(context: sa.ExceptionContext) -> Exception | None:
    """Say that the database is away or full, where it is."""
    error = context.original_exception
    if isinstance(error, sqlite3.OperationalError):
        # The code may carry a closer one in its higher bits.
        away = getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY
    else:
        away = context.is_disconnect or isinstance(
            context.sqlalchemy_exception, sa.exc.OperationalError
        )
    return _unavailable(error) if away else None


def _unavailable(error: BaseException) -> UnavailableError:
    full = (
        getattr(error, "sqlite_errorcode", 0) in _SQLITE_NO_ROOM
        or getattr(error, "sqlstate", "") == _POSTGRESQL_FULL
    )
    why = str(error).partition("\n")[0]
    return UnavailableError("storage-full" if full else "database-away", why=why)


def _migration_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
