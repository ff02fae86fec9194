import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.learning_hours import JpState
from lti_service.domain.organisation import Person
from lti_service.domain.programme import (
    EnrolmentState,
    ProgrammeOutcome,
    ProgrammeState,
)
from tests import service_factories as make
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
)
from tests.lti_service.use_cases.programme.test_enrolment import put, training

PAGE = "/admin/batches/PB-01-A"
APPROVED = EnrolmentState.APPROVED


def opened(who: Person = ADMIN, **changes: Any) -> tuple[FakeStorage, Any]:
    storage, ports = training(**changes)
    return storage, browser(ports, storage, account_of(who))


def state(storage: FakeStorage, person: Person = LEARNER) -> EnrolmentState:
    rows = [r for r in storage.tables.enrolments.values() if r.person_id == person.id]
    return rows[-1].state


def do(client: Any, act: str, *keys: str, **fields: str) -> Any:
    return client.post(PAGE, data={"act": act, "enrolment": list(keys), **fields})


def test_several_are_approved_and_the_page_offers_an_undo() -> None:
    storage, client = opened()
    one, two = put(storage), put(storage, BOSS)
    reply = do(client, "approve", f"{one.id}@1", f"{two.id}@1")
    assert reply.status_code == 303
    page = client.get(reply.location).text
    assert "2 peserta disetujui." in page
    keys = re.findall(r'type="hidden" name="enrolment" value="([^"]*)"', page)
    assert keys == [f"{two.id}@2", f"{one.id}@2"]
    back = client.get(do(client, "undo", *keys).location).text
    assert "Langkah terakhir 2 peserta dibatalkan." in back
    assert state(storage) is EnrolmentState.PROPOSED


def test_a_button_for_all_with_nobody_for_it_says_so() -> None:
    storage, client = opened()
    put(storage)
    reply = do(client, "complete-all")
    assert reply.status_code == 422
    assert "Tidak ada peserta dari unit Anda yang menunggu langkah ini" in reply.text


def test_all_who_are_present_complete_with_one_button_and_get_their_hours() -> None:
    storage, client = opened()
    put(storage, LEARNER, APPROVED)
    put(storage, BOSS, APPROVED)
    reply = do(client, "complete-all", completed_on="2026-11-20")
    assert "2 peserta dicatat selesai." in client.get(reply.location).text
    assert {row.until for row in storage.tables.hours} == {date(2026, 11, 20)}
    ports = client.application.extensions["ports"]
    card = browser(ports, storage, account_of(LEARNER)).get("/me/hours").text
    assert "Penanggulangan bencana dasar" in card
    assert "<b>8 JP diakui</b>" in card


def test_an_undone_completion_is_told_on_the_card() -> None:
    storage, client = opened()
    row = put(storage, LEARNER, APPROVED)
    do(client, "complete", f"{row.id}@1")
    do(client, "undo", f"{row.id}@2")
    assert storage.tables.hours[-1].state is JpState.WITHDRAWN
    ports = client.application.extensions["ports"]
    card = browser(ports, storage, account_of(LEARNER)).get("/me/hours").text
    assert "Penyelesaian program ini dibatalkan pengelola." in card


def test_dropping_needs_a_reason_which_the_person_reads() -> None:
    storage, client = opened()
    row = put(storage)
    refused = do(client, "drop", f"{row.id}@1")
    assert refused.status_code == 422
    assert "Alasan gugur belum diisi." in refused.text
    assert re.search(rf'value="{row.id}@1" checked', refused.text)
    do(client, "drop", f"{row.id}@1", reason="Bentrok jadwal")
    ports = client.application.extensions["ports"]
    page = browser(ports, storage, account_of(LEARNER)).get("/me/programmes").text
    assert "Alasan: Bentrok jadwal" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "approve"}, "Belum ada nama yang dicentang"),
        (
            {"act": "complete", "enrolment": "en-1@1", "completed_on": "kemarin"},
            "bukan tanggal",
        ),
    ],
)
def test_what_is_missing_is_told_and_nothing_changes(
    fields: dict[str, str], words: str
) -> None:
    storage, client = opened()
    put(storage, id="en-1")
    reply = client.post(PAGE, data=fields)
    assert (reply.status_code, words in reply.text) == (422, True)
    assert len(storage.tables.enrolments) == 1


def test_what_was_typed_stays_after_a_refusal() -> None:
    storage, client = opened()
    row = put(storage)
    reply = do(client, "complete", f"{row.id}@1", completed_on="2026-11-19")
    assert reply.status_code == 422
    assert f"{LEARNER.name}: Keadaan peserta ini tidak memungkinkan" in reply.text
    assert 'value="2026-11-19"' in reply.text
    assert re.search(rf'value="{row.id}@1" checked', reply.text)


@pytest.mark.parametrize("act", ["", "hapus", "drop-all", "undo-all"])
def test_what_is_no_act_is_refused(act: str) -> None:
    storage, client = opened()
    put(storage)
    reply = do(client, act, reason="Tidak")
    assert 400 <= reply.status_code < 500
    assert len(storage.tables.enrolments) == 1


def test_ones_own_row_cannot_be_ticked() -> None:
    storage, client = opened()
    put(storage, ADMIN)
    page = client.get(PAGE).text
    assert "Anda sendiri; administrator lain yang memutuskan" in page
    assert re.search(r'value="en-p-admin@1" disabled', page)


def test_a_programme_with_a_course_has_no_completion_by_hand() -> None:
    storage, client = opened()
    storage.tables.programmes["PB-01", 1] = make.programme(course_id="siaga")
    put(storage, LEARNER, APPROVED)
    page = client.get(PAGE).text
    assert "selesai dengan sendirinya" in page
    assert 'value="complete"' not in page


