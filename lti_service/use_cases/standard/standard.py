"""Take in what positions require, by date."""

from dataclasses import replace

from lti_service.domain.framework import PositionStandard, overlapped, placed
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow, normal
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.framework import Frameworks
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.importing.intake import Intake

STANDARD_COLUMNS = {
    "position": ("jabatan", "kode jabatan"),
    "competency": ("kompetensi", "kode kompetensi"),
    "level": ("level wajib",),
    "necessity": ("keperluan", "kebutuhan"),
    "valid_from": ("berlaku sejak",),
    "valid_to": ("berlaku sampai",),
    "legal_basis": ("dasar hukum",),
}


def import_standards(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in what positions require; a newer standard ends the one before it.

    Args:
        sheet: Columns ``position, competency, level, necessity, valid_from, valid_to,
            legal_basis``; without a legal basis a standard is provisional.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "standards",
        sheet,
        STANDARD_COLUMNS,
        ("position", "competency", "level", "valid_from"),
    )
    with ports.storage.writing() as uow:
        positions = {normal(p.code): p.code for p in uow.organisation.positions()}
        known = {normal(c.code): c.code for c in uow.frameworks.competencies()}
        first: dict[tuple[str, str, object], int] = {}
        held = _Standards(uow.frameworks)
        for row in intake.rows():
            standard = _read_standard(row, positions, known, intake)
            if standard is None:
                continue
            key = (
                standard.position_code,
                standard.competency_code,
                standard.valid_from,
            )
            if key in first:
                intake.repeated(row, "competency", first[key])
                continue
            first[key] = row.number
            held.require(standard, row, intake)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _read_standard(
    row: SheetRow, positions: dict[str, str], known: dict[str, str], intake: Intake
) -> PositionStandard | None:
    position = intake.find(row, "position", positions, "position-unknown", "positions")
    competency = intake.find(
        row, "competency", known, "competency-unknown", "framework"
    )
    level = intake.level(row, "level")
    since, until = intake.needed_day(row, "valid_from"), intake.day(row, "valid_to")
    if since and until and until < since:
        intake.problem(
            row,
            "valid_to",
            "order-invalid",
            Sentence("Hari terakhir mendahului hari pertama."),
            Sentence("Perbaiki salah satu tanggalnya."),
        )
        return None
    if not (position and competency and level and since):
        return None
    return PositionStandard(
        position,
        competency,
        level,
        intake.text(row, "necessity"),
        since,
        until,
        intake.text(row, "legal_basis"),
    )


class _Standards:
    """What positions require at any time, kept up with what is taken in."""

    def __init__(self, frameworks: Frameworks) -> None:
        self._frameworks = frameworks
        self._held: dict[str, list[PositionStandard]] = {}

    def require(
        self, standard: PositionStandard, row: SheetRow, intake: Intake
    ) -> None:
        """Save a standard; the one that held until then gets its last day."""
        code = standard.position_code
        if code not in self._held:
            self._held[code] = list(self._frameworks.standards_of(code))
        others = self._held[code]
        key = standard.competency_code, standard.valid_from
        same = next(
            (o for o in others if (o.competency_code, o.valid_from) == key), None
        )
        if same is not None and standard.valid_to is None:
            # Ended by a later standard, which this file need not repeat.
            standard = replace(standard, valid_to=same.valid_to)
        other = overlapped(standard, others)
        if other is not None:
            intake.problem(
                row,
                "valid_from",
                "days-overlap",
                overlap_sentence(other),
                Sentence("Ubah hari pertama atau hari terakhir salah satunya."),
            )
            return
        kept, ended = placed(standard, others)
        if ended is not None:
            self._save(ended)
        intake.save(same, kept, self._save, row)

    def _save(self, standard: PositionStandard) -> None:
        self._frameworks.save_standard(standard)
        key = standard.competency_code, standard.valid_from
        held = self._held[standard.position_code]
        held[:] = [o for o in held if (o.competency_code, o.valid_from) != key]
        held.append(standard)


def overlap_sentence(other: PositionStandard) -> Sentence:
    """Say which standard another would overlap."""
    if other.valid_to is None:
        return Sentence(
            "Bertumpuk dengan standar {competency} yang berlaku sejak {since}.",
            {"competency": other.competency_code, "since": other.valid_from},
        )
    return Sentence(
        "Bertumpuk dengan standar {competency} yang berlaku {since} sampai {until}.",
        {
            "competency": other.competency_code,
            "since": other.valid_from,
            "until": other.valid_to,
        },
    )
