"""Standings from the ledger alone, and who is where in the organisation."""

from collections.abc import Sequence

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.organisation import Person, mask_nip
from lti_service.errors import ServiceError
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.plan import recompute
from lti_service.use_cases.evidence.summary import (
    compare_summaries,
    rebuild_summaries,
)
from lti_service.use_cases.needs.inventory import request_inventory, run_inventory
from lti_service.use_cases.organisation.person import deactivate_absent
from lti_service.use_cases.organisation.supervision import (
    supervise_from_units,
)

_MOST_LISTED = 50


@click.group()
def plan() -> None:
    """Where people stand."""


@plan.command("recompute")
@click.option("--check", is_flag=True, help="Only compare; exit 1 where it differs.")
def recompute_(*, check: bool) -> None:
    """Compute all standings from the ledger, after completing it from attempts.

    What reports read is made again too; broken off, the same command goes on.
    """
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
            _(
                "Bukti atau JP dari kegiatan belajar {attempt} tidak ada.",
                attempt=attempt,
            )
            if check
            else _(
                "Bukti atau JP dari kegiatan belajar {attempt} ditulis.",
                attempt=attempt,
            ),
            err=True,
        )
    for enrolment in found.enrolments:
        click.echo(
            _("Kepesertaan {enrolment} atau JP-nya belum lengkap.", enrolment=enrolment)
            if check
            else _("Kepesertaan {enrolment} dilengkapi.", enrolment=enrolment),
            err=True,
        )
    same = _compare(ports) if check else _rebuild(ports)
    if found.broken or (check and (found.missing or found.enrolments)):
        fail(_("Buku bukti tidak utuh."))
    if not same:
        fail(_("Ringkasan tidak sama dengan buku bukti. Jalankan: plan recompute"))
    click.echo(_("Buku bukti utuh."))


def _rebuild(ports: Ports) -> bool:
    n = rebuild_summaries(ports=ports)
    click.echo(_("Ringkasan {n} pegawai dihitung ulang dari buku bukti.", n=n))
    return True


def _compare(ports: Ports) -> bool:
    """Return whether what reports read is what the ledger says."""
    found = compare_summaries(ports=ports)
    if found.waiting:
        click.echo(
            _(
                "{n} pegawai masih menunggu dihitung; tidak dibandingkan.",
                n=found.waiting,
            )
        )
    for person_id in found.differing[:_MOST_LISTED]:
        click.echo(
            _("Ringkasan pegawai {person} berbeda dari buku bukti.", person=person_id),
            err=True,
        )
    if not found.counts:
        click.echo(
            _("Jumlah pada peta kesenjangan berbeda dari ringkasan pegawai."), err=True
        )
    return found.counts and not found.differing


@plan.command("inventory")
@click.argument("year", type=int)
def inventory(year: int) -> None:
    """Propose what everybody lacks on the reference date of a year's cycle of needs.

    What a person has changed stays. Broken off, the same command goes on where it was.
    """
    ports = connect().ports()
    try:
        request_inventory(year, ports=ports)
        done = run_inventory(year, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(
        _(
            "{people} pegawai diperiksa; {items} usulan ditambahkan, diubah, atau ditarik.",
            people=done.people,
            items=done.items,
        )
    )


@plan.command("supervisors")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def supervisors(*, dry_run: bool) -> None:
    """Give a supervisor to who has none: who leads the unit, or one above."""
    ports = connect().ports()
    found = supervise_from_units(dry_run=dry_run, ports=ports)
    click.echo(_("{n} pegawai mendapat atasan menurut unitnya.", n=found.given))
    if found.leaderless:
        click.echo(
            _(
                "{n} pegawai tetap tanpa atasan: unitnya dan unit di atasnya belum "
                "menyebut jabatan kepala, atau jabatan itu kosong.",
                n=len(found.leaderless),
            )
        )
        _list_people(found.leaderless)
    if dry_run:
        click.echo(_("Uji coba: tidak ada yang ditulis."))


@plan.command("deactivate")
@click.option("--dry-run", is_flag=True, help="Only say who it would be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def deactivate(*, dry_run: bool, yes: bool) -> None:
    """Make inactive whom the last two complete lists of people left out."""
    ports = connect().ports()
    absent = deactivate_absent(dry_run=True, ports=ports)
    if not absent:
        click.echo(_("Tidak ada yang hilang dari dua daftar lengkap terakhir."))
        return
    click.echo(_("{n} pegawai tidak ada dalam dua daftar terakhir:", n=len(absent)))
    _list_people(absent)
    if dry_run:
        click.echo(_("Uji coba: tidak ada yang ditulis."))
    elif yes or click.confirm(_("Nonaktifkan mereka?")):
        done = deactivate_absent(dry_run=False, ports=ports)
        click.echo(_("{n} pegawai dinonaktifkan.", n=len(done)))


def _list_people(people: Sequence[Person]) -> None:
    for person in people[:_MOST_LISTED]:
        click.echo(f"  {person.name} ({mask_nip(person.nip)})")
    if len(people) > _MOST_LISTED:
        click.echo(_("  dan {n} lainnya", n=len(people) - _MOST_LISTED))
