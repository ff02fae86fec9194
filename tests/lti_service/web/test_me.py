from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from course_builder.model.course import DeclaredCompetency
from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.use_cases.lms.invitation import create_invitation
from tests.lti_service.office import (
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    decision,
    enough,
    evidence,
    keep,
    office,
)
from tests.lti_service.use_cases.learning.given import publish, two_questions

ACCOUNT = account_of(LEARNER)


def test_the_page_answers_where_one_stands_and_what_is_next() -> None:
    storage, ports = office()
    publish(
        two_questions(
            id="siaga",
            title="Siaga bencana",
            competencies=(DeclaredCompetency("T-PB-01", 2),),
        ),
        ports,
    )
    keep(storage, decision(competency_code="M08"), evidence(level=1))
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "<b>1 dari 3</b> kompetensi yang dituntut jabatan Kepala Seksi" in page
    assert "Selesaikan kursus <b>Siaga bencana</b>" in page
    assert "Belum ada bukti yang dihitung untuk level 2." in page
    assert "Penanggulangan bencana: dimiliki level 0, wajib level 2" in page


def test_evidence_is_in_progress_with_what_is_missing_in_words() -> None:
    storage, ports = office()
    keep(storage, evidence())
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "Sedang berjalan" in page
    assert "Jumlah bobot bukti baru 0,2 dari 1." in page
    assert "Belum ada bukti dari jenis yang dapat menunjukkan level 2" in page
    assert "24 Oktober 2026" in page


def test_a_decision_is_shown_with_reason_name_evidence_and_end() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision(7, reason="Kuat <di> lapangan"))
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "Level 2 ditetapkan tercapai." in page
    assert "Nomor 7, 10 November 2026, oleh Pegawai 009." in page
    assert "Alasan: Kuat &lt;di&gt; lapangan" in page
    assert "Berlaku sampai 10 November 2029." in page
    assert "Atas 1 bukti, aturan versi 1." in page


def test_a_not_yet_is_shown_with_its_reason() -> None:
    storage, ports = office()
    keep(storage, evidence(), decision(outcome=Outcome.NOT_YET, valid_until=None))
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "Level 2 ditetapkan belum tercapai." in page
    assert "Belum tercapai" in page


def test_what_ends_soon_is_said_in_the_first_sentence() -> None:
    storage, ports = office()
    keep(storage, decision(valid_until=date(2027, 1, 12)))
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "1 di antaranya berakhir dalam 90 hari." in page
    assert "Berakhir 12 Januari 2027" in page


def test_the_page_says_how_it_was_computed() -> None:
    storage, ports = office()
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "Data per 24 November 2026, 09.30 WIT" in page
    assert "aturan versi 1" in page
    assert "hasil paling sedikit 0,75" in page


def test_the_page_speaks_english_too() -> None:
    storage, ports = office()
    keep(storage, evidence(result=Decimal("0.9")))
    page = browser(ports, storage, ACCOUNT, "en").get("/me").text
    assert '<html lang="en">' in page
    assert "<b>0 of 3</b> competencies that the post" in page
    assert "The weights of your evidence sum to 0.2 of 1." in page
    assert "24 November 2026, 09:30 WIT" in page


def test_nobody_sees_a_nip_on_their_page() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision())
    assert NIP not in browser(ports, storage, ACCOUNT).get("/me").text


def test_an_account_that_belongs_to_nobody_is_told_what_to_do() -> None:
    storage, ports = office()
    alone = replace(ACCOUNT, person_id=None)
    storage.tables.accounts[alone.id] = alone
    page = browser(ports, storage, alone).get("/me").text
    assert "belum ditautkan" in page
    assert "Minta pengelola menautkan akun Anda." in page
    assert alone.id in page
    storage.tables.accounts[alone.id] = replace(alone, claimed_nip=NIP)
    page = browser(ports, storage, alone).get("/me").text
    assert "Pengelola akan memeriksanya" in page
    assert NIP not in page


def test_a_person_without_a_post_is_told_so() -> None:
    storage, ports = office()
    storage.tables.postings.clear()
    page = browser(ports, storage, ACCOUNT).get("/me").text
    assert "Jabatan Anda pada 24 November 2026 belum tercatat" in page


def test_a_post_without_a_standard_is_told_so() -> None:
    storage, ports = office()
    page = browser(ports, storage, account_of(BOSS)).get("/me").text
    assert "Untuk jabatan <b>Pelaksana</b> belum ada standar kompetensi" in page


def test_without_a_session_the_page_is_refused() -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    client.delete_cookie("lti_session", domain="localhost")
    reply = client.get("/me")
    assert reply.status_code == 401
    assert 'id="refused" class="narrow" data-code="session-missing"' in reply.text


def test_a_code_gives_its_role() -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    assert client.get("/admin").status_code == 403
    reply = client.post("/me/code", data={"code": code}, follow_redirects=True)
    assert "Peran Anda sekarang: administrator." in reply.text
    assert client.get("/admin").status_code == 200
    assert code not in reply.text


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "<b>", "é" * 500])
def test_a_wrong_code_is_refused_with_what_to_do(code: str) -> None:
    storage, ports = office()
    reply = browser(ports, storage, ACCOUNT).post("/me/code", data={"code": code})
    assert reply.status_code == 400
    assert "Minta kode baru kepada pengelola layanan." in reply.text


def test_the_language_of_the_pages_can_be_changed() -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    reply = client.post("/me/language", data={"language": "en", "back": "/me/code"})
    assert (reply.status_code, reply.location) == (303, "/me/code")
    assert "Invitation code" in client.get("/me/code").text


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/x", ""])
def test_the_language_switch_leads_nowhere_else(back: str) -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    reply = client.post("/me/language", data={"language": "en", "back": back})
    assert reply.location == "/me"


def test_an_unknown_language_is_refused() -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    assert client.post("/me/language", data={"language": "xx"}).status_code == 400


def test_a_form_without_its_token_changes_nothing() -> None:
    storage, ports = office()
    client = browser(ports, storage, ACCOUNT)
    client.application.config["WTF_CSRF_ENABLED"] = True
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    reply = client.post("/me/code", data={"code": code})
    assert reply.status_code == 400
    assert 'data-code="bad-form"' in reply.text
    assert all(g.person_id != LEARNER.id for g in storage.tables.grants.values())


def test_tabs_show_only_what_ones_roles_open() -> None:
    storage, ports = office()
    learner = browser(ports, storage, ACCOUNT).get("/me").text
    assessor = browser(ports, storage, account_of(ASSESSOR)).get("/me").text
    assert 'href="/assess"' not in learner
    assert 'href="/assess"' in assessor
    assert 'href="/admin"' not in assessor


def test_pages_need_no_script_and_no_inline_style() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision())
    reply = browser(ports, storage, ACCOUNT).get("/me")
    assert "<script" not in reply.text
    assert " style=" not in reply.text
    assert "script-src 'nonce-" in reply.headers["Content-Security-Policy"]
    assert (
        "frame-ancestors 'self' https://lms.example"
        in (reply.headers["Content-Security-Policy"])
    )


def test_a_level_that_stands_in_for_a_standard_says_so_and_what_it_rests_on() -> None:
    storage, ports = office()
    staf = replace(storage.tables.positions["STAF"], group="pelaksana")
    storage.tables.positions["STAF"] = staf
    page = browser(ports, storage, account_of(BOSS)).get("/me").text
    assert "Standar sementara: standar jabatan ini belum ada" in page
    assert "Dasarnya: Peraturan Menteri PANRB 38/2017." in page
