from datetime import date

from lti_service.domain.programme import EnrolmentState
from lti_service.domain.report import Asked, Content, Scope
from lti_service.domain.suppression import Hidden
from lti_service.ports import Ports
from lti_service.use_cases.planning.plan_realisation import (
    PLAN_COLUMNS,
    plan_row,
    year_plan,
)
from lti_service.use_cases.report.plan_report import (
    PLAN_REPORT,
    REALISATION_REPORT,
    build_document,
    build_realisation,
)
from lti_service.use_cases.report.report_list import report_named
from tests.fakes import FakeStorage
from tests.lti_service.office import TODAY
from tests.lti_service.use_cases.planning.given import YEAR, agency, decided, keep_items
from tests.service_factories import enrolment, plan_item


def enrolled(storage: FakeStorage, item_id: str, number: int, done: int = 0) -> None:
    with storage.writing() as uow:
        for n in range(number):
            row = enrolment(
                id=f"{item_id}-{n}",
                person_id=f"p-{item_id}-{n}",
                plan_item_id=item_id,
                state=EnrolmentState.COMPLETED if n < done else EnrolmentState.ACTIVE,
                completed_on=date(2026, 11, 1) if n < done else None,
            )
            uow.programmes.append_enrolment(row)
        uow.commit()


def realised(ports: Ports, **values: str) -> Content:
    return build_realisation(Asked(TODAY, values=values), ports)


def test_the_report_has_a_row_for_each_item_that_stands() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2, people=40))
    enrolled(storage, "item-1", 12, done=8)
    enrolled(storage, "item-2", 30, done=20)
    content = realised(ports)
    first, second = content.rows
    columns = [c.name for c in REALISATION_REPORT.report.columns]
    row = dict(zip(columns, first, strict=True))
    assert (row["enrolled"], row["finished"], row["achieved"]) == (12, 8, 0)
    assert (row["budget"], row["spent"], row["item"]) == (15_000_000, 0, 1)
    assert dict(zip(columns, second, strict=True))["finished"] == 20
    assert "28 dari 45" in str(content.lead(list(content.rows)))


def test_a_small_count_is_hidden_and_cannot_be_reckoned_from_the_sum() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2, people=40))
    enrolled(storage, "item-1", 3)
    enrolled(storage, "item-2", 30)
    content = realised(ports)
    counts = [row[8] for row in content.rows]
    assert counts[0] is Hidden.SMALL
    assert all(isinstance(count, Hidden) for count in counts)
    assert content.least == 5  # what stands for a hidden count: "<5"


def test_the_document_report_holds_the_seven_contents_and_says_whether_it_is_decided() -> (
    None
):
    storage, ports = agency()
    keep_items(storage, plan_item())
    content = build_document(Asked(TODAY), ports)
    assert "RANCANGAN" in str(content.lead([]))
    (row,) = content.rows
    assert row[1:5] == ("Penanggulangan bencana", 2, 5, "")
    assert row[8:11] == ("Sesuai kurikulum instansi pembina", 15_000_000, "APBD")
    storage, ports = agency()
    decided(storage, ports, plan_item())
    content = build_document(Asked(TODAY), ports)
    assert "800/12/2026" in str(content.lead([]))


def test_another_year_is_asked_for_by_name() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(year=2027))
    assert list(realised(ports).rows) == []
    assert len(list(realised(ports, year="2027").rows)) == 1
    assert report_named("R3") is REALISATION_REPORT
    assert report_named("rencana") is PLAN_REPORT


def test_of_a_unit_the_report_tells_only_what_is_for_it_alone() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2, unit_code="KEC"))
    scope = Scope(frozenset({"KEC"}))
    content = build_realisation(Asked(TODAY, scope, "KEC"), ports)
    assert [row[0] for row in content.rows] == [2]
    assert "Rp0 dari Rp15.000.000" in str(content.lead([]))


def test_an_exported_row_has_a_value_for_each_column() -> None:
    storage, ports = agency()
    keep_items(storage, plan_item(budget=None))
    plan = year_plan(YEAR, TODAY, ports=ports)
    row = dict(zip(PLAN_COLUMNS, plan_row(plan, plan.items[0]), strict=True))
    assert (row["item"], row["budget"], row["missing"]) == (1, "", "budget")
    assert (row["competency"], row["as_of"]) == ("T-PB-01", "2026-11-24")
