"""Pull from other systems what they know better."""

import click

from lti_service.cli.connection import connect, fail, translate as _
from lti_service.errors import EXPLANATIONS
from lti_service.ports import Ports
from lti_service.use_cases.roster import RosterSummary, read_roster, rosters


@click.group()
def sync() -> None:
    """Pull from other systems."""


@sync.command()
@click.option(
    "--context", default="", help="Only the course of this id or title at its LMS."
)
def roster(context: str) -> None:
    """Read the members of classes from their LMS; exit 1 where one cannot be read."""
    ports = connect().ports()
    found = rosters(context, ports=ports)
    if not found and context:
        fail(_("Tidak ada daftar peserta untuk kelas {context}.", context=context))
    if not found:
        click.echo(_("Belum ada LMS yang memberi daftar peserta sebuah kelas."))
    failed = [summary for summary in found if not _read(summary, ports)]
    if failed:
        fail(
            _(
                "{failed} dari {n} daftar peserta tidak terbaca.",
                failed=len(failed),
                n=len(found),
            )
        )


def _read(summary: RosterSummary, ports: Ports) -> bool:
    """Read a roster and say what came of it; return whether it could be read."""
    known, platform = summary.roster, summary.platform
    name = f"{known.context_title} ({known.context_id}, {platform.name})"
    read = read_roster(known.id, actor="cli", ports=ports)
    if read.roster.error:
        words = EXPLANATIONS[read.roster.error]
        click.echo(
            f"{name}: {_(words.message)} {_(words.remedy)} [{read.roster.error}]",
            err=True,
        )
        return False
    changes = read.changes
    if changes is None:
        click.echo(_("{name}: baru saja dibaca oleh yang lain.", name=name))
        return True
    told = _(
        "{name}: {there} anggota; {new} baru, {changed} berubah, {returned} kembali, "
        "{left} keluar.",
        name=name,
        there=changes.there,
        new=changes.new,
        changed=changes.changed,
        returned=changes.returned,
        left=changes.left,
    )
    if read.roster.ignored:
        ignored = _("{n} isian tidak terbaca.", n=read.roster.ignored)
        told = f"{told} {ignored}"
    click.echo(told)
    return True
