import json
from typing import Any

import jwt
import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from tests.fakes import FakeStorage
from tests.lti_service.credential import COMPETENCY, COURSE, issuing
from tests.lti_service.files.test_open_badge import bits
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    decision,
    give,
    keep,
)

PAGE = "/me/credentials"


def opened(who: Person = LEARNER) -> tuple[FakeStorage, Ports, Any]:
    storage, ports = issuing()
    return storage, ports, browser(ports, storage, account_of(who))


def asked(source: str = COMPETENCY, named: str = "1") -> tuple[FakeStorage, Any, str]:
    storage, _, client = opened()
    reply = client.post(PAGE, data={"source": source, "named": named})
    assert reply.status_code == 303, reply.text
    return storage, client, newest(storage)


def newest(storage: FakeStorage) -> str:
    known = storage.tables.credentials.values()
    return max(known, key=lambda one: one.number).id


def stranger(client: Any) -> Any:
    """A browser in which nobody is signed in."""
    return client.application.test_client()


def test_nothing_is_issued_until_it_is_asked_for() -> None:
    storage, _, client = opened()
    page = client.get(PAGE).text
    assert "Anda belum mempunyai kredensial yang berlaku." in page
    assert "2 capaian lain dapat Anda minta." in page
    assert "Penetapan kompetensi, level 2 dari 5" in page
    assert "Kelulusan kursus; bukan penetapan kompetensi" in page
    assert NIP not in page
    assert storage.tables.credentials == {}
    assert f'href="{PAGE}"' in client.get("/me").text


def test_what_is_asked_for_has_a_page_for_everybody_with_its_address() -> None:
    _, client, made = asked()
    assert "<b>1 kredensial</b>" in client.get(PAGE).text
    answer = stranger(client).get(f"/credentials/{made}")
    assert "Penanggulangan bencana: level 2" in answer.text
    assert "Pegawai 022" in answer.text
    assert "BPSDM Provinsi" in answer.text
    assert "Berlaku sampai 10 November 2029." in answer.text
    assert '<svg role="img"' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert NIP not in answer.text


def test_without_the_name_no_page_and_no_file_says_it() -> None:
    _, client, made = asked(named="0")
    seen = stranger(client)
    for path in ("", "/credential.jwt", "/credential.json", "/badge.svg"):
        answer = seen.get(f"/credentials/{made}{path}")
        assert answer.status_code == 200
        assert "Pegawai 022" not in answer.text
    assert "tanpa nama" in seen.get(f"/credentials/{made}").text


def test_what_is_downloaded_is_verified_with_the_published_key_alone() -> None:
    _, client, made = asked()
    token = stranger(client).get(f"/credentials/{made}/credential.jwt").text
    kid = jwt.get_unverified_header(token)["kid"]
    jwks = stranger(client).get("/credentials/jwks").json
    (jwk,) = [one for one in jwks["keys"] if one["kid"] == kid]
    assert stranger(client).get(kid).json == jwk
    said = jwt.decode(token, jwt.PyJWK.from_dict(jwk).key, algorithms=["RS256"])
    assert said["id"] == f"http://localhost:8000/credentials/{made}"
    assert NIP not in json.dumps(said)
    text = stranger(client).get(f"/credentials/{made}/credential.json").text
    assert json.loads(text) == said
    issuer = stranger(client).get("/credentials/issuer").json
    assert issuer == said["issuer"]


def test_keys_of_the_lms_and_of_credentials_are_apart() -> None:
    _, client, _ = asked()
    jwks = stranger(client).get("/credentials/jwks")
    assert jwks.headers["Cache-Control"] == "public, max-age=3600"
    names = {one["kid"] for one in jwks.json["keys"]}
    lms = stranger(client).get("/lti/jwks").json["keys"]
    assert names.isdisjoint(one["kid"] for one in lms)


def test_a_reversed_decision_shows_on_the_page_and_in_the_list() -> None:
    storage, client, made = asked()
    status = "/credentials/status/0"
    before = stranger(client).get(status)
    assert bits(encoded(before.text)) == set()
    refused = decision(2, outcome=Outcome.NOT_YET, supersedes="d-1", valid_until=None)
    keep(storage, refused)
    page = stranger(client).get(f"/credentials/{made}").text
    assert "Tidak berlaku lagi sejak 10 November 2026" in page
    assert "penetapan kompetensinya dibalik" in page
    assert "Sudah menunjukkan di lapangan" not in page
    ports = client.application.extensions["ports"]
    ports.clock.advance(minutes=2)
    after = stranger(client).get(status)
    assert bits(encoded(after.text)) == {0}
    assert after.headers["Cache-Control"] == "public, max-age=300"
    assert after.mimetype == "application/vc+jwt"


def encoded(token: str) -> str:
    said = jwt.decode(token, options={"verify_signature": False})
    return str(said["credentialSubject"]["encodedList"])


