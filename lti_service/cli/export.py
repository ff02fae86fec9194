"""Write tables out."""

from datetime import datetime

import click

from lti_service.cli.connection import connect
from lti_service.files.table import write_csv
from lti_service.use_cases.grant import today
from lti_service.use_cases.plan import standings

STANDING_COLUMNS = (
    "nip",
    "competency",
    "required",
    "held",
    "proposed",
    "state",
    "missing",
    "rule_version",
)


@click.group()
def export() -> None:
    """Write tables to standard output."""


@export.command("standings")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As of that day; today where left out.",
)
@click.option("--format", "form", type=click.Choice(["csv"]), default="csv")
def export_standings(on: datetime | None, form: str) -> None:
    """One row a person and required competency."""
    del form
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
        )
        for row in standings(on.date() if on else today(ports), ports=ports)
    )
    click.echo(write_csv(STANDING_COLUMNS, rows), nl=False)
