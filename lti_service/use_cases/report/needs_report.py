"""The sheet of needs of each unit (R4, lembar AKPK per OPD)."""

from collections.abc import Iterator, Sequence

from lti_service.charts.bars import Bar, bars
from lti_service.domain.grant import Role
from lti_service.domain.need_priority import priority_rule
from lti_service.domain.needs import (
    INVENTORY,
    GapKind,
    NeedFilter,
    NeedItem,
    NeedsCycle,
    NeedState,
    Priority,
)
from lti_service.domain.organisation import mask_nip
from lti_service.domain.report import (
    Asked,
    Cell,
    Column,
    ColumnKind,
    Content,
    Field,
    FieldKind,
    Report,
    Row,
    Scope,
    Term,
)
from lti_service.locale import Sentence, Translator
from lti_service.ports import Ports
from lti_service.use_cases.report.report import ServedReport

KINDS = {
    GapKind.COMPETENCY: Term("competency", Sentence("kompetensi")),
    GapKind.PERFORMANCE: Term("performance", Sentence("kinerja")),
    GapKind.CAREER: Term("career", Sentence("karier")),
    GapKind.MANDATE: Term("mandate", Sentence("mandat")),
}
PRIORITIES = {
    Priority.HIGH: Term("high", Sentence("tinggi")),
    Priority.MEDIUM: Term("medium", Sentence("sedang")),
    Priority.LOW: Term("low", Sentence("rendah")),
}
STATES = {
    NeedState.PROPOSED: Term("proposed", Sentence("menunggu verifikasi")),
    NeedState.VERIFIED: Term("verified", Sentence("menunggu validasi")),
    NeedState.NOT_VERIFIED: Term("not_verified", Sentence("ditolak verifikator")),
    NeedState.VALIDATED: Term("validated", Sentence("divalidasi")),
    NeedState.NOT_VALIDATED: Term("not_validated", Sentence("ditolak validator")),
    NeedState.WITHDRAWN: Term("withdrawn", Sentence("ditarik")),
}
_KIND, _STATE = 8, 12

REPORT = Report(
    name="R4",
    slug="akpk",
    title=Sentence("Lembar AKPK per OPD"),
    question=Sentence(
        "Menjawab: kompetensi mana yang paling kurang, di unit dan jabatan mana?"
    ),
    columns=(
        Column("unit", Sentence("Unit"), filtered=True),
        Column("person", Sentence("Pegawai")),
        Column("nip", Sentence("NIP"), ColumnKind.NIP),
        Column("position", Sentence("Jabatan"), filtered=True),
        Column("competency", Sentence("Kompetensi"), filtered=True),
        Column("held", Sentence("Dimiliki"), ColumnKind.NUMBER),
        Column("required", Sentence("Disyaratkan"), ColumnKind.NUMBER),
        Column("standard", Sentence("Standar"), filtered=True),
        Column("gap_kind", Sentence("Jenis gap"), filtered=True),
        Column("proposal", Sentence("Usulan")),
        Column("priority", Sentence("Prioritas"), filtered=True),
        Column("verification_note", Sentence("Catatan verifikasi")),
        Column("validation", Sentence("Hasil validasi"), filtered=True),
        Column("validation_note", Sentence("Catatan validasi")),
    ),
    fields=(Field("year", Sentence("Tahun anggaran"), FieldKind.YEAR),),
    personal=True,
)


