from typing import Any

import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from tests.fakes import FakeStorage
from tests.lti_service.office import (
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


def two() -> tuple[FakeStorage, Any, Any]:
    """The learner, told *not yet*, and another assessor, each in a browser."""
    storage, ports = office()
    give(storage, Role.ASSESSOR, BOSS)
    seen = ("e-1", "e-2", "e-3")
    no = decision(7, outcome=Outcome.NOT_YET, valid_until=None, evidence_ids=seen)
    keep(storage, *enough(), no)
    learner, other = (browser(ports, storage, account_of(p)) for p in (LEARNER, BOSS))
    return storage, learner, other


def case_of(storage: FakeStorage) -> str:
    return f"/assess/objections/{next(iter(storage.tables.objections))}"


def test_a_learner_objects_on_their_page_and_reads_the_answer_there() -> None:
    storage, learner, other = two()
    assert "Ajukan keberatan" in learner.get("/me").text
    form = {"reason": "Bukti <lengkap>"}
    page = learner.post("/me/objections/d-7", data=form, follow_redirects=True).text
    assert "Keberatan Anda tersimpan." in page
    assert "disampaikan 24 November 2026 dan menunggu jawaban" in page
    assert "Ajukan keberatan" not in page

    assert LEARNER.name in other.get("/assess/objections").text
    case = case_of(storage)
    page = other.get(case).text
    assert "Bukti &lt;lengkap&gt;" in page
    assert "Penetapan baru: level 2 tercapai." in page
    form = {"verdict": "upheld", "reason": "Memang lengkap."}
    page = other.post(case, data=form, follow_redirects=True).text
    assert "Jawaban Anda tersimpan" in page
    assert "Tidak ada keberatan yang menunggu jawaban Anda." in page

    page = learner.get("/me").text
    assert "Level 2 ditetapkan tercapai." in page
    assert (
        "<b>Diterima</b>, 24 November 2026, oleh Pegawai 003: Memang lengkap." in page
    )


def test_a_rejection_is_shown_with_its_reason_and_the_decision_stays() -> None:
    storage, learner, other = two()
    learner.post("/me/objections/d-7", data={"reason": "Ya."})
    other.post(case_of(storage), data={"verdict": "rejected", "reason": "Tetap."})
    page = learner.get("/me").text
    assert "<b>Ditolak</b>, 24 November 2026, oleh Pegawai 003: Tetap." in page
    assert "Level 2 ditetapkan belum tercapai." in page


def test_an_objection_without_a_reason_is_refused_in_words() -> None:
    storage, learner, _ = two()
    reply = learner.post("/me/objections/d-7", data={"reason": " "})
    assert reply.status_code == 422
    assert "Alasan keberatan belum diisi." in reply.text
    assert storage.tables.objections == {}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"verdict": "upheld", "reason": ""}, "Penetapan memerlukan alasan."),
        ({"verdict": "", "reason": "Ya."}, "Hasil penetapan belum dipilih."),
    ],
)
def test_a_refused_answer_says_why(form: dict[str, str], told: str) -> None:
    storage, learner, other = two()
    learner.post("/me/objections/d-7", data={"reason": "Ya."})
    reply = other.post(case_of(storage), data=form)
    assert reply.status_code == 422
    assert told in reply.text


def test_who_decided_does_not_see_the_objection() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision(7))
    learner = browser(ports, storage, account_of(LEARNER))
    learner.post("/me/objections/d-7", data={"reason": "Ya."})
    decider = browser(ports, storage, account_of(ASSESSOR))
    assert LEARNER.name not in decider.get("/assess/objections").text
    assert decider.get(case_of(storage)).status_code == 403
