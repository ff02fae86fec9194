"""Rule parameters: each with its basis, a new value from a day on, none overwritten."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.rule_meaning import GROUPS, is_possible, meaning_of
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, account_of, browser, office

MINUTES = "/admin/rules/hours.minutes"
NEW = {"value": "50", "since": "2027-01-01", "legal_basis": "Keputusan 1/2026"}


def admin() -> tuple[FakeStorage, Any]:
    storage, ports = office()
    return storage, browser(ports, storage, account_of(ADMIN))


def test_every_number_is_shown_with_what_it_means_and_rests_on() -> None:
    storage, client = admin()
    page = client.get("/admin/rules").text
    for words in (
        "Lama satu JP",
        "Peraturan LAN 10/2018",
        "C3 E-learning, dalam negeri",
    ):
        assert words in page
    for row in storage.tables.rules:
        meaning = meaning_of(row.code)
        assert meaning.group in GROUPS
        assert is_possible(row.value, meaning), row.code


def test_a_new_value_leaves_the_old_one_and_counts_from_its_day() -> None:
    storage, client = admin()
    before = [row for row in storage.tables.rules if row.code == "hours.minutes"]
    reply = client.post(MINUTES, data=NEW)
    assert "yang lama tetap ada" in client.get(reply.location).text
    after = [row for row in storage.tables.rules if row.code == "hours.minutes"]
    assert after[: len(before)] == before
    assert (after[-1].value, after[-1].valid_from) == (Decimal(50), date(2027, 1, 1))
    assert after[-1].version == before[-1].version + 1
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.object, entry.reason) == (
        "rule.set",
        "rule:hours.minutes",
        "Keputusan 1/2026",
    )


def test_what_is_not_in_force_yet_can_be_taken_back_and_nothing_else() -> None:
    storage, client = admin()
    rows = list(storage.tables.rules)
    client.post(MINUTES, data=NEW)
    undo = {"act": "undo", "since": "2027-01-01"}
    assert client.post(MINUTES, data=undo).status_code == 303
    assert storage.tables.rules == rows
    undo = {"act": "undo", "since": "2018-01-01"}
    reply = client.post(MINUTES, data=undo)
    assert (reply.status_code, "sudah berlaku" in reply.text) == (409, True)
    undo = {"act": "undo", "since": "2019-01-01"}
    assert client.post(MINUTES, data=undo).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"value": "banyak"}, 422, "tidak mungkin"),
        ({"value": "NaN"}, 422, "tidak mungkin"),
        ({"value": "0"}, 422, "tidak mungkin"),
        ({"value": "45,5"}, 422, "tidak mungkin"),
        ({"legal_basis": " "}, 422, "dasar hukum"),
        ({"since": ""}, 422, "Hari pertama"),
        ({"since": "2026-01-01"}, 422, "sudah lewat"),
        ({"since": "2018-01-01", "past": "1"}, 409, "mulai berlaku pada hari itu"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_in_the_form(
    changes: dict[str, str], status: int, words: str
) -> None:
    storage, client = admin()
    rows = list(storage.tables.rules)
    form = {**NEW, **changes}
    reply = client.post(MINUTES, data=form)
    assert (reply.status_code, words in reply.text) == (status, True)
    assert f'value="{form["value"]}"' in reply.text
    assert storage.tables.rules == rows


def test_a_past_day_is_taken_where_it_is_said_to_be_meant() -> None:
    storage, client = admin()
    form = {**NEW, "since": "2026-01-01", "past": "1"}
    assert client.post(MINUTES, data=form).status_code == 303
    assert storage.tables.rules[-1].valid_from == date(2026, 1, 1)


def test_a_conversion_takes_a_new_value_and_cap_from_a_day_on() -> None:
    storage, client = admin()
    url = "/admin/rules/jp.C3.national"
    form = {**NEW, "value": "1", "cap": "4"}
    assert client.post(url, data=form).status_code == 303
    new = storage.tables.conversions[-1]
    assert (new.code, new.valid_from) == ("C3", date(2027, 1, 1))
    assert new.cap_value == Decimal(4)
    assert client.post(url, data={**form, "cap": "x"}).status_code == 422
    client.post(url, data={"act": "undo", "since": "2027-01-01"})
    assert new not in storage.tables.conversions


def test_an_unknown_parameter_is_not_there() -> None:
    _, client = admin()
    assert client.get("/admin/rules/raja").status_code == 404
