import re
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.agency_plan import PlanItemState
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, ASSESSOR, BOSS, NIP, account_of, browser
from tests.lti_service.use_cases.planning.given import (
    WHOLE,
    YEAR,
    agency,
    decided,
    items_now,
    keep_items,
    keep_needs,
    need,
)
from tests.service_factories import plan_item, programme

PLAN = f"/admin/plan/{YEAR}"
ITEM = "/admin/plan/items/item-1"


def opened(who: Person = ADMIN) -> tuple[FakeStorage, Any]:
    storage, ports = agency()
    return storage, browser(ports, storage, account_of(who))


def as_leader(client: Any, storage: FakeStorage) -> Any:
    ports = client.application.extensions["ports"]
    return browser(ports, storage, account_of(BOSS))


def test_the_whole_way_from_needs_to_a_plan_that_is_decided() -> None:
    storage, client = opened()
    keep_needs(storage, need("n-1"), need("n-2", BOSS))
    assert "Rencana 2026 belum dimulai." in client.get("/admin/plan").text
    assert "Rencana ini belum berisi butir." in client.get(PLAN).text
    reply = client.post(f"{PLAN}/propose")
    page = client.get(reply.location).text
    assert "2 kebutuhan masuk rencana: 1 butir baru, 0 butir bertambah" in page
    assert "1 butir belum lengkap." in page
    assert "penyelenggara, jadwal, kesesuaian kurikulum, anggaran" in page
    (item,) = items_now(storage)
    form = {**WHOLE, "people": "2", "seen": "1"}
    reply = client.post(f"/admin/plan/items/{item.id}", data=form)
    assert "Butir tersimpan." in client.get(reply.location).text
    assert client.post(f"{PLAN}/submit").status_code == 303
    assert "Menunggu keputusan pimpinan" in client.get(PLAN).text

    leader = as_leader(client, storage)
    page = leader.get(f"{PLAN}/document").text
    assert "RANCANGAN" in page
    form = {
        "verdict": "decide",
        "seen": "1",
        "document_no": "800/1/2026",
        "document_date": "2026-11-24",
    }
    reply = leader.post(f"{PLAN}/decide", data=form)
    page = leader.get(reply.location).text
    assert "Ditetapkan dengan dokumen nomor 800/1/2026" in page
    assert "RANCANGAN" not in page
    assert NIP not in page
    assert items_now(storage)[0].state is PlanItemState.DECIDED


def test_a_leader_reads_but_does_not_edit_and_others_see_nothing() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    leader = as_leader(client, storage)
    page = leader.get(PLAN).text
    assert "Butir 1" in page
    assert "/admin/plan/items/" not in page
    assert leader.get(ITEM).status_code == 403
    assert leader.post(f"{PLAN}/submit").status_code == 403
    ports = client.application.extensions["ports"]
    stranger = browser(ports, storage, account_of(ASSESSOR))
    for path in ("/admin/plan", PLAN, f"{PLAN}/document", ITEM):
        assert stranger.get(path).status_code == 403


def test_a_drafter_who_decides_is_told_why_not() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    storage.tables.plan_items[0] = replace(plan_item(), changed_by="a-boss")
    client.post(f"{PLAN}/submit")
    leader = as_leader(client, storage)
    form = {"verdict": "decide", "seen": "1", "document_no": "1"}
    reply = leader.post(f"{PLAN}/decide", data=form)
    assert reply.status_code == 403
    assert "Anda ikut menyusun rencana ini" in reply.text


def test_what_was_typed_stays_in_the_form_with_all_that_is_wrong() -> None:
    storage, client = opened()
    form = {**WHOLE, "level": "", "budget": "lima belas juta", "organiser": "BPSDM <X>"}
    reply = client.post(f"{PLAN}/new", data=form)
    assert reply.status_code == 422
    assert "Level yang dituju belum dipilih." in reply.text
    assert "Anggaran harus rupiah utuh, tanpa sen." in reply.text
    assert 'value="lima belas juta"' in reply.text
    assert "BPSDM &lt;X&gt;" in reply.text
    assert storage.tables.plan_items == []