def test_people_are_found_by_name_and_added() -> None:
    storage, client = opened()
    page = client.get(f"{PAGE}/add?q=022").text
    assert re.search(r'name="person" value="p-learner" checked', page)
    reply = client.post(f"{PAGE}/add", data={"person": "p-learner", "nips": BOSS.nip})
    assert "2 peserta disetujui." in client.get(reply.location).text
    assert state(storage) is state(storage, BOSS) is APPROVED


def test_pasted_nips_that_are_wrong_are_listed_and_stay_in_the_form() -> None:
    storage, client = opened()
    nips = f"123\n{NIP}\n196001011980011099"
    reply = client.post(f"{PAGE}/add", data={"nips": nips, "q": "022"})
    assert reply.status_code == 422
    assert "2 masalah. Belum ada yang ditambahkan." in reply.text
    assert nips in reply.text
    assert storage.tables.enrolments == {}


def test_who_is_found_by_no_name_is_said() -> None:
    _, client = opened()
    assert "Periksa ejaannya." in client.get(f"{PAGE}/add?q=zzz").text


def test_my_programmes_begin_with_the_gaps_that_close() -> None:
    storage, client = opened(LEARNER)
    storage.tables.programmes["PB-01", 1] = make.programme(
        outcomes=(ProgrammeOutcome("T-PB-01", 2), ProgrammeOutcome("M08", 1))
    )
    storage.tables.programmes["LD", 1] = make.programme(
        code="LD", title="Literasi digital", outcomes=()
    )
    storage.tables.programmes["X", 1] = make.programme(
        code="X", title="Belum dibuka", state=ProgrammeState.DRAFT
    )
    page = client.get("/me/programmes").text
    assert "dapat menutup <b>1 dari 3</b> kesenjangan Anda." in page
    assert "program ini menuju level 1; menutup sebagian" in page
    assert page.index("Penanggulangan bencana dasar") < page.index("Literasi digital")
    assert "Belum dibuka" not in page
    assert "Belum ada angkatan yang menerima usulan." in page


def test_a_programme_of_another_unit_is_not_open_to_me() -> None:
    storage, client = opened(LEARNER)
    storage.tables.programmes["PB-01", 1] = make.programme(owner_unit="LAIN")
    page = client.get("/me/programmes").text
    assert "Saat ini tidak ada program yang dibuka untuk Anda." in page
    storage.tables.programmes["PB-01", 1] = make.programme(owner_unit="PEMDA")
    assert "Penanggulangan bencana dasar" in client.get("/me/programmes").text


def test_one_proposes_oneself_and_takes_it_back() -> None:
    storage, client = opened(LEARNER)
    reply = client.post("/me/programmes/PB-01-A/propose")
    page = client.get(reply.location).text
    assert "Usulan Anda untuk Penanggulangan bencana dasar, Angkatan I" in page
    assert "menunggu persetujuan administrator unit Anda" in page
    (row,) = storage.tables.enrolments.values()
    back = client.post(f"/me/enrolments/{row.id}/withdraw")
    told = client.get(back.location).text
    assert "sudah ditarik" in told
    assert "Usulkan lagi" in told
    client.post("/me/programmes/PB-01-A/propose")
    assert state(storage) is EnrolmentState.PROPOSED


def test_where_all_places_are_taken_the_proposal_says_that_it_waits() -> None:
    storage, client = opened(LEARNER, places=1)
    put(storage, BOSS, APPROVED)
    put(storage, ASSESSOR, id="en-0")
    assert "Usulkan diri dalam antrean" in client.get("/me/programmes").text
    page = client.get(client.post("/me/programmes/PB-01-A/propose").location).text
    assert "menunggu di urutan ke-2" in page


def test_a_second_proposal_is_refused_in_words() -> None:
    _, client = opened(LEARNER)
    client.post("/me/programmes/PB-01-A/propose")
    reply = client.post("/me/programmes/PB-01-A/propose")
    assert reply.status_code == 409
    assert "masih mengikuti program yang sama" in reply.text
    assert client.post("/me/programmes/TIADA/propose").status_code == 404


def test_what_has_begun_is_not_taken_back() -> None:
    storage, client = opened(LEARNER)
    row = put(storage, LEARNER, APPROVED)
    assert "/withdraw" not in client.get("/me/programmes").text
    reply = client.post(f"/me/enrolments/{row.id}/withdraw")
    assert (reply.status_code, state(storage)) == (409, APPROVED)


def test_a_completed_enrolment_says_that_hours_are_no_competency() -> None:
    storage, client = opened(LEARNER)
    put(
        storage,
        LEARNER,
        EnrolmentState.COMPLETED,
        completed_on=date(2026, 11, 20),
        hours_learned=Decimal("7.5"),
    )
    page = client.get("/me/programmes").text
    assert "Kompetensi ditetapkan asesor dari bukti Anda." in page
    assert "20 November 2026" in page
    assert ">7,5<" in page


def test_whoever_is_linked_to_nobody_is_told_what_to_do() -> None:
    storage, ports = training()
    account = make.account(id="a-x", platform_id="p1", person_id=None)
    storage.tables.accounts[account.id] = account
    client = browser(ports, storage, account)
    assert client.get("/me/programmes").status_code == 200
    assert client.post("/me/programmes/PB-01-A/propose").status_code == 403
    assert storage.tables.enrolments == {}


def test_my_page_leads_there() -> None:
    _, client = opened(LEARNER)
    assert 'href="/me/programmes"' in client.get("/me").text


def test_it_speaks_english_too() -> None:
    storage, ports = training()
    client = browser(ports, storage, account_of(LEARNER), "en")
    page = client.get("/me/programmes").text
    assert "Open programmes can close <b>1 of your 3</b> gaps." in page
