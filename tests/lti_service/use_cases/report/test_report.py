import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lti_service.domain.grant import Grant, Role
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
from lti_service.domain.suppression import Hidden
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.files.table import read_sheet
from lti_service.locale import Sentence, translator
from lti_service.ports import Ports
from lti_service.use_cases.report.report import (
    COMMAND,
    Reach,
    Reader,
    ServedReport,
    export_report,
    open_report,
)
from lti_service.use_cases.report.report_list import (
    REPORTS,
    command_names,
    report_named,
    reports_for,
)
from lti_service.use_cases.report.report_table import chosen_rows, ordered, shown_cell
from tests.fakes import MORNING
from tests.lti_service.office import ADMIN, LEARNER, TODAY, office

INDONESIAN = translator("id")
ROWS: list[Row] = [
    ("=1+1", "192501011945011001", Decimal("-1.5"), Term("low", Sentence("rendah")), 7),
    ("Kecamatan", "", Decimal(12), Term("high", Sentence("tinggi")), Hidden.SMALL),
    ("Dinas", "", None, Term("low", Sentence("rendah")), Hidden.PAIRED),
]
REPORT = Report(
    name="R99",
    slug="contoh",
    title=Sentence("Contoh: laporan / percobaan"),
    question=Sentence("Menjawab: apa?"),
    columns=(
        Column("unit", Sentence("Unit")),
        Column("nip", Sentence("NIP"), ColumnKind.NIP),
        Column("gap", Sentence("Gap"), ColumnKind.NUMBER),
        Column("heat", Sentence("Besar"), filtered=True),
        Column("n", Sentence("Jumlah"), ColumnKind.NUMBER),
    ),
    fields=(
        Field("since", Sentence("Sejak"), FieldKind.DAY),
        Field("year", Sentence("Tahun"), FieldKind.YEAR),
    ),
    personal=True,
)
asked_for: list[Asked] = []


def build(asked: Asked, ports: Ports) -> Content:
    del ports
    asked_for.append(asked)
    return Content(
        rows=iter(ROWS),
        lead=lambda rows: Sentence("<b>{count}</b> baris", {"count": len(rows)}),
        at=MORNING,
        on=asked.on,
        rule_version=3,
        how=Sentence("Dihitung."),
        empty=Sentence("Tambahkan."),
        suppression=Sentence("Sel ditutup."),
        least=5,
    )


SERVED = ServedReport(REPORT, build, frozenset({Role.ADMINISTRATOR, Role.LEADERSHIP}))
OWN = replace(SERVED, reach=Reach.OWN)
WHOLE = replace(SERVED, reach=Reach.EVERYWHERE)


def grant(role: Role, unit_code: str = "") -> Grant:
    return Grant("g", role, ADMIN.id, None, unit_code, None, "cli", MORNING)


def reader(*grants: Grant) -> Reader:
    return Reader("a-admin", ADMIN.id, grants)


@pytest.mark.parametrize(
    ("served", "grants", "opens"),
    [
        (SERVED, [grant(Role.ADMINISTRATOR, "KEC")], True),
        (SERVED, [grant(Role.LEADERSHIP)], True),
        (SERVED, [grant(Role.ASSESSOR)], False),
        (SERVED, [], False),
        (WHOLE, [grant(Role.ADMINISTRATOR, "KEC")], False),
        (WHOLE, [grant(Role.ADMINISTRATOR)], True),
        (OWN, [], True),
    ],
)
def test_a_report_is_opened_by_a_role_that_reaches_far_enough(
    served: ServedReport, grants: Sequence[Grant], *, opens: bool
) -> None:
    _, ports = office()
    if opens:
        open_report(served, reader(*grants), ports=ports)
    else:
        with pytest.raises(ForbiddenError):
            open_report(served, reader(*grants), ports=ports)


