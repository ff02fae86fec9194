"""The invented organisation of the benchmarks, small: what is kept is what is said."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from lti_service.storage.database import SqlStorage
from lti_service.use_cases.evidence.summary import compare_summaries, rebuild_summaries
from lti_service.use_cases.report.report import COMMAND, all_rows, open_report
from lti_service.use_cases.report.report_list import report_named
from tests.benchmarks.organisation import NOW, Size, fill
from tests.fakes import FakeClock, fake_ports


def test_an_organisation_is_summarised_as_its_ledger_says(database: SqlStorage) -> None:
    size = replace(Size.of(60), evidence_each=6, decisions_each=2)
    fill(database, size)
    ports = replace(
        fake_ports(storage=database, clock=FakeClock(NOW)),
        time_zone=ZoneInfo("Asia/Jayapura"),
    )

    assert rebuild_summaries(ports=ports) == 60
    found = compare_summaries(ports=ports)

    assert (found.people, found.waiting, found.differing) == (60, 0, ())
    assert found.counts
    for name in ("R1", "R2", "R17"):
        assert all_rows(open_report(report_named(name), COMMAND, ports=ports))
