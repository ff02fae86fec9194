"""Take in learning hours done elsewhere; a verifier recognises them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from lti_service.domain.import_run import (
    ImportRun,
    RowState,
    Sheet,
    SheetRow,
    normal,
)
from lti_service.domain.learning_hours import (
    Basis,
    JpConversion,
    JpEntry,
    JpState,
    Scope,
    conversion_of,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.evidence.evidence import person_of_row
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.learning_hours.learning_hours import (
    append_entry,
)

HOURS_COLUMNS = {
    "nip": ("nip pegawai",),
    "activity": ("kegiatan", "nama kegiatan"),
    "organiser": ("penyelenggara",),
    "route": ("jalur", "kode jalur"),
    "scope": ("lingkup", "cakupan"),
    "from": ("mulai", "tanggal mulai"),
    "until": ("selesai", "tanggal selesai", "sampai"),
    "amount": ("jumlah",),
    "proof": ("bukti", "nomor sertifikat"),
}
_SCOPES = {
    "nasional": "national",
    "national": "national",
    "internasional": "international",
    "international": "international",
}
_MOST = Decimal(10000)


def import_hours(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in activities done elsewhere; the same row again changes nothing.

    An activity is known by person, name, organiser, route, scope and days; another
    amount or proof is a new revision, which waits for a verifier again.

    Args:
        sheet: Columns ``nip, activity, organiser, route, scope, from, until, amount,
            proof``.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("hours", sheet, HOURS_COLUMNS, ("nip", "activity", "route", "from"))
    with ports.storage.writing() as uow:
        conversions = uow.hours.conversions()
        routes = routes_by_word(conversions)
        seen: dict[tuple[str, str], int] = {}
        for row in intake.rows():
            before = intake.problems[:]
            entry = _read_entry(row, intake, conversions, routes, uow, ports)
            if entry is None or intake.problems != before:
                continue
            key = entry.person_id, entry.record
            if key in seen:
                intake.repeated(row, "activity", seen[key])
                continue
            seen[key] = row.number
            _count(row, entry, intake, uow)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _count(row: SheetRow, entry: JpEntry, intake: Intake, uow: UnitOfWork) -> None:
    known = uow.hours.of_person(entry.person_id)
    new = all(old.record != entry.record for old in known)
    appended = append_entry(entry, uow=uow)
    state = RowState.CHANGED if appended else RowState.UNCHANGED
    intake.count(row, RowState.NEW if new and appended else state, entry.activity)


def routes_by_word(conversions: Sequence[JpConversion]) -> dict[str, str]:
    """Return the code of each route by code, name and each word of a name's list."""
    found: dict[str, str] = {}
    for row in conversions:
        for word in (row.code, row.name, *row.name.split(",")):
            found.setdefault(normal(word), row.code)
    return found


def _read_entry(
    row: SheetRow,
    intake: Intake,
    conversions: Sequence[JpConversion],
    routes: Mapping[str, str],
    uow: UnitOfWork,
    ports: Ports,
) -> JpEntry | None:
    person_id = person_of_row(row, "nip", intake, uow, ports)
    activity = intake.needed(row, "activity")
    route = intake.choice(row, "route", routes)
    scope = Scope(intake.choice(row, "scope", _SCOPES, "national") or "national")
    days = _days(row, intake, today(ports))
    if not (person_id and activity and route and days):
        return None
    since, until = days
    conversion = conversion_of(route, scope, until, conversions)
    if conversion is None:
        intake.problem(
            row,
            "route",
            "choice-unknown",
            Sentence("Jalur ini belum mempunyai konversi JP pada tanggal selesainya."),
            Sentence("Periksa jalur dan tanggalnya."),
        )
        return None
    amount = _amount(row, intake, conversion.basis, (until - since).days + 1)
    organiser = intake.text(row, "organiser")
    identity = (activity, organiser, route, scope, since.isoformat(), until.isoformat())
    digest = hashlib.sha256("\x1f".join(identity).encode()).hexdigest()
    return JpEntry(
        id=ports.new_id(),
        person_id=person_id,
        activity=activity,
        organiser=organiser,
        course_id="",
        route=route,
        scope=scope,
        since=since,
        until=until,
        amount=amount,
        proof=intake.text(row, "proof"),
        state=JpState.SUBMITTED,
        reason="",
        verifier_id=None,
        record=f"import:{digest[:16]}",
        revision=1,
        recorded_at=ports.clock.now(),
    )


def _days(row: SheetRow, intake: Intake, on: date) -> tuple[date, date] | None:
    """Return first and last day; the last is the first where it is left empty."""
    since = intake.needed_day(row, "from")
    until = intake.day(row, "until") if intake.text(row, "until") else since
    if since is None or until is None:
        return None
    if until > on:
        intake.problem(
            row,
            "until",
            "order-invalid",
            Sentence("Tanggal ini belum tiba."),
            Sentence("Ajukan kegiatan sesudah selesai."),
        )
    elif until < since:
        intake.problem(
            row,
            "until",
            "order-invalid",
            Sentence("Hari selesai mendahului hari mulai."),
            Sentence("Perbaiki salah satu tanggalnya."),
        )
    else:
        return since, until
    return None


def _amount(row: SheetRow, intake: Intake, basis: Basis, days: int) -> Decimal:
    """Return an amount; 0, noted, where it is none that the route can have."""
    alone = {Basis.PER_DAY: days, Basis.PER_EVENT: 1}
    if basis in alone and not intake.text(row, "amount"):
        return Decimal(alone[basis])
    text = intake.needed(row, "amount")
    if not text:
        return Decimal(0)
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(0)
    most = Decimal(days) if basis is Basis.PER_DAY else _MOST
    if amount.is_finite() and 0 < amount <= most:
        return amount
    intake.problem(
        row,
        "amount",
        "number-invalid",
        Sentence("{value} bukan jumlah yang mungkin untuk jalur ini.", {"value": text}),
        Sentence(
            "Tulis bilangan di atas 0, paling banyak {most}, menurut satuan jalurnya.",
            {"most": int(most)},
        ),
    )
    return Decimal(0)
