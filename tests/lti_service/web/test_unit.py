"""The tree of units: added, renamed and moved by date, closed, never deleted."""

from datetime import date
from typing import Any

from lti_service.domain.grant import Role
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, BOSS, account_of, browser, give, office

CHANGE = {"act": "change", "name": "Kecamatan Seruni", "parent": "PEMDA"}


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    return storage, browser(ports, storage, account_of(ADMIN))


def test_the_tree_counts_people_in_each_unit_and_below() -> None:
    _, client = admin()
    page = client.get("/admin/units").text
    assert "<b>2 unit</b>, 0 di antaranya tanpa pegawai" in page
    assert page.index("Pemerintah Daerah</a>") < page.index("Kecamatan Seruni</a>")
    assert 'class="d1"><a href="/admin/units/KEC"' in page


def test_a_unit_is_added_once() -> None:
    storage, client = admin()
    form = {"code": "DES", "name": "Desa", "parent": "KEC", "island": "Seruni"}
    assert client.post("/admin/units", data=form).status_code == 303
    assert storage.tables.units["DES"].parent_code == "KEC"
    reply = client.post("/admin/units", data={**form, "code": "des"})
    assert (reply.status_code, 'value="Desa"' in reply.text) == (409, True)


def test_a_new_name_keeps_the_old_one_with_its_days_and_can_be_undone() -> None:
    storage, client = admin()
    form = {**CHANGE, "name": "Kecamatan Baru", "since": "2026-11-20"}
    reply = client.post("/admin/units/KEC", data=form)
    page = client.get(reply.location).text
    assert "Kecamatan Seruni, sampai 19 November 2026" in page
    [former] = storage.tables.former_units.values()
    assert (former.name, former.until) == ("Kecamatan Seruni", date(2026, 11, 19))
    client.post("/admin/units/KEC", data={"act": "undo"})
    assert storage.tables.units["KEC"].name == "Kecamatan Seruni"


def test_a_unit_never_comes_below_itself() -> None:
    storage, client = admin()
    form = {"act": "change", "name": "Pemerintah Daerah", "parent": "KEC"}
    reply = client.post("/admin/units/PEMDA", data=form)
    assert (reply.status_code, "bawah dirinya sendiri" in reply.text) == (409, True)
    assert storage.tables.units["PEMDA"].parent_code == ""


def test_a_day_that_has_not_come_changes_no_name() -> None:
    _, client = admin()
    form = {**CHANGE, "name": "Lain", "since": "2027-01-01"}
    reply = client.post("/admin/units/KEC", data=form)
    assert (reply.status_code, 'value="Lain"' in reply.text) == (422, True)


def test_a_unit_closes_once_nobody_is_in_it_and_opens_again() -> None:
    storage, client = admin()
    close = {"act": "close", "last": "2026-11-24"}
    assert client.post("/admin/units/KEC", data=close).status_code == 409
    storage.tables.postings.clear()
    assert client.post("/admin/units/PEMDA", data=close).status_code == 409
    assert client.post("/admin/units/KEC", data=close).status_code == 303
    assert storage.tables.units["KEC"].closed_on == date(2026, 11, 24)
    client.post("/admin/units/KEC", data={"act": "reopen"})
    assert [u.closed_on for u in storage.tables.units.values()] == [None, None]
    assert client.post("/admin/units/KEC", data={"act": "raja"}).status_code == 400


def test_an_administrator_of_a_unit_stays_within_it() -> None:
    storage, ports = office()
    give(storage, Role.ADMINISTRATOR, BOSS, "KEC")
    client = browser(ports, storage, account_of(BOSS))
    page = client.get("/admin/units").text
    assert "/admin/units/PEMDA" not in page
    assert client.get("/admin/units/PEMDA").status_code == 403
    top = {"code": "X", "name": "X", "parent": ""}
    assert client.post("/admin/units", data=top).status_code == 403
    under = {**top, "parent": "PEMDA"}
    assert client.post("/admin/units", data=under).status_code == 403
    assert client.post("/admin/units", data={**top, "parent": "KEC"}).status_code == 303
    form = {"act": "change", "name": "Kecamatan", "parent": ""}
    assert client.post("/admin/units/KEC", data=form).status_code == 403
