"""A copy of everything while the service runs, and the way back.

A backup is a ZIP: ``manifest.json``, the database, and the secret where the service keeps
it itself. Releases, media, files handed in and keys are all rows of the database.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from lti_service.errors import ConflictError, InvalidInputError, UnavailableError
from lti_service.storage.database import SqlStorage, open_storage

FORMAT = 1
DATABASE, SECRET, MANIFEST = "database", "secret", "manifest.json"
_CHUNK = 1 << 20
_MOST_WORDS = 300
_ASIDE = "before_restore_"
"""Begins the name of what a restore put aside."""
_OF_URL = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself.

    Attributes:
        kind: ``sqlite`` or ``postgresql``.
        revision: Last migration of the database.
        secret: Tells whether two secrets are the same, and nothing else of them.
        parts: SHA-256 by name.
    """

    format: int
    program: str
    kind: str
    revision: str
    made_at: str
    secret: str
    parts: dict[str, str]


def secret_path(database_url: str) -> Path | None:
    """Return where the secret lies beside an SQLite database."""
    url = sa.make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return None
    return Path(str(url.database)).with_suffix(".secret")


def write_backup(
    database_url: str, out: Path, *, secret: bytes, at: datetime, overwrite: bool
) -> Backup:
    """Write a backup, whole or not at all; nobody has to stop for it.

    Args:
        database_url: Where to.
        out: The file, which its owner alone may read.
        secret: That of the settings.
        at: Now.
        overwrite: Whether a file of that name may be replaced.

    Raises:
        ConflictError: ``backup-exists``.
        UnavailableError: ``backup-unwritable``, ``database-program-…``.
    """
    if out.exists() and not overwrite:
        raise ConflictError("backup-exists", file=str(out))
    url = sa.make_url(database_url)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
            parts = {DATABASE: Path(folder) / DATABASE}
            if url.get_backend_name() == "sqlite":
                _copy_sqlite(Path(str(url.database)), parts[DATABASE])
            else:
                _run(
                    url,
                    "pg_dump",
                    "--format=custom",
                    f"--exclude-schema={_ASIDE}*",
                    f"--file={parts[DATABASE]}",
                )
            kept = secret_path(database_url)
            if kept and kept.exists() and kept.read_bytes() == secret:
                parts[SECRET] = kept
            backup = Backup(
                FORMAT,
                version("pembinaan-asn"),
                url.get_backend_name(),
                _revision(database_url),
                at.isoformat(timespec="seconds"),
                _mark(secret),
                {name: _digest(path) for name, path in parts.items()},
            )
            packed = Path(folder) / "backup.zip"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(backup), indent=1))
                for name, path in parts.items():
                    archive.write(path, name)
            packed.chmod(0o600)
            with packed.open("rb") as written:
                os.fsync(written.fileno())
            packed.replace(out)
    except OSError as error:
        raise UnavailableError(
            "backup-unwritable", file=str(out), why=error.strerror or ""
        ) from error
    return backup


