"""Everything copied while people learn, and put back, on both databases."""

import hashlib
import json
import secrets
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.ports import Ports
from lti_service.storage.backup import restore_backup
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.storage.release_cache import StoredCourses
from lti_service.storage.tables import metadata
from lti_service.use_cases.learning.attempt import handle_events
from tests.conftest import absent, new_postgresql
from tests.fakes import FakeClock, fake_ports
from tests.lti_service.cli.test_tables import FILES
from tests.lti_service.use_cases.learning.given import (
    launch,
    publish,
    register,
    two_questions,
)

NIPS = [f"19900101201001{n:04d}" for n in range(1001, 1025)]
PEOPLE = "nip,name,employment_type,unit,position,from,synthetic\n" + "".join(
    f"{nip},Pegawai {nip[-3:]},PNS,KEC,KASI,2026-01-05,ya\n" for nip in NIPS
)
MEASURED = ("evidence", "jp_entries", "attempts", "accounts", "media", "releases")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    alone = partial(sa.create_engine, poolclass=sa.NullPool)

    def command(url: str, *words: str, **more: str) -> Result:
        env = {"DATABASE_URL": url, **more}
        with monkeypatch.context() as command:
            # A process that ends leaves no connection open; the service keeps its own.
            command.setattr(sa, "create_engine", alone)
            return CliRunner().invoke(main, words, env=env, catch_exceptions=False)

    return command


def addresses(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/service.db", f"sqlite:///{folder}/new/service.db"
        return
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        absent("pg_dump and pg_restore are not here: apt-get install postgresql-client")
    with new_postgresql() as old, new_postgresql() as new:
        yield old, new


@pytest.fixture(params=["sqlite", "postgresql"])
def places(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, str]]:
    """Where the service is, and where there is nothing yet."""
    if request.param == "postgresql":
        monkeypatch.setenv("SECRET_KEY", "s" * 32)
    yield from addresses(request.param, tmp_path)


@pytest.fixture
def sqlite(tmp_path: Path, run: Run) -> str:
    """A database with people in it, on SQLite alone: fast."""
    url = f"sqlite:///{tmp_path}/service.db"
    fill(url, tmp_path, run)
    return url


def fill(url: str, folder: Path, run: Run) -> None:
    storage = open_storage(url)
    storage.upgrade()
    storage.dispose()
    for kind, text in {**FILES, "people": PEOPLE}.items():
        if kind == "evidence":
            continue
        (folder / f"{kind}.csv").write_text(text, "utf-8")
        assert run(url, "import", kind, f"{kind}.csv").exit_code == 0


def served(url: str) -> tuple[SqlStorage, Ports]:
    storage = open_storage(url)
    ports = fake_ports(
        storage=storage, courses=StoredCourses(storage), clock=FakeClock()
    )
    register(ports)
    publish(two_questions(), ports)
    return storage, ports


def learn(n: int, ports: Ports) -> None:
    """Somebody opens the course, answers all, and passes."""
    found = launch(ports, f"n{n}", subject=f"s{n}", claimed_nip=NIPS[n])
    assert found.attempt
    assert found.account
    acts: list[dict[str, Any]] = [
        *({"kind": "viewed", "activity": page} for page in ("m1/a", "m1/b")),
        *(
            {"kind": "answered", "activity": question, "answer": ["b"]}
            for question in ("q-1", "q-2")
        ),
    ]
    for number, act in enumerate(acts):
        event = {"id": f"event-{n}-{number}-0000", **act}
        handled = handle_events(
            found.attempt.id, found.account.id, {"events": [event]}, ports=ports
        )
        assert handled.results


def counted(url: str) -> dict[str, int]:
    storage = open_storage(url)
    with storage._engine.connect() as connection:
        found = {
            name: connection.scalar(
                sa.select(sa.func.count()).select_from(metadata.tables[name])
            )
            for name in MEASURED
        }
    storage.dispose()
    return found  # type: ignore[return-value]


