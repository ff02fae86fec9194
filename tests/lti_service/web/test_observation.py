"""The pages of observers, with and without a script, and what people read afterwards."""

import json
import re
import uuid
from typing import Any

import pytest

from lti_service.domain.grant import Role
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    browser,
    give,
)
from tests.lti_service.use_cases.observation.given import DRILL, SHEET, Field

FORM = {"person": LEARNER.id, "k0": "3", "k1": "4", "c0": "", "c1": "Tenang <b>"}


class Phone:
    """A field, and a browser in it."""

    def __init__(self, who: Any = ASSESSOR) -> None:
        self.field = Field()
        self.url = f"/assess/observe/{self.field.drill}"
        self.work = f"/team/observe/{self.field.sheet}"
        self.client = self.of(who)

    def of(self, who: Any) -> Any:
        return browser(self.field.ports, self.field.storage, account_of(who))

    def send(self, *scores: Any, account: str = "", url: str = "") -> Any:
        form = {
            "account": account or account_of(ASSESSOR).id,
            "scores": json.dumps(scores),
        }
        return self.client.post(f"{url or self.url}/scores", data=form)


def kept(**changes: Any) -> dict[str, Any]:
    """A score as a phone keeps it."""
    score: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "person": LEARNER.id,
        "levels": [3, 4],
        "comments": ["", "Tenang"],
        "comment": "",
        "at": "2026-11-24T00:10:00.000Z",
        "version": 1,
    }
    return score | changes


def test_without_a_script_a_form_saves_and_goes_on_to_the_next() -> None:
    phone = Phone()
    page = phone.client.get(f"{phone.url}?p={LEARNER.id}").text
    assert "<b>0 dari 2</b> sudah Anda nilai." in page
    assert f'<h2 id="who" tabindex="-1">{LEARNER.name}</h2>' in page
    answer = phone.client.post(phone.url, data=FORM)
    assert (answer.status_code, BOSS.id in answer.location) == (303, True)
    page = phone.client.get(answer.location).text
    assert "<b>1 dari 2</b> sudah Anda nilai." in page
    assert "Terkirim pukul 09.30, hasil 87,5 %" in page
    again = phone.client.get(f"{phone.url}?p={LEARNER.id}").text
    assert 'name="k1" value="4" checked' in again
    assert "Tenang &lt;b&gt;</textarea>" in again


def test_what_is_missing_is_said_and_what_was_written_is_still_there() -> None:
    phone = Phone()
    answer = phone.client.post(phone.url, data=FORM | {"k0": ""})
    assert answer.status_code == 422
    assert "Belum semua kriteria dinilai. Nilai ini belum disimpan." in answer.text
    assert 'name="k1" value="4" checked' in answer.text
    assert "Tenang &lt;b&gt;</textarea>" in answer.text


def test_the_page_carries_all_that_a_phone_needs() -> None:
    phone = Phone()
    phone.client.post(phone.url, data=FORM)
    page = phone.client.get(phone.url).text
    told = re.search(r'id="observing">(.*?)</script>', page, re.DOTALL)
    assert told
    data = json.loads(told[1])
    assert data["account"] == account_of(ASSESSOR).id
    assert data["people"][LEARNER.id]["sent"]["levels"] == [3, 4]
    assert data["people"][BOSS.id] == {"name": BOSS.name, "sent": None}


def test_what_a_phone_kept_is_taken_and_sent_again_changes_nothing() -> None:
    phone = Phone()
    score = kept()
    first = phone.send(score, kept(person=ADMIN.id), kept(levels=[9, 9])).json
    assert first["results"][0] == {
        "id": score["id"],
        "words": "Terkirim pukul 09.30, hasil 87,5 %",
    }
    assert [one.get("code") for one in first["results"]] == [
        None,
        "observation-person",
        "observation-levels",
    ]
    assert phone.send(score).json["results"] == first["results"][:1]
    assert len(phone.field.storage.tables.observations) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "1"},
        {"id": 7},
        {"levels": "34"},
        {"levels": [True, 4]},
        {"levels": [3] * 200},
        {"comments": [None, ""]},
        {"comment": "\0"},
        {"comment": "\ud800"},
        {"version": "1"},
        {"person": None},
        {"at": 7},
    ],
)
def test_what_cannot_be_read_is_refused_whole(changes: Any) -> None:
    phone = Phone()
    assert phone.send(kept(), kept(**changes)).status_code == 422
    assert phone.field.storage.tables.observations == []


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 5000, "[{}]", "null"])
def test_what_is_no_list_of_scores_is_refused(text: str) -> None:
    phone = Phone()
    form = {"account": account_of(ASSESSOR).id, "scores": text}
    answer = phone.client.post(f"{phone.url}/scores", data=form)
    assert answer.status_code == 422


