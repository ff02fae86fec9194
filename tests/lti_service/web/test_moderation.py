from typing import Any

import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    browser,
    decision,
    enough,
    give,
    keep,
    office,
)

CASE = "/assess/moderation/d-1"


def moderator() -> tuple[FakeStorage, Any, Any]:
    storage, ports = office()
    give(storage, Role.ASSESSOR, BOSS)
    keep(
        storage,
        *enough(),
        decision(follows_proposal=False, evidence_ids=("e-1", "e-2")),
    )
    return storage, ports, browser(ports, storage, account_of(BOSS))


def test_the_case_is_blind() -> None:
    _, _, client = moderator()
    assert (
        "<b>1 kasus</b> menunggu moderasi Anda."
        in client.get("/assess/moderation").text
    )
    page = client.get(CASE).text
    assert "Tes pengetahuan" in page
    assert (
        "Tugas yang dinilai dengan rubrik"
        not in page.partition("<table")[2].partition("</table")[0]
    )
    assert decision().reason not in page
    assert ASSESSOR.name not in page


def test_a_judgement_is_kept_and_the_queue_says_so() -> None:
    storage, _, client = moderator()
    form = {"outcome": "achieved", "reason": "Terlihat."}
    reply = client.post(CASE, data=form, follow_redirects=True)
    assert "Penilaian Anda tersimpan." in reply.text
    assert "Tidak ada yang menunggu moderasi Anda." in reply.text
    assert [m.outcome for m in storage.tables.moderations] == [Outcome.ACHIEVED]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"outcome": "achieved", "reason": " "}, "Penetapan memerlukan alasan."),
        ({"outcome": "", "reason": "Tulisan saya"}, "Hasil penetapan belum dipilih."),
    ],
)
def test_a_refused_judgement_says_why(form: dict[str, str], told: str) -> None:
    storage, _, client = moderator()
    reply = client.post(CASE, data=form)
    assert reply.status_code == 422
    assert told in reply.text
    assert storage.tables.moderations == []


def test_who_decided_is_turned_away() -> None:
    storage, ports, _ = moderator()
    reply = browser(ports, storage, account_of(ASSESSOR)).get(CASE)
    assert reply.status_code == 403
    assert 'data-code="moderator-involved"' in reply.text


@pytest.mark.parametrize("path", ["/assess/moderation", CASE])
def test_only_assessors_come_in(path: str) -> None:
    storage, ports, _ = moderator()
    assert browser(ports, storage, account_of(LEARNER)).get(path).status_code == 403


def test_administrators_see_that_kappa_is_undefined_where_all_say_the_same() -> None:
    storage, ports, client = moderator()
    admin = browser(ports, storage, account_of(ADMIN))
    assert "Belum ada yang dimoderasi" in admin.get("/admin/moderation").text
    client.post(CASE, data={"outcome": "achieved", "reason": "Terlihat."})
    page = admin.get("/admin/moderation").text
    assert "tidak terdefinisi" in page
    assert ">100</td>" in page


def test_without_decisions_there_is_nothing_to_compare() -> None:
    storage, ports = office()
    page = browser(ports, storage, account_of(ADMIN)).get("/admin/moderation").text
    assert "Belum ada penetapan" in page
