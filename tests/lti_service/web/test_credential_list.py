from typing import Any

import pytest

from lti_service.domain.grant import Role
from tests.fakes import FakeStorage
from tests.lti_service.credential import COMPETENCY, COURSE, another_key, issuing
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    give,
)

PAGE, ISSUER = "/admin/credentials", "/admin/credentials/issuer"
PROFILE = {"name": "BPSDM", "url": "https://b.example", "email": "", "image_url": ""}


def opened(*sources: str) -> tuple[FakeStorage, Any, Any]:
    """The learner has asked; the learner's and the administrator's browsers."""
    storage, ports = issuing()
    learner = browser(ports, storage, account_of(LEARNER))
    for source in sources:
        learner.post("/me/credentials", data={"source": source, "named": "1"})
    return storage, learner, browser(ports, storage, account_of(ADMIN))


def only(storage: FakeStorage) -> str:
    (made,) = storage.tables.credentials
    return made


def test_an_administrator_sees_what_is_about_and_how_it_stands() -> None:
    _, _, admin = opened(COMPETENCY, COURSE)
    page = admin.get(PAGE).text
    assert "<b>2 dari 2</b> kredensial" in page
    assert "Pegawai 022" in page
    assert "Kecamatan Seruni" in page
    assert NIP not in page
    assert 'href="/admin/credentials"' in admin.get("/admin").text


def test_an_empty_list_says_what_makes_one() -> None:
    _, _, admin = opened()
    assert "Pegawai memintanya sendiri" in admin.get(PAGE).text


def test_what_is_revoked_says_why_to_its_holder_and_the_class_to_others() -> None:
    storage, learner, admin = opened(COMPETENCY)
    made = only(storage)
    reply = admin.post(f"{PAGE}/{made}/revoke", data={"reason": "Keliru orang."})
    assert reply.status_code == 303
    assert "Kredensial dicabut." in admin.get(reply.location).text
    public = learner.application.test_client().get(f"/credentials/{made}").text
    assert "dicabut oleh penerbit" in public
    assert "Keliru orang." not in public
    mine = learner.get("/me/credentials").text
    assert "Alasan pencabutan: Keliru orang." in mine
    assert "hanya pengelola yang dapat menerbitkannya lagi" in mine
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.object, entry.reason) == (
        "credential.revoked",
        f"credential:{made}",
        "Keliru orang.",
    )


def test_who_had_it_taken_back_cannot_ask_again_but_an_administrator_issues_it() -> (
    None
):
    storage, learner, admin = opened(COMPETENCY)
    made = only(storage)
    admin.post(f"{PAGE}/{made}/revoke", data={"reason": "Keliru."})
    asked = learner.post("/me/credentials", data={"source": COMPETENCY, "named": "1"})
    assert asked.status_code == 409
    assert "dicabut oleh pengelola" in asked.text
    reply = admin.post(f"{PAGE}/{made}/reissue")
    assert reply.status_code == 303
    assert "dengan alamat baru" in admin.get(reply.location).text
    assert len(storage.tables.credentials) == 2
    assert "<b>1 kredensial</b>" in learner.get("/me/credentials").text
    again = admin.post(f"{PAGE}/{made}/reissue")
    assert again.status_code in {303, 409}


def test_a_refused_revocation_keeps_the_place_and_changes_nothing() -> None:
    storage, _, admin = opened(COMPETENCY)
    made = only(storage)
    reply = admin.post(f"{PAGE}/{made}/revoke", data={"reason": "  "})
    assert reply.status_code == 422
    assert "<details open>" in reply.text
    assert storage.tables.credentials[made].revoked_at is None
    admin.post(f"{PAGE}/{made}/revoke", data={"reason": "Keliru."})
    twice = admin.post(f"{PAGE}/{made}/revoke", data={"reason": "Lagi."})
    assert twice.status_code == 409
    assert storage.tables.credentials[made].reason == "Keliru."


