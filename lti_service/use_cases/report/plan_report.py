"""The plan against what became of it (R3), and the plan's seven contents (R5)."""

from collections.abc import Sequence
from dataclasses import replace

from lti_service.charts.bars import Bar, bars
from lti_service.domain.agency_plan import (
    PlanItem,
    PlanItemState,
    PlanState,
    budget_totals,
)
from lti_service.domain.grant import Role
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
    Term,
)
from lti_service.domain.suppression import Count, Shown, smallest_group, suppress
from lti_service.locale import Sentence, Translator, format_number
from lti_service.ports import Ports
from lti_service.use_cases.planning.plan_realisation import (
    RealisedItem,
    YearPlan,
    year_plan,
)
from lti_service.use_cases.report.report import Reach, ServedReport

_YEAR = Field("year", Sentence("Tahun"), FieldKind.YEAR)
_COUNTS = ("enrolled", "finished", "achieved")
_PEOPLE, _FINISHED = 3, 9

STATES = {
    PlanItemState.DRAFT: Term("draft", Sentence("rancangan")),
    PlanItemState.DECIDED: Term("decided", Sentence("ditetapkan")),
    PlanItemState.CANCELLED: Term("cancelled", Sentence("dibatalkan")),
}

REALISATION = Report(
    name="R3",
    slug="realisasi",
    title=Sentence("Rencana dan realisasinya"),
    question=Sentence(
        "Menjawab: apakah rencana berjalan: direncanakan, terdaftar, selesai, tercapai, "
        "dan anggarannya?"
    ),
    columns=(
        Column("item", Sentence("Butir rencana"), ColumnKind.NUMBER),
        Column("competency", Sentence("Kompetensi"), filtered=True),
        Column("level", Sentence("Level"), ColumnKind.NUMBER),
        Column("people", Sentence("Sasaran, orang"), ColumnKind.NUMBER),
        Column("route", Sentence("Jalur"), filtered=True),
        Column("organiser", Sentence("Penyelenggara"), filtered=True),
        Column("schedule", Sentence("Jadwal")),
        Column("budget", Sentence("Anggaran"), ColumnKind.NUMBER),
        Column("enrolled", Sentence("Terdaftar"), ColumnKind.NUMBER),
        Column("finished", Sentence("Selesai"), ColumnKind.NUMBER),
        Column("achieved", Sentence("Mencapai level"), ColumnKind.NUMBER),
        Column("spent", Sentence("Terserap"), ColumnKind.NUMBER),
        Column("state", Sentence("Keadaan"), filtered=True),
    ),
    fields=(_YEAR,),
)

DOCUMENT = Report(
    name="R5",
    slug="rencana",
    title=Sentence("Isi rencana pengembangan kompetensi"),
    question=Sentence(
        "Menjawab: apa yang direncanakan untuk tahun ini, dan siapa yang menetapkannya?"
    ),
    columns=(
        Column("item", Sentence("No."), ColumnKind.NUMBER),
        Column("competency", Sentence("Jenis kompetensi"), filtered=True),
        Column("level", Sentence("Level"), ColumnKind.NUMBER),
        Column("people", Sentence("Sasaran, orang"), ColumnKind.NUMBER),
        Column("unit", Sentence("Unit"), filtered=True),
        Column("route", Sentence("Jenis dan jalur"), filtered=True),
        Column("organiser", Sentence("Penyelenggara"), filtered=True),
        Column("schedule", Sentence("Jadwal")),
        Column(
            "curriculum",
            Sentence("Kesesuaian dengan standar kurikulum instansi pembina"),
        ),
        Column("budget", Sentence("Anggaran"), ColumnKind.NUMBER),
        Column("funding", Sentence("Sumber dana"), filtered=True),
        Column("revision", Sentence("Perubahan nomor"), ColumnKind.NUMBER),
    ),
    fields=(_YEAR,),
)


def build_realisation(asked: Asked, ports: Ports) -> Content:
    """Return a year's items with what became of each."""
    plan = _plan(asked, ports)
    with ports.storage.reading() as uow:
        least = smallest_group(uow.rules.parameters(asked.on))
    shown = _shown(plan.standing, int(least.value))
    finished = shown["", "finished"]
    return Content(
        rows=[_realised(row, shown) for row in plan.standing],
        lead=lambda _rows: _lead(plan, finished),
        at=plan.at,
        on=plan.on,
        rule_version=max(least.version, plan.basis.version if plan.basis else 0),
        how=Sentence(
            "Terdaftar: kepesertaan yang menyebut butirnya dan tidak gugur. Mencapai "
            "level: sasaran atau peserta yang levelnya ditetapkan seorang asesor dalam "
            "tahun itu. Terserap: yang dicatat pengelola sampai hari data. Butir yang "
            "dibatalkan tidak dimuat."
        ),
        empty=_EMPTY,
        suppression=Sentence(
            "Jumlah di bawah {least} orang tidak ditampilkan, begitu pula jumlah lain "
            "yang membuatnya dapat dihitung ({basis}).",
            {"least": int(least.value), "basis": least.legal_basis},
        ),
        least=int(least.value),
        picture=_picture,
    )


