"""Take in competencies with their levels, and what positions require."""

import re
from dataclasses import replace
from datetime import timedelta

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    PositionStandard,
)
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow, normal
from lti_service.locale import Sentence
from lti_service.ports import Frameworks, Ports
from lti_service.use_cases.grant import COMMAND_LINE
from lti_service.use_cases.intake import Intake

_FRAMEWORK = {
    "framework": ("kerangka", "kode kerangka"),
    "code": ("kode", "kode kompetensi"),
    "parent": ("induk", "kode induk"),
    "name": ("nama", "nama kompetensi", "kompetensi"),
    "kind": ("jenis", "jenis kompetensi"),
    "level": (),
    "level_name": ("nama level",),
    "indicators": ("indikator",),
}
_STANDARDS = {
    "position": ("jabatan", "kode jabatan"),
    "competency": ("kompetensi", "kode kompetensi"),
    "level": ("level wajib",),
    "necessity": ("keperluan", "kebutuhan"),
    "valid_from": ("berlaku sejak",),
    "valid_to": ("berlaku sampai",),
    "legal_basis": ("dasar hukum",),
}
_KINDS = {
    "manajerial": "manajerial",
    "managerial": "manajerial",
    "sosialkultural": "sosial kultural",
    "sociocultural": "sosial kultural",
    "teknis": "teknis",
    "technical": "teknis",
    "nilai": "nilai",
    "values": "nilai",
}


def import_framework(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in competencies, one row a level; a row without a level is only a heading.

    Args:
        sheet: Columns ``framework, code, parent, name, kind, level, level_name,
            indicators``; several indicators are parted by ``|`` or new lines.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "framework", sheet, _FRAMEWORK, ("framework", "code", "name", "kind")
    )
    with ports.storage.writing() as uow:
        known = {normal(c.code): c for c in uow.frameworks.competencies()}
        codes = known | {
            normal(code): None
            for row in intake.rows()
            if (code := intake.text(row, "code"))
        }
        read: dict[str, tuple[SheetRow, Competency]] = {}
        levels: dict[tuple[str, int], int] = {}
        for row in intake.rows():
            competency = _read_competency(row, intake)
            if competency is None:
                continue
            key = normal(competency.code)
            if competency.parent_code and normal(competency.parent_code) not in codes:
                intake.unknown(
                    row,
                    "parent",
                    competency.parent_code,
                    "competency-unknown",
                    "framework",
                )
            if key not in read:
                read[key] = (row, competency)
                intake.save(known.get(key), competency, uow.frameworks.save_competency)
            elif read[key][1] != competency:
                _contradicts(row, read[key][0], intake)
            _take_level(row, read[key][1], levels, intake, uow.frameworks)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


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
        _STANDARDS,
        ("position", "competency", "level", "valid_from"),
    )
    with ports.storage.writing() as uow:
        positions = {normal(p.code): p.code for p in uow.organisation.positions()}
        known = {normal(c.code): c.code for c in uow.frameworks.competencies()}
        first: dict[tuple[str, str, object], int] = {}
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
            _require(standard, intake, uow.frameworks)
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


def _read_competency(row: SheetRow, intake: Intake) -> Competency | None:
    framework, code = intake.needed(row, "framework"), intake.needed(row, "code")
    name, kind = intake.needed(row, "name"), intake.choice(row, "kind", _KINDS)
    if not (framework and code and name and kind):
        return None
    return Competency(code, framework, name, kind, intake.text(row, "parent"))


def _contradicts(row: SheetRow, first: SheetRow, intake: Intake) -> None:
    intake.problem(
        row,
        "code",
        "row-contradicts",
        Sentence(
            "Kompetensi ini ditulis lain di baris {first}.", {"first": first.number}
        ),
        Sentence("Samakan kerangka, nama, jenis, dan induknya di semua baris."),
    )


def _take_level(
    row: SheetRow,
    competency: Competency,
    taken: dict[tuple[str, int], int],
    intake: Intake,
    frameworks: Frameworks,
) -> None:
    number = intake.level(row, "level") if intake.text(row, "level") else None
    if number is None:
        return
    if (competency.code, number) in taken:
        intake.repeated(row, "level", taken[competency.code, number])
        return
    taken[competency.code, number] = row.number
    parts = re.split(r"[|\n]", intake.text(row, "indicators"))
    level = CompetencyLevel(
        competency.code,
        number,
        intake.text(row, "level_name"),
        tuple(part.strip() for part in parts if part.strip()),
    )
    known = {old.level: old for old in frameworks.levels(competency.code)}
    intake.save(known.get(number), level, frameworks.save_level)


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


def _require(
    standard: PositionStandard, intake: Intake, frameworks: Frameworks
) -> None:
    """Save a standard; the one that held until then gets its last day."""
    holding = {
        old.valid_from: old
        for old in frameworks.standards(standard.position_code, standard.valid_from)
        if old.competency_code == standard.competency_code
    }
    same = holding.pop(standard.valid_from, None)
    last = standard.valid_from - timedelta(days=1)
    for old in holding.values():
        frameworks.save_standard(replace(old, valid_to=last))
    if same is not None and standard.valid_to is None and same.valid_to is not None:
        # Ended by a later standard, which this file need not repeat.
        standard = replace(standard, valid_to=same.valid_to)
    intake.save(same, standard, frameworks.save_standard)
