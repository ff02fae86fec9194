"""A supervisor's page, one person's page, and tasks on everybody's pages."""

from datetime import date
from typing import Any

import pytest

from lti_service.domain.organisation import Person
from lti_service.domain.programme import EnrolmentState
from lti_service.use_cases.evidence.summary import refresh_summaries
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    decision,
    keep,
)
from tests.lti_service.use_cases.overview.test_task import busy


def opened(who: Person, locale: str = "id") -> tuple[FakeStorage, Any]:
    storage, ports = busy()
    while refresh_summaries(ports=ports):
        pass
    return storage, browser(ports, storage, account_of(who), locale)


def test_what_waits_comes_first_then_each_person() -> None:
    _, client = opened(BOSS)

    page = client.get("/team").text

    assert "<b>1 hal</b> menunggu Anda." in page
    assert "Dari 1 anggota tim, <b>0</b> memenuhi" in page
    assert 'href="/team/plans?year=2026"' in page
    assert f'href="/team/{LEARNER.id}"' in page
    assert "1 dari 3" in page
    assert "Jawab rencananya" in page
    assert "Tim saya, 1 menunggu" in page
    assert NIP not in page


def test_what_expires_soon_is_named_with_its_day() -> None:
    storage, ports = busy()
    soon = decision(7, competency_code="T-PB-01", valid_until=date(2026, 12, 20))
    keep(storage, soon)
    storage.tables.individual_plans.clear()
    while refresh_summaries(ports=ports):
        pass

    page = browser(ports, storage, account_of(BOSS)).get("/team").text

    assert "Perbarui sebelum berakhir" in page
    assert 'Penanggulangan bencana<span class="sub">20 Desember 2026</span>' in page


def test_one_persons_page_shows_evidence_and_hides_the_nip() -> None:
    storage, client = opened(BOSS)

    page = client.get(f"/team/{LEARNER.id}").text

    assert f"<h1>{LEARNER.name}</h1>" in page
    assert "Tes pengetahuan" in page
    assert "Coaching dengan kepala seksi" in page
    assert "Penanggulangan bencana dasar" in page
    assert NIP not in page
    assert storage.tables.audit[-1].action == "team.viewed"


def test_both_pages_speak_english() -> None:
    _, client = opened(BOSS, "en")

    assert "<b>1 thing</b> waits for you." in client.get("/team").text
    page = client.get(f"/team/{LEARNER.id}").text
    assert "This page opens to the supervisor of today alone." in page


def test_a_supervisor_proposes_their_own_people_for_what_closes_a_gap() -> None:
    storage, client = opened(BOSS)
    path = f"/team/{LEARNER.id}"
    assert "Usulkan untuk" not in client.get(path).text  # proposed already
    storage.tables.enrolments.clear()
    assert 'name="batch" value="PB-01-A"' in client.get(path).text

    reply = client.post(f"{path}/propose", data={"batch": "PB-01-A"})
    assert (reply.status_code, reply.location) == (303, f"{path}?proposed=1")
    (row,) = storage.tables.enrolments.values()
    assert (row.person_id, row.state) == (LEARNER.id, EnrolmentState.PROPOSED)
    again = client.post(f"{path}/propose", data={"batch": "PB-01-A"})
    assert again.status_code == 409
    assert 'role="alert"' in again.text


def test_nobody_proposes_people_of_others() -> None:
    storage, client = opened(ASSESSOR)
    storage.tables.enrolments.clear()
    reply = client.post(f"/team/{LEARNER.id}/propose", data={"batch": "PB-01-A"})
    assert reply.status_code == 403
    assert not storage.tables.enrolments


@pytest.mark.parametrize("who", [LEARNER, ASSESSOR, ADMIN])
@pytest.mark.parametrize("path", ["/team", f"/team/{LEARNER.id}"])
def test_others_are_turned_away(who: Person, path: str) -> None:
    _, client = opened(who)

    answer = client.get(path)

    assert answer.status_code == 403
    assert "Coaching" not in answer.text


def test_tasks_are_shown_where_their_reader_works() -> None:
    _, assessor = opened(ASSESSOR)
    page = assessor.get("/assess").text
    assert "Antrean lain yang menunggu Anda" in page
    assert 'href="/assess/objections"' in page
    assert 'href="/me/plan?year=2026"' in assessor.get("/me").text

    _, admin = opened(ADMIN)
    page = admin.get("/admin").text
    assert "Usulan kepesertaan" in page
    assert "Verifikasi JP" in page


def test_ones_own_page_says_the_next_step_hours_and_plan() -> None:
    _, client = opened(LEARNER)

    page = client.get("/me").text

    assert "Ikuti <b>Penanggulangan bencana dasar</b> sampai 27 November 2026" in page
    assert "1 kegiatan menunggu verifikasi." in page
    assert "Coaching dengan kepala seksi" in page
    for path in (
        "/me/needs",
        "/me/plan",
        "/me/programmes",
        "/me/hours",
        "/me/credentials",
        "/me/sessions",
        "/me/notices",
        "/reports/profil-saya",
        "/reports/riwayat-keputusan",
    ):
        assert f'href="{path}"' in page


def test_a_launch_may_ask_for_the_team() -> None:
    _, client = opened(BOSS)

    back = client.post("/me/language", data={"language": "en", "back": "/team"})

    assert back.location == "/team"
