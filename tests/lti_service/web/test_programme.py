import re
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.organisation import Person
from lti_service.domain.programme import EnrolmentState, ProgrammeState
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
    give,
    office,
)
from tests.lti_service.use_cases.programme.test_enrolment import put, training

FORM = {
    "code": "PB-02",
    "title": "Bencana lanjutan",
    "outcomes": "T-PB-01:3\nM08:2",
    "hours": "7,5",
    "route": "B3",
    "unit": "",
    "from": "2026-01-01",
    "until": "2026-12-31",
    "state": "draft",
}
BATCH = {
    "code": "PB-01-B",
    "name": "Angkatan II",
    "from": "2026-12-01",
    "until": "2026-12-05",
    "mode": "klasikal",
    "places": "30",
}


def opened(who: Person = ADMIN) -> tuple[FakeStorage, Any]:
    storage, ports = training()
    return storage, browser(ports, storage, account_of(who))


def test_the_list_begins_with_how_many_are_open_and_finds_by_words() -> None:
    storage, client = opened()
    put(storage)
    storage.tables.programmes["LD-01", 1] = make.programme(
        code="LD-01", title="Literasi digital", state=ProgrammeState.DRAFT
    )
    page = client.get("/admin/programmes").text
    assert "<b>1 dari 2</b> program dibuka. 1 usulan menunggu keputusan." in page
    assert page.index("Penanggulangan bencana dasar") < page.index("Literasi digital")
    found = client.get("/admin/programmes?q=literasi").text
    assert "Penanggulangan bencana dasar" not in found
    assert "Literasi digital" in found
    drafts = client.get("/admin/programmes?state=draft").text
    assert "Penanggulangan bencana dasar" not in drafts
    assert "Tidak ada yang cocok" in client.get("/admin/programmes?q=zzz").text


def test_where_there_is_none_yet_the_page_says_what_to_do() -> None:
    storage, ports = office()
    client = browser(ports, storage, account_of(ADMIN))
    page = client.get("/admin/programmes").text
    assert "Belum ada program pelatihan." in page
    assert "lti-service import programmes" in page


def test_a_programme_is_made_opened_and_taken_back() -> None:
    storage, client = opened()
    reply = client.post("/admin/programmes/new", data=FORM)
    assert reply.status_code == 303
    page = client.get(reply.location).text
    assert "Program tersimpan sebagai versi 1." in page
    assert "Penanggulangan bencana, level 3" in page
    reply = client.post("/admin/programmes/PB-02/state", data={"state": "open"})
    page = client.get(reply.location).text
    assert "Keadaan program ini sekarang: Dibuka." in page
    (undo,) = re.findall(r'value="(draft|closed)">Batalkan<', page)
    client.post("/admin/programmes/PB-02/state", data={"state": undo})
    versions = [
        row.state
        for (code, _), row in storage.tables.programmes.items()
        if code == "PB-02"
    ]
    assert versions == ["draft", "open", "draft"]
    assert [act.action for act in storage.tables.audit] == [
        "programme.added",
        "programme.state",
        "programme.state",
    ]


def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays() -> None:
    storage, client = opened()
    typed = {"code": "b 2", "title": "", "hours": "banyak", "outcomes": "Z9:2"}
    reply = client.post("/admin/programmes/new", data=FORM | typed)
    assert reply.status_code == 422
    assert "4 isian perlu diperbaiki. Belum ada yang disimpan." in reply.text
    assert "b 2 bukan kode yang dapat dipakai." in reply.text
    assert "Isian ini wajib diisi." in reply.text
    assert "banyak bukan jumlah JP." in reply.text
    assert "Z9 tidak dikenal. Periksa kodenya." in reply.text
    assert "impor" not in reply.text.partition("<form")[2].partition("</form")[0]
    assert 'value="banyak"' in reply.text
    assert len(storage.tables.programmes) == 1


def test_a_code_is_not_given_twice() -> None:
    storage, client = opened()
    reply = client.post("/admin/programmes/new", data=FORM | {"code": "PB-01"})
    assert (reply.status_code, "Kode ini sudah dipakai." in reply.text) == (422, True)
    client.post("/admin/programmes/PB-01/batches/new", data=BATCH)
    reply = client.post("/admin/programmes/PB-01/batches/new", data=BATCH)
    assert (reply.status_code, "Kode ini sudah dipakai." in reply.text) == (422, True)
    assert len(storage.tables.batches) == 2


