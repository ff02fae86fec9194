from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.learning_hours import JpState
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    give,
    office,
)
from tests.service_factories import jp_entry


def opened(who: Person = ADMIN, locale: str = "id") -> tuple[FakeStorage, Any]:
    storage, ports = office()
    storage.tables.hours.append(
        jp_entry(person_id=LEARNER.id, state=JpState.RECOGNISED, amount=Decimal(3))
    )
    give(storage, Role.VERIFIER, BOSS, "KEC")
    return storage, browser(ports, storage, account_of(who), locale)


def test_the_list_leads_to_the_reports() -> None:
    _, client = opened()
    page = client.get("/reports").text
    assert 'href="/reports/jp"' in page
    assert "Pemenuhan JP" in page
    assert 'href="/reports"' in client.get("/me").text


def test_a_report_says_number_table_and_how_it_was_computed() -> None:
    _, client = opened()
    page = client.get("/reports/jp").text
    assert "<b>4 dari 4</b> pegawai" in page
    assert "Sebaran JP yang diakui" in page
    assert "Bagaimana dihitung" in page
    assert "aturan versi 1" in page
    assert "n = 4." in page
    assert NIP not in page
    assert "@page wide" in page
    assert 'content: "Pemenuhan JP (R2)"' in page


def test_a_table_sorts_and_filters_by_its_address() -> None:
    _, client = opened()
    page = client.get("/reports/jp?order=recognised&down=1").text
    assert page.index("Pegawai 022") < page.index("Pegawai 003")
    assert 'aria-sort="descending"' in page
    assert "1 dari 1 baris" in client.get("/reports/jp?q=pegawai+022").text
    none = client.get("/reports/jp?balance=over").text
    assert "Tidak ada yang cocok dengan saringan ini" in none
    odd = client.get("/reports/jp?slug=x&form=y&_external=1&order=tiada")
    assert odd.status_code == 200


def test_files_are_of_the_same_rows() -> None:
    storage, client = opened()
    reply = client.get("/reports/jp.csv?q=pegawai+022")
    assert reply.content_type == "text/csv; charset=utf-8"
    assert "jp-2026-11-24.csv" in reply.headers["Content-Disposition"]
    assert reply.text.startswith("\ufeffNama,NIP,")
    assert len(reply.text.splitlines()) == 2
    assert client.get("/reports/jp.xlsx").data.startswith(b"PK")
    assert client.get("/reports/jp.doc").status_code == 404
    acts = [(entry.action, entry.actor) for entry in storage.tables.audit]
    assert acts == [("report.exported", "a-admin")] * 2


def test_the_print_version_has_no_form_and_no_limit() -> None:
    _, client = opened()
    page = client.get("/reports/jp?print=1").text
    assert 'class="filters"' not in page
    assert "Kembali ke laporan" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/tiada", 404),
        ("/reports/jp?on=besok", 422),
        ("/reports/jp?unit=TIADA", 404),
        ("/reports/kartu-jp?year=abc", 422),
    ],
)
def test_what_is_no_report_day_or_unit_is_refused(address: str, status: int) -> None:
    _, client = opened()
    assert client.get(address).status_code == status


def test_a_role_opens_its_units_and_no_role_ones_own_only() -> None:
    _, client = opened(BOSS)
    assert client.get("/reports/jp").status_code == 200
    _, client = opened(LEARNER)
    assert client.get("/reports/jp").status_code == 403
    assert client.get("/reports/jp.csv").status_code == 403
    assert "Pemenuhan JP" not in client.get("/reports").text
    card = client.get("/reports/kartu-jp").text
    assert "JP diakui</b>" in card


def test_english_is_complete() -> None:
    _, client = opened(locale="en")
    page = client.get("/reports/jp").text
    assert "How it was computed" in page
    assert "Pemenuhan" not in page
