"""The administrators' page of the service's health, and what monitors ask for."""

from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.health import OwnAddress, PlatformCondition
from tests.fakes import FakeProbe, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    account_of,
    browser,
    give,
    office,
)
from tests.lti_service.use_cases.learning.given import PLATFORM


def admin(
    probe: FakeProbe | None = None, locale: str = "id"
) -> tuple[FakeStorage, Any]:
    storage, ports = office(probe=probe or FakeProbe())
    return storage, browser(ports, storage, account_of(ADMIN), locale)


def test_the_page_says_what_is_wrong_first_and_what_to_do() -> None:
    storage, client = admin()
    storage.state = replace(storage.state, free_bytes=1024**2)
    page = client.get("/admin/health").text
    assert "<b>1 hal bermasalah.</b>" in page
    assert page.index("Bermasalah") < page.index("Perlu dilihat") < page.index("Baik<")
    assert "Cakram hampir penuh: tersisa 1 MiB." in page
    assert "Kosongkan ruang sekarang juga" in page


def test_platforms_are_asked_by_a_click_alone() -> None:
    asked: list[str] = []

    class Probe(FakeProbe):
        def platform(self, platform: Any) -> PlatformCondition:
            asked.append(platform.id)
            return PlatformCondition(token_status=503)

        def own_address(self) -> OwnAddress:
            return OwnAddress("https://belajar.example.go.id/lti/jwks")

    _, client = admin(Probe())
    assert "HTTP 503" not in client.get("/admin/health").text
    assert asked == []
    page = client.post("/admin/health").text
    assert asked == [PLATFORM.id]
    assert "LMS sedang terganggu (HTTP 503)." in page
    assert "baru saja ditanya" in page


def test_the_page_speaks_english_too() -> None:
    _, client = admin(locale="en")
    page = client.get("/admin/health").text
    assert "Health of the service" in page
    assert "SQLite is up to date, can be read and written." in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_for_administrators_of_the_whole_service(method: str) -> None:
    storage, ports = office()
    give(storage, Role.ADMINISTRATOR, BOSS, "KEC")
    for person, status in ((ADMIN, 200), (BOSS, 403), (ASSESSOR, 403)):
        client = browser(ports, storage, account_of(person))
        assert getattr(client, method)("/admin/health").status_code == status
