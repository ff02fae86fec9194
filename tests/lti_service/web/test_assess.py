import re
from decimal import Decimal
from typing import Any

import pytest

from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    enough,
    evidence,
    keep,
    office,
)

CASE = f"/assess/{LEARNER.id}/T-PB-01"


def assessor() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    keep(storage, *enough(), evidence("e-8", competency_code="M08"))
    return storage, browser(ports, storage, account_of(ASSESSOR))


def form(page: str, **changes: str) -> dict[str, str]:
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen is not None
    fields = {
        "seen": seen[1],
        "level": "2",
        "outcome": "achieved",
        "reason": "Bukti lengkap.",
    }
    return fields | changes


def test_the_queue_says_how_many_wait_and_since_when() -> None:
    _, client = assessor()
    page = client.get("/assess").text
    assert "<b>2 kasus</b> menunggu penetapan Anda." in page
    assert "Yang terlama masuk 24 Oktober 2026." in page
    assert "Diusulkan level 2" in page
    assert "Belum cukup" in page


def test_the_queue_can_show_only_what_the_rule_proposes() -> None:
    _, client = assessor()
    page = client.get("/assess?only=proposed").text
    assert "Diusulkan level 2" in page
    assert "Belum cukup" not in page


def test_an_empty_queue_says_what_will_come() -> None:
    storage, ports = office()
    page = browser(ports, storage, account_of(ASSESSOR)).get("/assess").text
    assert "Tidak ada yang menunggu penetapan Anda." in page
    assert "Kasus muncul di sini begitu ada bukti baru." in page


def test_a_case_shows_evidence_and_what_the_rule_says_without_the_nip() -> None:
    storage, client = assessor()
    keep(
        storage,
        evidence("e-5", kind="observation", assessor_id=BOSS.id, result=Decimal("0.5")),
    )
    page = client.get(CASE).text
    assert "Sistem mengusulkan level 2." in page
    assert "Jumlah bobot 1,2, diperlukan 1." in page
    assert "Tidak dihitung: hasil di bawah batas" in page
    assert BOSS.name in page
    assert "••••••••••••••1001" in page
    assert NIP not in page


def test_a_decision_is_kept_and_the_next_case_opens() -> None:
    storage, client = assessor()
    reply = client.post(CASE, data=form(client.get(CASE).text))
    assert reply.status_code == 303
    assert reply.location == f"/assess/{LEARNER.id}/M08?saved=1"
    assert "Penetapan nomor 1 tersimpan." in client.get(reply.location).text
    assert [d.reason for d in storage.tables.decisions] == ["Bukti lengkap."]


def test_after_the_last_case_the_queue_is_empty() -> None:
    _, client = assessor()
    client.post(CASE, data=form(client.get(CASE).text))
    other = f"/assess/{LEARNER.id}/M08"
    page = client.get(other).text
    reply = client.post(
        other, data=form(page, outcome="not_yet"), follow_redirects=True
    )
    assert "Tidak ada yang menunggu penetapan Anda." in reply.text
    assert "Penetapan nomor 2 tersimpan." in reply.text


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"reason": " "}, 422, "Penetapan memerlukan alasan."),
        ({"outcome": ""}, 422, "Hasil penetapan belum dipilih."),
        ({"outcome": "mungkin"}, 422, "Hasil penetapan belum dipilih."),
        ({"level": "9"}, 422, "Level harus 1 sampai 5."),
        ({"level": "dua"}, 422, "Level harus 1 sampai 5."),
        ({"seen": "1.0"}, 409, "Ada bukti atau penetapan baru"),
        ({"level": "3"}, 409, "diperlukan penilaian dua asesor"),
    ],
)
def test_a_refused_decision_keeps_what_was_typed_and_says_why(
    changes: dict[str, str], status: int, told: str
) -> None:
    storage, client = assessor()
    reply = client.post(
        CASE, data=form(client.get(CASE).text, **({"reason": "Tulisan saya"} | changes))
    )
    assert reply.status_code == status
    assert told in reply.text
    if "reason" not in changes:
        assert ">Tulisan saya</textarea>" in reply.text
    assert storage.tables.decisions == []


@pytest.mark.parametrize("person", [LEARNER, ADMIN, BOSS])
@pytest.mark.parametrize("path", ["/assess", CASE])
def test_only_assessors_come_in(person: Any, path: str) -> None:
    storage, ports = office()
    keep(storage, *enough())
    client = browser(ports, storage, account_of(person))
    assert client.get(path).status_code == 403
    if path == CASE:
        assert client.post(path, data={"reason": "x"}).status_code == 403
        assert storage.tables.decisions == []


def test_an_assessors_own_case_is_refused() -> None:
    storage, ports = office()
    keep(storage, evidence(person_id=ASSESSOR.id))
    client = browser(ports, storage, account_of(ASSESSOR))
    reply = client.get(f"/assess/{ASSESSOR.id}/T-PB-01")
    assert reply.status_code == 403
    assert 'data-code="self-decision"' in reply.text


@pytest.mark.parametrize(
    "path", ["/assess/tiada/T-PB-01", f"/assess/{LEARNER.id}/X", "/assess/a/b/c"]
)
def test_a_case_that_is_not_there_is_not_found(path: str) -> None:
    _, client = assessor()
    assert client.get(path).status_code == 404