def test_one_asks_for_ones_units_and_those_below_only() -> None:
    _, ports = office()
    opened = open_report(SERVED, reader(grant(Role.ADMINISTRATOR, "KEC")), ports=ports)
    assert opened.asked.scope.units == frozenset({"KEC"})
    assert not opened.asked.scope.covers("")
    assert [unit.code for unit in opened.units] == ["KEC"]
    everywhere = reader(grant(Role.ADMINISTRATOR))
    assert open_report(SERVED, everywhere, ports=ports).asked.scope.covers("")
    below = open_report(SERVED, everywhere, unit_code="PEMDA", ports=ports)
    assert below.asked.scope.units == frozenset({"PEMDA", "KEC"})
    for unit_code in ("PEMDA", "TIADA"):
        with pytest.raises(NotFoundError):
            open_report(
                SERVED,
                reader(grant(Role.ADMINISTRATOR, "KEC")),
                unit_code=unit_code,
                ports=ports,
            )


def test_ones_own_report_is_of_nobody_else() -> None:
    _, ports = office()
    asked = open_report(OWN, reader(), unit_code="PEMDA", ports=ports).asked
    assert asked.scope.person_id == ADMIN.id
    assert not asked.scope.covers("KEC")
    with pytest.raises(ForbiddenError):
        open_report(OWN, Reader("a", None, ()), ports=ports)


@pytest.mark.parametrize(
    ("on", "values"),
    [
        ("besok", {}),
        ("", {"since": "24/11/2026"}),
        ("", {"year": "0026"}),
        ("", {"year": "x"}),
        ("", {"year": "99999"}),
    ],
)
def test_a_day_that_is_none_is_refused(on: str, values: dict[str, str]) -> None:
    _, ports = office()
    with pytest.raises(InvalidInputError):
        open_report(SERVED, COMMAND, on=on, values=values, ports=ports)


def test_only_a_reports_own_fields_reach_it() -> None:
    _, ports = office()
    values = {"since": " 2026-01-05 ", "year": "", "scope": "x"}
    opened = open_report(SERVED, COMMAND, on="2026-06-30", values=values, ports=ports)
    assert opened.asked.values == {"since": "2026-01-05"}
    assert opened.asked.on == date(2026, 6, 30)


def exported(form: str = "csv", **options: object) -> tuple[bytes, list[str]]:
    storage, ports = office()
    out = io.BytesIO()
    opened = open_report(SERVED, COMMAND, ports=ports)
    given: dict[str, object] = {"translator": INDONESIAN, "language": "id"}
    export_report(opened, COMMAND, form, out, ports=ports, **(given | options))  # type: ignore[arg-type]
    return out.getvalue(), [entry.after for entry in storage.tables.audit]


def test_a_file_for_people_has_words_and_for_machines_codes() -> None:
    content, _ = exported()
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0][:3] == ["Unit", "NIP", "Gap"]
    assert rows[1][2:] == ["'-1,5", "rendah", "7", TODAY.isoformat(), "3"]
    assert rows[2][4] == "<5"
    assert rows[3][4] == "ditutup"
    content, _ = exported(for_machines=True)
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0] == ["unit", "nip", "gap", "heat", "n", "as_of", "rule_version"]
    assert rows[1][2:4] == ["-1.5", "low"]
    assert rows[3][4] == "paired"


def test_no_cell_of_a_file_starts_a_formula() -> None:
    content, _ = exported()
    assert content.decode().splitlines()[1].startswith("'=1+1,")


def test_a_workbook_says_on_a_second_sheet_how_it_came_about() -> None:
    content, _ = exported("xlsx")
    sheet = read_sheet(content, "x.xlsx")
    assert sheet.rows[0].cells["NIP"] == "192501011945011001"
    assert sheet.rows[1].cells["Gap"] == "12"
    notes = sheet_text(content)
    for words in ("Menjawab: apa?", "Dihitung.", "Sel ditutup.", "24 November 2026"):
        assert words in notes


def sheet_text(content: bytes) -> str:
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/worksheets/sheet2.xml").decode()


def test_an_export_that_names_people_is_in_the_trail() -> None:
    _, trail = exported("xlsx")
    assert trail == ["xlsx, 3, *, 2026-11-24"]
    _, trail = exported(chosen={"heat": "high"})
    assert trail == ["csv, 1, *, 2026-11-24"]


