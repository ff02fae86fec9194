"""Pull from other systems what they know better."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.moodle_ledger import (
    MoodleConnection,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_push import ItemKind, MirrorState
from lti_service.domain.moodle_report import refused_for, told_run
from lti_service.errors import EXPLANATIONS, ServiceError
from lti_service.ports import Ports
from lti_service.use_cases.lms.roster import RosterSummary, read_roster, rosters
from lti_service.use_cases.moodle.connection import (
    add_file_moodle,
    connect_moodle,
    moodles,
)
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.push import push, push_nightly
from lti_service.use_cases.moodle.push_answer import (
    answer_difference,
    answer_group,
    asked_group,
)
from lti_service.use_cases.moodle.push_list import ShownItem, push_overview
from lti_service.use_cases.moodle.report_file import (
    AskedFile,
    FileReading,
    read_report_file,
)

_KINDS = click.Choice([str(kind) for kind in ItemKind])


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


@sync.command()
@click.option("--moodle", "name", default="", help="Only the Moodle of this name.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Read whoever was there on that day or later.",
)
@click.option("--full", is_flag=True, help="Read everybody, changed or not.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--push",
    "pushes",
    is_flag=True,
    help="Write instead: frameworks, templates, plans and ratings, by the worker.",
)
def moodle(
    name: str, since: datetime | None, *, full: bool, dry_run: bool, pushes: bool
) -> None:
    """Read completions, grades, plans and ratings from Moodle; exit 1 where it fails."""
    ports, found = _moodles(name)
    if pushes:
        _push(found, is_trial=dry_run, ports=ports)
        return
    day = since.replace(tzinfo=ports.time_zone) if since else None
    failed = 0
    for one in found:
        try:
            run = pull(
                one.id,
                actor="cli",
                is_trial=dry_run,
                is_full=full,
                since=day,
                told=partial(_progress, one.name),
                ports=ports,
            )
        except ServiceError as error:
            explain(error)
        _tell(one.name, run)
        failed += run.state is not RunState.DONE
    if failed:
        fail(_("{failed} dari {n} Moodle tidak terbaca.", failed=failed, n=len(found)))


@sync.command("moodle-file")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--moodle", "name", required=True, help="Name of the Moodle it is of.")
@click.option("--course", required=True, help="Name of the course that it is of.")
@click.option("--address", default="", help="Add the Moodle first: its address.")
@click.option(
    "--renamed",
    nargs=2,
    multiple=True,
    metavar="OLD NEW",
    help="An activity has another name now.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def moodle_file(
    path: Path,
    name: str,
    course: str,
    address: str,
    renamed: tuple[tuple[str, str], ...],
    *,
    dry_run: bool,
) -> None:
    """Read a completion report or grades that a Moodle without a token exported."""
    ports = connect().ports()
    try:
        if address:
            add_file_moodle(address, name=name, actor="cli", ports=ports)
        known = [one for one in moodles(ports=ports) if one.ended_at is None]
        found = [one for one in known if one.name == name]
        if len(found) != 1:
            fail(
                _(
                    "Tidak ada tepat satu Moodle bernama {name}. Tambahkan dengan "
                    "--address, atau di /admin/moodle.",
                    name=name,
                )
            )
        reading = read_report_file(
            found[0].id,
            AskedFile(path.read_bytes(), path.name, course, dict(renamed)),
            actor="cli",
            is_trial=dry_run,
            ports=ports,
        )
    except ServiceError as error:
        explain(error)
    for sentence in told_run(reading.run):
        click.echo(f"{name}: {sentence.told(_)}")
    _tell_names(reading)
    for one in reading.problems:
        words = EXPLANATIONS[one.code]
        where = _("baris {n}", n=one.row) if one.row else one.what
        click.echo(f"{where}: {_(words.message)} {_(words.remedy)}", err=True)


def _tell_names(reading: FileReading) -> None:
    """Say which activities are new, gone, or seem to have another name."""
    if reading.new:
        names = ", ".join(reading.new)
        click.echo(
            _(
                "Kegiatan yang belum dikenal, dan belum memberi apa-apa sebelum "
                "dipetakan: {names}.",
                names=names,
            )
        )
    if reading.missing:
        names = ", ".join(reading.missing)
        click.echo(
            _(
                "Tidak lagi ada dalam laporan; yang sudah diberikannya tetap: {names}.",
                names=names,
            )
        )
    for old, new in reading.renamed.items():
        click.echo(
            _(
                'Mungkin hanya ganti nama: --renamed "{old}" "{new}"',
                old=old,
                new=new,
            )
        )


@sync.command("moodle-changes")
@click.option("--moodle", "name", default="", help="Only the Moodle of this name.")
@click.option("--keep", "kept", multiple=True, help="Let stand what Moodle has: KEY.")
@click.option("--take", "taken", multiple=True, help="Write ours over it: KEY.")
@click.option("--keep-all", "keep_all", type=_KINDS, help="As --keep, of a whole kind.")
@click.option("--take-all", "take_all", type=_KINDS, help="As --take, of a whole kind.")
@click.option(
    "--deleted",
    is_flag=True,
    help="With --keep-all, --take-all: what was deleted there, instead of changed.",
)
@click.option("--yes", is_flag=True, help="Do it; else only say how many it is about.")
def moodle_changes(
    name: str,
    kept: tuple[str, ...],
    taken: tuple[str, ...],
    keep_all: str | None,
    take_all: str | None,
    *,
    deleted: bool,
    yes: bool,
) -> None:
    """List what was changed in Moodle since it was pushed, or decide on it."""
    if keep_all and take_all:
        raise click.UsageError("--keep-all and --take-all exclude each other.")
    ports, found = _moodles(name)
    if len(found) > 1 and (kept or taken or keep_all or take_all):
        fail(_("Sebut Moodle yang mana dengan --moodle."))
    kind = keep_all or take_all
    if kind:
        state = MirrorState.GONE if deleted else MirrorState.ASK
        _answer_all(
            found[0], ItemKind(kind), state, ours=bool(take_all), yes=yes, ports=ports
        )
        return
    for one in found:
        try:
            for key in (*kept, *taken):
                answer_difference(
                    one.id, key, ours=key in taken, actor="cli", ports=ports
                )
            overview = push_overview(one.id, ports=ports)
        except ServiceError as error:
            explain(error)
        shown = overview.asking
        if not shown:
            click.echo(_("{name}: tidak ada yang menunggu keputusan.", name=one.name))
        for asked in shown:
            click.echo(f"{one.name}: {asked.item.key}")
            _tell_differences(asked)
        if rest := sum(overview.groups.values()) - len(shown):
            click.echo(_("  dan {n} lainnya, di /admin/moodle.", n=rest))


def _answer_all(
    moodle: MoodleConnection,
    kind: ItemKind,
    state: MirrorState,
    *,
    ours: bool,
    yes: bool,
    ports: Ports,
) -> None:
    """Say how many of a kind wait, and answer them all where that is meant."""
    try:
        group = asked_group(moodle.id, kind, state, ports=ports)
        if yes:
            answer_group(
                moodle.id,
                kind,
                state,
                ours=ours,
                seen=group.seen,
                actor="cli",
                ports=ports,
            )
    except ServiceError as error:
        explain(error)
    if not yes:
        for asked in group.shown:
            click.echo(f"{moodle.name}: {asked.item.key}")
            _tell_differences(asked)
    about = {"name": moodle.name, "n": group.n, "kind": kind}
    if not yes:
        told = _(
            "{name}: {n} {kind} menunggu. Tambahkan --yes untuk memutuskannya.", **about
        )
    elif ours:
        told = _("{name}: {n} {kind} antre dikirim dari sini.", **about)
    else:
        told = _("{name}: {n} {kind} dibiarkan seperti di Moodle.", **about)
    click.echo(told)


@sync.command("moodle-schedule")
@click.option("--moodle", "name", default="", help="Only the Moodle of this name.")
@click.option(
    "--push",
    "when",
    type=click.Choice(["nightly", "asked"]),
    help="Whether it is written to each night by itself, or when asked for alone.",
)
def moodle_schedule(name: str, when: str | None) -> None:
    """Say what happens each night by itself, or change whether Moodle is written to."""
    ports, found = _moodles(name)
    for one in found:
        try:
            if when is not None:
                one = push_nightly(  # noqa: PLW2901
                    one.id, nightly=when == "nightly", actor="cli", ports=ports
                )
        except ServiceError as error:
            explain(error)
        told = (
            _("{name}: dibaca dan dikirim setiap malam.", name=one.name)
            if one.pushes_since
            else _("{name}: dibaca setiap malam; dikirim bila diminta.", name=one.name)
        )
        click.echo(told)


def _tell_differences(asked: ShownItem) -> None:
    whose = f" ({asked.person})" if asked.person else ""
    for sentence in asked.differences:
        click.echo(f"  {sentence.told(_)}{whose}")


def _moodles(name: str) -> tuple[Ports, list[MoodleConnection]]:
    """Return the Moodles that are connected, that of the settings among them."""
    connection = connect()
    ports, settings = connection.ports(), connection.settings
    try:
        if settings.moodle_url:
            connect_moodle(
                settings.moodle_url, settings.moodle_token, actor="cli", ports=ports
            )
        known = [
            one
            for one in moodles(ports=ports)
            if one.ended_at is None and not one.reads_files
        ]
    except ServiceError as error:
        explain(error)
    found = [one for one in known if name in {"", one.name}]
    if not found:
        fail(
            _(
                "Belum ada Moodle yang terhubung. Isi MOODLE_URL dan MOODLE_TOKEN, atau "
                "hubungkan di /admin/moodle."
            )
        )
    return ports, found


def _push(found: list[MoodleConnection], *, is_trial: bool, ports: Ports) -> None:
    """Compare, say what differs, and queue it unless it is a trial."""
    failed = 0
    for one in found:
        try:
            run = push(one.id, actor="cli", is_trial=is_trial, ports=ports)
            shown = push_overview(one.id, ports=ports)
        except ServiceError as error:
            explain(error)
        _tell(one.name, run)
        for asked in (*shown.asking, *(shown.others if is_trial else ())):
            if asked.item.state is not MirrorState.KEPT:
                _tell_differences(asked)
        if is_trial and shown.found > len(shown.others):
            rest = shown.found - len(shown.others)
            click.echo(_("  dan {n} lainnya, di /admin/moodle.", n=rest))
        failed += run.state is not RunState.PUSHED
    if failed:
        fail(
            _("{failed} dari {n} Moodle tidak terkirimi.", failed=failed, n=len(found))
        )


def _tell(name: str, run: SyncRun) -> None:
    """Say what a reading came to, and what was refused."""
    for sentence in told_run(run):
        click.echo(f"{name}: {sentence.told(_)}")
    for code, times in refused_for(run):
        words = EXPLANATIONS[code]
        told = _("{n} kali ditolak:", n=times)
        click.echo(
            f"{name}: {told} {_(words.message)} {_(words.remedy)} [{code}]", err=True
        )


def _progress(name: str, run: SyncRun) -> None:
    """Say on a terminal how far a reading is."""
    if sys.stderr.isatty():
        people, asked = run.count(RunCount.PEOPLE), run.count(RunCount.REQUESTS)
        told = _(
            "{people} kepesertaan terbaca, {asked} permintaan",
            people=people,
            asked=asked,
        )
        click.echo(f"\r{name}: {told}", nl=False, err=True)


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
