from dataclasses import replace
from typing import Any

from lti_service.domain.needs import CycleState, GapKind, NeedState
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.needs_office import YEAR, at_stage, items, needs_office
from tests.lti_service.office import BOSS, LEARNER, account_of, browser

URL = "/me/needs"
WISH = {
    "year": f"{YEAR}",
    "kind": "performance",
    "title": "Menyusun laporan",
    "reason": "Tiga laporan terlambat",
}


def opened(
    who: Person = LEARNER, stage: CycleState = CycleState.INVENTORY
) -> tuple[FakeStorage, Any]:
    storage, ports = at_stage(stage)
    return storage, browser(ports, storage, account_of(who))


def test_the_page_shows_what_is_proposed_for_me() -> None:
    _, client = opened()
    page = client.get(URL).text
    assert "<b>3 kebutuhan</b> tercatat untuk tahun anggaran 2027" in page
    assert "Penanggulangan bencana" in page
    assert "sementara" in page
    assert f'href="{URL}"' in client.get("/me").text


def test_a_wish_is_proposed_and_taken_back_and_proposed_again() -> None:
    storage, client = opened()
    page = client.post(URL, data=WISH, follow_redirects=True).text
    assert "Menyusun laporan: tersimpan sebagai usulan." in page
    (item,) = items(storage, kind=GapKind.PERFORMANCE).values()
    year = {"year": f"{YEAR}"}
    gone = client.post(f"{URL}/{item.id}", data=year, follow_redirects=True).text
    assert "Menyusun laporan: ditarik." in gone
    back = year | {"act": "restore"}
    client.post(f"{URL}/{item.id}", data=back)
    assert storage.tables.need_items[item.id].state is NeedState.PROPOSED


def test_what_was_typed_stays_after_a_refusal() -> None:
    storage, client = opened()
    answer = client.post(URL, data=WISH | {"reason": " ", "level": "3"})
    assert answer.status_code == 422
    assert 'value="Menyusun laporan"' in answer.text
    assert '<option value="3" selected>' in answer.text
    assert not items(storage, kind=GapKind.PERFORMANCE)
    assert client.post(URL, data=WISH | {"kind": "mandate"}).status_code == 400


def test_a_supervisor_proposes_for_one_of_their_people() -> None:
    storage, client = opened(BOSS)
    assert LEARNER.name in client.get(URL).text
    page = client.post(
        URL, data=WISH | {"person": LEARNER.id}, follow_redirects=True
    ).text
    assert "Usulan saya bagi pegawai yang saya pimpin" in page
    assert items(storage, kind=GapKind.PERFORMANCE)
    stranger = client.post(URL, data=WISH | {"person": "p-admin"})
    assert stranger.status_code == 403


def test_a_position_to_be_held_is_chosen_and_given_up() -> None:
    storage, client = opened(BOSS)
    form = {"year": f"{YEAR}", "position": "KASI"}
    page = client.post(f"{URL}/target", data=form, follow_redirects=True).text
    assert "standar jabatan Kepala Seksi Ketenteraman" in page
    assert "untuk jabatan Kepala Seksi Ketenteraman" in page
    assert len(items(storage, BOSS, GapKind.CAREER)) == 3
    none = client.post(
        f"{URL}/target", data=form | {"position": ""}, follow_redirects=True
    )
    assert "Tidak ada lagi jabatan yang dituju." in none.text


def test_after_the_inventory_the_page_tells_why_something_was_refused() -> None:
    storage, client = opened(stage=CycleState.VALIDATION)
    first = items(storage)["M02"]
    storage.tables.need_items[first.id] = replace(
        first, state=NeedState.NOT_VERIFIED, verifier_note="Sudah ikut 2025"
    )
    page = client.get(URL).text
    assert "Verifikator: Sudah ikut 2025" in page
    assert "Usulan hanya diterima selama inventarisasi" in page
    assert client.post(URL, data=WISH).status_code == 409


def test_without_a_cycle_or_a_person_the_page_says_what_to_expect() -> None:
    storage, ports = needs_office()
    storage.tables.needs_cycles.clear()
    client = browser(ports, storage, account_of(LEARNER))
    assert "Begitu pengelola membukanya" in client.get(URL).text
    unlinked = replace(account_of(LEARNER), id="a-nobody", person_id=None)
    storage.tables.accounts[unlinked.id] = unlinked
    client = browser(ports, storage, unlinked)
    assert client.get(URL).status_code == 200
    assert client.post(URL, data=WISH).status_code == 404
    assert client.post(URL, data=WISH | {"kind": "mandate"}).status_code == 403
