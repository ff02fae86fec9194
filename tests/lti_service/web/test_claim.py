"""The queue of NIP claims, as an administrator clears it."""

import re
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.claim import ClaimReview, ReviewState
from lti_service.domain.organisation import Person
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    LEARNER,
    NIP,
    account_of,
    browser,
    office,
)

AMINAH = Person("p-aminah", "Siti Aminah", "192701011947012005", "PNS", "")
GANI = Person("p-gani", "Abdul Gani", "192701011947011008", "PNS", "")
BASE = replace(account_of(LEARNER), person_id=None)


def queue(*claims: tuple[str, str]) -> tuple[FakeStorage, Any]:
    """Accounts ``a-1`` and so on, each with a name and a NIP."""
    storage, ports = office()
    storage.tables.people |= {person.id: person for person in (AMINAH, GANI)}
    for number, (name, nip) in enumerate(claims, 1):
        account = replace(BASE, id=f"a-{number}", subject=f"{number}", name=name)
        storage.tables.accounts[account.id] = replace(account, claimed_nip=nip)
    return storage, browser(ports, storage, account_of(ADMIN))


def fields(page: str, account_id: str) -> dict[str, str]:
    inside = page.partition(f"/admin/claims/{account_id}/")[2]
    found = dict(re.findall(r'name="(seen|next)" value="([^"]*)"', inside)[:2])
    assert found["seen"]
    return found


def test_both_names_stand_side_by_side_with_how_alike_they_are() -> None:
    _, client = queue(("Siti Aminah, S.Pd.", AMINAH.nip), ("Hasan", "1" * 18))
    page = client.get("/admin/claims").text
    assert "2 klaim menunggu keputusan Anda." in page
    assert "<b>Siti Aminah, S.Pd.</b>" in page
    assert "<b>Siti Aminah</b>" in page
    assert "nama sama" in page
    assert "NIP tidak dikenal" in page
    assert AMINAH.nip not in page
    assert "1" * 18 not in page


def test_a_claim_is_linked_and_the_next_one_is_at_hand() -> None:
    storage, client = queue(("Aminah", AMINAH.nip), ("Gani", GANI.nip))
    form = fields(client.get("/admin/claims").text, "a-1")

    reply = client.post("/admin/claims/a-1/link", data=form)

    assert reply.status_code == 303
    assert storage.tables.accounts["a-1"].person_id == AMINAH.id
    path, _, fragment = reply.location.partition("#")
    assert fragment == "done"
    page = client.get(path).text
    told = page.index("Akun Aminah sudah ditautkan.")
    assert told < page.index('id="c-a-2"')
    act = re.search(r'name="act" value="([^"]*)"', page)
    assert act
    assert client.post("/admin/claims/undo", data={"act": act[1]}).status_code == 303
    assert storage.tables.accounts["a-1"].person_id is None


def test_a_dismissal_needs_a_reason_and_names_it() -> None:
    storage, client = queue(("Hasan", "1" * 18))
    form = fields(client.get("/admin/claims").text, "a-1")
    refused = client.post("/admin/claims/a-1/dismiss", data=form)
    assert (refused.status_code, "belum diisi" in refused.text) == (422, True)

    reply = client.post("/admin/claims/a-1/dismiss", data={**form, "reason": "Uji."})

    page = client.get(reply.location).text
    assert "Klaim akun Hasan sudah ditolak." in page
    assert "Tidak ada klaim yang menunggu." in page
    assert storage.tables.audit[-1].reason == "Uji."


def test_all_exact_ones_are_linked_only_when_confirmed() -> None:
    storage, client = queue(("Siti Aminah", AMINAH.nip), ("ABDUL GANI", GANI.nip))
    page = client.get("/admin/claims").text
    ids = re.findall(r'name="account" value="([^"]*)"', page)
    assert ids == ["a-1", "a-2"]
    assert "Tautkan 2 sekaligus" in page
    address = "/admin/claims/link-exact"
    refused = client.post(address, data={"account": ids})
    assert refused.status_code == 422
    assert storage.tables.accounts["a-1"].person_id is None

    reply = client.post(address, data={"account": ids, "sure": "1"})

    page = client.get(reply.location).text
    assert "2 akun sudah ditautkan." in page
    assert {storage.tables.accounts[one].person_id for one in ids} == {
        AMINAH.id,
        GANI.id,
    }


def test_a_claim_that_changed_meanwhile_is_said_to_have_changed() -> None:
    storage, client = queue(("Siti Aminah", AMINAH.nip))
    form = fields(client.get("/admin/claims").text, "a-1")
    account = storage.tables.accounts["a-1"]
    storage.tables.accounts["a-1"] = replace(account, claimed_nip=GANI.nip)

    reply = client.post("/admin/claims/a-1/link", data=form)

    assert (reply.status_code, "sudah berubah" in reply.text) == (409, True)
    assert storage.tables.accounts["a-1"].person_id is None


def test_a_linked_account_with_another_nip_cannot_be_linked_anew_here() -> None:
    storage, client = queue(("Siti Aminah", GANI.nip))
    account = storage.tables.accounts["a-1"]
    storage.tables.accounts["a-1"] = replace(account, person_id=AMINAH.id)
    page = client.get("/admin/claims").text
    assert "NIP berubah setelah ditautkan" in page
    assert "Tetap Siti Aminah" in page
    assert "/admin/claims/a-1/link" not in page


def test_a_doubtful_link_is_confirmed() -> None:
    storage, client = queue(("Budi", ""))
    account = storage.tables.accounts["a-1"]
    storage.tables.accounts["a-1"] = replace(account, person_id=AMINAH.id)
    doubt = ClaimReview(
        "a-1", AMINAH.nip, ReviewState.DOUBTED, "", "", "launch", MORNING
    )
    storage.tables.reviews["a-1", AMINAH.nip] = doubt
    page = client.get("/admin/claims").text
    assert "Tertaut, tetapi namanya jauh berbeda" in page

    reply = client.post("/admin/claims/a-1/confirm", data=fields(page, "a-1"))

    assert "Tautan akun Budi sudah dipastikan." in client.get(reply.location).text
    assert storage.tables.reviews["a-1", AMINAH.nip].settled


def test_an_empty_queue_says_what_would_come_here() -> None:
    _, client = queue()
    page = client.get("/admin/claims").text
    assert "Tidak ada klaim yang menunggu." in page
    assert "Kembali ke administrasi" in page


@pytest.mark.parametrize("act", ["", "tiada"])
def test_what_is_not_there_is_not_undone(act: str) -> None:
    _, client = queue()
    assert client.post("/admin/claims/undo", data={"act": act}).status_code == 404
    assert client.get(f"/admin/claims?done={act}&at=tiada").status_code == 200
    assert NIP not in client.get("/admin/claims").text
