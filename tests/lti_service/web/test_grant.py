"""The page on which administrators give roles and take them away."""

import re
from datetime import timedelta
from typing import Any

import pytest

from lti_service.domain.grant import Role, code_hash
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    TODAY,
    account_of,
    browser,
    give,
    office,
)

OWN = f"g-{Role.ADMINISTRATOR}-{ADMIN.id}"
OTHERS = f"g-{Role.ASSESSOR}-{ASSESSOR.id}"
DAY = timedelta(days=1)


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    return storage, browser(ports, storage, account_of(ADMIN))


def local() -> tuple[FakeStorage, Any]:
    """An administrator of the district alone."""
    storage, ports = office()
    give(storage, Role.ADMINISTRATOR, BOSS, "KEC")
    return storage, browser(ports, storage, account_of(BOSS))


def test_the_list_says_who_holds_what_where_and_by_whom() -> None:
    _, client = admin()
    page = client.get("/admin/grants").text
    assert "2 peran sedang diberikan." in page
    for words in ("Pegawai 009", "asesor", "seluruh daerah", "lewat perintah"):
        assert words in page
    page = client.get("/admin/grants?role=administrator&name=040").text
    assert "1 dari 2 baris" in page
    assert "Ubah saringannya" in client.get("/admin/grants?name=tiada").text


def test_a_person_is_found_and_given_a_role_with_its_days() -> None:
    storage, client = admin()
    page = client.get(f"/admin/grants/give?q={NIP}").text
    assert f'value="{LEARNER.id}" required checked' in page
    assert NIP not in page.replace(f'value="{NIP}"', "")
    last = TODAY + 7 * DAY
    form = {
        "who": LEARNER.id,
        "role": "verifier",
        "unit": "KEC",
        "since": "",
        "until": last.isoformat(),
    }

    reply = client.post("/admin/grants/give", data=form)

    assert reply.status_code == 303
    page = client.get(reply.location).text
    assert "Pegawai 022 sekarang verifikator unit: Kecamatan Seruni." in page
    assert "sampai 1 Desember 2026" in page
    [given] = [g for g in storage.tables.grants.values() if g.role is Role.VERIFIER]
    assert (given.person_id, given.unit_code, given.until, given.granted_by) == (
        LEARNER.id,
        "KEC",
        last,
        account_of(ADMIN).id,
    )


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"unit": ""}, 422, "Belum dipilih di mana"),
        ({"role": "raja"}, 400, "Formulir"),
        ({"until": "2026-11-23"}, 422, "sudah lewat"),
        ({"until": "besok"}, 422, "Pilih hari terakhir"),
        ({"who": "tiada"}, 404, "tidak dikenal"),
        ({"unit": "TIADA"}, 404, "Unit yang dimaksud"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why(
    changes: dict[str, str], status: int, words: str
) -> None:
    storage, client = admin()
    before = dict(storage.tables.grants)
    form = {"who": LEARNER.id, "role": "auditor", "unit": "*", "q": "pegawai"}

    reply = client.post("/admin/grants/give", data={**form, **changes})

    assert (reply.status_code, words in reply.text) == (status, True)
    assert storage.tables.grants == before


def test_a_role_is_ended_after_a_question_and_that_undone() -> None:
    storage, client = admin()
    page = client.get(f"/admin/grants/{OTHERS}/end").text
    assert "Akhiri peran asesor?" in page
    assert "peran Anda sendiri" not in page

    reply = client.post(f"/admin/grants/{OTHERS}/end")

    page = client.get(reply.location).text
    assert "Peran asesor untuk Pegawai 009 sudah diakhiri." in page
    assert f"/admin/grants/{OTHERS}/restore" in page
    assert storage.tables.grants[OTHERS].ended_by == account_of(ADMIN).id
    assert client.post(f"/admin/grants/{OTHERS}/end").status_code == 404
    assert client.post(f"/admin/grants/{OTHERS}/restore").status_code == 303
    assert storage.tables.grants[OTHERS].ended_at is None


def test_the_last_administrator_is_told_what_to_do_first() -> None:
    storage, client = admin()
    assert "peran Anda sendiri" in client.get(f"/admin/grants/{OWN}/end").text
    reply = client.post(f"/admin/grants/{OWN}/end")
    assert reply.status_code == 409
    assert "Beri dahulu peran administrator" in reply.text
    assert storage.tables.grants[OWN].ended_at is None
    give(storage, Role.ADMINISTRATOR, BOSS)
    reply = client.post(f"/admin/grants/{OWN}/end")
    assert (reply.status_code, reply.location) == (303, "/me")
    assert client.get("/admin/grants").status_code == 403
    assert client.post(f"/admin/grants/{OWN}/restore").status_code == 403


def test_a_code_is_shown_once_listed_and_revoked() -> None:
    storage, client = admin()
    form = {"role": "author", "unit": "*", "hours": "24"}

    page = client.post("/admin/grants/invite", data=form).text

    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page)
    assert code
    assert code_hash(code[0]) in storage.tables.invitations
    listed = client.get("/admin/grants").text
    assert code[0] not in listed
    name = code_hash(code[0])[:12]
    assert client.post(f"/admin/grants/invitations/{name}/revoke").status_code == 303
    assert storage.tables.invitations == {}
    assert client.post(f"/admin/grants/invitations/{name}/revoke").status_code == 404


@pytest.mark.parametrize("changes", [{"hours": "9000"}, {"unit": ""}, {"role": ""}])
def test_a_code_that_cannot_be_made_is_not_made(changes: dict[str, str]) -> None:
    storage, client = admin()
    form = {"role": "author", "unit": "*", "hours": "24"}
    reply = client.post("/admin/grants/invite", data={**form, **changes})
    assert reply.status_code in {400, 422}
    assert storage.tables.invitations == {}


def test_an_administrator_of_a_unit_manages_that_unit_alone() -> None:
    storage, client = local()
    page = client.get("/admin/grants").text
    assert "1 peran sedang diberikan." in page
    assert "Pegawai 009" not in page
    assert 'value="*"' not in page
    before = dict(storage.tables.grants), dict(storage.tables.invitations)
    form = {"who": LEARNER.id, "role": "administrator", "unit": "*", "hours": "24"}
    assert client.get(f"/admin/grants/{OTHERS}/end").status_code == 404
    assert client.post(f"/admin/grants/{OTHERS}/end").status_code == 404
    assert client.post(f"/admin/grants/{OTHERS}/restore").status_code == 403
    for unit in ("*", "PEMDA"):
        for address in ("give", "invite"):
            reply = client.post(f"/admin/grants/{address}", data={**form, "unit": unit})
            assert (reply.status_code, "tidak menjangkau" in reply.text) == (403, True)
    assert (storage.tables.grants, storage.tables.invitations) == before
    reply = client.post("/admin/grants/give", data={**form, "unit": "KEC"})
    assert reply.status_code == 303


def test_the_pages_of_administration_are_named_as_far_as_they_open() -> None:
    _, everywhere = admin()
    _, here = local()
    nav = re.compile(r'<nav class="tabs places".*?</nav>', re.DOTALL)
    wide, narrow = (nav.search(c.get("/admin/grants").text) for c in (everywhere, here))
    assert wide
    assert narrow
    assert "/admin/claims" in wide[0]
    assert re.findall(r'href="([^"]*)"', narrow[0]) == [
        "/admin/grants",
        "/admin#semua",
    ]
    assert 'href="/admin/grants" aria-current="page"' in narrow[0]
    assert not nav.search(here.get("/me").text)
