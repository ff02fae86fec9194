"""The page of registered LMSs, and that of our own keys."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_service.domain.circuit import Circuit
from lti_service.domain.registration import secret_hash
from lti_service.use_cases.lms.key import rotate_keys
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, account_of, browser, office
from tests.lti_service.use_cases.learning.given import PLATFORM

TRUST = {"locked": "1", "editors": "1", "checked": "1"}
UNUSED = replace(
    PLATFORM,
    id="p-unused",
    issuer="https://baru.example",
    name="LMS Baru",
    trust_nip=False,
)
FORM = {
    "name": "LMS Daerah",
    "deployments": "1, 2",
    "auth_url": "https://lms.example/auth",
    "token_url": "https://lms.example/token",
    "jwks_url": "https://lms.example/jwks",
}


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    storage.tables.platforms[UNUSED.id] = UNUSED
    return storage, browser(ports, storage, account_of(ADMIN))


def test_the_list_tells_what_is_known_of_each() -> None:
    storage, client = admin()
    storage.tables.circuits[PLATFORM.id] = Circuit(
        PLATFORM.id, failures=3, error="LMS menjawab 503."
    )
    page = client.get("/admin/platforms").text
    for words in (
        "2 LMS terdaftar.",
        "https://lms.example",
        "24 November 2026, 09.30 WIT",
        "belum pernah",
        "terganggu",
        "LMS menjawab 503.",
        "dipercaya",
        "klaim",
    ):
        assert words in page
    storage.tables.platforms.clear()
    assert "Belum ada LMS yang terdaftar." in client.get("/admin/platforms").text


def test_an_invitation_is_an_address_that_is_shown_once() -> None:
    storage, client = admin()
    page = client.post("/admin/platforms/invite").text
    found = re.search(r"http://localhost:8000/lti/register\?invitation=[\w-]+", page)
    assert found
    (secret,) = parse_qs(urlsplit(found[0]).query)["invitation"]
    assert secret_hash(secret) in storage.tables.registration_invitations
    assert secret not in client.get("/admin/platforms").text
    assert secret not in str(storage.tables.audit)


@pytest.mark.parametrize("missing", ["", *TRUST])
def test_nips_are_trusted_only_once_all_of_it_is_confirmed(missing: str) -> None:
    storage, client = admin()
    address = f"/admin/platforms/{UNUSED.id}/trust"
    assert "Lock value (ID number)" in client.get(address).text
    form = {name: value for name, value in TRUST.items() if name != missing}

    reply = client.post(address, data=form)

    assert reply.status_code == (422 if missing else 303)
    assert storage.tables.platforms[UNUSED.id].trust_nip is not bool(missing)
    actions = [entry.action for entry in storage.tables.audit]
    assert actions == ([] if missing else ["platform.trusted"])


def test_trust_is_taken_back() -> None:
    storage, client = admin()
    assert client.post(f"/admin/platforms/{PLATFORM.id}/distrust").status_code == 303
    assert not storage.tables.platforms[PLATFORM.id].trust_nip
    assert storage.tables.audit[-1].action == "platform.distrusted"


def test_a_platform_gets_another_name_and_stays_trusted() -> None:
    storage, client = admin()
    address = f"/admin/platforms/{PLATFORM.id}"
    assert client.post(address, data=FORM).status_code == 303
    changed = storage.tables.platforms[PLATFORM.id]
    expected = replace(PLATFORM, name="LMS Daerah", deployments=frozenset({"1", "2"}))
    assert changed == expected


@pytest.mark.parametrize("name", ["auth_url", "token_url", "jwks_url"])
def test_another_address_is_trusted_no_longer(name: str) -> None:
    storage, client = admin()
    form = {**FORM, name: "https://lain.example/x", "trust_nip": "1"}
    assert client.post(f"/admin/platforms/{PLATFORM.id}", data=form).status_code == 303
    assert not storage.tables.platforms[PLATFORM.id].trust_nip


@pytest.mark.parametrize(
    "changes", [{"deployments": " "}, {"jwks_url": "javascript:alert(1)"}]
)
def test_what_cannot_be_taken_changes_nothing(changes: dict[str, str]) -> None:
    storage, client = admin()
    reply = client.post(f"/admin/platforms/{PLATFORM.id}", data={**FORM, **changes})
    assert reply.status_code == 422
    assert storage.tables.platforms[PLATFORM.id] == PLATFORM


def test_an_lms_is_registered_by_hand_but_never_over_another() -> None:
    storage, client = admin()
    assert "/lti/launch" in client.get("/admin/platforms/new").text
    new = {**FORM, "issuer": "https://tiga.example", "client_id": "tool"}
    reply = client.post("/admin/platforms/new", data=new)
    assert reply.status_code == 303
    [added] = [
        p for p in storage.tables.platforms.values() if p.issuer == new["issuer"]
    ]
    assert (added.name, added.trust_nip) == ("LMS Daerah", False)
    known = {**new, "issuer": PLATFORM.issuer}
    reply = client.post("/admin/platforms/new", data=known)
    assert (reply.status_code, "sudah terdaftar" in reply.text) == (422, True)
    assert storage.tables.platforms[PLATFORM.id] == PLATFORM


def test_only_an_unused_one_is_removed_and_only_when_confirmed() -> None:
    storage, client = admin()
    address = f"/admin/platforms/{UNUSED.id}/remove"
    assert client.post(address).status_code == 422
    used = f"/admin/platforms/{PLATFORM.id}"
    assert "/remove" not in client.get(used).text
    assert client.post(f"{used}/remove", data={"sure": "1"}).status_code == 409
    assert client.post(address, data={"sure": "1"}).status_code == 303
    assert set(storage.tables.platforms) == {PLATFORM.id}
    assert client.get(f"/admin/platforms/{UNUSED.id}").status_code == 404
    assert client.get("/admin/platforms/tiada/trust").status_code == 404


def test_keys_are_listed_with_their_days_and_changed_when_confirmed() -> None:
    storage, client = admin()
    assert "Belum ada kunci" in client.get("/admin/keys").text
    rotate_keys(ports=client.application.extensions["ports"])
    page = client.get("/admin/keys").text
    assert "22 Februari 2027" in page
    assert "Dipakai" in page
    assert client.post("/admin/keys/rotate").status_code == 422

    reply = client.post("/admin/keys/rotate", data={"sure": "1"})

    page = client.get(reply.location).text
    assert "Menunggu diambil LMS" in page
    assert "Sebuah kunci baru sudah menunggu." in page
    assert len(storage.tables.keys) == 2
    assert storage.tables.audit[-1].actor == account_of(ADMIN).id
    assert "pem" not in page
