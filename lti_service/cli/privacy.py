"""Everything held on one person: a copy, and erasing it."""

import os
import tempfile
from pathlib import Path

import click

from lti_service.cli.connection import connect, explain, translate as _
from lti_service.domain.personal_register import REGISTER
from lti_service.errors import ServiceError
from lti_service.use_cases.privacy.erasure import Erasure, erase_person
from lti_service.use_cases.privacy.privacy import copy_by_command


@click.group()
def privacy() -> None:
    """Personal data: export, erase. PERSON is an id, or a NIP."""


@privacy.command("export")
@click.argument("person")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; a ZIP named after the id in this folder where left out.",
)
def export_(person: str, out: Path | None) -> None:
    """Write everything held on one person into a ZIP that only its owner may read."""
    ports = connect().ports()
    folder = out.parent if out else Path()
    # Made readable for its owner alone; whole, or not there at all.
    handle, name = tempfile.mkstemp(suffix=".zip", dir=folder)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            found = copy_by_command(person, file, ports=ports)
        written.replace(out := out or Path(f"data-{found.id}.zip"))
    except ServiceError as error:
        explain(error)
    finally:
        written.unlink(missing_ok=True)
    click.echo(
        _("{path} berisi semua yang disimpan tentang {id}.", path=out, id=found.id)
    )


@privacy.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do it; without, only say what would happen.")
def erase(person: str, *, yes: bool) -> None:
    """Erase a person; sums, decisions and counts stay. Cannot be undone."""
    ports = connect().ports()
    try:
        found = erase_person(person, dry_run=not yes, ports=ports)
    except ServiceError as error:
        explain(error)
    if not found.is_needed:
        click.echo(
            _("Tidak ada lagi yang dapat dihapus dari {id}.", id=found.person.id)
        )
        return
    _tell(found)
    if yes:
        click.echo(
            _("{id} sudah dihapus. Ini tidak dapat dibatalkan.", id=found.person.id)
        )
        return
    if not found.years:
        click.echo(
            _(
                "Berapa lama catatan kepegawaian wajib disimpan belum ditetapkan "
                "(retention.personnel_years): periksa sebelum menghapus."
            )
        )
    click.echo(
        _(
            "Belum ada yang dihapus. Penghapusan tidak dapat dibatalkan; untuk "
            "melakukannya tambahkan --yes."
        )
    )


def _tell(found: Erasure) -> None:
    click.echo(_("{id} menjadi: {name}", id=found.person.id, name=found.name))
    click.echo(_("Dihapus, dikosongkan, atau diganti:"))
    for table, count in found.changed.items():
        click.echo(f"  {count:6}  {_(REGISTER[table].title.text)}")
    click.echo(_("{n} peran berakhir.", n=found.roles))
    click.echo(_("{n} kredensial dicabut.", n=found.credentials))
    click.echo(_("{n} akun dikeluarkan dari semua peramban.", n=found.accounts))
    click.echo(
        _("Tetap ada tanpa nama, supaya laporan dan penetapan tetap dapat dihitung:")
    )
    for table, count in found.kept.items():
        click.echo(f"  {count:6}  {_(REGISTER[table].title.text)}")