def build_document(asked: Asked, ports: Ports) -> Content:
    """Return the seven contents of a year's items."""
    plan = _plan(asked, ports)
    return Content(
        rows=[_contents(row) for row in plan.standing],
        lead=lambda _rows: _status(plan),
        at=plan.at,
        on=plan.on,
        rule_version=plan.basis.version if plan.basis else 0,
        how=Sentence(
            "Tujuh isi wajib menurut {basis}. Butir yang dibatalkan tidak dimuat. Dokumen "
            "untuk ditandatangani ada di halaman rencana.",
            {"basis": plan.basis.legal_basis if plan.basis else "–"},
        ),
        empty=_EMPTY,
    )


_EMPTY = Sentence(
    "Rencana tahun itu belum berisi butir. Susun di halaman rencana, atau pilih tahun lain."
)


def _plan(asked: Asked, ports: Ports) -> YearPlan:
    """Return the plan asked for; of a unit only the items that are for it alone."""
    year = int(asked.values.get("year", asked.on.year))
    plan = year_plan(year, asked.on, ports=ports)
    if not asked.unit_code:
        return plan
    items = [row for row in plan.items if asked.scope.covers(row.item.unit_code)]
    totals = budget_totals(row.item for row in items)
    return replace(plan, items=tuple(items), totals=totals)


def _shown(rows: Sequence[RealisedItem], least: int) -> dict[tuple[str, str], Shown]:
    counts = {
        (row.item.id, name): Count(getattr(row, name))
        for row in rows
        for name in _COUNTS
    }
    sums = []
    for name in _COUNTS:
        parts = [(row.item.id, name) for row in rows]
        counts["", name] = Count(sum(counts[key].value for key in parts))
        sums.append([("", name), *parts])
    return suppress(counts, sums, least)


def _realised(row: RealisedItem, shown: dict[tuple[str, str], Shown]) -> Row:
    item = row.item
    return (
        item.number,
        row.competency,
        item.level,
        item.people,
        row.route,
        item.organiser,
        _schedule(item),
        item.budget,
        *(shown[item.id, name] for name in _COUNTS),
        row.spent,
        STATES[item.state],
    )


def _contents(row: RealisedItem) -> Row:
    item = row.item
    return (
        item.number,
        row.competency,
        item.level,
        item.people,
        row.unit,
        row.route,
        item.organiser,
        _schedule(item),
        item.curriculum,
        item.budget,
        item.funding,
        item.revision or None,
    )


def _schedule(item: PlanItem) -> Cell:
    if not item.first_month:
        return None
    if item.first_month == item.last_month:
        return Sentence("bulan {month}", {"month": item.first_month})
    return Sentence(
        "bulan {from} sampai {until}",
        {"from": item.first_month, "until": item.last_month},
    )


def _lead(plan: YearPlan, finished: Shown) -> Sentence:
    values = {
        "people": str(plan.people),
        "year": str(plan.year),
        "spent": _grouped(plan.spent),
        "total": _grouped(plan.totals.total),
    }
    if isinstance(finished, int):
        return Sentence(
            "<b>{finished} dari {people}</b> orang dalam rencana {year} sudah selesai; "
            "Rp{spent} dari Rp{total} terserap.",
            {"finished": str(finished), **values},
        )
    return Sentence(
        "Rencana {year} untuk {people} orang: Rp{spent} dari Rp{total} terserap.",
        values,
    )


def _grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _status(plan: YearPlan) -> Sentence:
    values = {"year": str(plan.year), "items": str(len(plan.standing))}
    if plan.state is PlanState.DECIDED and plan.decided is not None:
        return Sentence(
            "Rencana {year}, <b>{items} butir</b>, ditetapkan dengan dokumen {document}; "
            "perubahan terakhir nomor {revision}.",
            {
                **values,
                "document": plan.decided.document_no,
                "revision": str(len(plan.revisions)),
            },
        )
    return Sentence(
        "<b>RANCANGAN</b> rencana {year}, {items} butir, belum ditetapkan.", values
    )


def _picture(rows: Sequence[Row], _: Translator, language: str) -> str:
    """Return how many finished of those planned, an item a row."""
    found = []
    for row in rows:
        people, finished = row[_PEOPLE], row[_FINISHED]
        if isinstance(people, int) and isinstance(finished, int):
            label = _("Butir {number}: {name}", number=row[0], name=row[1])
            found.append(
                Bar(
                    label,
                    finished,
                    _(
                        "{finished} dari {people}",
                        finished=format_number(finished, language),
                        people=format_number(people, language),
                    ),
                    planned=people,
                )
            )
    if not found:
        return ""
    return bars(
        _("Selesai dan direncanakan"), (_("Butir rencana"), _("Orang")), found[:30]
    )


_READERS = frozenset({Role.ADMINISTRATOR, Role.LEADERSHIP})
REALISATION_REPORT = ServedReport(
    REALISATION, build_realisation, _READERS, Reach.EVERYWHERE
)
PLAN_REPORT = ServedReport(DOCUMENT, build_document, _READERS, Reach.EVERYWHERE)
