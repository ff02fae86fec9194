"""Copy everything while the service runs, and put it back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from lti_service.cli.connection import connect, explain, translate as _
from lti_service.errors import ServiceError
from lti_service.storage.backup import (
    SECRET,
    restore_backup,
    same_secret,
    write_backup,
)
from lti_service.use_cases.lms.backup import BACKED_UP, BEGUN, RESTORED, record

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--overwrite", is_flag=True, help="Replace a file of that name.")
def backup(file: Path, *, overwrite: bool) -> None:
    """Write everything into FILE while the service runs; keep it secret.

    On PostgreSQL this needs pg_dump of the server's version or newer.
    """
    connection = connect()
    ports, settings = connection.ports(), connection.settings
    now = ports.clock.now()
    try:
        # Before it is made: so the copy itself says that it exists.
        record(BEGUN, "", ports=ports)
        made = write_backup(
            settings.database_url,
            file,
            secret=settings.secret_key,
            at=now,
            overwrite=overwrite,
        )
        record(BACKED_UP, made.made_at, ports=ports)
    except ServiceError as error:
        explain(error)
    size = f"{file.stat().st_size / 1e6:.1f}"
    click.echo(
        _(
            "{file}: {size} MB, migrasi {revision}.",
            file=file,
            size=size,
            revision=made.revision,
        )
    )
    if SECRET not in made.parts:
        click.echo(
            _(
                "SECRET_KEY tidak ikut: simpan juga pengaturan layanan, terpisah dari ini."
            )
        )


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Put aside what is there; it is kept under another name.",
)
def restore(file: Path, *, overwrite: bool) -> None:
    """Check FILE, put it where DATABASE_URL says, and migrate it to this version.

    The service and its workers have to be stopped. Nothing is changed where FILE is
    damaged, newer than this program, or the database holds something already.
    """
    connection = connect()
    settings = connection.settings
    try:
        found, aside = restore_backup(
            file, settings.database_url, at=datetime.now(UTC), overwrite=overwrite
        )
        connection = connect()
        ports = connection.ports()
        record(RESTORED, found.made_at, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(_("Cadangan dari {at} dipulihkan dan dimigrasi.", at=found.made_at))
    if aside:
        click.echo(_("Yang ada sebelumnya disisihkan sebagai {name}.", name=aside))
    if not same_secret(found, connection.settings.secret_key):
        click.echo(
            _(
                "SECRET_KEY bukan yang dipakai ketika cadangan dibuat: yang sedang belajar "
                "harus membuka lagi dari LMS."
            ),
            err=True,
        )
    click.echo(_("Periksa dengan: lti-service plan recompute --check"))