def test_another_account_on_the_same_phone_sends_nothing_of_the_first() -> None:
    phone = Phone()
    phone.field.let_observe(BOSS)
    answer = phone.send(kept(), account=account_of(BOSS).id)
    assert answer.status_code == 403
    assert "observation-account" in answer.text
    other = phone.of(BOSS).get(phone.url).text
    assert account_of(ASSESSOR).id not in other


def test_a_supervisor_observes_and_withdraws_with_a_reason() -> None:
    phone = Phone(BOSS)
    assert phone.work in phone.client.get("/team/observe").text
    assert phone.client.post(phone.work, data=FORM).status_code == 303
    (row,) = phone.field.storage.tables.observations
    url = f"/assess/observe/withdraw/{row.record}"
    answer = phone.client.post(url, data={"sheet": phone.field.sheet, "reason": " "})
    assert answer.status_code == 422
    assert "Alasan penarikan belum diisi." in answer.text
    answer = phone.client.post(url, data={"reason": "Orang lain."})
    assert "Pengamatan ditarik." in phone.client.get(answer.location).text
    assert "Orang lain." in phone.client.get("/team/observe").text
    mine = phone.of(LEARNER).get("/me/observations").text
    assert "Alasan: Orang lain." in mine


def test_the_person_reads_who_said_what() -> None:
    phone = Phone()
    phone.client.post(phone.url, data=FORM)
    mine = phone.of(LEARNER).get("/me/observations").text
    assert f"Oleh {ASSESSOR.name}" in mine
    assert "Tenang &lt;b&gt;" in mine
    assert "87,5 %" in mine
    assert "Belum ada pengamatan" in phone.of(ADMIN).get("/me/observations").text


def test_a_named_observer_finds_the_drill_without_a_role() -> None:
    phone = Phone()
    phone.field.let_observe(BOSS)
    client = phone.of(BOSS)
    assert "/assess/observe" in client.get("/me").text
    assert phone.url in client.get("/assess/observe").text
    assert phone.of(LEARNER).get("/assess/observe").status_code == 403
    assert phone.of(LEARNER).get(phone.url).status_code == 404


def test_administrators_make_change_end_and_use_sheets() -> None:
    phone = Phone(ADMIN)
    client, url = phone.client, f"/admin/sheets/{phone.field.sheet}"
    answer = client.post("/admin/sheets/new", data=SHEET | {"title": ""})
    assert (answer.status_code, "Menenangkan warga" in answer.text) == (422, True)
    form = client.get(f"{url}/edit").text
    assert 'value="Menenangkan warga"' in form
    answer = client.post(f"{url}/edit", data=SHEET | {"title": "Malam", "seen": "1"})
    assert "Lembar tersimpan." in client.get(answer.location).text
    assert "Ini bukan versi yang berlaku." in client.get(f"{url}?version=1").text
    stale = client.post(f"{url}/edit", data=SHEET | {"seen": "1"})
    assert (stale.status_code, "diubah orang lain" in stale.text) == (409, True)
    client.post(f"{url}/end")
    assert "Diakhiri" in client.get("/admin/sheets").text
    client.post(f"{url}/end", data={"back": "1"})
    assert "Dipakai" in client.get("/admin/sheets").text
    assert client.post("/admin/sheets/take-over").status_code == 409


def test_authors_reach_their_sheets() -> None:
    phone = Phone(LEARNER)
    assert phone.client.get("/admin/sheets").status_code == 403
    give(phone.field.storage, Role.AUTHOR, LEARNER)
    assert "/admin/sheets" in phone.of(LEARNER).get("/author").text
    assert phone.of(LEARNER).get("/admin/sheets").status_code == 200


def test_administrators_prepare_follow_and_cancel_drills() -> None:
    phone = Phone(ADMIN)
    client, url = phone.client, f"/admin/drills/{phone.field.drill}"
    cells = DRILL | {"sheet": phone.field.sheet}
    answer = client.post("/admin/drills/new", data=cells | {"observers": "77"})
    assert answer.status_code == 422
    assert "Tidak ada pegawai dengan NIP 77." in answer.text
    assert LEARNER.nip in answer.text  # what was typed is still there
    phone.of(ASSESSOR).post(phone.url, data=FORM)
    page = client.get(url).text
    assert "<b>1 dari 2 peserta</b> sudah diamati." in page
    assert LEARNER.nip not in page
    assert LEARNER.nip not in client.get(f"{url}/edit").text
    (row,) = phone.field.storage.tables.observations
    refused = client.post(f"{url}/withdraw/{row.record}", data={"reason": ""})
    assert refused.status_code == 422
    gone = client.post(f"{url}/withdraw/{row.record}", data={"reason": "Keliru."})
    assert "Keliru." in client.get(gone.location).text
    client.post(f"{url}/cancel")
    assert "dibatalkan" in client.get("/admin/drills").text
    assert "Di sini tidak dinilai lagi" in phone.of(ASSESSOR).get(phone.url).text
    client.post(f"{url}/cancel", data={"back": "1"})
    assert 'id="rubric"' in phone.of(ASSESSOR).get(phone.url).text
