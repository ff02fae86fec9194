"""Take in competencies with their levels."""

import re
from collections import Counter

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkContent,
    FrameworkStatus,
)
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow, normal
from lti_service.errors import NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.framework import Frameworks
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.importing.intake import Intake

FRAMEWORK_COLUMNS = {
    "framework": ("kerangka", "kode kerangka"),
    "title": ("judul", "judul kerangka"),
    "version": ("versi",),
    "status": (),
    "source_uri": ("sumber", "alamat sumber"),
    "legal_basis": ("dasar hukum",),
    "code": ("kode", "kode kompetensi"),
    "parent": ("induk", "kode induk"),
    "name": ("nama", "nama kompetensi", "kompetensi"),
    "kind": ("jenis", "jenis kompetensi"),
    "definition": ("definisi",),
    "level": (),
    "level_name": ("nama level",),
    "indicators": ("indikator",),
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
_STATUSES = {
    "rancangan": "rancangan",
    "draft": "rancangan",
    "ditetapkan": "ditetapkan",
    "adopted": "ditetapkan",
    "dicabut": "dicabut",
    "deprecated": "dicabut",
}

LONGEST_CELL = 32_000
"""Letters of a cell that is taken in: a workbook's holds 32,767."""


def import_framework(
    sheet: Sheet, *, dry_run: bool, actor: str = COMMAND_LINE, ports: Ports
) -> ImportRun:
    """Take in competencies, one row a level; a row without a level is only a heading.

    Args:
        sheet: Columns ``framework, code, parent, name, kind, level, level_name,
            indicators``; several indicators are parted by ``|`` or new lines. A
            ``definition``, and ``title, version, status, source_uri, legal_basis`` of
            the framework, stay as they are where the file has no such column.
        dry_run: Only say what would happen.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.
    """
    intake = Intake(
        "framework", sheet, FRAMEWORK_COLUMNS, ("framework", "code", "name", "kind")
    )
    with ports.storage.writing() as uow:
        reading = _Reading(intake, uow.frameworks)
        for row in intake.rows():
            reading.take(row)
        reading.refuse_circles()
        return intake.finish(uow, dry_run=dry_run, actor=actor, ports=ports)


class _Reading:
    """The rows of a framework, and what was read of it so far.

    What is there already keeps the spelling of its code.
    """

    def __init__(self, intake: Intake, frameworks: Frameworks) -> None:
        self._intake, self._store = intake, frameworks
        self._known = {normal(c.code): c for c in frameworks.competencies()}
        self._codes = {
            normal(code): code
            for row in intake.rows()
            if (code := intake.text(row, "code"))
        } | {key: competency.code for key, competency in self._known.items()}
        self._frameworks = {normal(f.code): f for f in frameworks.all()}
        self._described: dict[str, tuple[SheetRow, Framework]] = {}
        self._read: dict[str, tuple[SheetRow, Competency]] = {}
        self._levels: dict[tuple[str, int], int] = {}

    def take(self, row: SheetRow) -> None:
        """Take in one row."""
        if not _fits(row, self._intake):
            return
        competency = self._competency(row)
        if competency is None:
            return
        key = normal(competency.code)
        if key not in self._read:
            self._read[key] = (row, competency)
            self._intake.save(
                self._known.get(key), competency, self._store.save_competency
            )
        elif self._read[key][1] != competency:
            _contradicts(row, self._read[key][0], self._intake)
        _take_level(row, self._read[key][1], self._levels, self._intake, self._store)

    def refuse_circles(self) -> None:
        """Note competencies that are above themselves."""
        parents = {
            competency.code: competency.parent_code
            for competency in self._store.competencies()
        }
        for row, competency in self._read.values():
            seen, code = set[str](), competency.code
            while code and code not in seen:
                seen.add(code)
                code = parents.get(code, "")
            if code == competency.code:
                self._intake.problem(
                    row,
                    "parent",
                    "row-contradicts",
                    Sentence("Kompetensi ini berada di bawah dirinya sendiri."),
                    Sentence("Perbaiki induknya, atau kosongkan."),
                )

    def _competency(self, row: SheetRow) -> Competency | None:
        intake = self._intake
        framework, code = intake.needed(row, "framework"), intake.needed(row, "code")
        name, kind = intake.needed(row, "name"), intake.choice(row, "kind", _KINDS)
        if not (framework and code and name and kind):
            return None
        key, parent = normal(code), intake.text(row, "parent")
        if parent and normal(parent) not in self._codes:
            intake.unknown(row, "parent", parent, "competency-unknown", "framework")
        before, framework = self._known.get(key), self._framework(row, framework)
        if before and before.framework_code != framework:
            _taken(row, before, intake)
        return Competency(
            self._codes[key],
            framework,
            name,
            kind,
            self._codes.get(normal(parent), parent),
            intake.given(row, "definition", before.definition if before else ""),
        )

    def _framework(self, row: SheetRow, code: str) -> str:
        """Return the code of the framework that a row names, saved as the row tells it."""
        key = normal(code)
        before = self._frameworks.get(key)
        told = _read_framework(row, code, before, self._intake)
        if key not in self._described:
            self._described[key] = (row, told)
            if before not in {None, told}:
                self._intake.changed += 1
            self._store.save(told)
        elif self._described[key][1] != told:
            _contradicts(row, self._described[key][0], self._intake)
        return told.code


def framework_list(*, ports: Ports) -> list[tuple[Framework, int]]:
    """Return all frameworks by code, each with how many competencies it has."""
    with ports.storage.reading() as uow:
        count = Counter(c.framework_code for c in uow.frameworks.competencies())
        return [(one, count[one.code]) for one in uow.frameworks.all()]


def whole_framework(code: str, *, ports: Ports) -> FrameworkContent:
    """Return a framework with all that is in it.

    Raises:
        NotFoundError: There is no such framework (``unknown-framework``).
    """
    with ports.storage.reading() as uow:
        frameworks = {normal(one.code): one for one in uow.frameworks.all()}
        framework = frameworks.get(normal(code))
        if framework is None:
            raise NotFoundError("unknown-framework", framework=code)
        found = tuple(
            competency
            for competency in uow.frameworks.competencies()
            if competency.framework_code == framework.code
        )
        levels = (level for one in found for level in uow.frameworks.levels(one.code))
        return FrameworkContent(framework, found, tuple(levels))


def _read_framework(
    row: SheetRow, code: str, before: Framework | None, intake: Intake
) -> Framework:
    old = before or Framework(code, code)
    return Framework(
        old.code,
        intake.given(row, "title", old.title) or old.code,
        intake.given(row, "version", old.version),
        FrameworkStatus(
            intake.choice(row, "status", _STATUSES, old.status) or old.status
        ),
        intake.given(row, "source_uri", old.source_uri),
        intake.given(row, "legal_basis", old.legal_basis),
    )


def _fits(row: SheetRow, intake: Intake) -> bool:
    """Return whether every cell fits into one of a workbook; note those that do not."""
    field = max(FRAMEWORK_COLUMNS, key=lambda name: len(intake.text(row, name)))
    if len(intake.text(row, field)) <= LONGEST_CELL:
        return True
    intake.problem(
        row,
        field,
        "value-too-long",
        Sentence("Isi sel ini lebih dari {n} huruf.", {"n": LONGEST_CELL}),
        Sentence("Ringkas isinya, lalu impor lagi seluruh berkas."),
    )
    return False


def _taken(row: SheetRow, before: Competency, intake: Intake) -> None:
    intake.problem(
        row,
        "code",
        "row-contradicts",
        Sentence(
            "Kode {code} sudah dipakai di kerangka {framework}.",
            {"code": before.code, "framework": before.framework_code},
        ),
        Sentence("Beri kompetensi ini kode lain, misalnya dengan awalan kerangkanya."),
    )


def _contradicts(row: SheetRow, first: SheetRow, intake: Intake) -> None:
    intake.problem(
        row,
        "code",
        "row-contradicts",
        Sentence(
            "Kompetensi ini ditulis lain di baris {first}.", {"first": first.number}
        ),
        Sentence("Samakan isi kerangka dan kompetensinya di semua baris."),
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