def test_what_stands_is_not_issued_again() -> None:
    storage, _, admin = opened(COMPETENCY)
    assert admin.post(f"{PAGE}/{only(storage)}/reissue").status_code == 409
    assert len(storage.tables.credentials) == 1


@pytest.mark.parametrize("unit", ["LAIN"])
def test_an_administrator_of_another_unit_neither_sees_nor_revokes(unit: str) -> None:
    storage, learner, _ = opened(COMPETENCY)
    give(storage, Role.ADMINISTRATOR, BOSS, unit)
    ports = learner.application.extensions["ports"]
    boss = browser(ports, storage, account_of(BOSS))
    assert "Pegawai 022" not in boss.get(PAGE).text
    made = only(storage)
    for act in ("revoke", "reissue"):
        reply = boss.post(f"{PAGE}/{made}/{act}", data={"reason": "x"})
        assert reply.status_code == 403
    assert boss.get(ISSUER).status_code == 403
    assert boss.post(ISSUER, data=PROFILE).status_code == 403
    assert storage.tables.credentials[made].revoked_at is None


def test_the_issuer_is_filled_in_and_every_change_is_kept() -> None:
    storage, _, admin = opened()
    storage.tables.issuers.clear()
    assert "Profil penerbit belum diisi" in admin.get(ISSUER).text
    assert "Isi profil penerbit" in admin.get(PAGE).text
    reply = admin.post(ISSUER, data=PROFILE)
    assert reply.status_code == 303
    admin.application.extensions["ports"].clock.advance(seconds=1)
    admin.post(ISSUER, data={**PROFILE, "name": "BPSDM Baru"})
    assert [one.name for one in storage.tables.issuers] == ["BPSDM", "BPSDM Baru"]
    assert "atas nama BPSDM Baru" in admin.get(ISSUER).text
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.before) == (
        "issuer.changed",
        "BPSDM https://b.example",
    )


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays() -> None:
    storage, _, admin = opened()
    typed = {
        "name": " ",
        "url": "http://b.example",
        "email": "surat",
        "image_url": "javascript:alert(1)",
    }
    reply = admin.post(ISSUER, data=typed)
    assert reply.status_code == 422
    assert reply.text.count('aria-invalid="true"') == 4
    for value in typed.values():
        assert f'value="{value}"' in reply.text
    assert len(storage.tables.issuers) == 1


def test_a_new_key_signs_from_tomorrow_and_the_old_one_stays_published() -> None:
    storage, learner, admin = opened(COMPETENCY)
    made = only(storage)
    ports = admin.application.extensions["ports"]
    assert admin.post(f"{PAGE}/keys").status_code == 422
    ports.clock.advance(hours=1)
    object.__setattr__(ports, "new_signing_key", another_key)
    reply = admin.post(f"{PAGE}/keys", data={"sure": "1"})
    assert reply.status_code == 303
    assert "menandatangani mulai besok" in admin.get(reply.location).text
    seen = learner.application.test_client()
    learner.post("/me/credentials", data={"source": COURSE, "named": "1"})
    assert kids(seen, storage) == {kids_of(seen, made)}
    ports.clock.advance(days=400)
    learner.set_cookie("x", "y")
    assert len(seen.get("/credentials/jwks").json["keys"]) == 2
    assert seen.get(kids_of(seen, made)).status_code == 200
    assert "Tetap diumumkan" in fresh(storage, ports).get(ISSUER).text


def fresh(storage: FakeStorage, ports: Any) -> Any:
    """The administrator, signed in again: a session does not live as long as a key."""
    client = browser(ports, storage, account_of(ADMIN))
    for name, one in storage.tables.sessions.items():
        object.__setattr__(one, "expires_at", ports.clock.now().replace(year=2999))
        assert name
    return client


def kids(client: Any, storage: FakeStorage) -> set[str]:
    return {kids_of(client, one) for one in storage.tables.credentials}


def kids_of(client: Any, credential_id: str) -> str:
    import jwt  # noqa: PLC0415

    token = client.get(f"/credentials/{credential_id}/credential.jwt").text
    return str(jwt.get_unverified_header(token)["kid"])
