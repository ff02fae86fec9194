from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lti_service.domain.grant import Grant, Role
from lti_service.domain.organisation import Person, Posting, Unit
from lti_service.domain.suppression import Hidden
from lti_service.errors import InvalidInputError
from lti_service.locale import translator
from lti_service.ports import Ports
from lti_service.use_cases.evidence.summary import refresh_summaries
from lti_service.use_cases.report.gap_report import GAP_REPORT
from lti_service.use_cases.report.report import (
    COMMAND,
    Opened,
    Reader,
    all_rows,
    open_report,
)
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import ADMIN, LEARNER, TODAY, decision, keep, office

SINCE = date(2026, 1, 5)


def agency(*, people: int = 20, met: int = 8) -> tuple[FakeStorage, Ports]:
    """Dinas has so many people, of whom some meet M08; Badan has 30, of whom 12 do."""
    storage, ports = office()
    tables = storage.tables
    tables.units["DINAS"] = Unit("DINAS", "Dinas <Sosial>", "dinas", "PEMDA", "")
    tables.units["BIDANG"] = Unit("BIDANG", "Bidang", "bidang", "DINAS", "")
    tables.units["BADAN"] = Unit("BADAN", "Badan", "badan", "PEMDA", "")
    del tables.postings[LEARNER.id, SINCE]
    for n in range(people + 30):
        id_ = f"p-{n:03}"
        tables.people[id_] = Person(id_, f"Pegawai {n}", "", "PNS", "")
        unit = "BADAN" if n >= people else "BIDANG" if n % 2 else "DINAS"
        tables.postings[id_, SINCE] = Posting(id_, "KASI", unit, None, SINCE)
        if n < met or people <= n < people + 12:
            row = decision(n + 1, person_id=id_, competency_code="M08", evidence_ids=())
            keep(storage, row)
    see_to(ports)
    return storage, ports


def see_to(ports: Ports) -> None:
    while refresh_summaries(ports=ports):
        pass


def opened(ports: Ports, reader: Reader = COMMAND, **asked: str) -> Opened:
    return open_report(GAP_REPORT, reader, ports=ports, **asked)  # type: ignore[arg-type]


def test_the_map_counts_agencies_worst_first() -> None:
    _, ports = agency()
    found = opened(ports)
    rows = {(row[0], row[2]): tuple(row) for row in all_rows(found)}
    assert rows["Dinas <Sosial>", "Pengambilan keputusan"] == (
        "Dinas <Sosial>",
        "Pengawas",
        "Pengambilan keputusan",
        2,
        20,
        8,
        8,
        Decimal(40),
        Decimal("1.2"),
        0,
    )
    assert rows["Badan", "Penanggulangan bencana"][9] == 30
    assert found.content.n == 53
    gaps = [row[8] for row in all_rows(opened(ports)) if row[8] is not None]
    assert gaps == sorted(gaps, reverse=True)  # type: ignore[type-var]


def test_a_small_agency_is_hidden_and_so_is_what_would_tell_it() -> None:
    _, ports = agency(people=3)
    rows = {(row[0], row[2]): row for row in all_rows(opened(ports))}
    assert rows["Dinas <Sosial>", "Kerja sama"][4] is Hidden.SMALL
    assert rows["Badan", "Kerja sama"][4] is Hidden.PAIRED


def test_the_lead_names_the_largest_gap_and_how_sure_it_is() -> None:
    _, ports = agency()
    content = opened(ports).content
    lead = content.lead(list(content.rows))
    assert "belum memenuhi level" in lead.text
    assert lead.values["unknown"] == lead.values["all"] == lead.values["unmet"]


def test_a_standing_that_changes_is_in_the_map_once_the_worker_saw_to_it() -> None:
    storage, ports = agency()
    keep(storage, decision(999, person_id="p-019", competency_code="M08"))
    assert "{n} perubahan masih menunggu" in opened(ports).content.how.text
    see_to(ports)
    rows = {(row[0], row[2]): row for row in all_rows(opened(ports))}
    assert rows["Dinas <Sosial>", "Pengambilan keputusan"][6] == 9
    assert "menunggu" not in opened(ports).content.how.text


def test_the_picture_has_words_and_nothing_of_it_runs() -> None:
    _, ports = agency()
    content = opened(ports).content
    assert content.picture
    picture = content.picture((), translator("id"), "id")
    assert "60 % " in picture
    assert "Dinas &lt;Sosial&gt;" in picture
    assert "<Sosial>" not in picture
    assert "<title>" in picture
    assert "<desc>" in picture
    assert "style=" not in picture
    assert 'class="h0"' not in picture.partition("</table>")[0]
    _, ports = agency(met=3)
    content = opened(ports).content
    assert content.picture
    assert 'class="h0"' in content.picture((), translator("id"), "id")
    english = content.picture((), translator("en"), "en")
    assert "very large" in english


def reader(unit_code: str) -> Reader:
    grant = Grant("g", Role.LEADERSHIP, ADMIN.id, None, unit_code, None, "cli", MORNING)
    return Reader("a-admin", ADMIN.id, (grant,))


def test_who_leads_an_agency_sees_it_alone_and_a_part_of_one_is_no_agency() -> None:
    _, ports = agency()
    mine = opened(ports, reader("DINAS"))
    assert {row[0] for row in all_rows(mine)} == {"Dinas <Sosial>"}
    lead = mine.content.lead(())
    assert lead.values["unit"] == "Dinas <Sosial>"
    assert mine.content.n == 20
    assert all_rows(opened(ports, reader("BIDANG"))) == []


def test_what_is_hidden_for_all_is_hidden_for_one() -> None:
    """No choice of units counts anew, so none shows what another hides."""
    _, ports = agency(people=20, met=3)
    whole = {row[:4]: row for row in map(tuple, all_rows(opened(ports)))}
    part = {
        row[:4]: row for row in map(tuple, all_rows(opened(ports, unit_code="DINAS")))
    }
    assert part
    for key, row in part.items():
        assert whole[key] == row


def test_only_today_is_kept() -> None:
    _, ports = agency()
    with pytest.raises(InvalidInputError, match="report-today"):
        opened(ports, on=(TODAY - timedelta(days=1)).isoformat())


def test_the_least_size_of_a_group_is_the_rules() -> None:
    storage, ports = agency(people=9)
    code = "report.smallest_group"
    storage.tables.rules = [
        replace(row, value=row.value * 2) if row.code == code else row
        for row in storage.tables.rules
    ]
    assert {row[4] for row in all_rows(opened(ports))} <= {Hidden.SMALL, Hidden.PAIRED}


def test_an_empty_province_says_what_to_do() -> None:
    storage, ports = office()
    storage.tables.people.clear()
    storage.tables.units.clear()
    see_to(ports)
    found = opened(ports)
    assert all_rows(found) == []
    assert "Impor unit" in found.content.empty.text
