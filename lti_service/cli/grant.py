"""Who may do what."""

from datetime import datetime

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.grant import Role
from lti_service.errors import ServiceError
from lti_service.use_cases.access.grant import (
    add_grant,
    list_grants,
    remove_grant,
)
from lti_service.use_cases.lms.invitation import create_invitation

_ROLE = click.Choice([role.value for role in Role])


@click.group()
def grants() -> None:
    """Roles: add, list, remove, invite. PERSON is an id, or a NIP."""


@grants.command()
@click.argument("role", type=_ROLE)
@click.argument("person")
@click.option("--unit", default="", help="Only in this unit and those below.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
def add(
    role: str, person: str, unit: str, since: datetime | None, until: datetime | None
) -> None:
    """Give a role."""
    ports = connect().ports()
    try:
        grant = add_grant(
            Role(role),
            person,
            unit_code=unit,
            since=since.date() if since else None,
            until=until.date() if until else None,
            ports=ports,
        )
    except ServiceError as error:
        explain(error)
    click.echo(_("Peran {role} diberikan ({id}).", role=role, id=grant.id))


@grants.command("list")
@click.argument("role", type=_ROLE, required=False)
def list_(role: str | None) -> None:
    """List who holds which role, oldest first."""
    found = list_grants(Role(role) if role else None, ports=connect().ports())
    if not found:
        click.echo(
            _("Belum ada peran. Undang pengelola pertama: {command}").format(
                command="lti-service grants invite administrator"
            )
        )
    for grant, holder in found:
        unit, until = grant.unit_code or "*", grant.until or "-"
        who = grant.person_id or grant.account_id
        since = f"  since={grant.since}" if grant.since else ""
        click.echo(
            f"{grant.role:13} {who}  {holder}  unit={unit}{since}  until={until}"
        )


@grants.command()
@click.argument("role", type=_ROLE)
@click.argument("person")
@click.option("--unit", help="Only the role for this unit.")
def remove(role: str, person: str, unit: str | None) -> None:
    """Take a role away."""
    ports = connect().ports()
    try:
        removed = remove_grant(Role(role), person, unit_code=unit, ports=ports)
    except ServiceError as error:
        explain(error)
    if not removed:
        fail(_("Tidak ada peran seperti itu untuk pegawai ini."))
    click.echo(_("{n} peran dicabut.", n=removed))


@grants.command()
@click.argument("role", type=_ROLE)
@click.option(
    "--hours",
    default=24,
    show_default=True,
    type=click.IntRange(1, 24 * 31),
    help="How long the code may be used.",
)
def invite(role: str, hours: int) -> None:
    """Print a one-time code that gives a role."""
    ports = connect().ports()
    click.echo(create_invitation(Role(role), hours, ports=ports))
    click.echo(
        _(
            "Masuk dari LMS, buka /me/code, lalu ketik kode itu dalam {n} jam. "
            "Kode hanya berlaku sekali.",
            n=hours,
        ),
        err=True,
    )
