from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lti_service.domain.circuit import Circuit
from lti_service.domain.grant import Role
from lti_service.domain.outbox import OutboxMessage, OutboxState
from lti_service.use_cases.lms.outbox_queue import PAGE_SIZE
from tests.fakes import MORNING, FakeCourses, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    LEARNER,
    account_of,
    attempt,
    browser,
    give,
    office,
)
from tests.lti_service.use_cases.learning.given import PLATFORM, two_questions

COURSE = two_questions(id="siaga", title="Siaga bencana")
REASON = "Platform menolak nilai (HTTP 400): peserta tidak terdaftar di kursus itu."
FORM_ADDRESSES = ("/admin/outbox/m-1/retry", "/admin/outbox/m-1/drop")


def message(number: int, state: OutboxState, **changes: Any) -> OutboxMessage:
    fields: dict[str, Any] = {
        "id": f"m-{number}",
        "kind": "score",
        "natural_key": f"column-{number}|s-learner",
        "payload": {
            "platform_id": PLATFORM.id,
            "line_item_url": f"https://lms.example/{number}",
            "subject": "s-learner",
            "hundredths": 8750,
            "attempt_id": "t-1",
        },
        "revision": 1,
        "state": state,
        "tries": 1,
        "due_at": MORNING + timedelta(minutes=5),
        "leased_until": None,
        "timestamp": MORNING,
        "error": "",
        "created_at": MORNING,
        "updated_at": MORNING,
        "queued_at": MORNING,
    }
    return OutboxMessage(**(fields | changes))


def admin(*messages: OutboxMessage) -> tuple[FakeStorage, Any]:
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    made = attempt(COURSE, account_of(LEARNER).id)
    storage.tables.attempts[made.id] = made
    for each in messages:
        storage.tables.outbox[each.kind, each.natural_key] = each
    return storage, browser(ports, storage, account_of(ADMIN))


def stored(storage: FakeStorage, number: int = 1) -> OutboxMessage:
    return storage.tables.outbox["score", f"column-{number}|s-learner"]


def test_the_page_says_what_waits_what_failed_since_when_and_why() -> None:
    _, client = admin(
        message(1, OutboxState.FAILED, error=REASON),
        message(2, OutboxState.WAITING, error="Platform tidak dapat dihubungi."),
        message(3, OutboxState.SENT),
    )
    page = client.get("/admin/outbox").text
    assert "<b>1 gagal</b>, <b>1 menunggu</b>, 1 terkirim." in page
    assert REASON in page
    assert "Platform tidak dapat dihubungi." in page
    assert page.count("Pegawai 022</a>") == 2
    assert "87,5" in page
    assert "24 November 2026, 09.30 WIT" in page
    assert "1 kali dicoba" in page


def test_an_empty_outbox_says_so() -> None:
    _, client = admin()
    page = client.get("/admin/outbox").text
    assert "Semua nilai sudah sampai." in page
    assert "Tidak ada yang menunggu dan tidak ada yang gagal." in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {1, 2}),
        ("?state=waiting", {2}),
        ("?state=failed", {1}),
        ("?state=sent", {3}),
        ("?state=dropped", {4}),
        ("?state=all", {1, 2, 3, 4}),
        ("?state=%3Cscript%3E", {1, 2}),
        ("?platform=p1", {1, 2}),
        ("?platform=other", set()),
        ("?page=-7", {1, 2}),
        ("?page=words", {1, 2}),
    ],
)
def test_the_list_is_filtered(query: str, shown: set[int]) -> None:
    states = (
        OutboxState.FAILED,
        OutboxState.WAITING,
        OutboxState.SENT,
        OutboxState.DROPPED,
    )
    _, client = admin(*(message(n, state) for n, state in enumerate(states, 1)))
    page = client.get(f"/admin/outbox{query}").text
    found = {n for n in range(1, 5) if f'href="/admin/outbox/m-{n}"' in page}
    assert found == shown
    assert "<script>" not in page


def test_a_long_list_has_pages() -> None:
    count = PAGE_SIZE + 1
    _, client = admin(*(message(n, OutboxState.FAILED) for n in range(count)))
    page = client.get("/admin/outbox?state=failed").text
    assert f"Halaman 1 dari 2, {count} baris" in page
    assert 'href="/admin/outbox?state=failed&amp;page=2" rel="next"' in page
    last = client.get("/admin/outbox?state=failed&page=2").text
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_a_failed_score_is_sent_again() -> None:
    storage, client = admin(message(1, OutboxState.FAILED, error=REASON))
    reply = client.post("/admin/outbox/m-1/retry", data={"state": "failed", "page": 2})
    assert reply.status_code == 303
    assert reply.location == "/admin/outbox?done=retried&state=failed&page=2"
    assert stored(storage).state is OutboxState.WAITING
    assert "Nilai itu dikirim lagi" in client.get(reply.location).text
    [entry] = storage.tables.audit
    assert (entry.actor, entry.action) == (account_of(ADMIN).id, "outbox.retried")


