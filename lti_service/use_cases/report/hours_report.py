"""How everybody stands to the hours of a year (R2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from lti_service.charts.bars import Bar, bars
from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import (
    Balance,
    YearOfHours,
    count_entries,
    hours_rule,
    year_of_hours,
)
from lti_service.domain.organisation import Person, mask_nip
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Report,
    Row,
    Scope,
    Term,
)
from lti_service.locale import Sentence, Translator, format_number
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)
from lti_service.use_cases.report.report import ServedReport

_HUNDREDTH = Decimal("0.01")
_BATCH = 500
_STEPS = (0, 1, 10, 20, 30)

BALANCES = {
    Balance.SHORT: Term("short", Sentence("kurang")),
    Balance.WITHIN: Term("within", Sentence("cukup")),
    Balance.OVER: Term("over", Sentence("melampaui batas")),
    Balance.NO_LIMIT: Term("no_limit", Sentence("tanpa batas")),
}

REPORT = Report(
    name="R2",
    slug="jp",
    title=Sentence("Pemenuhan JP"),
    question=Sentence(
        "Menjawab: siapa yang JP-nya kurang atau melampaui batas tahun ini?"
    ),
    columns=(
        Column("name", Sentence("Nama")),
        Column("nip", Sentence("NIP"), ColumnKind.NIP),
        Column("employment_type", Sentence("Jenis pegawai"), filtered=True),
        Column("unit", Sentence("Unit"), filtered=True),
        Column("learned", Sentence("JP dipelajari"), ColumnKind.NUMBER),
        Column("recognised", Sentence("JP diakui"), ColumnKind.NUMBER),
        Column("limit", Sentence("Batas"), ColumnKind.NUMBER),
        Column("balance", Sentence("Keadaan"), filtered=True),
        Column("difference", Sentence("Kurang atau lebih"), ColumnKind.NUMBER),
        Column("planned", Sentence("Rencana sisa tahun")),
        Column("most_used_route", Sentence("Jalur terbanyak")),
    ),
    personal=True,
)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One person's year until a day.

    Attributes:
        unit: Name of the unit; empty for who holds no post that day.
        planned: Programmes that are agreed and end later in the year, with their JP.
        route: Name of the route that brought most; empty for none.
        version: Of the rule and the conversions.
    """

    person: Person
    unit: str
    year: YearOfHours
    planned: str
    route: str
    version: int


def hours_report(
    on: date, scope: Scope | None = None, *, ports: Ports
) -> Iterator[HoursRow]:
    """Yield the row of everybody in scope who is active, by name.

    Only activities that ended in the year of that day, and not after it, are counted.
    """
    scope = scope or Scope()
    with ports.storage.reading() as uow:
        rule = hours_rule(uow.rules.parameters(on))
        conversions = uow.hours.conversions()
        names = route_names(conversions)
        version = max([rule.version, *(row.version for row in conversions)])
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        hours = {one.title: one.hours for one in uow.programmes.programmes()}
        for people in _people(uow):
            ids = [person.id for person in people]
            found = uow.hours.of_people(ids)
            planned = _planned(ids, hours, on, uow)
            entries = {
                person_id: [row for row in rows if row.until <= on]
                for person_id, rows in groupby(found, lambda row: row.person_id)
            }
            for person in people:
                posting = uow.organisation.posting(person.id, on)
                unit_code = posting.unit_code if posting else ""
                if not person.active or not scope.covers(unit_code):
                    continue
                counted = count_entries(entries.get(person.id, ()), conversions)
                year = year_of_hours(on.year, counted, person.employment_type, rule)
                route = names.get(year.most_used_route, year.most_used_route)
                yield HoursRow(
                    person,
                    units.get(unit_code, ""),
                    year,
                    "; ".join(planned.get(person.id, ())),
                    route,
                    version,
                )


def _planned(
    person_ids: Sequence[str], hours: Mapping[str, Decimal], on: date, uow: UnitOfWork
) -> dict[str, list[str]]:
    """Return by person the programmes that end in the rest of the year."""
    found: dict[str, list[str]] = {}
    for one in uow.team.enrolments(person_ids, on):
        if one.proposed or one.until.year != on.year:
            continue
        jp = format(hours.get(one.programme, Decimal(0)).normalize(), "f")
        told = f"{one.programme} ({jp} JP)"
        found.setdefault(one.person_id, []).append(told)
    return found


