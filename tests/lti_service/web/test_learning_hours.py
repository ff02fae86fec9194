import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import JpEntry, JpState
from lti_service.domain.organisation import Person
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
from tests.service_factories import jp_entry

SEMINAR = jp_entry(
    person_id=LEARNER.id,
    since=date(2026, 3, 2),
    until=date(2026, 3, 3),
    amount=Decimal(2),
)


def opened(
    *entries: JpEntry, who: Person = LEARNER, **changes: Any
) -> tuple[FakeStorage, Any]:
    storage, ports = office()
    storage.tables.hours.extend(entries)
    storage.tables.people[LEARNER.id] = replace(LEARNER, **changes)
    give(storage, Role.VERIFIER, BOSS, "KEC")
    return storage, browser(ports, storage, account_of(who))


def course(identifier: str, **changes: Any) -> JpEntry:
    fields: dict[str, Any] = {
        "id": identifier,
        "record": f"attempt:{identifier}",
        "person_id": LEARNER.id,
        "activity": f"Kursus {identifier}",
        "route": "C3",
        "state": JpState.RECOGNISED,
        "amount": Decimal("2.5"),
    }
    return jp_entry(**(fields | changes))


def test_the_card_shows_each_activity_and_both_sums() -> None:
    _, client = opened(course("satu"), course("dua"), SEMINAR)
    page = client.get("/me/hours").text
    assert "<b>3 JP diakui</b>, 13 JP dipelajari" in page
    assert "Masih kurang 17 JP sampai akhir tahun 2026" in page
    assert "Batas E-learning: 3 JP sehari." in page
    assert "2 Maret 2026 sampai 3 Maret 2026" in page
    assert "Menunggu verifikasi" in page
    assert "PP 11/2017 jo. PP 17/2020 Pasal 203" in page
    assert "periksa: menunggu keputusan daerah" in page
    assert "Satu JP adalah 45 menit." in page
    assert NIP not in page


@pytest.mark.parametrize(
    ("employment_type", "amount", "words"),
    [
        ("PNS", "20", "Kewajiban 20 JP tahun 2026 sudah terpenuhi."),
        ("PPPK", "24", "masih dalam batas 24 JP setahun bagi PPPK"),
        ("PPPK", "30", "melampaui batas 24 JP setahun bagi PPPK sebanyak 6 JP"),
        ("CPNS", "0.5", "tidak ada batas JP setahun"),
    ],
)
def test_the_card_says_how_the_year_stands_to_the_law(
    employment_type: str, amount: str, words: str
) -> None:
    row = course("satu", route="B3", amount=Decimal(amount))
    _, client = opened(row, employment_type=employment_type)
    assert words in client.get("/me/hours").text


def test_an_empty_card_says_what_is_next_and_other_years_are_open() -> None:
    _, client = opened(course("lama", since=date(2025, 5, 5), until=date(2025, 5, 5)))
    page = client.get("/me/hours").text
    assert "Belum ada kegiatan yang tercatat pada tahun 2026." in page
    assert "Selesaikan sebuah kursus dari LMS Anda" in page
    past = client.get("/me/hours?year=2025").text
    assert "Kursus lama" in past
    assert "Tahun 2025 kurang 18 JP dari 20 JP" in past


@pytest.mark.parametrize("year", ["0", "99999", "besok", "1950"])
def test_an_odd_year_is_no_error(year: str) -> None:
    _, client = opened()
    assert client.get(f"/me/hours?year={year}").status_code == 200


def test_the_plan_leads_to_the_card() -> None:
    _, client = opened()
    assert 'href="/me/hours"' in client.get("/me").text


def test_a_verifier_recognises_and_the_card_says_by_whom() -> None:
    storage, client = opened(SEMINAR, who=BOSS)
    page = client.get("/admin/hours").text
    assert "1 kegiatan menunggu verifikasi Anda." in page
    assert "Sertifikat 7/2026" in page
    assert NIP not in page
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    assert reply.status_code == 303
    told = client.get(reply.location).text
    assert "diakui 8 JP" in told
    assert "Tidak ada kegiatan yang menunggu verifikasi Anda." in told
    last = storage.tables.hours[-1]
    assert (last.state, last.verifier_id, last.revision) == (
        JpState.RECOGNISED,
        BOSS.id,
        2,
    )
    assert storage.tables.hours[0] == SEMINAR
    (act,) = storage.tables.audit
    assert (act.action, act.actor, act.object) == (
        "hours.recognised",
        "a-boss",
        "hours:import:1",
    )


