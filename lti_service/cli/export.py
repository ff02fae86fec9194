"""Write tables out."""

import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.framework import FrameworkContent
from lti_service.domain.moodle_node import SCALE
from lti_service.errors import ServiceError
from lti_service.files.case import write_case
from lti_service.files.framework import FRAMEWORK_COLUMNS, framework_rows
from lti_service.files.moodle_framework import (
    moodle_obstacles,
    shortened_names,
    write_moodle,
)
from lti_service.files.table import write_csv
from lti_service.files.workbook import write_workbook
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.credential.credential_status import (
    exported_credentials,
)
from lti_service.use_cases.evidence.plan import standings
from lti_service.use_cases.planning.plan_realisation import (
    PLAN_COLUMNS,
    plan_row,
    year_plan,
)
from lti_service.use_cases.report.report import (
    COMMAND,
    export_report,
    open_report,
)
from lti_service.use_cases.report.report_list import command_names, report_named
from lti_service.use_cases.standard.framework import whole_framework

STANDING_COLUMNS = (
    "nip",
    "competency",
    "required",
    "held",
    "proposed",
    "state",
    "missing",
    "rule_version",
    "provisional",
)

_CHUNK = 64 * 1024

_out = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; standard output where left out.",
)


@click.group()
def export() -> None:
    """Write tables to standard output or a file."""


@export.command("standings")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As of that day; today where left out.",
)
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv")
@_out
def export_standings(on: datetime | None, form: str, out: Path | None) -> None:
    """One row a person and required competency."""
    ports = connect().ports()
    rows = (
        (
            row.person.nip,
            row.standing.competency_code,
            row.standing.required,
            row.standing.held,
            row.standing.proposed,
            row.standing.state,
            " ".join(row.standing.missing),
            row.standing.rule_version,
            "sementara" if row.standing.provisional else "",
        )
        for row in standings(on.date() if on else today(ports), ports=ports)
    )
    _deliver(_table(form, STANDING_COLUMNS, rows, "standings"), out)


@export.command("plan")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The plan of that day's year as of that day; of today where left out.",
)
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv")
@_out
def export_plan(on: datetime | None, form: str, out: Path | None) -> None:
    """One row an item of the agency's plan, with what became of it."""
    ports = connect().ports()
    day = on.date() if on else today(ports)
    plan = year_plan(day.year, day, ports=ports)
    rows = (plan_row(plan, row) for row in plan.items)
    _deliver(_table(form, PLAN_COLUMNS, rows, "plan"), out)


@export.command("report")
@click.argument("name", type=click.Choice(command_names(), case_sensitive=False))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As of that day; today where left out.",
)
@click.option("--unit", default="", help="Code of a unit: only it and those below.")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv")
@_out
def export_report_(
    name: str, on: datetime | None, unit: str, form: str, out: Path | None
) -> None:
    """A report, as /reports shows it: names of columns and codes instead of words.

    NIPs are masked. What names people leaves a row in the audit trail.
    """
    ports = connect().ports()
    try:
        opened = open_report(
            report_named(name),
            COMMAND,
            on=on.date().isoformat() if on else "",
            unit_code=unit,
            ports=ports,
        )
        with tempfile.TemporaryFile() as file:
            export_report(
                opened,
                COMMAND,
                form,
                file,
                translator=_,
                language="id",
                for_machines=True,
                ports=ports,
            )
            file.seek(0)
            _pour(file, out)
    except ServiceError as error:
        explain(error)


@export.command("badges")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Those that stand on that day; today where left out.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jwt", "json"]),
    default="jwt",
    help="jwt: signed, one a line; json: what they say, as one list.",
)
@_out
def export_badges(on: datetime | None, form: str, out: Path | None) -> None:
    """Credentials (Open Badges 3.0) that people asked for and that stand.

    What names people leaves a row in the audit trail.
    """
    ports = connect().ports()
    day = on.date() if on else today(ports)
    tokens = exported_credentials(day, ports=ports)
    if form == "json":
        said = [ports.badges.read(token) for token in tokens]
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(f"{token}\n" for token in tokens)
    _deliver(text.encode(), out)


@export.command("framework")
@click.argument("code")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "case", "moodle-csv"]),
    default="csv",
)
@click.option(
    "--scale",
    "words",
    multiple=True,
    help="With moodle-csv: a word of the scale, once for each, the last for proficient.",
)
@_out
def export_framework(
    code: str, form: str, words: tuple[str, ...], out: Path | None
) -> None:
    """All competencies, levels and indicators of a framework, to be taken in again.

    Moodle always makes a new framework of a file: give the words of a scale that it has,
    or it makes a new scale too.
    """
    if words and form != "moodle-csv":
        raise click.UsageError("--scale goes with --format moodle-csv only.")
    ports = connect().ports()
    try:
        content = whole_framework(code, ports=ports)
    except ServiceError as error:
        explain(error)
    match form:
        case "case":
            text = write_case(content, ports.clock.now())
            _deliver(text.encode(), out)
        case "moodle-csv":
            _deliver(_moodle(content, words or SCALE).encode(), out)
        case _:
            rows = framework_rows(content)
            _deliver(_table(form, FRAMEWORK_COLUMNS, rows, "framework"), out)


def _moodle(content: FrameworkContent, scale: Sequence[str]) -> str:
    obstacles = moodle_obstacles(content, scale)
    if obstacles:
        fail("\n".join(obstacle.told(_) for obstacle in obstacles))
    for name in shortened_names(content):
        click.echo(_("Dipendekkan untuk Moodle: {name}", name=name), err=True)
    return write_moodle(content, scale)


def _table(
    form: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str,
) -> bytes:
    if form == "xlsx":
        return write_workbook(headings, rows, title)
    return write_csv(headings, rows).encode()


def _deliver(data: bytes, out: Path | None) -> None:
    _pour(io.BytesIO(data), out)


def _pour(file: BinaryIO, out: Path | None) -> None:
    """Copy a file to another, or to standard output."""
    if out is None:
        while chunk := file.read(_CHUNK):
            click.echo(chunk, nl=False)
        return
    try:
        with out.open("wb") as target:
            shutil.copyfileobj(file, target)
    except OSError as error:
        fail(
            _(
                "{file}: tidak dapat ditulis ({why}).",
                file=out,
                why=error.strerror or "",
            )
        )
