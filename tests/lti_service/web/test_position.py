"""Positions with their standards by date, and frameworks."""

from datetime import date
from typing import Any

import pytest

from lti_service.domain.framework import Framework
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, account_of, browser, office

ADD = {
    "act": "standard",
    "competency": "M08",
    "level": "3",
    "necessity": "wajib",
    "since": "2026-12-01",
    "legal_basis": "Keputusan 2/2026",
}


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    storage.tables.frameworks["SKJ"] = Framework("SKJ", "Standar")
    return storage, browser(ports, storage, account_of(ADMIN))


def test_the_list_says_which_positions_have_no_standard() -> None:
    _, client = admin()
    page = client.get("/admin/positions").text
    assert (
        "<b>1 dari 2 jabatan</b> belum mempunyai standar sendiri; 1 mempunyai" in page
    )
    assert "1 dari 1 jabatan" in client.get("/admin/positions?q=kasi").text


def test_a_standard_from_a_day_on_ends_the_one_before() -> None:
    storage, client = admin()
    reply = client.post("/admin/positions/KASI", data=ADD)
    assert "Standar sudah ditambahkan" in client.get(reply.location).text
    old = storage.tables.standards["KASI", "M08", date(2026, 1, 5)]
    assert old.valid_to == date(2026, 11, 30)


def test_standards_that_overlap_are_refused_with_which() -> None:
    storage, client = admin()
    form = {**ADD, "since": "2025-01-01", "until": "2026-12-31"}
    reply = client.post("/admin/positions/KASI", data=form)
    assert reply.status_code == 409
    assert "M08, sejak 5 Januari 2026." in reply.text
    assert 'value="2026-12-31"' in reply.text
    assert len(storage.tables.standards) == 3


@pytest.mark.parametrize(
    "changes", [{"level": "6"}, {"competency": "X"}, {"since": ""}, {"until": "x"}]
)
def test_a_standard_that_is_none_is_refused(changes: dict[str, str]) -> None:
    _, client = admin()
    reply = client.post("/admin/positions/KASI", data={**ADD, **changes})
    assert reply.status_code == 422


def test_what_holds_already_is_not_replaced() -> None:
    _, client = admin()
    form = {**ADD, "since": "2026-01-05"}
    assert client.post("/admin/positions/KASI", data=form).status_code == 409


def test_a_standard_is_ended_and_that_undone() -> None:
    storage, client = admin()
    form = {"competency": "M08", "since": "2026-01-05"}
    key = "KASI", "M08", date(2026, 1, 5)
    end = {**form, "act": "end", "until": "2026-12-31"}
    reply = client.post("/admin/positions/KASI", data=end)
    assert storage.tables.standards[key].valid_to == date(2026, 12, 31)
    assert "Batalkan" in client.get(reply.location).text
    client.post("/admin/positions/KASI", data={**form, "act": "reopen"})
    assert storage.tables.standards[key].valid_to is None


def test_the_lowest_level_of_the_group_is_shown_as_provisional() -> None:
    storage, client = admin()
    storage.tables.standards.clear()
    page = client.get("/admin/positions/KASI").text
    assert "level terendah kelompok pengawas berlaku sementara" in page
    assert "Level 2 untuk setiap kompetensi manajerial" in page


def test_a_position_changes_its_group() -> None:
    storage, client = admin()
    form = {"act": "change", "name": "Kepala", "group": "administrator", "grade": ""}
    assert client.post("/admin/positions/KASI", data=form).status_code == 303
    assert storage.tables.positions["KASI"].group == "administrator"
    reply = client.post("/admin/positions/KASI", data={**form, "name": ""})
    assert reply.status_code == 422
    assert client.get("/admin/positions/TIADA").status_code == 404


def test_a_framework_shows_its_levels_and_comes_out_as_a_table() -> None:
    _, client = admin()
    assert "/admin/frameworks/SKJ" in client.get("/admin/frameworks").text
    assert "Menerapkan sesuai pedoman" in client.get("/admin/frameworks/SKJ").text
    table = client.get("/admin/framework.csv?code=SKJ").text
    assert "SKJ,Standar,,rancangan,,,M08,,Pengambilan keputusan" in table
