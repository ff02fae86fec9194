"""Everything that can be taken in from a file: one list for command line and pages.

A new kind is one entry of `IMPORT_KINDS`; it then is a kind of ``lti-service import`` and
of the page ``/admin/import``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lti_service.domain.import_run import ImportRun
from lti_service.locale import Sentence
from lti_service.use_cases.evidence.evidence import (
    EVIDENCE_COLUMNS,
    import_evidence,
)
from lti_service.use_cases.learning_hours.hours_intake import (
    HOURS_COLUMNS,
    import_hours,
)
from lti_service.use_cases.needs.intake import NEEDS_COLUMNS, import_needs
from lti_service.use_cases.organisation.organisation import (
    POSITION_COLUMNS,
    UNIT_COLUMNS,
    import_positions,
    import_units,
)
from lti_service.use_cases.organisation.person import (
    PEOPLE_COLUMNS,
    import_people,
)
from lti_service.use_cases.organisation.supervision import (
    SUPERVISOR_COLUMNS,
    import_supervisors,
)
from lti_service.use_cases.programme.batch_intake import (
    BATCH_COLUMNS,
    import_batches,
)
from lti_service.use_cases.programme.enrolment_intake import (
    ENROLMENT_COLUMNS,
    import_enrolments,
)
from lti_service.use_cases.programme.programme_intake import (
    PROGRAMME_COLUMNS,
    import_programmes,
)
from lti_service.use_cases.standard.framework import (
    FRAMEWORK_COLUMNS,
    import_framework,
)
from lti_service.use_cases.standard.standard import (
    STANDARD_COLUMNS,
    import_standards,
)


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file.

    Attributes:
        title: What it is, in the words of those who have such files.
        columns: The fields that are read, with other headings of each; nothing else of
            a file is kept.
        take: The use case: ``(sheet, dry_run=…, actor=…, ports=…)``.
        at_once: How many rows a request may wait for; more are left to the worker.
        may_be_complete: Whether a file may say that it lists everybody, as
            ``complete=True``.
    """

    title: Sentence
    columns: Mapping[str, Iterable[str]]
    take: Callable[..., ImportRun]
    at_once: int = 500
    may_be_complete: bool = False


IMPORT_KINDS: Mapping[str, ImportKind] = {
    "people": ImportKind(
        Sentence("Pegawai dan jabatannya (juga ekspor SIASN)"),
        PEOPLE_COLUMNS,
        import_people,
        at_once=5000,
        may_be_complete=True,
    ),
    "supervisors": ImportKind(
        Sentence("Atasan langsung"), SUPERVISOR_COLUMNS, import_supervisors
    ),
    "units": ImportKind(Sentence("Unit organisasi"), UNIT_COLUMNS, import_units),
    "positions": ImportKind(Sentence("Jabatan"), POSITION_COLUMNS, import_positions),
    "standards": ImportKind(
        Sentence("Standar kompetensi jabatan"), STANDARD_COLUMNS, import_standards
    ),
    "framework": ImportKind(
        Sentence("Kerangka kompetensi"), FRAMEWORK_COLUMNS, import_framework
    ),
    "evidence": ImportKind(
        Sentence("Bukti kompetensi"), EVIDENCE_COLUMNS, import_evidence
    ),
    "hours": ImportKind(
        Sentence("JP dari kegiatan di luar"), HOURS_COLUMNS, import_hours
    ),
    "needs": ImportKind(
        Sentence("Kebutuhan pengembangan (AKPK)"), NEEDS_COLUMNS, import_needs
    ),
    "programmes": ImportKind(
        Sentence("Program pelatihan"), PROGRAMME_COLUMNS, import_programmes
    ),
    "batches": ImportKind(Sentence("Angkatan"), BATCH_COLUMNS, import_batches),
    "enrolments": ImportKind(
        Sentence("Kepesertaan"), ENROLMENT_COLUMNS, import_enrolments
    ),
}