def test_several_items_are_filled_in_at_once_and_cancelled_at_once() -> None:
    storage, client = opened()
    keep_items(storage, plan_item(), plan_item(id="item-2", number=2))
    page = client.get(PLAN).text
    picked = re.findall(r'name="item" value="([^"]+)"', page)
    form = {"item": picked, "act": "change", "quarter": "3", "funding": "APBN"}
    reply = client.post(f"{PLAN}/several", data=form)
    assert "2 butir berubah." in client.get(reply.location).text
    assert {(i.quarter, i.last_month, i.funding) for i in items_now(storage)} == {
        (3, 9, "APBN")
    }
    picked = [f"{item.id}@{item.version}" for item in items_now(storage)]
    client.post(f"{PLAN}/several", data={"item": picked, "act": "cancel"})
    assert {item.state for item in items_now(storage)} == {PlanItemState.CANCELLED}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"act": "change", "funding": "APBN"}, "Belum ada butir yang dipilih"),
        ({"item": "item-1@1", "act": "change"}, "belum ada isian yang diubah"),
        (
            {"item": "item-1@1", "act": "change", "budget": "banyak"},
            "Anggaran harus rupiah utuh",
        ),
        ({"item": "item-1@9", "act": "cancel"}, "sudah diubah orang lain"),
    ],
)
def test_several_at_once_says_what_hinders(form: dict[str, str], words: str) -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    reply = client.post(f"{PLAN}/several", data=form)
    assert 400 <= reply.status_code < 500
    assert words in reply.text
    assert len(storage.tables.plan_items) == 1


def test_a_change_after_the_decision_needs_a_reason_and_shows_before_and_after() -> (
    None
):
    storage, client = opened()
    ports = client.application.extensions["ports"]
    decided(storage, ports, plan_item())
    form = {**WHOLE, "people": "9", "seen": "2"}
    reply = client.post(ITEM, data=form)
    assert reply.status_code == 422
    assert "setiap perubahan memerlukan alasan" in reply.text
    assert 'value="9"' in reply.text
    form["reason"] = "Peserta bertambah."
    reply = client.post(ITEM, data=form)
    assert "Tercatat sebagai perubahan nomor 1." in client.get(reply.location).text
    page = client.get(PLAN).text
    assert "Peserta bertambah." in page
    assert "5 → 9" in page
    document = client.get(f"{PLAN}/document").text
    assert "Memuat perubahan sampai nomor 1." in document
    assert "Perubahan nomor 1" in document


def test_an_item_is_cancelled_and_an_earlier_version_brought_back() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    client.post(f"{ITEM}/cancel", data={"seen": "1"})
    assert "Dibatalkan" in client.get(ITEM).text
    client.post(f"{ITEM}/restore", data={"seen": "2", "version": "1"})
    assert items_now(storage)[0].state is PlanItemState.DRAFT


def test_money_is_entered_and_taken_back() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    bad = {"amount": "banyak", "spent_on": "2026-05-01", "spent_note": "Kuitansi"}
    reply = client.post(f"{ITEM}/spend", data=bad)
    assert (reply.status_code, 'value="banyak"' in reply.text) == (422, True)
    reply = client.post(f"{ITEM}/spend", data={**bad, "amount": "Rp 5.000.000"})
    page = client.get(reply.location).text
    assert "Rp5.000.000 dari Rp15.000.000 terserap" in page
    (row,) = storage.tables.plan_spendings
    reply = client.post(f"{ITEM}/spend/{row.id}/undo")
    assert "pembatalan: Kuitansi" in client.get(reply.location).text


def test_programmes_that_reach_the_level_are_suggested_first() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    with storage.writing() as uow:
        uow.programmes.append_programme(programme())
        other = programme(code="LAIN", title="Lain", outcomes=())
        uow.programmes.append_programme(other)
        uow.commit()
    page = client.get(ITEM).text
    assert page.index("Capaiannya sesuai") < page.index("(PB-01)")
    assert page.index("(PB-01)") < page.index("Program lain") < page.index("(LAIN)")