def test_what_is_copied_while_people_learn_restores_whole(
    places: tuple[str, str], tmp_path: Path, run: Run
) -> None:
    old, new = places
    fill(old, tmp_path, run)
    storage, ports = served(old)
    *first, last = range(len(NIPS))
    learn(0, ports)
    copied = threading.Event()

    def work() -> None:
        for n in first[1:]:
            learn(n, ports)
            if copied.is_set():
                return
        while not copied.is_set():  # a slow copy: all have passed, and look again
            launch(ports, secrets.token_hex(), subject="s1", claimed_nip=NIPS[1])

    with ThreadPoolExecutor() as pool:
        load = pool.submit(work)
        try:
            made = run(old, "backup", "kopi.zip")
        finally:
            copied.set()
        load.result()
    learn(last, ports)
    storage.dispose()
    put_back = run(new, "restore", "kopi.zip")
    checked = run(new, "plan", "recompute", "--check")

    assert made.exit_code == 0, made.output
    assert put_back.exit_code == 0, put_back.output
    assert checked.exit_code == 0, checked.output
    before, after = counted(old), counted(new)
    assert 0 < after["evidence"] < before["evidence"]
    assert after["releases"] == before["releases"]
    # And what is put aside is neither lost nor copied the next time.
    assert run(new, "restore", "kopi.zip").exit_code == 1
    again = run(new, "restore", "kopi.zip", "--overwrite")
    assert again.exit_code == 0, again.output
    assert "before_restore_" in again.output
    assert run(new, "backup", "kedua.zip").exit_code == 0
    assert run(new, "restore", "kedua.zip", "--overwrite").exit_code == 0
    assert counted(new) == after


def test_a_copy_is_for_its_owner_alone_and_says_what_it_is(
    sqlite: str, tmp_path: Path, run: Run
) -> None:
    assert run(sqlite, "backup", "kopi.zip").exit_code == 0

    assert (tmp_path / "kopi.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "kopi.zip") as archive:
        assert archive.namelist() == ["manifest.json", "database", "secret"]
        told = json.loads(archive.read("manifest.json"))
        assert archive.read("secret") == (tmp_path / "service.secret").read_bytes()
    assert told["kind"] == "sqlite"
    assert not list(tmp_path.glob(".backup-*"))


def test_people_go_on_with_the_secret_that_was_copied(
    sqlite: str, tmp_path: Path, run: Run
) -> None:
    run(sqlite, "backup", "kopi.zip")

    done = run(f"sqlite:///{tmp_path}/new/service.db", "restore", "kopi.zip")

    assert "SECRET_KEY" not in done.output
    with closing(sqlite3.connect(tmp_path / "new" / "service.db")) as restored_to:
        acts = restored_to.execute("SELECT action FROM audit ORDER BY at").fetchall()
    assert acts[-2:] == [("database.backup-begun",), ("database.restored",)]
    restored = (tmp_path / "new" / "service.secret").read_bytes()
    assert restored == (tmp_path / "service.secret").read_bytes()


def test_another_secret_is_told(sqlite: str, tmp_path: Path, run: Run) -> None:
    made = run(sqlite, "backup", "kopi.zip", SECRET_KEY="a" * 32)

    done = run(
        f"sqlite:///{tmp_path}/new/service.db",
        *("restore", "kopi.zip"),
        SECRET_KEY="b" * 32,
    )

    assert "SECRET_KEY tidak ikut" in made.output
    assert done.exit_code == 0
    assert "SECRET_KEY bukan" in done.output


def test_a_copy_is_not_replaced_unasked(sqlite: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "kopi.zip").write_text("penting")

    refused = run(sqlite, "backup", "kopi.zip")
    kept = (tmp_path / "kopi.zip").read_text()

    assert "[backup-exists]" in refused.output
    assert kept == "penting"
    assert run(sqlite, "backup", "kopi.zip", "--overwrite").exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "kopi.zip")


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a part of a backup."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content)