def unpack(file: Path, folder: Path) -> Backup:
    """Unpack a backup, and check it before anything else is touched.

    Args:
        file: The backup.
        folder: Gets its parts.

    Raises:
        InvalidInputError: ``backup-unreadable``, ``backup-damaged``.
        ConflictError: ``backup-newer``.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            backup = Backup(**json.loads(archive.read(MANIFEST)))
            if backup.format != FORMAT or not set(backup.parts) <= {DATABASE, SECRET}:
                raise ConflictError("backup-newer", version=backup.program)
            for name, digest in backup.parts.items():
                part = folder / name
                with archive.open(name) as source, part.open("wb") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
                if _digest(part) != digest:
                    raise InvalidInputError("backup-damaged", part=name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        code = "backup-damaged" if zipfile.is_zipfile(file) else "backup-unreadable"
        raise InvalidInputError(code, file=str(file)) from error
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise InvalidInputError(
            "backup-unreadable", file=str(file), why=type(error).__name__
        ) from error
    return backup


def restore_backup(
    file: Path, database_url: str, *, at: datetime, overwrite: bool
) -> tuple[Backup, str]:
    """Put a backup where the settings say, and migrate it to this version.

    Args:
        file: The backup.
        database_url: Where to.
        at: Now; names what is put aside.
        overwrite: Whether what is there may be put aside.

    Returns:
        What the backup says of itself, and where what was there lies now.

    Raises:
        ServiceError: One of ``errors/backup.py``; nothing was changed.
    """
    url = sa.make_url(database_url)
    folder = Path(str(url.database)).parent if url.drivername == "sqlite" else Path()
    folder.mkdir(parents=True, exist_ok=True)
    # To the microsecond: of two in one second, neither takes the place of the other.
    mark = f"{_ASIDE}{at:%Y%m%d_%H%M%S_%f}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as made:
        unpacked = Path(made)
        backup = unpack(file, unpacked)
        if backup.kind != url.get_backend_name():
            raise ConflictError("backup-kind", kind=backup.kind)
        storage = open_storage(database_url)
        try:
            if not storage.knows(backup.revision):
                raise ConflictError("backup-newer", version=backup.program)
            if backup.kind == "sqlite":
                aside = _place_sqlite(
                    unpacked, Path(str(url.database)), mark, overwrite=overwrite
                )
            else:
                aside = _place_postgresql(
                    storage, url, unpacked, mark, overwrite=overwrite
                )
            storage.upgrade()
        finally:
            storage.dispose()
    return backup, aside


def same_secret(backup: Backup, secret: bytes) -> bool:
    """Whether a secret is the one that was in use when a backup was made."""
    return _mark(secret) == backup.secret


def _copy_sqlite(path: Path, copy: Path) -> None:
    source = f"file:{path.absolute()}?mode=rw"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=30)) as read,
        closing(sqlite3.connect(copy)) as written,
    ):
        # All pages in one step: one state, and in WAL mode nobody waits for it. In
        # several steps it would begin anew with each commit in between.
        read.backup(written, pages=-1)
        written.execute("PRAGMA journal_mode = DELETE")


def _place_sqlite(unpacked: Path, target: Path, mark: str, *, overwrite: bool) -> str:
    _require_sound(unpacked / DATABASE)
    aside = ""
    if target.exists() and target.stat().st_size:
        if not overwrite:
            raise ConflictError("restore-occupied", database=str(target))
        _require_alone(target)
        aside = str(target.with_name(f"{target.name}.{mark}"))
    for left in ("-wal", "-shm"):
        # Of a database that is gone: SQLite would take them for the new one's.
        target.with_name(f"{target.name}{left}").unlink(missing_ok=True)
    for name, place in (
        (DATABASE, target),
        (SECRET, target.with_suffix(".secret")),
    ):
        if not (unpacked / name).exists():
            continue
        (unpacked / name).chmod(0o600)
        if aside and place.exists():
            place.rename(place.with_name(f"{place.name}.{mark}"))
        (unpacked / name).replace(place)
    return aside


def _require_sound(database: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise InvalidInputError("backup-damaged", why=str(error)) from error
    if found != "ok" or loose is not None:
        raise InvalidInputError("backup-damaged", why=str(found))


def _require_alone(database: Path) -> None:
    """Refuse where another process has an SQLite database open.

    To leave WAL mode SQLite has to be alone; it also folds the log into the file, so that
    one file is all that is put aside.
    """
    with closing(sqlite3.connect(database, timeout=1)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = ""
        except sqlite3.DatabaseError:
            mode = "delete"  # no database at all: put aside as it is
    if mode != "delete":
        raise ConflictError("restore-running", database=str(database))


def _place_postgresql(
    storage: SqlStorage, url: sa.URL, unpacked: Path, mark: str, *, overwrite: bool
) -> str:
    if not shutil.which("pg_restore"):
        raise UnavailableError("database-program-missing", program="pg_restore")
    engine = storage._engine  # noqa: SLF001 - the same database, before it has our tables
    with engine.begin() as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'lti-service' AND pid <> pg_backend_pid()"
        )
        aside = mark if connection.scalar(sa.text(tables)) else ""
        if aside and not overwrite:
            raise ConflictError("restore-occupied", database=str(url.database))
        if aside and connection.scalar(sa.text(others)):
            raise ConflictError("restore-running", database=str(url.database))
        if aside:
            connection.execute(sa.text(f"ALTER SCHEMA public RENAME TO {mark}"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    try:
        _run(
            url,
            *("pg_restore", "--single-transaction", "--exit-on-error"),
            *("--no-owner", "--no-privileges", f"--dbname={url.database}"),
            str(unpacked / DATABASE),
        )
    except UnavailableError:
        with engine.begin() as connection:
            if aside:
                connection.execute(sa.text("DROP SCHEMA public CASCADE"))
                connection.execute(sa.text(f"ALTER SCHEMA {mark} RENAME TO public"))
        raise
    return aside


def _run(url: sa.URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password is in its environment, not its words."""
    found = shutil.which(program)
    if found is None:
        raise UnavailableError("database-program-missing", program=program)
    given = {
        "PGHOST": url.host or "",
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        **{name: str(url.query.get(key, "")) for key, name in _OF_URL.items()},
    }
    done = subprocess.run(  # noqa: S603 - a program by name, arguments of ours
        [found, *arguments],
        env=os.environ | {name: value for name, value in given.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [""])[0][:_MOST_WORDS]
        raise UnavailableError("database-program-failed", program=program, why=why)


def _revision(database_url: str) -> str:
    storage = open_storage(database_url)
    try:
        return storage.revision()
    finally:
        storage.dispose()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mark(secret: bytes) -> str:
    return hashlib.sha256(b"backup " + secret).hexdigest()[:16]