def test_a_change_is_a_further_version_and_the_code_stays() -> None:
    storage, client = opened()
    form = client.get("/admin/programmes/PB-01/edit").text
    assert 'value="Penanggulangan bencana dasar"' in form
    assert "T-PB-01:2" in form
    changed = FORM | {"seen": "1", "code": "LAIN"}
    assert client.post("/admin/programmes/PB-01/edit", data=changed).status_code == 303
    row = storage.tables.programmes["PB-01", 2]
    assert (row.code, row.title) == ("PB-01", "Bencana lanjutan")
    reply = client.post("/admin/programmes/PB-01/edit", data=changed)
    assert reply.status_code == 409
    assert "Orang lain sudah mengubahnya" in reply.text
    assert 'value="Bencana lanjutan"' in reply.text


def test_saving_without_a_change_makes_no_version() -> None:
    storage, client = opened()
    form = client.get("/admin/batches/PB-01-A/edit").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields["mode"] = "klasikal"
    reply = client.post("/admin/batches/PB-01-A/edit", data=fields)
    assert (reply.status_code, len(storage.tables.batches)) == (303, 1)


def test_a_batch_is_made_within_the_term_and_changed() -> None:
    storage, client = opened()
    outside = BATCH | {"until": "2027-01-05", "places": "0"}
    reply = client.post("/admin/programmes/PB-01/batches/new", data=outside)
    assert reply.status_code == 422
    assert "di luar masa program" in reply.text
    assert "0 bukan jumlah tempat." in reply.text
    reply = client.post("/admin/programmes/PB-01/batches/new", data=BATCH)
    assert reply.location == "/admin/batches/PB-01-B?saved=1"
    assert "<b>0 dari 30</b> tempat terisi." in client.get(reply.location).text
    more = BATCH | {"places": "", "seen": "1"}
    client.post("/admin/batches/PB-01-B/edit", data=more)
    assert storage.tables.batches["PB-01-B", 2].places is None
    assert "tanpa batas tempat" in client.get("/admin/programmes/PB-01").text


def test_an_administrator_of_a_unit_keeps_only_its_programmes() -> None:
    storage, ports = training()
    give(storage, Role.ADMINISTRATOR, BOSS, "KEC")
    client = browser(ports, storage, account_of(BOSS))
    assert "Ubah program" not in client.get("/admin/programmes/PB-01").text
    for path in ("/admin/programmes/PB-01/edit", "/admin/batches/PB-01-A/edit"):
        assert client.get(path).status_code == 403
        assert client.post(path, data=FORM | {"seen": "1"}).status_code == 403
    assert client.post("/admin/programmes/new", data=FORM).status_code == 403
    own = FORM | {"unit": "KEC"}
    assert client.post("/admin/programmes/new", data=own).status_code == 303
    wider = own | {"seen": "1", "unit": ""}
    reply = client.post("/admin/programmes/PB-02/edit", data=wider)
    assert (reply.status_code, storage.tables.programmes["PB-02", 1].owner_unit) == (
        403,
        "KEC",
    )


@pytest.mark.parametrize("path", ["programmes", "programmes/PB-01", "batches/PB-01-A"])
def test_who_is_no_administrator_sees_nothing(path: str) -> None:
    _, client = opened(LEARNER)
    assert client.get(f"/admin/{path}").status_code == 403


@pytest.mark.parametrize("path", ["programmes/TIADA", "batches/TIADA"])
def test_what_is_not_there_is_said(path: str) -> None:
    _, client = opened()
    assert client.get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize("state", ["", "semua"])
def test_what_is_no_state_is_refused(state: str) -> None:
    storage, client = opened()
    reply = client.post("/admin/programmes/PB-01/state", data={"state": state})
    assert 400 <= reply.status_code < 500
    assert len(storage.tables.programmes) == 1


def test_the_batch_masks_nips_and_counts_everybody() -> None:
    storage, client = opened()
    put(storage, LEARNER, EnrolmentState.APPROVED)
    put(storage, ASSESSOR)
    page = client.get("/admin/batches/PB-01-A").text
    assert "<b>1 dari 2</b> tempat terisi. 1 usulan menunggu keputusan." in page
    assert LEARNER.name in page
    assert NIP not in page