def told(**values: Any) -> Callable[[bytes], bytes]:
    return lambda text: json.dumps({**json.loads(text), **values}).encode()


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("database", lambda text: text[:-1] + b"?", "backup-damaged"),
        ("manifest.json", lambda _: b"{}", "backup-unreadable"),
        ("manifest.json", lambda _: b"[]", "backup-unreadable"),
        ("manifest.json", told(format=2), "backup-newer"),
        ("manifest.json", told(revision="9999"), "backup-newer"),
        ("manifest.json", told(kind="postgresql"), "backup-kind"),
        ("manifest.json", told(parts={"../evil": "0"}), "backup-newer"),
    ],
    ids=["bytes", "empty", "list", "format", "revision", "kind", "parts"],
)
def test_a_copy_that_cannot_be_used_changes_nothing(
    name: str,
    change: Callable[[bytes], bytes],
    code: str,
    sqlite: str,
    tmp_path: Path,
    run: Run,
) -> None:
    run(sqlite, "backup", "kopi.zip")
    changed(tmp_path / "kopi.zip", name, change)

    refused = run(f"sqlite:///{tmp_path}/new/service.db", "restore", "kopi.zip")

    assert refused.exit_code == 1
    assert f"[{code}]" in refused.output
    assert not (tmp_path / "new" / "service.db").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 99], ids=len)
def test_what_is_no_copy_is_refused(
    content: bytes, sqlite: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "kopi.zip").write_bytes(content)

    assert "[backup-unreadable]" in run(sqlite, "restore", "kopi.zip").output


def test_a_database_whose_pages_are_broken_is_refused(
    sqlite: str, tmp_path: Path, run: Run
) -> None:
    run(sqlite, "backup", "kopi.zip")
    with zipfile.ZipFile(tmp_path / "kopi.zip") as archive:
        (tmp_path / "loose.db").write_bytes(archive.read("database"))
    with closing(sqlite3.connect(tmp_path / "loose.db")) as loose, loose:
        loose.execute("DELETE FROM units")
    content = (tmp_path / "loose.db").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    changed(tmp_path / "kopi.zip", "database", lambda _: content)
    changed(tmp_path / "kopi.zip", "manifest.json", told(parts={"database": digest}))

    refused = run(f"sqlite:///{tmp_path}/new/service.db", "restore", "kopi.zip")

    assert "[backup-damaged]" in refused.output


def test_nothing_is_put_over_a_service_that_runs(
    sqlite: str, tmp_path: Path, run: Run
) -> None:
    run(sqlite, "backup", "kopi.zip")
    storage = open_storage(sqlite)
    with storage.reading():
        refused = run(sqlite, "restore", "kopi.zip", "--overwrite")
    storage.dispose()

    assert "[restore-running]" in refused.output
    assert run(sqlite, "restore", "kopi.zip", "--overwrite").exit_code == 0
    assert list(tmp_path.glob("service.db.before_restore_*"))


def test_what_two_restores_at_once_put_aside_is_kept_twice(
    sqlite: str, tmp_path: Path, run: Run
) -> None:
    run(sqlite, "backup", "kopi.zip")
    second = datetime(2026, 11, 24, tzinfo=UTC)

    aside = {
        restore_backup(
            tmp_path / "kopi.zip",
            sqlite,
            at=second + timedelta(milliseconds=n),
            overwrite=True,
        )[1]
        for n in range(2)
    }

    assert set(map(str, tmp_path.glob("service.db.before_restore_*"))) == aside
    assert len(aside) == 2


def test_postgresql_without_its_programs_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    with new_postgresql() as url:
        storage = open_storage(url)
        storage.upgrade()
        storage.dispose()
        monkeypatch.setenv("PATH", str(tmp_path))
        refused = run(url, "backup", "kopi.zip")

    assert "[database-program-missing]" in refused.output
    assert not (tmp_path / "kopi.zip").exists()
