"""How often one is written to, and the link that ends it."""

from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.digest import Frequency, NoticeChoice
from tests.fakes import MORNING, FakeStorage
from tests.fakes.digest import FakeMail
from tests.lti_service.office import BOSS, LEARNER, account_of, browser
from tests.lti_service.use_cases.overview.test_task import busy

ACCOUNT = account_of(BOSS)


def opened(**changes: Any) -> tuple[FakeStorage, Any]:
    storage, ports = busy()
    storage.tables.accounts[ACCOUNT.id] = replace(ACCOUNT, email="a@example.id")
    ports = replace(ports, mail=FakeMail(), **changes)
    return storage, browser(ports, storage, ACCOUNT)


def test_the_choice_is_shown_kept_and_can_be_taken_back() -> None:
    storage, client = opened()
    page = client.get("/me/notices").text
    assert 'value="weekly" checked' in page
    assert "Ringkasan dikirim ke a@example.id." in page
    assert "Rencana pengembangan" in page
    assert LEARNER.name not in page

    reply = client.post("/me/notices", data={"frequency": "never"})
    page = client.get(reply.location).text
    assert "Pilihan Anda tersimpan." in page
    assert 'value="never" checked' in page

    client.post("/me/notices", data={"frequency": "daily"})
    assert storage.tables.notice_choices[BOSS.id].frequency is Frequency.DAILY


def test_another_word_is_refused_with_what_to_do() -> None:
    storage, client = opened()

    reply = client.post("/me/notices", data={"frequency": "hourly"})

    assert reply.status_code == 422
    assert "Pilih setiap hari, setiap minggu, atau tidak pernah." in reply.text
    assert storage.tables.notice_choices == {}


def test_it_says_where_letters_cannot_arrive() -> None:
    storage, client = opened()
    client.application.extensions["ports"] = replace(
        client.application.extensions["ports"], mail=None
    )
    assert "belum disiapkan untuk mengirim surat" in client.get("/me/notices").text

    storage, client = opened()
    storage.tables.accounts[ACCOUNT.id] = ACCOUNT
    assert "Alamat e-mail Anda belum diketahui." in client.get("/me/notices").text


def test_the_link_asks_first_and_a_mail_program_may_end_it_at_once() -> None:
    storage, client = opened()
    kept = NoticeChoice(BOSS.id, Frequency.DAILY, "token-1", "", 0, MORNING)
    storage.tables.notice_choices[BOSS.id] = kept
    stranger = client.application.test_client()

    page = stranger.get("/notices/token-1").text
    assert "Hentikan" in page
    assert BOSS.name not in page
    assert storage.tables.notice_choices[BOSS.id] == kept

    reply = stranger.post("/notices/token-1", data={"List-Unsubscribe": "One-Click"})
    assert "Ringkasan lewat e-mail dihentikan." in reply.text
    assert storage.tables.notice_choices[BOSS.id].frequency is Frequency.NEVER


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_ends_nothing(method: str) -> None:
    _, client = opened()

    reply = getattr(client.application.test_client(), method)("/notices/lain")

    assert reply.status_code == 404
    assert "Tautan ini tidak dikenal lagi." in reply.text
