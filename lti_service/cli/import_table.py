"""Take tables in."""

from pathlib import Path

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.import_run import RowProblem
from lti_service.errors import ServiceError
from lti_service.use_cases.importing.import_kind import IMPORT_KINDS


@click.command("import")
@click.argument("kind", type=click.Choice(list(IMPORT_KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option(
    "--complete",
    is_flag=True,
    help="With people: the file lists everybody; say who is not in it.",
)
def import_table(kind: str, file: Path, *, dry_run: bool, complete: bool) -> None:
    """Take in a CSV or XLSX file, whole or not at all.

    A framework may also be CASE (JSON), or the CSV of Moodle's frameworks.

    Exit 1 where anything in it is wrong; then nothing was written.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(
            _(
                "{file}: tidak dapat dibaca ({why}).",
                file=file,
                why=error.strerror or "",
            )
        )
    if complete and not IMPORT_KINDS[kind].may_be_complete:
        raise click.UsageError("--complete goes with people only.")
    more = {"complete": True} if complete else {}
    ports = connect().ports()
    try:
        sheet = ports.read_import(kind, content, file.name)
        run = IMPORT_KINDS[kind].take(sheet, dry_run=dry_run, **more, ports=ports)
    except ServiceError as error:
        explain(error)
    for problem in (*run.warnings, *run.problems):
        click.echo(_line(problem, run.name), err=True)
    if run.dropped:
        click.echo(_("Kolom yang tidak dibaca: {names}.", names=", ".join(run.dropped)))
    for remark in run.remarks:
        click.echo(remark.told(_), err=True)
    if run.problems:
        fail(
            _(
                "{n} masalah. Tidak ada yang ditulis; perbaiki berkasnya, lalu impor lagi.",
                n=len(run.problems),
            )
        )
    counts = _(
        "{rows} baris: {added} baru, {changed} berubah, {unchanged} tetap.",
        rows=run.rows,
        added=run.added,
        changed=run.changed,
        unchanged=run.unchanged,
    )
    done = "" if run.written else " " + _("Uji coba: tidak ada yang ditulis.")
    click.echo(f"{run.name}: {counts}{done}")


def _line(problem: RowProblem, name: str) -> str:
    place = f"{name}:{problem.row}"
    if problem.column:
        place += f" [{problem.column}]"
    reason, remedy = problem.reason.told(_), problem.remedy.told(_)
    return f"{place} {reason} {remedy} [{problem.code}]"
