"""What a province costs: import, standings of all, pages and reports, files.

Figures are CPU time of this process. How they grow is measured beside itself, at half the
size, in the same run; what an absolute figure is held to is named beside it.

Usage: python -m tests.benchmarks.province [--people 2000] [--url URL]
Without a URL on SQLite, in a temporary folder; a database that is named must be empty.
"""

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import process_time
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

import click

from lti_service.app import create_app
from lti_service.domain.grant import Grant, Role
from lti_service.domain.launch import Account, Session
from lti_service.files.table import read_sheet
from lti_service.locale import translator
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.use_cases.evidence.summary import rebuild_summaries, refresh_summaries
from lti_service.use_cases.lms.launch import session_id
from lti_service.use_cases.organisation.person import import_people
from lti_service.use_cases.report.report import COMMAND, export_report, open_report
from lti_service.use_cases.report.report_list import report_named
from tests import service_factories as make
from tests.benchmarks.measure import Row, print_rows
from tests.benchmarks.organisation import (
    NOW,
    Size,
    fill,
    structure,
    table_of_people,
)
from tests.fakes import FakeClock, fake_ports

ROUNDS = 5
LINEAR = 2.6
"""Twice the people may take this many times as long: linear, and what a run is off by."""
FLAT = 1.3
"""Twice the rows may take this many times the memory."""


def main_rows(size: Size, url: str) -> Iterator[Row]:
    """Measure everything, in the order in which a province would meet it."""
    half = Size.of(size.people // 2)
    with province(half) as smaller, province(size, url) as ports:
        yield import_row(min(size.people, 2000))
        few = spent(partial(rebuild_summaries, ports=smaller))
        many = spent(partial(rebuild_summaries, ports=ports))
        yield Row(f"standings, {size.people} and half", many, "s", few, LINEAR)
        yield Row("standings, a person", 1000 * many / size.people, "ms", None, 10)
        yield from resumed_rows(ports, size)
        client = browser(ports)
        for name, path, goal in (
            ("/me, a person with 100 rows of evidence", "/me", 5.0),
            ("/reports/kesenjangan (R1), warm", "/reports/kesenjangan", 150.0),
        ):
            yield Row(name, page(client, path), "ms", None, goal)
        head = browser(ports, "p000000")
        yield Row("/team of 50 people", page(head, "/team"), "ms", None, 20.0)
        for name in ("kesenjangan", "jp"):
            small, large = peak(smaller, name), peak(ports, name)
            yield Row(
                f"peak of {name}.csv, {size.people} and half", large, "MB", small, FLAT
            )


@contextmanager
def province(size: Size, url: str = "") -> Iterator[Ports]:
    """Open a database with an organisation in it."""
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(url or f"sqlite:///{folder}/service.db")
        storage.upgrade()
        fill(storage, size)
        yield ports_on(storage)
        storage.dispose()


def ports_on(storage: SqlStorage) -> Ports:
    """Return ports of which storage and clock matter."""
    return replace(
        fake_ports(storage=storage, clock=FakeClock(NOW)),
        time_zone=ZoneInfo("Asia/Jayapura"),
    )


def import_row(count: int) -> Row:
    """Take people in whose units and positions are known."""
    size = Size.of(count)
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(f"sqlite:///{folder}/service.db")
        storage.upgrade()
        with storage._engine.begin() as connection:
            for table, rows in structure(size):
                connection.execute(table.insert(), list(rows))
        sheet = read_sheet(table_of_people(count, size).encode(), "pegawai.csv")
        seconds = spent(
            lambda: import_people(sheet, dry_run=False, ports=ports_on(storage))
        )
        with storage.reading() as uow:
            assert len(uow.organisation.people()) == count
        storage.dispose()
    return Row("import of a person", 1000 * seconds / count, "ms", None, 0.5)


def resumed_rows(ports: Ports, size: Size) -> Iterator[Row]:
    """Break a rebuilding off half-way; what is left is what was not done."""
    with ports.storage.writing() as uow:
        uow.summaries.begin_again()
        uow.commit()

    def half_way() -> None:
        while refresh_summaries(ports=ports):
            with ports.storage.reading() as uow:
                if 0 < uow.summaries.waiting() <= size.people // 2:
                    return

    first = spent(half_way)
    rest = spent(partial(rebuild_summaries, ports=ports))
    yield Row("standings again, the half after a break", rest, "s", first, LINEAR / 2)


def browser(ports: Ports, person_id: str = "p000007") -> Any:
    """Return a browser of an administrator who has a post and evidence.

    Of `tests.benchmarks.organisation` ``p000000`` supervises 49 people.
    """
    platform = make.platform()
    account = Account(
        f"a-{person_id}", platform.id, person_id, "Pegawai", "", person_id, "", NOW, NOW
    )
    grant = Grant(
        f"g-{person_id}", Role.ADMINISTRATOR, person_id, None, "", None, "cli", NOW
    )
    session = Session(
        session_id(person_id),
        account.id,
        instructor=False,
        frame_ancestor="https://lms.example",
        locale="id",
        created_at=NOW,
        expires_at=NOW + timedelta(hours=12),
    )
    with ports.storage.writing() as uow:
        uow.platforms.save(platform)
        uow.accounts.save(account)
        uow.grants.save(grant)
        uow.sessions.save(session)
        uow.commit()
    settings = read_settings(
        {"SECRET_KEY": "x" * 32, "BASE_URL": "http://localhost:8000"}
    )
    client = create_app(ports, settings).test_client()
    client.set_cookie("lti_session", person_id, domain="localhost")
    return client


def page(client: Any, path: str) -> float:
    """Return milliseconds of a page, once it was shown before."""

    def show() -> None:
        reply = client.get(path)
        assert reply.status_code == 200, reply.text

    show()
    return 1000 * min(spent(show) for _ in range(ROUNDS))


def peak(ports: Ports, name: str) -> float:
    """Return the most megabytes that writing a report holds at once."""
    opened = open_report(report_named(name), COMMAND, ports=ports)
    words = translator("id")
    tracemalloc.start()
    with tempfile.TemporaryFile() as out:
        export_report(
            opened,
            COMMAND,
            "csv",
            cast("IO[bytes]", out),
            translator=words,
            language="id",
            for_machines=True,
            ports=ports,
        )
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def spent(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work in this process."""
    before = process_time()
    work()
    return process_time() - before


@click.command()
@click.option("--people", default=2000)
@click.option("--url", default="", help="An empty database; else SQLite.")
def main(people: int, url: str) -> None:
    """Print what a province costs."""
    print_rows(list(main_rows(Size.of(people), url)))


if __name__ == "__main__":
    main()