def test_items_are_filtered_sorted_and_their_budgets_summed() -> None:
    storage, client = opened()
    keep_items(
        storage,
        plan_item(),
        plan_item(id="item-2", number=2, budget=None, organiser="Widya"),
        plan_item(id="item-3", number=3, first_month=12, last_month=12, budget=1),
    )
    incomplete = client.get(f"{PLAN}?state=incomplete").text
    assert 'item-2"' in incomplete
    assert 'item-1"' not in incomplete
    assert 'item-3"' in client.get(f"{PLAN}?quarter=4").text
    assert 'item-1"' not in client.get(f"{PLAN}?q=widya").text
    assert "Tidak ada yang cocok" in client.get(f"{PLAN}?q=tiada").text
    page = client.get(f"{PLAN}?order=budget").text
    assert page.index("items/item-1") < page.index("items/item-2")
    assert "Rp15.000.001" in page


def test_a_year_or_item_that_is_none_is_not_found() -> None:
    _, client = opened()
    for path in ("/admin/plan/1", "/admin/plan/items/tiada", "/admin/plan/99999"):
        assert client.get(path).status_code == 404


def test_a_return_needs_a_note_which_the_drafter_reads() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    client.post(f"{PLAN}/submit")
    leader = as_leader(client, storage)
    form = {"verdict": "return", "seen": "1", "document_no": "tertulis"}
    reply = leader.post(f"{PLAN}/decide", data=form)
    assert reply.status_code == 422
    assert 'value="tertulis"' in reply.text
    form["note"] = "Tambahkan coaching."
    assert leader.post(f"{PLAN}/decide", data=form).status_code == 303
    assert "Tambahkan coaching." in client.get(PLAN).text


def test_the_document_holds_the_seven_contents_and_room_to_sign() -> None:
    storage, client = opened()
    keep_items(storage, plan_item(unit_code="KEC"))
    page = client.get(f"{PLAN}/document").text
    for words in (
        "Penanggulangan bencana, level 2",
        "5 orang",
        "Kecamatan Seruni",
        "Pelatihan klasikal",
        "BPSDM",
        "April sampai Mei",
        "Sesuai kurikulum instansi pembina",
        "Rp15.000.000",
        "Ditetapkan oleh Pejabat Pembina Kepegawaian",
        "PP 11/2017 jo. PP 17/2020 Pasal 207",
    ):
        assert words in page


def test_the_document_comes_as_pdf_and_says_that_it_is_a_draft() -> None:
    storage, client = opened()
    keep_items(storage, plan_item())
    pages: list[str] = []
    ports = client.application.extensions["ports"]

    def written(page: str) -> bytes:
        pages.append(page)
        return bytes(ports.write_pdf(page))

    client.application.extensions["ports"] = replace(ports, write_pdf=written)
    reply = client.get(f"{PLAN}/document.pdf")
    assert (reply.status_code, reply.content_type) == (200, "application/pdf")
    assert reply.data.startswith(b"%PDF")
    assert '<p class="stamp">RANCANGAN</p>' in pages[0]
    assert "Sesuai kurikulum instansi pembina" in pages[0]
    assert client.get("/admin/plan/1/document.pdf").status_code == 404


def test_the_pages_speak_english_too() -> None:
    storage, ports = agency()
    decided(storage, ports, plan_item())
    client = browser(ports, storage, account_of(ADMIN), "en")
    for path, words in (
        ("/admin/plan", "The plan of 2026 holds <b>1 item</b> for 5 people"),
        (PLAN, "<b>0 of 5 people</b> have finished; Rp0 of Rp15,000,000 spent."),
        (f"{PLAN}/document", "Decided by document number 800/12/2026"),
        (ITEM, 'value="15.000.000"'),
        ("/me/plan", "There is no plan of 2026 yet."),
    ):
        assert words in client.get(path).text
    boss = browser(ports, storage, account_of(BOSS), "en")
    assert "No plan waits for you." in boss.get("/team/plans").text
