from dataclasses import replace
from typing import Any

from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, NIP, account_of, browser
from tests.lti_service.use_cases.planning.given import agency, keep_items
from tests.service_factories import individual_plan, plan_item

ROW = {
    "plan_item_id-0": "",
    "activity-0": "Coaching mingguan",
    "competency_code-0": "T-PB-01",
    "level-0": "2",
    "route-0": "C1",
    "due_on-0": "2026-12-15",
}


def opened(who: Person = LEARNER) -> tuple[FakeStorage, Any]:
    storage, ports = agency()
    return storage, browser(ports, storage, account_of(who))


def another(client: Any, storage: FakeStorage, who: Person) -> Any:
    ports = client.application.extensions["ports"]
    return browser(ports, storage, account_of(who))


def test_one_makes_a_plan_from_suggestions_and_the_supervisor_agrees() -> None:
    storage, client = opened()
    keep_items(storage, plan_item(person_ids=(LEARNER.id,)))
    assert 'href="/me/plan"' in client.get("/me").text
    page = client.get("/me/plan").text
    assert "Rencana tahun 2026 belum dibuat." in page
    assert "butir 1 rencana instansi" in page
    assert "Coaching dengan atasan: Kerja sama" in page
    form = {"seen": "0", "take": ["plan:item-1", "gap:M02"], "act": "propose"}
    reply = client.post("/me/plan", data=form)
    page = client.get(reply.location).text
    assert "Rencana Anda diajukan kepada atasan." in page
    assert f"<b>menunggu</b> persetujuan {BOSS.name}" in page

    boss = another(client, storage, BOSS)
    assert 'href="/team/plans"' in boss.get("/me/plan").text
    page = boss.get("/team/plans").text
    assert "<b>1 rencana</b> menunggu persetujuan Anda." in page
    assert "bagian rencana instansi" in page
    assert NIP not in page
    form = {"answer": "agree", "seen": "2", "year": "2026"}
    reply = boss.post(f"/team/plans/{LEARNER.id}", data=form)
    page = boss.get(reply.location).text
    assert f"Rencana {LEARNER.name} disetujui." in page
    assert page.count('value="undo"') == 1
    page = client.get("/me/plan").text
    assert f"<b>disetujui</b> {BOSS.name} pada 24 November 2026" in page
    assert "perlu disetujui lagi" in page


def test_what_is_wrong_is_told_and_what_was_typed_stays() -> None:
    storage, client = opened()
    form = {"seen": "0", **ROW, "activity-0": "Magang <b>", "due_on-0": "2027-01-01"}
    reply = client.post("/me/plan", data=form)
    assert reply.status_code == 422
    assert "Isi tenggat berupa tanggal di dalam tahun rencana." in reply.text
    assert "Magang &lt;b&gt;" in reply.text
    assert storage.tables.individual_plans == []


def test_a_row_is_left_out_where_one_says_so() -> None:
    storage, client = opened()
    client.post("/me/plan", data={"seen": "0", **ROW})
    assert "<b>1 kegiatan</b> dan belum diajukan" in client.get("/me/plan").text
    client.post("/me/plan", data={"seen": "1", **ROW, "drop-0": "1"})
    assert [len(row.items) for row in storage.tables.individual_plans] == [1, 0]


def test_a_plan_is_withdrawn_before_the_answer() -> None:
    storage, client = opened()
    client.post("/me/plan", data={"seen": "0", **ROW, "act": "propose"})
    reply = client.post("/me/plan/withdraw", data={"year": "2026"})
    assert "dapat diubah lagi" in client.get(reply.location).text
    assert storage.tables.individual_plans[-1].state is IndividualPlanState.DRAFT
    assert client.post("/me/plan/withdraw", data={"year": "2026"}).status_code == 409


def test_a_return_needs_a_note_which_the_person_reads_and_can_be_undone() -> None:
    storage, client = opened()
    client.post("/me/plan", data={"seen": "0", **ROW, "act": "propose"})
    boss = another(client, storage, BOSS)
    form = {"answer": "return", "seen": "2", "year": "2026", "note": " "}
    assert boss.post(f"/team/plans/{LEARNER.id}", data=form).status_code == 422
    form["note"] = "Tambahkan pengamatan."
    reply = boss.post(f"/team/plans/{LEARNER.id}", data=form)
    assert "dikembalikan dengan catatan Anda" in boss.get(reply.location).text
    assert "Tambahkan pengamatan." in client.get("/me/plan").text
    form = {"answer": "undo", "seen": "3", "year": "2026"}
    reply = boss.post(f"/team/plans/{LEARNER.id}", data=form)
    assert "menunggu lagi" in boss.get(reply.location).text


def test_an_answer_to_another_state_is_told_and_changes_nothing() -> None:
    storage, client = opened()
    client.post("/me/plan", data={"seen": "0", **ROW, "act": "propose"})
    boss = another(client, storage, BOSS)
    for form, status in (
        ({"answer": "agree", "seen": "1", "year": "2026"}, 409),
        ({"answer": "semua", "seen": "2", "year": "2026"}, 400),
        ({"answer": "agree", "seen": "2"}, 400),
    ):
        reply = boss.post(f"/team/plans/{LEARNER.id}", data=form)
        assert reply.status_code == status
    assert len(storage.tables.individual_plans) == 2


def test_only_the_supervisor_sees_and_answers() -> None:
    storage, client = opened()
    client.post("/me/plan", data={"seen": "0", **ROW, "act": "propose"})
    form = {"answer": "agree", "seen": "2", "year": "2026"}
    for who in (ASSESSOR, LEARNER):
        other = another(client, storage, who)
        assert other.get("/team/plans").status_code == 403
        reply = other.post(f"/team/plans/{LEARNER.id}", data=form)
        assert reply.status_code == 403
    assert len(storage.tables.individual_plans) == 2


def test_while_a_new_version_is_written_the_agreed_one_is_shown_as_holding() -> None:
    storage, client = opened()
    storage.tables.individual_plans += [
        individual_plan(
            person_id=LEARNER.id, state=IndividualPlanState.AGREED, by=BOSS.id
        ),
        individual_plan(id="rpi-2", person_id=LEARNER.id, row=2, version=2, items=()),
    ]
    page = client.get("/me/plan").text
    assert "Versi 1 yang disetujui tetap berlaku" in page
    assert "Versi 1 yang berlaku" in page


def test_who_is_not_linked_is_told_what_to_do_and_saves_nothing() -> None:
    storage, client = opened()
    account = storage.tables.accounts["a-learner"]
    storage.tables.accounts["a-learner"] = replace(account, person_id=None)
    assert "belum ditautkan" in client.get("/me/plan").text
    assert client.post("/me/plan", data={"seen": "0", **ROW}).status_code == 403


def test_a_past_year_is_shown_and_not_written() -> None:
    storage, client = opened()
    page = client.get("/me/plan?year=2025").text
    assert "Tidak ada rencana yang tercatat untuk tahun 2025." in page
    form = {"seen": "0", "year": "2025", **ROW}
    assert client.post("/me/plan", data=form).status_code == 404
    assert storage.tables.individual_plans == []
