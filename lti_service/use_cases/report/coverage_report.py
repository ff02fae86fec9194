"""The coverage matrix of all courses as a table (R14)."""

from collections.abc import Iterator, Sequence

from course_builder.model.coverage import Coverage, Gap, coverage
from lti_service.domain.grant import Role
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Report,
    Row,
    Term,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.publishing.author import outcome_words
from lti_service.use_cases.report.report import Reach, ServedReport

REPORT = Report(
    name="R14",
    slug="cakupan",
    title=Sentence("Matriks cakupan"),
    question=Sentence(
        "Menjawab: capaian dan level mana yang belum diajarkan dan belum dapat "
        "dibuktikan?"
    ),
    columns=(
        Column("course", Sentence("Kursus"), filtered=True),
        Column("version", Sentence("Versi")),
        Column("outcome", Sentence("Capaian")),
        Column("competency", Sentence("Kompetensi dan level")),
        Column("pages", Sentence("Halaman"), ColumnKind.NUMBER),
        Column("practice", Sentence("Latihan"), ColumnKind.NUMBER),
        Column("tests", Sentence("Alat ukur"), ColumnKind.NUMBER),
        Column("evidence", Sentence("Bukti")),
        Column("state", Sentence("Keadaan"), filtered=True),
    ),
)

_COVERED = Term("covered", Sentence("Tercakup"))
_STATES = {
    Gap.TEACHING: Term("teaching", Sentence("Belum diajarkan")),
    Gap.EVIDENCE: Term("evidence", Sentence("Belum dapat dibuktikan")),
    Gap.TEST: Term("test", Sentence("Tanpa alat ukur")),
    Gap.PRACTICE: Term("practice", Sentence("Tanpa latihan")),
    Gap.DECLARATION: Term("declaration", Sentence("Tidak disebut kursus")),
}
_STATE = len(REPORT.columns) - 1


def build_coverage_report(asked: Asked, ports: Ports) -> Content:
    """Return an outcome a row, of the version of each course that is offered now."""
    return Content(
        rows=list(_rows(ports)),
        lead=_lead,
        at=ports.clock.now(),
        on=asked.on,
        rule_version=0,
        how=Sentence(
            "Dari versi yang ditawarkan sekarang. Halaman dihitung bila modulnya "
            "mengajarkan kompetensi itu atau kegiatannya menyebutnya; latihan ialah soal "
            "di luar tes, alat ukur ialah soal tes, simulasi, dan tugas. Keadaan "
            "menyebut kekurangan yang terbesar."
        ),
        empty=Sentence(
            "Belum ada kursus yang menyebut capaian. Tulis competencies di index.md, "
            "lalu terbitkan kursusnya."
        ),
    )


def _rows(ports: Ports) -> Iterator[Row]:
    with ports.storage.reading() as uow:
        for release in uow.releases.all_current():
            course = ports.courses.get(release.id)
            names, levels = outcome_words(course, uow)
            for row in coverage(course):
                ref = row.competency
                words = (names.get(ref.code), levels.get((ref.code, ref.level)))
                yield (
                    course.title,
                    course.version,
                    ": ".join(filter(None, words)),
                    str(ref),
                    len(row.pages),
                    len(row.practice),
                    len(row.tests),
                    ", ".join(row.shown),
                    _state(row),
                )


def _state(row: Coverage) -> Term:
    return next((_STATES[gap] for gap in _STATES if gap in row.gaps), _COVERED)


def _lead(rows: Sequence[Row]) -> Sentence:
    open_states = (_STATES[Gap.TEACHING], _STATES[Gap.EVIDENCE])
    covered = sum(row[_STATE] not in open_states for row in rows)
    return Sentence(
        "<b>{covered} dari {all}</b> capaian diajarkan dan dapat dibuktikan.",
        {"covered": covered, "all": len(rows)},
    )


COVERAGE_REPORT = ServedReport(
    REPORT,
    build_coverage_report,
    frozenset({Role.AUTHOR, Role.ADMINISTRATOR}),
    Reach.EVERYWHERE,
)
