"""The pages of people: found, seen with their days, changed, each in one's units."""

from datetime import date
from typing import Any

import pytest

from lti_service.domain.grant import Role
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    give,
    office,
)

ONE = f"/admin/people/{LEARNER.id}"
POST = {"position": "STAF", "unit": "KEC", "since": "2026-11-01", "kind": "definitif"}


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    return storage, browser(ports, storage, account_of(ADMIN))


def local(unit: str = "KEC") -> tuple[FakeStorage, Any]:
    storage, ports = office()
    give(storage, Role.ADMINISTRATOR, BOSS, unit)
    return storage, browser(ports, storage, account_of(BOSS))


def test_the_list_begins_with_the_numbers_that_matter() -> None:
    storage, client = admin()
    del storage.tables.postings[ADMIN.id, date(2026, 1, 5)]
    page = client.get("/admin/people").text
    assert "<b>4 pegawai aktif</b>, 1 di antaranya tanpa jabatan dan 2 tanpa" in page
    assert NIP not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=022", {"022"}),
        (f"q={NIP}", {"022"}),
        ("unit=PEMDA", {"003", "009", "022", "040"}),
        ("group=pengawas", {"022"}),
        ("lack=supervisor", {"003", "009", "040"}),
        ("lack=post", set()),
        ("lack=inactive", set()),
    ],
)
def test_people_are_found_by_what_they_are_and_lack(
    query: str, shown: set[str]
) -> None:
    _, client = admin()
    page = client.get(f"/admin/people?{query}").text
    found = {n for n in ("003", "009", "022", "040") if f">Pegawai {n}</a>" in page}
    assert found == shown


def test_a_nip_is_shown_when_asked_for_and_that_is_in_the_trail() -> None:
    storage, client = admin()
    assert NIP not in client.get(ONE).text
    reply = client.post(f"{ONE}/nip")
    assert NIP in reply.text
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.object) == (
        "person.nip_shown",
        f"person:{LEARNER.id}",
    )


def test_a_change_can_be_undone_and_both_are_in_the_trail() -> None:
    storage, client = admin()
    form = {"name": "Pegawai Baru", "employment_type": "PPPK", "email": ""}
    reply = client.post(ONE, data=form)
    assert "Perubahan sudah disimpan." in client.get(reply.location).text
    assert storage.tables.people[LEARNER.id].employment_type == "PPPK"
    client.post(f"{ONE}/undo")
    assert storage.tables.people[LEARNER.id] == LEARNER
    assert [e.action for e in storage.tables.audit] == ["person.changed"] * 2


def test_what_was_typed_is_still_there_after_a_refusal() -> None:
    _, client = admin()
    form = {"name": "", "employment_type": "PPPK", "email": "a@b.example"}
    reply = client.post(ONE, data=form)
    assert reply.status_code == 422
    assert 'value="a@b.example"' in reply.text
    wrong = {**POST, "position": "TIADA", "supervisor": "Pegawai 003"}
    reply = client.post(f"{ONE}/postings", data=wrong)
    assert reply.status_code == 422
    assert 'value="TIADA"' in reply.text
    assert 'value="Pegawai 003"' in reply.text


def test_a_former_nip_stays_known() -> None:
    storage, client = admin()
    number = "192501011945011002"
    form = {"kind": "nip", "value": number, "since": "2026-11-24"}
    assert client.post(f"{ONE}/identifiers", data=form).status_code == 303
    assert storage.tables.people[LEARNER.id].nip == number
    assert number not in repr(storage.tables.audit)
    taken = {**form, "value": BOSS.nip}
    reply = client.post(f"{ONE}/identifiers", data=taken)
    assert (reply.status_code, "sudah dimiliki pegawai lain" in reply.text) == (
        409,
        True,
    )
    broken = {**form, "value": "123"}
    reply = client.post(f"{ONE}/identifiers", data=broken)
    assert (reply.status_code, "yang tertulis 3 angka" in reply.text) == (422, True)


def test_a_new_post_ends_the_one_before_and_keeps_the_supervisor_by_date() -> None:
    storage, client = admin()
    form = {**POST, "supervisor": "pegawai 009"}
    assert client.post(f"{ONE}/postings", data=form).status_code == 303
    old = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    new = storage.tables.postings[LEARNER.id, date(2026, 11, 1)]
    assert (old.until, old.supervisor_id) == (date(2026, 10, 31), BOSS.id)
    assert (new.supervisor_id, new.until) == ("p-assessor", None)


def test_who_stands_in_keeps_the_own_post() -> None:
    storage, client = admin()
    client.post(f"{ONE}/postings", data={**POST, "kind": "plt"})
    own = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    assert own.until is None
    page = client.get("/admin/people?q=022").text
    assert "Kepala Seksi Ketenteraman" in page
    assert "juga Plt di jabatan lain" in page


def test_a_posting_is_ended_and_that_undone() -> None:
    storage, client = admin()
    key = LEARNER.id, date(2026, 1, 5)
    end = f"{ONE}/postings/2026-01-05/end"
    reply = client.post(end, data={"until": "2026-11-23"})
    assert storage.tables.postings[key].until == date(2026, 11, 23)
    assert "Batalkan" in client.get(reply.location).text
    client.post(end, data={"again": "1"})
    assert storage.tables.postings[key].until is None
    assert client.post(end, data={"until": "2025-01-01"}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"supervisor": NIP}, "atasannya sendiri"),
        ({"supervisor": "Pegawai"}, "Atasan itu tidak dikenal"),
        ({"since": ""}, "Tanggal jabatan belum lengkap"),
        ({"since": "besok"}, "Tanggal jabatan belum lengkap"),
        ({"position": ""}, "Jabatan itu tidak dikenal"),
        ({"since": "2026-01-05", "kind": "plt"}, "jenis penugasan yang lain"),
    ],
)
def test_a_post_that_cannot_be_is_refused_in_words(
    changes: dict[str, str], words: str
) -> None:
    storage, client = admin()
    before = dict(storage.tables.postings)
    reply = client.post(f"{ONE}/postings", data={**POST, **changes})
    assert reply.status_code in {409, 422}
    assert words in reply.text
    assert storage.tables.postings == before


def test_an_administrator_of_a_unit_sees_and_changes_only_its_people() -> None:
    storage, client = local()
    del storage.tables.postings[ADMIN.id, date(2026, 1, 5)]
    page = client.get("/admin/people").text
    assert ">Pegawai 022</a>" in page
    assert ">Pegawai 040</a>" not in page
    assert client.get(f"/admin/people/{ADMIN.id}").status_code == 403
    assert client.post(f"/admin/people/{ADMIN.id}/nip").status_code == 403
    moved = {**POST, "unit": "PEMDA"}
    assert client.post(f"{ONE}/postings", data=moved).status_code == 403
    assert client.post(f"{ONE}/active", data={"active": "0"}).status_code == 303
    for url in ("positions", "frameworks", "rules", "import"):
        assert client.get(f"/admin/{url}").status_code == 403


def test_who_lacks_something_is_told_what_to_do() -> None:
    storage, client = admin()
    del storage.tables.postings[ADMIN.id, date(2026, 1, 5)]
    page = client.get(f"/admin/people/{ADMIN.id}").text
    assert "Tidak memegang jabatan hari ini. Tambahkan di bagian Jabatan." in page
    assert client.get("/admin/people/tiada").status_code == 404
