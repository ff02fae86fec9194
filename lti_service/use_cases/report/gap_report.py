"""The gap map (R1), from summaries that the worker keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from lti_service.charts.heat import (
    BOUNDS,
    HeatCell,
    HeatRow,
    heat_picture,
    heat_table,
)
from lti_service.domain.gap import GapCell, GapTable, agencies, gap_table
from lti_service.domain.grant import Role
from lti_service.domain.report import Asked, Column, ColumnKind, Content, Report, Row
from lti_service.domain.suppression import Count, Hidden, smallest_group, suppress
from lti_service.errors import InvalidInputError
from lti_service.locale import Sentence, Translator, format_number
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.report.report import ServedReport

MOST_COLUMNS = 6
"""Competencies in the table of the map; the picture has all."""

REPORT = Report(
    name="R1",
    slug="kesenjangan",
    title=Sentence("Peta kesenjangan kompetensi"),
    question=Sentence(
        "Menjawab: kompetensi mana yang kesenjangannya terbesar, di mana, dan seberapa "
        "pasti angkanya?"
    ),
    columns=(
        Column("opd", Sentence("Perangkat daerah"), filtered=True),
        Column("group", Sentence("Kelompok jabatan"), filtered=True),
        Column("competency", Sentence("Kompetensi"), filtered=True),
        Column("required", Sentence("Level disyaratkan"), ColumnKind.NUMBER),
        Column("people", Sentence("Wajib"), ColumnKind.NUMBER),
        Column("assessed", Sentence("Dinilai"), ColumnKind.NUMBER),
        Column("met", Sentence("Memenuhi"), ColumnKind.NUMBER),
        Column("met_percent", Sentence("% memenuhi"), ColumnKind.PERCENT),
        Column("mean_gap", Sentence("Rata-rata gap"), ColumnKind.NUMBER),
        Column("provisional", Sentence("Sementara"), ColumnKind.NUMBER),
    ),
)

_SIZES = (
    Sentence("kecil"),
    Sentence("sedang"),
    Sentence("besar"),
    Sentence("sangat besar"),
)


@dataclass(frozen=True, slots=True)
class _Map:
    """The map as somebody may see it."""

    table: GapTable
    names: Mapping[str, str]
    competencies: Mapping[str, str]
    seen: frozenset[str]
    whole: bool
    least: int


# The counts change less often than they are looked at: the last map of each storage.
_known: "WeakKeyDictionary[Any, tuple[object, GapTable]]" = WeakKeyDictionary()


def build_gap_report(asked: Asked, ports: Ports) -> Content:
    """Return the gap map of today.

    Raises:
        InvalidInputError: Of another day: ``report-today``.
    """
    on = today(ports)
    if asked.on != on:
        raise InvalidInputError("report-today", report=REPORT.name)
    with ports.storage.reading() as uow:
        units = uow.organisation.units()
        parameter = smallest_group(uow.rules.parameters(on))
        competencies = {c.code: c.name for c in uow.frameworks.competencies()}
        version = uow.rules.mastery(on).version
        waiting = uow.summaries.waiting()
        people = uow.summaries.people()
        least = int(parameter.value)
        agency_of = agencies(units)
        key = (uow.summaries.generation(), least, tuple(agency_of.items()))
        known = _known.get(ports.storage)
        if known is not None and known[0] == key:
            table = known[1]
        else:
            table = gap_table(uow.summaries.counts(), agency_of, least)
            _known[ports.storage] = (key, table)
    names = {unit.code: unit.name for unit in units}
    found = set(agency_of.values()) | {row.opd_code for row in table.rows}
    seen = frozenset(code for code in found if asked.scope.covers(code))
    shown = _Map(table, names, competencies, seen, asked.scope.units is None, least)
    n = sum(
        count for unit, count in people.items() if agency_of.get(unit, unit) in seen
    )
    told = suppress({"n": Count(n)}, [], least)["n"]
    return Content(
        rows=_rows(shown),
        lead=lambda _rows: _lead(shown),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=on,
        rule_version=max(version, parameter.version),
        how=_how(waiting),
        empty=Sentence(
            "Belum ada yang dapat dibandingkan. Impor unit, pegawai, kerangka "
            "kompetensi, dan standar jabatan; peta muncul begitu pekerja layanan selesai "
            "menghitung. Peran untuk sebagian perangkat daerah saja tidak membuka peta."
        ),
        n=told,
        dated=False,
        suppression=Sentence(
            "Kelompok di bawah {least} orang ditutup, begitu pula jumlah yang membuka "
            "kelompok sekecil itu atau mengatakan bahwa semua orang sama. Sel pasangannya "
            "ikut ditutup, supaya angkanya tidak dapat dihitung dari jumlah baris atau "
            "kolom. Dasar: {basis}.",
            {"least": str(least), "basis": parameter.legal_basis},
        ),
        least=least,
        picture=lambda _rows, _, language: _picture(shown, _, language),
    )


def _rows(shown: _Map) -> list[Row]:
    """Return the rows that somebody may see, the largest gaps first."""
    rows = [row for row in shown.table.rows if row.opd_code in shown.seen]
    rows.sort(
        key=lambda r: (
            r.gap is None,
            -(r.gap or 0),
            -r.people if isinstance(r.people, int) else 0,
            r.opd_code,
            r.group,
            r.competency_code,
            r.required,
        )
    )
    return [
        (
            shown.names.get(row.opd_code, row.opd_code),
            row.group.capitalize(),
            shown.competencies.get(row.competency_code, row.competency_code),
            row.required,
            row.people,
            row.assessed,
            row.met,
            row.share,
            row.gap,
            row.provisional,
        )
        for row in rows
    ]


def _lead(shown: _Map) -> Sentence:
    """Return the largest gap: of all, or of the agencies that one may see."""
    if shown.whole:
        cells = list(shown.table.totals.values())
    else:
        cells = [c for (opd, _), c in shown.table.cells.items() if opd in shown.seen]
    told = [cell for cell in cells if cell.unmet is not None]
    if not told:
        return Sentence(
            "Belum ada kesenjangan yang boleh ditampilkan: semua kelompok terlalu kecil, "
            "atau semua orang di dalamnya sama."
        )
    worst = max(told, key=lambda c: (c.unmet or 0, c.people, c.competency_code))
    people, met = int(worst.people), int(worst.met)
    values: dict[str, object] = {
        "share": worst.unmet,
        "competency": shown.competencies.get(
            worst.competency_code, worst.competency_code
        ),
        "unit": shown.names.get(worst.opd_code, worst.opd_code),
        "unmet": people - met,
        "all": people,
    }
    if isinstance(worst.assessed, Hidden):
        unknown = None
    else:
        unknown = people - worst.assessed
        values["unknown"] = unknown
    if shown.whole and unknown is not None:
        return Sentence(
            "<b>{share} %</b> pegawai belum memenuhi level {competency} yang disyaratkan "
            "jabatannya: {unmet} dari {all} orang. Dari {all} orang itu, {unknown} belum "
            "dinilai dan dihitung belum memenuhi.",
            values,
        )
    if shown.whole:
        return Sentence(
            "<b>{share} %</b> pegawai belum memenuhi level {competency} yang disyaratkan "
            "jabatannya: {unmet} dari {all} orang.",
            values,
        )
    return Sentence(
        "<b>{share} %</b> pegawai {unit} belum memenuhi level {competency} yang "
        "disyaratkan jabatannya: {unmet} dari {all} orang. Yang belum dinilai dihitung "
        "belum memenuhi.",
        values,
    )


def _how(waiting: int) -> Sentence:
    if waiting:
        return Sentence(
            "Gap adalah level wajib dikurangi level yang dimiliki, paling kecil 0. Pegawai "
            "yang belum dinilai dihitung belum memenuhi dan disebut terpisah; sementara "
            "berarti standarnya belum ditetapkan. Perangkat daerah adalah unit tepat di "
            "bawah unit tertinggi, dengan semua di bawahnya. {n} perubahan masih menunggu "
            "dihitung.",
            {"n": waiting},
        )
    return Sentence(
        "Gap adalah level wajib dikurangi level yang dimiliki, paling kecil 0. Pegawai "
        "yang belum dinilai dihitung belum memenuhi dan disebut terpisah; sementara "
        "berarti standarnya belum ditetapkan. Perangkat daerah adalah unit tepat di bawah "
        "unit tertinggi, dengan semua di bawahnya."
    )


def _picture(shown: _Map, _: Translator, language: str) -> str:
    """Return the map of all competencies, and a table of those with the largest gaps."""
    cells = {key: c for key, c in shown.table.cells.items() if key[0] in shown.seen}
    codes = sorted({code for _opd, code in cells}, key=lambda c: (-_worst(c, cells), c))
    opds = sorted({opd for opd, _code in cells}, key=lambda o: (-_worst(o, cells), o))
    if not codes:
        return ""
    names = [shown.competencies.get(code, code) for code in codes]
    rows = [
        HeatRow(
            shown.names.get(opd, opd),
            "",
            tuple(
                _cell(cells.get((opd, code)), shown.least, _, language)
                for code in codes
            ),
        )
        for opd in opds
    ]
    few = [HeatRow(row.label, row.sub, row.cells[:MOST_COLUMNS]) for row in rows]
    caption = _("Pegawai yang belum memenuhi level wajib, % dari yang wajib")
    picture = heat_picture(
        _(
            "Peta kesenjangan: {units} perangkat daerah, {n} kompetensi",
            units=len(opds),
            n=len(codes),
        ),
        _(
            "Satu kotak untuk setiap perangkat daerah dan kompetensi, kesenjangan terbesar "
            "di kiri atas; makin tua warnanya makin besar bagian yang belum memenuhi, "
            "bergaris berarti ditutup, kosong berarti tidak diwajibkan."
        ),
        names,
        rows,
    )
    return (
        f"{picture}{heat_table(caption, _('Perangkat daerah'), list(zip(names, codes, strict=True))[:MOST_COLUMNS], few)}"
        f"{_key(_)}"
    )


def _worst(one: str, cells: Mapping[tuple[str, str], GapCell]) -> Decimal:
    """Return the mean share of unmet in the cells of an agency or competency."""
    told = [c.unmet for key, c in cells.items() if one in key and c.unmet is not None]
    return sum(told, Decimal(0)) / len(told) if told else Decimal(-1)


def _cell(cell: GapCell | None, least: int, _: Translator, language: str) -> HeatCell:
    if cell is None:
        return HeatCell(None, "—", _("tidak wajib"))
    if isinstance(cell.people, Hidden) or cell.unmet is None:
        words = f"<{least}" if cell.people is Hidden.SMALL else _("ditutup")
        return HeatCell(None, words, hidden=True)
    share = cell.unmet
    place = sum(1 for bound in BOUNDS if share >= bound)
    star = " *" if cell.provisional != 0 else ""
    return HeatCell(
        float(share),
        f"{format_number(share, language)} %{star}",
        _SIZES[place].told(_),
    )


def _key(_: Translator) -> str:
    bounds = [str(bound) for bound in BOUNDS]
    texts = (
        ("h1", _SIZES[0].told(_), _("di bawah {n} %", n=int(bounds[0]))),
        (
            "h2",
            _SIZES[1].told(_),
            _("{from} sampai {until} %", **{"from": bounds[0], "until": BOUNDS[1] - 1}),
        ),
        (
            "h3",
            _SIZES[2].told(_),
            _("{from} sampai {until} %", **{"from": bounds[1], "until": BOUNDS[2] - 1}),
        ),
        ("h4", _SIZES[3].told(_), _("{from} % ke atas", **{"from": bounds[2]})),
        ("h0", "//", _("ditutup")),
    )
    items = "".join(
        f'<li><span class="{name}">{word}</span>{text}</li>'
        for name, word, text in texts
    )
    return f'<ul class="key">{items}<li>* {_("sementara: standar belum ditetapkan")}</li></ul>'


GAP_REPORT = ServedReport(
    REPORT, build_gap_report, frozenset({Role.ADMINISTRATOR, Role.LEADERSHIP})
)
