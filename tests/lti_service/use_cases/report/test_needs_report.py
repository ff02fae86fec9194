from dataclasses import replace

from lti_service.domain.needs import CycleState, NeedState
from lti_service.use_cases.report.needs_report import build_needs_report
from lti_service.use_cases.report.report import COMMAND, Reach, open_report
from lti_service.use_cases.report.report_list import report_named
from tests.lti_service.needs_office import YEAR, at_stage, items
from tests.lti_service.office import LEARNER, NIP


def test_the_sheet_of_needs_has_its_columns_for_a_unit_s_people() -> None:
    storage, ports = at_stage(CycleState.VALIDATION)
    first = items(storage)["M02"]
    storage.tables.need_items[first.id] = replace(
        first,
        state=NeedState.NOT_VALIDATED,
        verifier_note="Layak",
        validator_note="Sudah terjadwal",
    )
    gone = items(storage)["M08"]
    storage.tables.need_items[gone.id] = replace(gone, state=NeedState.WITHDRAWN)
    served = report_named("R4")
    assert served.reach is Reach.UNITS
    opened = open_report(served, COMMAND, ports=ports)
    rows = list(opened.content.rows)
    assert len(rows) == 2
    names = [column.name for column in served.report.columns]
    row = dict(zip(names, rows[0], strict=True))
    assert (row["unit"], row["person"]) == ("Kecamatan Seruni", LEARNER.name)
    assert NIP not in str(row["nip"])
    assert (row["held"], row["required"]) == (0, 2)
    assert row["competency"] == "Kerja sama"
    assert row["verification_note"] == "Layak"
    assert row["validation_note"] == "Sudah terjadwal"
    assert str(YEAR) in str(opened.content.lead(rows).values)
    other = open_report(served, COMMAND, values={"year": "2031"}, ports=ports)
    assert list(other.content.rows) == []
    assert "Belum ada siklus" in other.content.lead([]).text
    assert served.build is build_needs_report
    elsewhere = open_report(served, COMMAND, unit_code="KEC", ports=ports)
    assert len(list(elsewhere.content.rows)) == 2