def test_a_list_that_has_not_changed_is_not_sent_twice() -> None:
    _, client, _ = asked()
    first = stranger(client).get("/credentials/status/0")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert stranger(client).get("/credentials/status/0", headers=tag).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/credentials/c-unknown",
        "/credentials/c-unknown/credential.jwt",
        "/credentials/c-unknown/credential.json",
        "/credentials/c-unknown/badge.svg",
        "/credentials/status/1",
        "/credentials/keys/none",
        "/credentials/transcripts/none",
    ],
)
def test_what_is_not_there_is_not_there_for_anybody(path: str) -> None:
    _, client, _ = asked()
    answer = stranger(client).get(path)
    assert answer.status_code == 404
    assert 'data-code="not-found"' in answer.text


def test_a_closed_page_looks_like_one_that_is_not_there_except_to_its_holder() -> None:
    storage, client, made = asked()
    reply = client.post(f"{PAGE}/{made}/shown", data={"shown": "0"})
    assert reply.status_code == 303
    assert "baru saja diubah" in client.get(reply.location).text
    for path in ("", "/credential.jwt", "/credential.json", "/badge.svg"):
        url = f"/credentials/{made}{path}"
        assert stranger(client).get(url).status_code == 404
        assert client.get(url).status_code == 200
    assert "hanya Anda yang melihatnya" in client.get(f"/credentials/{made}").text
    client.post(f"{PAGE}/{made}/shown", data={"shown": "1"})
    assert stranger(client).get(f"/credentials/{made}").status_code == 200
    assert [entry.action for entry in storage.tables.audit[-2:]] == [
        "credential.hidden",
        "credential.shown",
    ]


def test_nobody_opens_or_closes_what_is_anothers() -> None:
    storage, client, made = asked()
    other = browser(client.application.extensions["ports"], storage, account_of(BOSS))
    answer = other.post(f"{PAGE}/{made}/shown", data={"shown": "0"})
    assert answer.status_code == 404
    assert other.get(f"{PAGE}/{made}/certificate").status_code == 404
    assert storage.tables.credentials[made].shown


def test_the_name_is_put_in_or_left_out_by_a_new_credential() -> None:
    storage, client, first = asked()
    client.post(PAGE, data={"source": COMPETENCY, "named": "0"})
    second = newest(storage)
    assert second != first
    page = stranger(client).get(f"/credentials/{first}").text
    assert "diganti dengan kredensial yang lebih baru" in page
    assert "tanpa nama" in stranger(client).get(f"/credentials/{second}").text


def test_the_sheet_for_print_says_what_and_where_to_check() -> None:
    _, client, made = asked(COURSE)
    page = client.get(f"{PAGE}/{made}/certificate").text
    assert "Sertifikat kelulusan kursus" in page
    assert "bukan penetapan kompetensi" in page
    assert f"http://localhost:8000/credentials/{made}" in page
    assert NIP not in page


@pytest.mark.parametrize(
    "source", ["decision:d-9", "decision:", "hours:attempt:t-9", "", "x"]
)
def test_what_was_not_achieved_gives_nothing(source: str) -> None:
    storage, _, client = opened()
    reply = client.post(PAGE, data={"source": source, "named": "1"})
    assert reply.status_code == 409
    assert "tidak (lagi) memberi kredensial" in reply.text
    assert storage.tables.credentials == {}


def test_anothers_decision_gives_nothing() -> None:
    storage, _, client = opened(BOSS)
    reply = client.post(PAGE, data={"source": COMPETENCY, "named": "1"})
    assert reply.status_code == 409
    assert storage.tables.credentials == {}


def test_without_an_issuer_nothing_is_issued_and_the_page_says_why() -> None:
    storage, _, client = opened()
    storage.tables.issuers.clear()
    page = client.get(PAGE).text
    assert "Profil penerbit belum diisi" in page
    assert "Minta dengan nama" not in page
    reply = client.post(PAGE, data={"source": COMPETENCY, "named": "1"})
    assert reply.status_code == 409
    assert stranger(client).get("/credentials/issuer").status_code == 404


@pytest.mark.parametrize("named", ["", "2", "ya"])
def test_whether_the_name_is_in_must_be_said(named: str) -> None:
    storage, _, client = opened()
    reply = client.post(PAGE, data={"source": COMPETENCY, "named": named})
    assert reply.status_code == 400
    assert storage.tables.credentials == {}


def test_the_page_speaks_english() -> None:
    storage, ports = issuing()
    client = browser(ports, storage, account_of(LEARNER), locale="en")
    assert "<h1>My credentials</h1>" in client.get(PAGE).text


def test_an_administrator_has_no_page_of_others_credentials_here() -> None:
    storage, ports = issuing()
    give(storage, Role.ADMINISTRATOR, ADMIN)
    client = browser(ports, storage, account_of(ADMIN))
    assert "2 capaian" not in client.get(PAGE).text
