"""What the competency dimension of the professionalism index asks for (R17).

The index itself is not computed: its formula and weights are not ours to decide.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import (
    CountedEntry,
    JpState,
    count_entries,
    hours_rule,
)
from lti_service.domain.organisation import mask_nip
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Field,
    FieldKind,
    Report,
    Row,
    Term,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.learning_hours.learning_hours import (
    reference_day,
)
from lti_service.use_cases.report.report import ServedReport

# Which route counts as which is a reading of ours, for the organisation to confirm.
LEADERSHIP, FUNCTIONAL = ("B1",), ("B4",)
TECHNICAL = ("B3", "B8", "B9", "B10", "C3", "C4")
SEMINARS = ("B6", "B7", "B11")
ENOUGH = "ipasn.technical_hours"
"""The rule parameter that says how many JP of technical training count."""

YES, NO = Term("yes", Sentence("ya")), Term("no", Sentence("tidak"))

REPORT = Report(
    name="R17",
    slug="ipasn",
    title=Sentence("Komponen kompetensi IPASN"),
    question=Sentence(
        "Menjawab: bahan apa yang tersedia untuk dimensi kompetensi Indeks "
        "Profesionalitas ASN?"
    ),
    columns=(
        Column("name", Sentence("Pegawai")),
        Column("nip", Sentence("NIP"), ColumnKind.NIP),
        Column("unit", Sentence("Unit"), filtered=True),
        Column("year", Sentence("Tahun")),
        Column("leadership", Sentence("Diklat pimpinan"), filtered=True),
        Column("functional", Sentence("Diklat fungsional"), filtered=True),
        Column("technical_hours", Sentence("JP teknis"), ColumnKind.NUMBER),
        Column("technical", Sentence("Teknis cukup"), filtered=True),
        Column("seminar", Sentence("Seminar"), filtered=True),
        Column("proof", Sentence("Bukti")),
    ),
    fields=(Field("year", Sentence("Tahun"), FieldKind.YEAR),),
    personal=True,
)


def build_professionalism_report(asked: Asked, ports: Ports) -> Content:
    """Return the components of everybody in scope, for a year."""
    year = int(asked.values.get("year") or asked.on.year)
    with ports.storage.reading() as uow:
        parameters = uow.rules.parameters(reference_day(year, asked.on))
        rule = hours_rule(parameters)
        enough = next(row for row in parameters if row.code == ENOUGH)
        version = max([rule.version, *(c.version for c in uow.hours.conversions())])
    return Content(
        rows=_rows(year, enough.value, asked, ports),
        lead=lambda rows: Sentence(
            "<b>{some} dari {all}</b> pegawai mempunyai sedikitnya satu komponen pada "
            "tahun {year}.",
            {
                "some": sum(1 for row in rows if YES in row),
                "all": len(rows),
                "year": str(year),
            },
        ),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=asked.on,
        rule_version=version,
        how=Sentence(
            "Hanya kegiatan yang diakui dan berakhir pada tahun itu. Diklat pimpinan: "
            "jalur B1; fungsional: B4; teknis: B3, B8, B9, B10, C3, C4; seminar: B6, B7, "
            "B11 (periksa: pengelompokan ini menunggu keputusan daerah). Teknis cukup mulai "
            "{enough} JP; dasar: {basis}. Indeksnya sendiri tidak dihitung di sini.",
            {"enough": str(enough.value), "basis": enough.legal_basis},
        ),
        empty=Sentence(
            "Belum ada pegawai dalam jangkauan laporan ini. Impor pegawainya, atau pilih "
            "unit lain."
        ),
    )


def _rows(year: int, enough: Decimal, asked: Asked, ports: Ports) -> Iterator[Row]:
    with ports.storage.reading() as uow:
        conversions = uow.hours.conversions()
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        posted = {p.person_id: p.unit_code for p in uow.organisation.postings(asked.on)}
        for person in uow.organisation.people():
            unit_code = posted.get(person.id, "")
            if not person.active or not asked.scope.covers(unit_code):
                continue
            entries = uow.hours.of_person(person.id)
            counted = [
                one
                for one in count_entries(entries, conversions)
                if one.entry.state is JpState.RECOGNISED
                and one.entry.until.year == year
                and one.entry.until <= asked.on
            ]
            hours = sum((c.after for c in _of(TECHNICAL, counted)), Decimal(0))
            used = (*LEADERSHIP, *FUNCTIONAL, *TECHNICAL, *SEMINARS)
            proofs = [c.entry.proof or c.entry.activity for c in _of(used, counted)]
            yield (
                person.name,
                mask_nip(person.nip),
                units.get(unit_code, ""),
                str(year),
                _said(bool(_of(LEADERSHIP, counted))),
                _said(bool(_of(FUNCTIONAL, counted))),
                hours,
                _said(hours >= enough),
                _said(bool(_of(SEMINARS, counted))),
                "; ".join(dict.fromkeys(proofs)),
            )


def _of(routes: Sequence[str], counted: Sequence[CountedEntry]) -> list[CountedEntry]:
    return [one for one in counted if one.entry.route in routes]


def _said(fact: bool) -> Term:  # noqa: FBT001 - it is the fact itself
    return YES if fact else NO


PROFESSIONALISM_REPORT = ServedReport(
    REPORT, build_professionalism_report, frozenset({Role.ADMINISTRATOR})
)
