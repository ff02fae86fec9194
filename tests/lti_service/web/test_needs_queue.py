import re
from typing import Any

from lti_service.domain.needs import CycleState, NeedState, Priority
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.needs_office import YEAR, at_stage, items
from tests.lti_service.office import ADMIN, BOSS, NIP, account_of, browser

URL = f"/admin/needs/{YEAR}"


def opened(
    who: Person = BOSS, stage: CycleState = CycleState.VERIFICATION
) -> tuple[FakeStorage, Any]:
    storage, ports = at_stage(stage)
    return storage, browser(ports, storage, account_of(who))


def ids(storage: FakeStorage) -> list[str]:
    return [item.id for item in items(storage).values()]


def undo_form(page: str) -> dict[str, str]:
    form = page.partition(f'action="{URL}/undo"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))


def test_the_queue_shows_what_waits_with_a_box_for_each() -> None:
    storage, client = opened()
    page = client.get(f"{URL}/items").text
    assert "3 kebutuhan menunggu Anda." in page
    assert page.count('name="item"') == 3
    assert "Setujui semua 3 yang cocok" in page
    assert "0 dari 2" in page
    assert "sementara" in page
    assert NIP not in page
    for item_id in ids(storage):
        assert f"{URL}/items/{item_id}" in page


def test_ticked_needs_are_agreed_to_and_that_is_taken_back() -> None:
    storage, client = opened()
    chosen = ids(storage)[:2]
    form = {"act": "granted", "stage": "verification", "item": chosen, "kind": ""}
    page = client.post(f"{URL}/judge", data=form, follow_redirects=True).text
    assert "2 kebutuhan disetujui." in page
    assert "1 kebutuhan menunggu Anda." in page
    undone = client.post(f"{URL}/undo", data=undo_form(page), follow_redirects=True)
    assert "2 kebutuhan kembali menunggu." in undone.text
    assert {i.state for i in items(storage).values()} == {NeedState.PROPOSED}


def test_all_that_match_the_filter_are_agreed_to_in_one_act() -> None:
    storage, client = opened()
    form = {"act": "all", "stage": "verification", "competency": "M02"}
    answer = client.post(f"{URL}/judge", data=form)
    assert "competency=M02" in answer.location
    states = {code: item.state for code, item in items(storage).items()}
    assert states == {
        "M02": NeedState.VERIFIED,
        "M08": NeedState.PROPOSED,
        "T-PB-01": NeedState.PROPOSED,
    }


def test_a_refusal_without_a_reason_keeps_what_was_ticked() -> None:
    storage, client = opened()
    chosen = ids(storage)[1]
    form = {"act": "refused", "stage": "verification", "item": chosen}
    answer = client.post(f"{URL}/judge", data=form)
    assert answer.status_code == 422
    assert f'value="{chosen}" checked' in answer.text
    assert "Alasan penolakan belum diisi." in answer.text
    client.post(f"{URL}/judge", data=form | {"note": "Sudah ikut 2025"})
    page = client.get(f"{URL}/items?state=not_verified").text
    assert "Sudah ikut 2025" in page
    assert "ditolak verifikator" in page
    detail = client.get(f"{URL}/items/{chosen}").text
    assert detail.count("Sudah ikut 2025") == 2
    assert BOSS.name in detail


def test_a_priority_is_changed_for_those_ticked() -> None:
    storage, client = opened()
    chosen = ids(storage)[0]
    form = {"act": "priority", "stage": "verification", "item": chosen}
    answer = client.post(f"{URL}/judge", data=form | {"set_priority": "low"})
    assert answer.status_code == 303
    assert storage.tables.need_items[chosen].priority is Priority.LOW
    assert f"ditetapkan {BOSS.name}" in client.get(f"{URL}/items").text


def test_forms_that_nobody_was_given_are_refused() -> None:
    storage, client = opened()
    one = {"stage": "verification", "item": ids(storage)[0]}
    for form in (
        one | {"act": "dream"},
        one | {"act": "granted", "stage": "dream"},
        one | {"act": "priority", "set_priority": "dream"},
    ):
        assert client.post(f"{URL}/judge", data=form).status_code == 400
    for at in ("", "2026-11-24T00:30:00"):
        form = {"stage": "verification", "at": at}
        assert client.post(f"{URL}/undo", data=form).status_code == 400
    late = one | {"act": "granted", "stage": "validation"}
    assert client.post(f"{URL}/judge", data=late).status_code == 403


def test_who_does_not_judge_in_the_stage_only_reads() -> None:
    _, client = opened(ADMIN)
    page = client.get(f"{URL}/items").text
    assert "3 kebutuhan cocok; tahap verifikasi." in page
    assert 'name="item"' not in page
    assert '<option value="mine"' not in page


def test_an_empty_filter_says_what_to_do_and_odd_filters_do_no_harm() -> None:
    _, client = opened()
    page = client.get(f"{URL}/items?competency=NONE").text
    assert "Pilih keadaan lain" in page
    odd = client.get(f"{URL}/items?kind=x&priority=x&state=x&page=x&page=99")
    assert odd.status_code == 200
    assert client.get(f"{URL}/items?unit=NONE").status_code == 403
    assert client.get("/admin/needs/1999/items").status_code == 404
