"""Standings from the ledger alone."""

import click

from lti_service.cli.connection import connect, fail, translate as _
from lti_service.use_cases.grant import today
from lti_service.use_cases.plan import recompute


@click.group()
def plan() -> None:
    """Where people stand."""


@plan.command("recompute")
@click.option("--check", is_flag=True, help="Only compare; exit 1 where it differs.")
def recompute_(*, check: bool) -> None:
    """Compute all standings from the ledger, after completing it from attempts."""
    ports = connect().ports()
    found = recompute(today(ports), check=check, ports=ports)
    click.echo(_("{n} pegawai dengan jabatan.", n=found.people))
    for state, count in sorted(found.states.items()):
        click.echo(f"  {state:12} {count}")
    for number in found.broken:
        click.echo(
            _("Penetapan {number} menunjuk bukti yang tidak ada.", number=number),
            err=True,
        )
    for attempt in found.missing:
        click.echo(
            _("Bukti dari kegiatan belajar {attempt} tidak ada.", attempt=attempt)
            if check
            else _("Bukti dari kegiatan belajar {attempt} ditulis.", attempt=attempt),
            err=True,
        )
    if found.broken or (check and found.missing):
        fail(_("Buku bukti tidak utuh."))
    click.echo(_("Buku bukti utuh."))
