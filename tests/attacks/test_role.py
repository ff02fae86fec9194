"""LTI roles open the door; our grants alone decide what is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lti_service.app import create_app
from lti_service.domain.grant import Grant, Role
from lti_service.domain.launch import Content
from lti_service.lti.role import is_instructor
from lti_service.settings import read_settings
from tests.fakes import MORNING, FakeLaunches, FakeStorage
from tests.lti_service.office import LEARNER, TODAY, account_of, office
from tests.lti_service.use_cases.learning.given import verified

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2"
LTI_ROLES: Mapping[str, frozenset[str]] = {
    "a learner": frozenset({f"{VOCABULARY}/membership#Learner"}),
    "a teacher": frozenset({f"{VOCABULARY}/membership#Instructor"}),
    "a mentor": frozenset({f"{VOCABULARY}/membership#Mentor"}),
    "an author": frozenset({f"{VOCABULARY}/membership#ContentDeveloper"}),
    "an administrator of the LMS": frozenset(
        {
            f"{VOCABULARY}/institution/person#Administrator",
            f"{VOCABULARY}/system/person#Administrator",
            f"{VOCABULARY}/membership#Administrator",
            f"{VOCABULARY}/membership#Instructor",
        }
    ),
    "nothing": frozenset(),
}
LAUNCHER, UNIT = account_of(LEARNER), "KEC"
DAY = timedelta(days=1)
OF_A_UNIT = {
    "/admin",
    "/admin/completions.csv",
    "/admin/credentials",
    "/admin/drills",
    "/admin/drills/new",
    "/admin/grants",
    "/admin/grants/give",
    "/admin/hours",
    "/admin/needs",
    "/admin/people",
    "/admin/programmes",
    "/admin/programmes/new",
    "/admin/units",
}
OF_SOMETHING = {"/admin/framework.csv"}
"""Pages that say so where they are not told of what."""


def opened(roles: frozenset[str], *grants: Grant) -> tuple[FakeStorage, Any]:
    """A browser in which LEARNER launched a page with LTI roles and our grants."""
    page = verified(
        platform=replace(verified().platform, trust_nip=False),
        subject=LAUNCHER.subject,
        name=LEARNER.name,
        roles=roles,
        instructor=is_instructor(roles),
        content=Content(page="admin"),
    )
    storage, ports = office(launches=FakeLaunches({"token": page}))
    storage.tables.units["DINAS"] = replace(storage.tables.units[UNIT], code="DINAS")
    storage.tables.grants.clear()
    storage.tables.grants |= {grant.id: grant for grant in grants}
    settings = {"SECRET_KEY": "x" * 32, "BASE_URL": "http://localhost:8000"}
    client = create_app(ports, read_settings(settings)).test_client()
    client.set_cookie("lti_browser_1", "a-browser", domain="localhost")
    launched = client.post("/lti/launch", data={"id_token": "token", "state": "-"})
    assert (launched.status_code, launched.location) == (303, "/admin")
    return storage, client


def pages(client: Any) -> Sequence[str]:
    """Every page of administrators, assessors and authors that needs no id."""
    rules = client.application.url_map.iter_rules()
    return sorted(
        rule.rule
        for rule in rules
        if rule.rule.startswith(("/admin", "/assess", "/author"))
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and rule.rule not in OF_SOMETHING
    )


def shown(client: Any) -> set[str]:
    """Those of the pages that open."""
    answers = {page: client.get(page).status_code for page in pages(client)}
    assert set(answers.values()) <= {200, 403}
    return {page for page, status in answers.items() if status == 200}


def granted(role: Role, **changes: Any) -> Grant:
    grant = Grant("g", role, LEARNER.id, None, "", None, "cli", MORNING)
    return replace(grant, **changes)


@pytest.mark.parametrize("name", LTI_ROLES)
def test_no_role_of_the_lms_opens_a_page_without_a_grant(name: str) -> None:
    _, client = opened(LTI_ROLES[name])

    assert len(pages(client)) > 10
    assert shown(client) == set()
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("name", LTI_ROLES)
def test_a_grant_opens_its_pages_whatever_the_lms_says(name: str) -> None:
    administration = granted(Role.ADMINISTRATOR)
    assessment = granted(Role.ASSESSOR)

    _, admin = opened(LTI_ROLES[name], administration)
    _, assessor = opened(LTI_ROLES[name], assessment)

    assessing = {page for page in pages(admin) if page.startswith("/assess")}
    assert shown(admin) == set(pages(admin)) - assessing
    assert shown(assessor) == assessing


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.ASSESSOR})
)
def test_other_roles_open_none_but_what_is_a_verifiers(role: Role) -> None:
    _, client = opened(LTI_ROLES["an administrator of the LMS"], granted(role))

    theirs = {
        Role.VERIFIER: {"/admin/hours", "/admin/needs"},
        # They mark what their own people hand in.
        Role.SUPERVISOR: {"/assess/assignments"},
        Role.AUTHOR: {
            "/admin/sheets",
            "/admin/sheets/new",
            "/author",
            "/author/upload",
        },
        Role.AUDITOR: {"/admin/access"},
        Role.LEADERSHIP: {"/admin/plan"},
    }
    assert shown(client) == theirs.get(role, set())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ASSESSOR])
@pytest.mark.parametrize(
    "changes",
    [
        {"until": TODAY - DAY},
        {"since": TODAY + DAY},
        {"ended_at": MORNING, "ended_by": "cli"},
        {"person_id": None, "account_id": "a-boss"},
        {"person_id": "p-boss"},
    ],
    ids=["over", "not begun", "taken away", "another account's", "another person's"],
)
def test_a_grant_that_does_not_hold_opens_nothing(
    role: Role, changes: dict[str, Any]
) -> None:
    _, client = opened(
        LTI_ROLES["an administrator of the LMS"], granted(role, **changes)
    )

    assert shown(client) == set()


@pytest.mark.parametrize("unit_code", [UNIT, "DINAS"])
def test_an_administrator_of_a_unit_opens_what_belongs_to_units(unit_code: str) -> None:
    mine = granted(Role.ADMINISTRATOR, unit_code=unit_code)
    theirs = granted(Role.AUDITOR, id="other", person_id="p-boss", unit_code=UNIT)
    _, client = opened(LTI_ROLES["a learner"], mine, theirs)

    assert shown(client) == OF_A_UNIT
    told = (
        client.get("/admin/grants").text
        + client.get("/admin/grants/give?q=pegawai").text
    )
    assert ("Pegawai 003" in told) is (unit_code == UNIT)


def test_an_assessor_of_another_unit_sees_no_case() -> None:
    elsewhere = granted(Role.ASSESSOR, unit_code="DINAS")
    _, client = opened(LTI_ROLES["a teacher"], elsewhere)

    assert client.get("/assess/p-boss/T-PB-01").status_code == 403


def test_a_grant_ended_in_the_meantime_closes_the_page_at_once() -> None:
    storage, client = opened(LTI_ROLES["a learner"], granted(Role.ADMINISTRATOR))
    assert client.get("/admin").status_code == 200
    grant = storage.tables.grants["g"]

    storage.tables.grants["g"] = replace(grant, ended_at=MORNING, ended_by="cli")

    assert client.get("/admin").status_code == 403
