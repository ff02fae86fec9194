import re
from datetime import date
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.needs import CycleState, GapKind
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.use_cases.needs.inventory import continue_inventory
from tests.fakes import FakeStorage
from tests.lti_service.needs_office import (
    YEAR,
    at_stage,
    items,
    make_inventory,
    needs_office,
)
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    account_of,
    browser,
    give,
)

URL = "/admin/needs"


def opened(
    who: Person = ADMIN, stage: CycleState = CycleState.INVENTORY, locale: str = "id"
) -> tuple[FakeStorage, Ports, Any]:
    storage, ports = at_stage(stage)
    return storage, ports, browser(ports, storage, account_of(who), locale)


def test_without_a_cycle_the_page_says_so_and_opens_one() -> None:
    storage, ports = needs_office()
    storage.tables.needs_cycles.clear()
    client = browser(ports, storage, account_of(ADMIN))
    page = client.get(URL).text
    assert "Belum ada siklus kebutuhan." in page
    form = {
        "year": "2028",
        "reference_date": "2027-06-01",
        "inventory_until": "2027-07-01",
        "verification_until": "2027-08-01",
        "validation_until": "2027-09-01",
    }
    answer = client.post(URL, data=form)
    assert answer.location == f"{URL}/2028"
    assert storage.tables.needs_cycles[2028].reference_date == date(2027, 6, 1)


def test_what_was_typed_stays_where_a_cycle_cannot_be_opened() -> None:
    storage, _, client = opened()
    form = {"year": "20x8", "reference_date": "2027-06-01", "inventory_until": "besok"}
    answer = client.post(URL, data=form)
    assert answer.status_code == 422
    assert 'value="20x8"' in answer.text
    assert 'value="2027-06-01"' in answer.text
    assert "tidak berurutan" in answer.text
    assert list(storage.tables.needs_cycles) == [YEAR]


def test_the_inventory_is_asked_for_and_the_worker_makes_it() -> None:
    storage, ports = needs_office()
    client = browser(ports, storage, account_of(ADMIN))
    assert "Belum dijalankan" in client.get(f"{URL}/{YEAR}").text
    client.post(f"{URL}/{YEAR}/inventory")
    page = client.get(f"{URL}/{YEAR}").text
    assert "Sedang berjalan" in page
    assert "Inventarisasi masih berjalan" in page
    assert continue_inventory(ports=ports)
    page = client.get(f"{URL}/{YEAR}").text
    assert "<b>3 kebutuhan</b> dari 1 pegawai" in page
    assert "Kecamatan Seruni" in page
    assert "Penanggulangan bencana" in page
    assert "Terakhir selesai" in page
    assert "2 poin untuk setiap level yang kurang" in page


def test_the_next_stage_says_what_is_left_undone_and_the_way_back_asks_why() -> None:
    storage, _, client = opened(stage=CycleState.VERIFICATION)
    page = client.get(f"{URL}/{YEAR}").text
    assert "3 kebutuhan belum diverifikasi; yang tertinggal tidak ikut" in page
    back = {"seen": "verification", "to": "inventory", "note": " "}
    answer = client.post(f"{URL}/{YEAR}/stage", data=back)
    assert answer.status_code == 422
    assert "Alasan kembali" in answer.text
    on = {"seen": "verification", "to": "validation", "note": "Sisanya tahun depan"}
    assert client.post(f"{URL}/{YEAR}/stage", data=on).status_code == 303
    assert storage.tables.needs_cycles[YEAR].state is CycleState.VALIDATION
    assert "Sisanya tahun depan" in client.get(f"{URL}/{YEAR}").text
    assert client.post(f"{URL}/{YEAR}/stage", data=on).status_code == 409
    wrong = {"seen": "mimpi", "to": "validation"}
    assert client.post(f"{URL}/{YEAR}/stage", data=wrong).status_code == 400


def test_a_decision_keeps_what_was_typed_until_it_is_complete() -> None:
    storage, _, client = opened(stage=CycleState.VALIDATION)
    form = {"decided_by": "Gubernur", "document_number": "", "decided_on": "2026-11-20"}
    answer = client.post(f"{URL}/{YEAR}/decide", data=form)
    assert answer.status_code == 422
    assert 'value="Gubernur"' in answer.text
    done = form | {"document_number": "800/1/2026"}
    assert client.post(f"{URL}/{YEAR}/decide", data=done).status_code == 303
    page = client.get(f"{URL}/{YEAR}").text
    assert "Ditetapkan Gubernur dengan 800/1/2026, 20 November 2026" in page
    assert "Tahap berikut" not in page
    assert storage.tables.needs_cycles[YEAR].state is CycleState.DECIDED


def test_an_administrator_of_a_unit_sees_it_but_leads_no_cycle() -> None:
    storage, ports = at_stage(CycleState.INVENTORY)
    give(storage, Role.ADMINISTRATOR, LEARNER, "KEC")
    client = browser(ports, storage, account_of(LEARNER))
    assert "Buka siklus baru" not in client.get(URL).text
    page = client.get(f"{URL}/{YEAR}").text
    assert "Tahap berikut" not in page
    assert client.post(f"{URL}/{YEAR}/inventory").status_code == 403
    assert client.get(f"{URL}/{YEAR}/mandates").status_code == 403


def test_mandates_are_added_taken_back_and_put_back() -> None:
    storage, ports, client = opened()
    url = f"{URL}/{YEAR}/mandates"
    assert "Belum ada kewajiban." in client.get(url).text
    form = {"competency": "M02", "level": "2", "group": "fungsional", "reason": ""}
    answer = client.post(url, data=form)
    assert answer.status_code == 422
    assert '<option value="M02" selected>' in answer.text
    client.post(url, data=form | {"reason": "Edaran 1/2026"})
    (mandate,) = storage.tables.need_mandates.values()
    assert "1 kewajiban berlaku." in client.get(url).text
    client.post(f"{url}/{mandate.id}", data={"act": "end"})
    assert "Berlakukan lagi" in client.get(url).text
    client.post(f"{url}/{mandate.id}", data={"act": "restore"})
    make_inventory(ports)
    assert items(storage, ADMIN, GapKind.MANDATE)


@pytest.mark.parametrize("who", [ADMIN, BOSS])
def test_who_works_on_needs_finds_the_page_from_a_tab(who: Person) -> None:
    _, _, client = opened(who)
    assert f'href="{URL}"' in client.get("/me" if who is BOSS else "/admin").text


def test_everything_is_said_in_english_too() -> None:
    _, _, client = opened(stage=CycleState.VERIFICATION, locale="en")
    page = client.get(f"{URL}/{YEAR}").text
    assert "<b>3 needs</b> of 1 people; stage <b>verification</b>." in page
    assert not re.search(r"kebutuhan", page)
