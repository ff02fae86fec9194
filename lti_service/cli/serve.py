"""Run the service: web processes, the worker, the practice LMS, the database."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from lti_service.app import (
    METRICS_FOLDER,
    METRICS_HOST,
    WORKER_SWITCH,
    answer_prometheus,
    build_ports,
)
from lti_service.cli.connection import connect, fail
from lti_service.cli.practice import prepare_practice
from lti_service.log import configure_logging
from lti_service.settings import Settings, read_settings
from lti_service.storage.database import open_storage
from lti_service.worker.loop import (
    run_loop,
    start_columns,
    start_digests,
    start_imports,
    start_inventories,
    start_moodles,
    start_rosters,
    start_summaries,
)

PRACTICE_PORT_OFFSET = 1
"""The practice LMS listens on the next port: 8001 beside 8000."""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--processes", default=1, show_default=True, help="Web processes.")
@click.option(
    "--sandbox", is_flag=True, help="Also start a practice LMS with invented people."
)
@click.option(
    "--no-worker", is_flag=True, help="Leave the outbox to `lti-service worker`."
)
def run(
    host: str, port: int, processes: int, *, sandbox: bool, no_worker: bool
) -> None:
    """Serve. An SQLite database is made and migrated by itself."""
    practice_port = port + PRACTICE_PORT_OFFSET
    if sandbox:
        os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
        os.environ["ALLOW_PRIVATE_HOSTS"] = ",".join(
            filter(
                None,
                [os.environ.get("ALLOW_PRIVATE_HOSTS"), f"127.0.0.1:{practice_port}"],
            )
        )
    if no_worker:
        os.environ[WORKER_SWITCH] = "0"
    settings = connect().settings
    _migrate(settings.database_url)
    practice = None
    with _metrics(settings, host):
        if sandbox:
            practice = _start_practice(practice_port, settings.base_url)
        click.echo(f"lti-service  {settings.base_url}", err=True)
        try:
            _serve(host, port, processes)
        finally:
            if practice is not None:
                practice.terminate()
                practice.wait(10)


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on for METRICS_PORT.",
)
def worker(host: str) -> None:
    """Deliver the outbox and run the clock in a process of its own."""
    settings = connect().settings
    configure_logging(settings.log_format)
    ports = build_ports(settings)
    if settings.metrics_port:
        _require_free(host, settings.metrics_port)
        answer_prometheus(ports, host, settings.metrics_port, shared=False)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    click.echo("lti-service worker", err=True)
    start_rosters(ports, stop)
    start_columns(ports, stop)
    start_imports(ports, stop)
    start_summaries(ports, stop)
    start_inventories(ports, stop)
    start_digests(ports, stop)
    start_moodles(ports, stop)
    run_loop(ports, stop)


@click.group()
def db() -> None:
    """Migrations of the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the schema of this version."""
    open_storage(read_settings().database_url).upgrade()
    click.echo("Basis data sudah mutakhir.")


@db.command()
def check() -> None:
    """Say whether migrations are waiting; exit 1 if so."""
    pending = open_storage(read_settings().database_url).pending()
    if pending:
        fail(f"{len(pending)} migrasi menunggu. Jalankan: lti-service db upgrade")
    click.echo("Basis data sudah mutakhir.")


def _migrate(database_url: str) -> None:
    storage = open_storage(database_url)
    if database_url.startswith("sqlite"):
        storage.upgrade()
    elif storage.pending():
        fail("Basis data belum dimigrasi. Jalankan: lti-service db upgrade")
    storage.dispose()


@contextmanager
def _metrics(settings: Settings, host: str) -> Iterator[None]:
    """Let the processes of `run` count together where somebody asks for the counts."""
    if settings.metrics_port:
        _require_free(host, settings.metrics_port)
        os.environ[METRICS_HOST] = host
    with tempfile.TemporaryDirectory(prefix="lti-service-metrics-") as folder:
        if settings.metrics_port or settings.metrics_token:
            os.environ[METRICS_FOLDER] = folder
        yield


def _require_free(host: str, port: int) -> None:
    """End the command where another program listens at a port."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        fail(
            f"METRICS_PORT {port} tidak dapat dipakai: {error.strerror}. Beri setiap "
            "`run` dan `worker` di satu mesin porta sendiri."
        )


def _serve(host: str, port: int, processes: int) -> None:
    from granian import Granian  # noqa: PLC0415 - a server, only where one is started
    from granian.constants import Interfaces  # noqa: PLC0415 - as above

    Granian(
        "lti_service.app:serve",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=processes,
        blocking_threads=4,
        # Without it granian ends the server when one worker dies.
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()


def _start_practice(port: int, tool_url: str) -> "subprocess.Popen[bytes]":
    issuer = f"http://127.0.0.1:{port}"
    prepare_practice(issuer, connect().ports())
    state = Path("var") / f"practice-{port}.db"
    state.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "lti_service.sandbox", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--tool", tool_url, "--state", str(state)]
    process = subprocess.Popen(command)  # noqa: S603 - our own module, our own arguments
    click.echo(
        f"LMS latihan  {issuer}\n"
        "Buka alamat LMS latihan, pilih seseorang, lalu buka sebuah kegiatan.",
        err=True,
    )
    return process
