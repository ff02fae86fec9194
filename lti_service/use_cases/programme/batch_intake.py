"""Take in batches: from files, and one at a time from a form."""

import re
from datetime import date

from lti_service.domain.import_run import ImportRun, Sheet, SheetRow
from lti_service.domain.programme import Batch, Mode, Programme, has_day
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.programme.programme_intake import (
    count_row,
    read_code,
)

BATCH_COLUMNS = {
    "code": ("kode", "kode angkatan"),
    "programme": ("program", "kode program"),
    "name": ("nama", "angkatan"),
    "from": ("mulai", "tanggal mulai"),
    "until": ("selesai", "tanggal selesai", "sampai", "to"),
    "mode": ("bentuk",),
    "places": ("tempat", "kuota"),
    "facilitator": ("fasilitator", "widyaiswara"),
    "context": ("konteks", "konteks lms"),
}
_MODES = {
    "klasikal": "classical",
    "classical": "classical",
    "nonklasikal": "non_classical",
    "nonclassical": "non_classical",
}
_MOST_PLACES = 100000


def import_batches(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in batches; what differs becomes a further revision.

    Args:
        sheet: Columns ``code, programme, name, from, until, mode, places, facilitator,
            context``.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "batches", sheet, BATCH_COLUMNS, ("code", "programme", "from", "until")
    )
    with ports.storage.writing() as uow:
        seen: dict[str, int] = {}
        for row in intake.rows():
            old = uow.programmes.batch(intake.text(row, "code"))
            new = read_batch(row, intake, old, uow, ports)
            if new is None:
                continue
            if new.id in seen:
                intake.repeated(row, "code", seen[new.id])
                continue
            seen[new.id] = row.number
            if is_changed_batch(old, new):
                uow.programmes.append_batch(new)
            count_row(
                intake,
                row,
                new.name,
                is_new=old is None,
                is_changed=is_changed_batch(old, new),
            )
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def is_changed_batch(old: Batch | None, new: Batch) -> bool:
    """Whether a batch says something else than before."""
    return old is None or _told_batch(old) != _told_batch(new)


def read_batch(
    row: SheetRow, intake: Intake, old: Batch | None, uow: UnitOfWork, ports: Ports
) -> Batch | None:
    """Return the batch that a row tells of; none, noted, where it is broken."""
    before = intake.problems[:]
    code = read_code(row, intake)
    programme = None
    if named := intake.needed(row, "programme"):
        programme = uow.programmes.programme(named)
        if programme is None:
            intake.unknown(row, "programme", named, "programme-unknown", "programmes")
    since, until = intake.needed_day(row, "from"), intake.needed_day(row, "until")
    if since and until and until < since:
        intake.problem(
            row,
            "until",
            "order-invalid",
            Sentence("Hari selesai mendahului hari mulai."),
            Sentence("Perbaiki salah satu tanggalnya."),
        )
    elif since and until and programme:
        _check_inside(row, intake, programme, since, until)
    if programme and old and old.programme_code != programme.code:
        intake.problem(
            row,
            "code",
            "row-contradicts",
            Sentence(
                "Kode ini sudah dipakai angkatan program {code}.",
                {"code": old.programme_code},
            ),
            Sentence("Beri angkatan ini kode yang lain."),
        )
    mode = intake.choice(row, "mode", _MODES, old.mode if old else Mode.CLASSICAL)
    places = old.places if old else None
    if "places" in intake.columns:
        places = _places(row, intake)
    if intake.problems != before or not (programme and since and until):
        return None
    return Batch(
        id=code,
        programme_code=programme.code,
        name=intake.given(row, "name", old.name if old else "") or code,
        since=since,
        until=until,
        mode=Mode(mode),
        places=places,
        facilitator=intake.given(row, "facilitator", old.facilitator if old else ""),
        context_id=intake.given(row, "context", old.context_id if old else ""),
        revision=old.revision + 1 if old else 1,
        recorded_at=ports.clock.now(),
    )


def _told_batch(row: Batch) -> tuple[object, ...]:
    return (
        *(row.programme_code, row.name, row.since, row.until, row.mode, row.places),
        *(row.facilitator, row.context_id),
    )


def _check_inside(
    row: SheetRow, intake: Intake, programme: Programme, since: date, until: date
) -> None:
    for field, day in (("from", since), ("until", until)):
        if not has_day(programme, day):
            intake.problem(
                row,
                field,
                "order-invalid",
                Sentence(
                    "Tanggal ini di luar masa program {title}.",
                    {"title": programme.title},
                ),
                Sentence(
                    "Pakai tanggal di dalam masa program, atau perpanjang masa itu."
                ),
            )


def _places(row: SheetRow, intake: Intake) -> int | None:
    text = intake.text(row, "places")
    if not text:
        return None
    whole = re.fullmatch(r"([0-9]{1,6})(\.0+)?", text)
    if whole and 0 < int(whole[1]) <= _MOST_PLACES:
        return int(whole[1])
    intake.problem(
        row,
        "places",
        "number-invalid",
        Sentence("{value} bukan jumlah tempat.", {"value": text}),
        Sentence("Tulis bilangan bulat di atas 0, atau kosongkan bila tanpa batas."),
    )
    return None