def _people(uow: UnitOfWork) -> Iterator[Sequence[Person]]:
    """Yield everybody by name, some at a time, so that memory stays flat."""
    name = person_id = ""
    while found := uow.organisation.people_after(name, person_id, _BATCH):
        yield found
        name, person_id = found[-1].name, found[-1].id


def build_hours_report(asked: Asked, ports: Ports) -> Content:
    """Return the report of a year's hours until a day."""
    with ports.storage.reading() as uow:
        rule = hours_rule(uow.rules.parameters(asked.on))
        conversions = uow.hours.conversions()
    return Content(
        rows=(_cells(row) for row in hours_report(asked.on, asked.scope, ports=ports)),
        lead=lambda rows: _lead(rows, asked.on.year),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=asked.on,
        rule_version=max([rule.version, *(row.version for row in conversions)]),
        how=Sentence(
            "Kegiatan yang hari terakhirnya jatuh pada tahun itu, sampai hari data. JP "
            "diakui dijumlahkan sesudah batas sehari atau sebulan, lalu dibulatkan ke "
            "bawah; batas setahun menurut jenis pegawai. Melampaui batas hanya "
            "pemberitahuan. Rencana sisa tahun adalah pelatihan yang sudah disetujui "
            "dan berakhir pada tahun itu, dengan JP-nya."
        ),
        empty=Sentence(
            "Belum ada pegawai dalam jangkauan laporan ini. Impor pegawainya, atau pilih "
            "unit lain."
        ),
        picture=_picture,
    )


def _cells(row: HoursRow) -> Row:
    year = row.year
    return (
        row.person.name,
        mask_nip(row.person.nip),
        row.person.employment_type,
        row.unit,
        year.learned.quantize(_HUNDREDTH),
        year.recognised.quantize(_HUNDREDTH),
        year.limit.value if year.limit else None,
        BALANCES[year.balance],
        year.difference or None,
        row.planned,
        row.route,
    )


def _lead(rows: Sequence[Row], year: int) -> Sentence:
    bound = [row for row in rows if row[7] is not BALANCES[Balance.NO_LIMIT]]
    short = sum(1 for row in rows if row[7] is BALANCES[Balance.SHORT])
    over = sum(1 for row in rows if row[7] is BALANCES[Balance.OVER])
    if over:
        return Sentence(
            "<b>{short} dari {all}</b> pegawai yang JP-nya dibatasi masih kurang tahun "
            "{year}; {over} melampaui batas.",
            {"short": short, "all": len(bound), "year": str(year), "over": over},
        )
    return Sentence(
        "<b>{short} dari {all}</b> pegawai yang JP-nya dibatasi masih kurang tahun "
        "{year}.",
        {"short": short, "all": len(bound), "year": str(year)},
    )


def _picture(rows: Sequence[Row], _: Translator, language: str) -> str:
    """Return how many people have how many recognised hours."""
    found = [0] * len(_STEPS)
    for row in rows:
        hours = row[5]
        if isinstance(hours, Decimal):
            found[max(n for n, step in enumerate(_STEPS) if hours >= step)] += 1
    ends = [*(str(step - 1) for step in _STEPS[1:]), ""]
    labels = [
        _("{from} JP ke atas", **{"from": step})
        if not end
        else _("{from} sampai {until} JP", **{"from": step, "until": end})
        for step, end in zip(_STEPS, ends, strict=True)
    ]
    labels[0] = _("belum ada")
    return bars(
        _("Sebaran JP yang diakui"),
        (_("JP diakui"), _("Pegawai")),
        [
            Bar(label, n, format_number(n, language))
            for label, n in zip(labels, found, strict=True)
        ],
    )


HOURS_REPORT = ServedReport(
    REPORT, build_hours_report, frozenset({Role.ADMINISTRATOR, Role.VERIFIER})
)
