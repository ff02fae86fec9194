"""Who supervises whom: from a file, or from who leads the units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow
from lti_service.domain.organisation import Person, Posting, Unit, check_nip
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.organisation import Organisation
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.importing.intake import Intake

SUPERVISOR_COLUMNS = {
    "nip": ("nip baru", "nip pegawai"),
    "supervisor_nip": ("nip atasan", "nip atasan langsung"),
    "from": ("sejak",),
}


@dataclass(frozen=True, slots=True)
class Supervised:
    """What giving supervisors from the units came to.

    Attributes:
        given: How many postings have a supervisor now who had none.
        leaderless: Who still has none, as no unit above names a position that somebody
            else holds.
    """

    given: int
    leaderless: tuple[Person, ...]


def import_supervisors(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in who supervises whom, for files of people that do not say it.

    From the day named on, a person's posting goes on under the new supervisor; what was
    before that day stays as it was.

    Args:
        sheet: Columns ``nip, supervisor_nip, from``; without a day, the supervisor of
            the present posting is set from its first day on.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake("supervisors", sheet, SUPERVISOR_COLUMNS, ("nip", "supervisor_nip"))
    on = today(ports)
    with ports.storage.writing() as uow:
        first: dict[str, int] = {}
        for row in intake.rows():
            person = _person(row, "nip", intake, uow.organisation, on)
            supervisor = _person(row, "supervisor_nip", intake, uow.organisation, on)
            since = intake.day(row, "from")
            if person is None or supervisor is None:
                continue
            if person.id in first:
                intake.repeated(row, "nip", first[person.id])
                continue
            first[person.id] = row.number
            if person.id == supervisor.id:
                intake.problem(
                    row,
                    "supervisor_nip",
                    "self-named",
                    Sentence("Seorang pegawai tidak dapat menjadi atasannya sendiri."),
                    Sentence("Perbaiki NIP atasan, atau kosongkan selnya."),
                )
                continue
            posting = uow.organisation.posting(person.id, since or on)
            if posting is None:
                intake.problem(
                    row,
                    "nip",
                    "posting-missing",
                    Sentence("Pegawai ini tidak memiliki jabatan pada tanggal itu."),
                    Sentence(
                        "Impor jabatannya dulu dengan berkas pegawai, atau perbaiki "
                        "tanggalnya."
                    ),
                )
                continue
            kept = replace(posting, supervisor_id=supervisor.id)
            _supervise(posting, kept, since, intake, uow.organisation)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def supervise_from_units(
    *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> Supervised:
    """Give a supervisor to everybody who has none: who leads the unit, or one above.

    Whoever leads a unit is led from the next unit above. A supervisor that is there
    already is left alone. Of several who hold a leading position the one who has held
    it longest is meant.

    Args:
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    on, now = today(ports), ports.clock.now()
    given, leaderless = 0, []
    with ports.storage.writing() as uow:
        organisation = uow.organisation
        units = {unit.code: unit for unit in organisation.units()}
        people = {p.id: p for p in organisation.people() if p.active}
        postings = [p for p in organisation.postings(on) if p.person_id in people]
        heads = _heads(units, postings)
        for posting in postings:
            if posting.supervisor_id is not None:
                continue
            head = _head_above(posting, units, heads)
            if head is None:
                leaderless.append(people[posting.person_id])
                continue
            organisation.save_posting(replace(posting, supervisor_id=head))
            given += 1
        if given and not dry_run:
            entry = AuditEntry(now, actor, "supervisor.derived", "", after=f"+{given}")
            uow.audit.add(entry)
            uow.commit()
    return Supervised(given, tuple(leaderless))


def _heads(
    units: Mapping[str, Unit], postings: Sequence[Posting]
) -> Mapping[str, Sequence[str]]:
    """Return who holds the leading position of each unit, the longest first."""
    heads: dict[str, list[str]] = {}
    for posting in sorted(postings, key=lambda one: (one.since, one.person_id)):
        unit = units.get(posting.unit_code)
        if unit is not None and unit.head_code == posting.position_code:
            heads.setdefault(unit.code, []).append(posting.person_id)
    return heads


def _head_above(
    posting: Posting, units: Mapping[str, Unit], heads: Mapping[str, Sequence[str]]
) -> str | None:
    seen: set[str] = set()
    code = posting.unit_code
    if posting.person_id in heads.get(code, ()):
        code = units[code].parent_code
    while code in units and code not in seen:
        seen.add(code)
        for head in heads.get(code, ()):
            if head != posting.person_id:
                return head
        code = units[code].parent_code
    return None


def _person(
    row: SheetRow, field: str, intake: Intake, organisation: Organisation, on: date
) -> Person | None:
    text = intake.needed(row, field)
    if not text:
        return None
    check = check_nip(text, employment_type="", on=on, synthetic=True)
    found = organisation.person_by_nip(check.nip) if check.nip else None
    for error in check.errors:
        remedy = Sentence("Perbaiki sel ini, lalu impor lagi seluruh berkas.")
        intake.problem(row, field, "nip-invalid", error, remedy)
    if found is None and not check.errors:
        intake.problem(
            row,
            field,
            "person-unknown",
            Sentence("Pegawai dengan NIP ini tidak dikenal."),
            Sentence("Impor dulu pegawainya, atau perbaiki NIP-nya."),
        )
    return found


def _supervise(
    before: Posting,
    after: Posting,
    since: date | None,
    intake: Intake,
    organisation: Organisation,
) -> None:
    """Save a posting under another supervisor, from a day on where one is named."""
    if since is not None and since > before.since and before != after:
        last = since - timedelta(days=1)
        organisation.save_posting(replace(before, until=last))
        after = replace(after, since=since)
    intake.save(before, after, organisation.save_posting)