def test_a_long_queue_says_how_many_wait_and_shows_the_first() -> None:
    rows = [replace(SEMINAR, id=f"jp-{n}", record=f"r-{n}") for n in range(51)]
    _, client = opened(*rows, who=BOSS)
    page = client.get("/admin/hours").text
    assert "51 kegiatan menunggu verifikasi Anda." in page
    assert page.count('value="recognised"') == 50
    assert "yang lain menyusul begitu ini selesai" in page


def test_a_refusal_needs_a_reason_which_the_person_reads() -> None:
    storage, client = opened(SEMINAR, who=ADMIN)
    reply = client.post("/admin/hours/jp-1", data={"verdict": "refused"})
    assert reply.status_code == 422
    assert "Alasan penolakan belum diisi." in reply.text
    assert len(storage.tables.hours) == 1
    form = {"verdict": "refused", "reason": "Sertifikat tidak terbaca."}
    assert client.post("/admin/hours/jp-1", data=form).status_code == 303
    storage.tables.audit.clear()
    ports = client.application.extensions["ports"]
    page = browser(ports, storage, account_of(LEARNER)).get("/me/hours").text
    assert "Alasan: Sertifikat tidak terbaca." in page
    assert f"oleh {ADMIN.name}" in page


def test_a_verdict_can_be_undone_by_a_new_row() -> None:
    storage, client = opened(SEMINAR, who=BOSS)
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    page = client.get(reply.location).text
    (undo,) = re.findall(r'action="(/admin/hours/[^"]*)"', page)
    back = client.post(undo, data={"verdict": "submitted"})
    assert "kembali ke antrean" in client.get(back.location).text
    assert [row.state for row in storage.tables.hours] == [
        JpState.SUBMITTED,
        JpState.RECOGNISED,
        JpState.SUBMITTED,
    ]


def test_a_page_that_is_out_of_date_changes_nothing() -> None:
    storage, client = opened(SEMINAR, who=BOSS)
    client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    form = {"verdict": "refused", "reason": "Terlambat."}
    reply = client.post("/admin/hours/jp-1", data=form)
    assert (reply.status_code, len(storage.tables.hours)) == (409, 2)
    assert "sudah berubah sejak halaman dibuka" in reply.text


def test_nobody_verifies_their_own() -> None:
    own = replace(SEMINAR, person_id=BOSS.id)
    storage, client = opened(own, who=BOSS)
    page = client.get("/admin/hours").text
    assert "Tidak ada kegiatan yang menunggu verifikasi Anda." in page
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    assert reply.status_code == 403
    assert storage.tables.hours == [own]


def test_a_verifier_of_another_unit_may_not() -> None:
    storage, client = opened(SEMINAR, who=BOSS)
    storage.tables.postings[LEARNER.id, date(2026, 1, 5)] = replace(
        storage.tables.postings[LEARNER.id, date(2026, 1, 5)], unit_code="PEMDA"
    )
    assert "Seminar kebencanaan" not in client.get("/admin/hours").text
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    assert (reply.status_code, storage.tables.hours) == (403, [SEMINAR])


def test_who_is_no_verifier_may_not() -> None:
    storage, client = opened(SEMINAR, who=ASSESSOR)
    assert client.get("/admin/hours").status_code == 403
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    assert (reply.status_code, storage.tables.hours) == (403, [SEMINAR])


def test_a_verification_has_a_name() -> None:
    storage, client = opened(SEMINAR, who=ADMIN)
    unnamed = replace(account_of(ADMIN), person_id=None)
    storage.tables.accounts[unnamed.id] = unnamed
    key, grant = next(
        (k, g) for k, g in storage.tables.grants.items() if g.person_id == ADMIN.id
    )
    storage.tables.grants[key] = replace(grant, person_id=None, account_id=unnamed.id)
    reply = client.post("/admin/hours/jp-1", data={"verdict": "recognised"})
    assert (reply.status_code, storage.tables.hours) == (403, [SEMINAR])
    assert "setiap verifikasi harus bernama" in reply.text


@pytest.mark.parametrize("verdict", ["withdrawn", "", "semua"])
def test_what_is_no_verdict_is_refused(verdict: str) -> None:
    storage, client = opened(SEMINAR, who=BOSS)
    reply = client.post("/admin/hours/jp-1", data={"verdict": verdict})
    assert 400 <= reply.status_code < 500
    assert storage.tables.hours == [SEMINAR]


def test_what_a_course_brought_is_not_for_a_verifier_to_refuse() -> None:
    row = course("satu", course_id="siaga")
    storage, client = opened(row, who=BOSS)
    form = {"verdict": "refused", "reason": "Tidak."}
    assert client.post("/admin/hours/satu", data=form).status_code == 404
    assert storage.tables.hours == [row]