def build_needs_report(asked: Asked, ports: Ports) -> Content:
    """Return the sheet of the year asked for, else of the latest cycle."""
    with ports.storage.reading() as uow:
        cycles = uow.needs.cycles()
        told = asked.values.get("year")
        cycle = next((c for c in cycles if told in {None, str(c.year)}), None)
        on = cycle.reference_date if cycle else asked.on
        rule = priority_rule(uow.rules.parameters(on))
    return Content(
        rows=_rows(cycle, asked.scope, ports) if cycle else (),
        lead=lambda rows: _lead(rows, cycle),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=on,
        rule_version=rule.version,
        how=Sentence(
            "Level yang dimiliki dibandingkan dengan standar dan jabatan yang berlaku "
            "pada tanggal acuan siklus; jabatan yang dituju dibandingkan tersendiri. "
            "Standar tanpa dasar hukum ditandai sementara. Yang ditarik tidak dimuat. "
            "Prioritas menurut poin yang tertulis di /admin/needs, kecuali bila "
            "seseorang menetapkannya lain."
        ),
        empty=Sentence(
            "Belum ada kebutuhan dalam jangkauan laporan ini. Buka siklus dan jalankan "
            "inventarisasinya di /admin/needs, atau pilih tahun atau unit lain."
        ),
        dated=False,
        picture=_picture,
    )


def _rows(cycle: NeedsCycle, scope: Scope, ports: Ports) -> Iterator[Row]:
    """Yield the rows unit by unit, so that memory holds one unit at a time."""
    year = cycle.year
    with ports.storage.reading() as uow:
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        people = {person.id: person for person in uow.organisation.people()}
        positions = {one.code: one.name for one in uow.organisation.positions()}
        names = {one.code: one.name for one in uow.frameworks.competencies()}
        counted = uow.needs.by_unit(year, NeedFilter(unit_codes=scope.units))
        codes = sorted({c.key for c in counted}, key=lambda c: (units.get(c, c), c))
        for code in codes:
            items = uow.needs.find(year, NeedFilter(unit_codes=frozenset({code})))
            shown = [
                item
                for item in items
                if item.state is not NeedState.WITHDRAWN and item.person_id in people
            ]
            # They come most pressing first, and stay so for each person.
            shown.sort(key=lambda i: (people[i.person_id].name, i.person_id))
            for item in shown:
                person = people[item.person_id]
                yield (
                    units.get(code, code),
                    person.name,
                    mask_nip(person.nip),
                    positions.get(item.position_code, item.position_code),
                    names.get(item.competency_code, item.title),
                    item.held if item.required else None,
                    item.required or None,
                    Term("provisional", Sentence("sementara"))
                    if item.provisional
                    else None,
                    KINDS[item.kind],
                    _proposal(item, positions),
                    PRIORITIES[item.priority],
                    item.verifier_note or None,
                    STATES[item.state],
                    item.validator_note or None,
                )


def _proposal(item: NeedItem, positions: dict[str, str]) -> Cell:
    """Return what is proposed, and why."""
    if item.target_code:
        target = positions.get(item.target_code, item.target_code)
        return Sentence("Untuk jabatan {position}", {"position": target})
    told = ": ".join(words for words in (item.title, item.reason) if words)
    if told:
        return told
    if item.proposed_by == INVENTORY:
        return Sentence("Hasil inventarisasi")
    return None


def _lead(rows: Sequence[Row], cycle: NeedsCycle | None) -> Sentence:
    if cycle is None:
        return Sentence("Belum ada siklus kebutuhan untuk tahun itu.")
    people = {(row[1], row[2]) for row in rows}
    done = sum(1 for row in rows if row[_STATE] is STATES[NeedState.VALIDATED])
    return Sentence(
        "Tahun anggaran {year}: <b>{n} kebutuhan</b> dari {people} pegawai; {done} "
        "sudah divalidasi.",
        {"year": str(cycle.year), "n": len(rows), "people": len(people), "done": done},
    )


def _picture(rows: Sequence[Row], _: Translator, _language: str) -> str:
    """Return how many needs there are of each kind."""
    counts = [
        (kind.words.told(_), sum(1 for row in rows if row[_KIND] is kind))
        for kind in KINDS.values()
    ]
    return bars(
        _("Kebutuhan menurut jenis gap"),
        (_("Jenis gap"), _("Kebutuhan")),
        [Bar(words, n, str(n)) for words, n in counts],
    )


NEEDS_REPORT = ServedReport(
    REPORT, build_needs_report, frozenset({Role.ADMINISTRATOR, Role.VERIFIER})
)