def test_rows_are_written_as_they_are_made() -> None:
    """Nothing gathers them: the first row is written before the last is made."""
    _, ports = office()
    made: list[int] = []
    seen: list[int] = []

    def rows() -> Iterator[Row]:
        for n in range(3):
            made.append(n)
            yield ROWS[0]

    def write(
        form: str,
        headings: Sequence[str],
        table: Iterator[Sequence[object]],
        title: str,
        out: object,
        notes: object,
    ) -> None:
        del form, headings, title, out, notes
        seen.extend(len(made) for _row in table)

    def lazy(asked: Asked, ports: Ports) -> Content:
        return replace(build(asked, ports), rows=rows())

    ports = replace(ports, write_report=write)  # type: ignore[arg-type]
    opened = open_report(replace(SERVED, build=lazy), COMMAND, ports=ports)
    given = {"translator": INDONESIAN, "language": "id"}
    export_report(opened, COMMAND, "csv", io.BytesIO(), ports=ports, **given)  # type: ignore[arg-type]
    assert seen == [1, 2, 3]


def test_rows_are_chosen_by_value_and_words_but_never_by_nip() -> None:
    def found(**chosen: str) -> list[object]:
        return [row[0] for row in chosen_rows(REPORT, ROWS, chosen)]

    assert found(heat="low") == ["=1+1", "Dinas"]
    assert found(q="KECA tinggi") == ["Kecamatan"]
    assert found(q="1925") == []
    assert found(n="7") == ["=1+1", "Kecamatan", "Dinas"]


def test_rows_without_a_value_come_last_in_either_order() -> None:
    def found(order: str, *, falling: bool) -> list[object]:
        return [row[0] for row in ordered(REPORT, ROWS, order, falling=falling)]

    assert found("gap", falling=False) == ["=1+1", "Kecamatan", "Dinas"]
    assert found("gap", falling=True) == ["Kecamatan", "=1+1", "Dinas"]
    assert found("unit", falling=False) == ["=1+1", "Dinas", "Kecamatan"]
    assert found("tiada", falling=True) == ["=1+1", "Kecamatan", "Dinas"]


def test_a_cell_is_shown_as_people_read_it() -> None:
    def shown(cell: object, kind: ColumnKind = ColumnKind.TEXT) -> str:
        return shown_cell(cell, kind, INDONESIAN, "id", 5)  # type: ignore[arg-type]

    assert shown(Decimal("1234.5"), ColumnKind.NUMBER) == "1.234,5"
    assert shown(61, ColumnKind.PERCENT) == "61 %"
    assert shown(TODAY) == "24 November 2026"
    assert shown(MORNING.astimezone()) != ""
    assert shown("192501011945011001", ColumnKind.NIP) == "•" * 14 + "1001"
    assert (shown(None), shown(Hidden.SMALL), shown(Hidden.PAIRED)) == (
        "–",
        "<5",
        "ditutup",
    )


def test_every_report_has_a_name_and_a_slug_of_its_own() -> None:
    names = [served.report.name for served in REPORTS]
    slugs = [served.report.slug for served in REPORTS]
    assert len({*names, *slugs}) == 2 * len(REPORTS)
    for served in REPORTS:
        assert report_named(served.report.name.lower()) is served
        assert report_named(served.report.slug) is served
        columns = [column.name for column in served.report.columns]
        assert len(set(columns)) == len(columns)
        assert (served.reach is Reach.OWN) == (
            served.report.slug not in command_names()
        )
    with pytest.raises(NotFoundError):
        report_named("R0")


def test_the_list_has_what_one_may_open() -> None:
    assert {s.report.name for s in reports_for((), LEARNER.id)} == {
        s.report.name for s in REPORTS if s.reach is Reach.OWN
    }
    assert reports_for((), None) == []
    held = (grant(Role.ADMINISTRATOR),)
    assert {"R2", "R10"} <= {s.report.name for s in reports_for(held, ADMIN.id)}