def test_a_score_is_dropped_with_a_reason_that_is_kept() -> None:
    storage, client = admin(message(1, OutboxState.FAILED, error=REASON))
    assert REASON in client.get("/admin/outbox/m-1").text
    reply = client.post("/admin/outbox/m-1/drop", data={"reason": "Peserta pindah"})
    assert reply.location == "/admin/outbox?done=dropped"
    assert stored(storage).state is OutboxState.DROPPED
    assert "Peserta pindah" in client.get("/admin/outbox/m-1").text
    assert storage.tables.audit[0].reason == "Peserta pindah"


def test_a_score_is_not_dropped_without_a_reason() -> None:
    storage, client = admin(message(1, OutboxState.FAILED))
    reply = client.post("/admin/outbox/m-1/drop", data={"reason": "  "})
    assert reply.status_code == 422
    assert "memerlukan alasan" in reply.text
    assert stored(storage).state is OutboxState.FAILED


def test_a_score_that_was_sent_is_not_dropped() -> None:
    storage, client = admin(message(1, OutboxState.SENT))
    reply = client.post("/admin/outbox/m-1/drop", data={"reason": "keliru"})
    assert reply.status_code == 409
    assert stored(storage).state is OutboxState.SENT


def test_an_unknown_message_is_not_found() -> None:
    _, client = admin()
    assert client.get("/admin/outbox/m-9").status_code == 404
    assert client.post("/admin/outbox/m-9/retry").status_code == 404


def test_forms_need_their_token() -> None:
    storage, client = admin(message(1, OutboxState.FAILED))
    client.application.config["WTF_CSRF_ENABLED"] = True
    for address in FORM_ADDRESSES:
        assert client.post(address, data={"reason": "x"}).status_code == 400
    assert stored(storage).state is OutboxState.FAILED


@pytest.mark.parametrize("unit", ["", "KEC"])
def test_only_an_administrator_of_everything_sees_it(unit: str) -> None:
    storage, ports = office()
    if unit:
        give(storage, Role.ADMINISTRATOR, ASSESSOR, unit)
    client = browser(ports, storage, account_of(ASSESSOR))
    assert client.get("/admin/outbox").status_code == 403
    assert client.get("/admin/outbox/m-1").status_code == 403
    for address in FORM_ADDRESSES:
        assert client.post(address, data={"reason": "x"}).status_code == 403


def test_a_platform_in_trouble_is_named_with_its_next_try() -> None:
    storage, client = admin(message(1, OutboxState.WAITING))
    storage.tables.circuits["p1"] = Circuit(
        "p1", 3, "m-1", MORNING + timedelta(minutes=4), None, "HTTP 503"
    )
    page = client.get("/admin/outbox").text
    assert "LMS sedang tidak dikirimi." in page
    assert "Dicoba lagi 24 November 2026, 09.34 WIT." in page


def test_a_message_of_a_platform_that_is_gone_is_shown() -> None:
    storage, client = admin(message(1, OutboxState.FAILED, payload={}))
    page = client.get("/admin/outbox").text
    assert "tidak lagi terdaftar" in page
    assert client.get("/admin/outbox/m-1").status_code == 200
    assert storage.tables.outbox


def test_waiting_too_long_alarms_on_the_first_page_and_to_programs() -> None:
    storage, client = admin(message(1, OutboxState.WAITING))
    assert client.get("/readyz").json["outbox"] == {
        "since": MORNING.isoformat(),
        "late": False,
    }
    long_ago = MORNING - timedelta(minutes=31)
    late = replace(stored(storage), queued_at=long_ago)
    storage.tables.outbox["score", late.natural_key] = late
    sentence = "Nilai terlama sudah menunggu sejak 24 November 2026, 08.59 WIT."
    assert sentence in client.get("/admin").text
    assert 'href="/admin/outbox"' in client.get("/admin").text
    assert sentence in client.get("/admin/outbox").text
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json["outbox"]["late"]) == (200, True)


def test_it_speaks_english_too() -> None:
    storage, ports = office()
    each = message(1, OutboxState.WAITING, tries=2)
    storage.tables.outbox["score", each.natural_key] = each
    page = browser(ports, storage, account_of(ADMIN), "en").get("/admin/outbox").text
    assert "Scores sent to the LMS" in page
    assert "tried 2 times" in page
