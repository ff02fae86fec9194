import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.ports import Ports
from tests.fakes import MORNING, FakeCourses, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    attempt,
    browser,
    give,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import two_questions

COURSE = two_questions(id="siaga", title="Siaga bencana")
CLAIMING = replace(
    account_of(LEARNER), id="a-c", subject="c", person_id=None, claimed_nip=NIP
)


def learning() -> tuple[FakeStorage, Ports]:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    link(storage)
    for number, (who, right) in enumerate(
        ((LEARNER, True), (BOSS, False), (ASSESSOR, True)), 1
    ):
        made = attempt(
            COURSE, account_of(who).id, identifier=f"t-{number}", right=right
        )
        storage.tables.attempts[made.id] = made
    return storage, ports


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = learning()
    return storage, browser(ports, storage, account_of(ADMIN))


def names(page: str) -> Iterator[str]:
    for person in (LEARNER, BOSS, ASSESSOR):
        if f">{person.name}</a>" in page:
            yield person.name


def test_the_page_says_who_has_finished_what_and_whether_the_lms_knows() -> None:
    storage, client = admin()
    with client.application.extensions["ports"].storage.writing() as uow:
        uow.outbox.put("score", "x|y", {"attempt_id": "t-1"}, MORNING)
        uow.commit()
    page = client.get("/admin").text
    assert "<b>2 dari 3</b> kepesertaan sudah lulus." in page
    assert "1 nilai menunggu dikirim" in page
    assert "Menunggu dikirim" in page
    assert "Terkirim" in page
    assert "Belum mencapai batas lulus" in page
    assert NIP not in page
    assert storage.tables.outbox


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Pegawai 022", "Pegawai 003", "Pegawai 009"}),
        ("?state=passed", {"Pegawai 022", "Pegawai 009"}),
        ("?state=failed", {"Pegawai 003"}),
        ("?state=learning", set()),
        ("?course=siaga", {"Pegawai 022", "Pegawai 003", "Pegawai 009"}),
        ("?course=lain", set()),
        ("?state=tiada&order=tiada", {"Pegawai 022", "Pegawai 003", "Pegawai 009"}),
    ],
)
def test_the_table_can_be_filtered(query: str, expected: set[str]) -> None:
    _, client = admin()
    assert set(names(client.get(f"/admin{query}").text)) == expected


def test_the_table_can_be_sorted() -> None:
    _, client = admin()
    page = client.get("/admin?order=name").text
    places = [page.index(f">{p.name}</a>") for p in (BOSS, ASSESSOR, LEARNER)]
    assert places == sorted(places)
    assert 'aria-sort="ascending"' in page


def test_the_file_has_the_same_rows_and_starts_no_formula() -> None:
    storage, client = admin()
    storage.tables.people[LEARNER.id] = replace(LEARNER, name="=HYPERLINK(1)")
    reply = client.get("/admin/completions.csv?state=passed")
    assert reply.mimetype == "text/csv"
    assert NIP not in reply.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert {row["Nama"] for row in rows} == {"'=HYPERLINK(1)", "Pegawai 009"}
    assert {row["Lulus pada"] for row in rows} == {"2026-11-14"}
    assert NIP in {row["NIP"] for row in rows}


def test_an_empty_service_says_the_first_steps() -> None:
    storage, ports = office()
    storage.tables.competencies.clear()
    storage.tables.standards.clear()
    page = browser(ports, storage, account_of(ADMIN)).get("/admin").text
    assert "Belum ada yang mulai belajar." in page
    assert "lti-service publish" in page
    assert "lti-service import framework" in page
    assert "lti-service import people" not in page


def test_a_claim_is_shown_checked_and_linked() -> None:
    storage, client = admin()
    storage.tables.accounts[CLAIMING.id] = CLAIMING
    page = client.get("/admin").text
    assert "1 klaim NIP menunggu keputusan Anda." in page
    assert 'href="/admin/claims"' in page
    page = client.get("/admin/accounts/a-c").text
    assert "Tautkan dengan Pegawai 022?" in page
    assert NIP not in page
    reply = client.post("/admin/accounts/a-c/link")
    assert (reply.status_code, reply.location) == (303, "/admin/accounts/a-c")
    assert storage.tables.accounts["a-c"].person_id == LEARNER.id
    assert NIP not in str(storage.tables.audit)


def test_an_account_without_a_claim_is_linked_by_a_typed_nip() -> None:
    storage, client = admin()
    storage.tables.accounts["a-c"] = replace(CLAIMING, claimed_nip="")
    reply = client.post("/admin/accounts/a-c/link", data={"nip": f" {BOSS.nip} "})
    assert reply.status_code == 303
    assert storage.tables.accounts["a-c"].person_id == BOSS.id


@pytest.mark.parametrize("typed", ["1.98E+17", "123", "192001011940011099"])
def test_a_wrong_or_unknown_nip_links_nobody(typed: str) -> None:
    storage, client = admin()
    storage.tables.accounts["a-c"] = CLAIMING
    reply = client.post("/admin/accounts/a-c/link", data={"nip": typed})
    assert reply.status_code == 404
    assert "Pegawai yang dimaksud tidak dikenal." in reply.text
    assert storage.tables.accounts["a-c"] == CLAIMING


def test_a_link_is_undone_only_when_confirmed() -> None:
    storage, client = admin()
    address = f"/admin/accounts/{account_of(LEARNER).id}"
    reply = client.post(f"{address}/unlink")
    assert (reply.status_code, "belum ditegaskan" in reply.text) == (422, True)
    assert storage.tables.accounts["a-learner"].person_id == LEARNER.id
    assert client.post(f"{address}/unlink", data={"sure": "1"}).status_code == 303
    assert storage.tables.accounts["a-learner"].person_id is None


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/completions.csv", "/admin/accounts/a-c"]
)
@pytest.mark.parametrize("person", [LEARNER, ASSESSOR, BOSS])
def test_only_administrators_come_in(person: Any, path: str) -> None:
    storage, ports = learning()
    storage.tables.accounts["a-c"] = CLAIMING
    client = browser(ports, storage, account_of(person))
    assert client.get(path).status_code == 403
    assert client.post("/admin/accounts/a-c/link").status_code == 403
    assert client.post("/admin/accounts/a-c/unlink").status_code == 403
    assert storage.tables.accounts["a-c"] == CLAIMING


def test_an_administrator_of_a_unit_links_no_accounts() -> None:
    storage, ports = learning()
    storage.tables.grants.clear()
    give(storage, Role.ADMINISTRATOR, ADMIN, "KEC")
    storage.tables.accounts["a-c"] = CLAIMING
    client = browser(ports, storage, account_of(ADMIN))
    page = client.get("/admin").text
    assert set(names(page)) == {"Pegawai 022", "Pegawai 003", "Pegawai 009"}
    assert "klaim NIP" not in page
    assert client.post("/admin/accounts/a-c/link").status_code == 403


def test_an_account_that_is_not_there_is_not_found() -> None:
    _, client = admin()
    assert client.get("/admin/accounts/tiada").status_code == 404
    assert client.post("/admin/accounts/tiada/link").status_code == 404


def test_the_page_speaks_english_too() -> None:
    storage, ports = learning()
    page = browser(ports, storage, account_of(ADMIN), "en").get("/admin").text
    assert "<b>2 of 3</b> enrolments have passed." in page
    assert "Below the pass mark" in page
