"""A course is opened in the LMS, as near to it as the service knows."""

from dataclasses import replace

import pytest

from lti_service.domain.launch import Content
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.overview.course_place import course_place
from tests.fakes import FakeStorage
from tests.lti_service.office import LEARNER, account_of, attempt, link, office
from tests.lti_service.use_cases.learning.given import PLATFORM, two_questions

WHO = account_of(LEARNER).id
ROOT = "https://lms.example"


def school(*, auth: str = f"{ROOT}/mod/lti/auth.php") -> tuple[FakeStorage, Ports]:
    """An LMS with the course in two classes, 2 and 7."""
    storage, ports = office()
    platform = replace(PLATFORM, issuer=ROOT, auth_url=auth)
    storage.tables.platforms[platform.id] = platform
    for identifier, context in (("l-1", "2"), ("l-2", "7")):
        link(storage, identifier)
        made = storage.tables.links[identifier]
        storage.tables.links[identifier] = replace(
            made, context_id=context, content=Content("siaga")
        )
    return storage, ports


def place(ports: Ports) -> str:
    return course_place(WHO, "siaga", ports=ports)


def test_where_it_was_begun_it_goes_on() -> None:
    storage, ports = school()
    begun = attempt(two_questions(id="siaga"), WHO)
    storage.tables.attempts["t-1"] = replace(begun, resource_link_id="l-2")
    assert place(ports) == f"{ROOT}/course/view.php?id=7"


def test_the_only_class_that_offers_it_is_meant() -> None:
    storage, ports = school()
    del storage.tables.links["l-1"]
    assert place(ports) == f"{ROOT}/course/view.php?id=7"


def test_of_several_classes_none_is_guessed() -> None:
    _, ports = school()
    assert place(ports) == ROOT


@pytest.mark.parametrize("context", ["", "kelas-a", "7&x=1"])
def test_a_context_that_is_no_number_of_moodles_leads_to_the_lms(context: str) -> None:
    storage, ports = school()
    del storage.tables.links["l-1"]
    storage.tables.links["l-2"] = replace(
        storage.tables.links["l-2"], context_id=context
    )
    assert place(ports) == ROOT


def test_an_lms_that_is_no_moodle_is_opened_at_its_own_address() -> None:
    storage, ports = school(auth=f"{ROOT}/oidc/login")
    del storage.tables.links["l-1"]
    assert place(ports) == ROOT


def test_an_issuer_that_is_no_address_leads_to_the_origin_of_its_pages() -> None:
    storage, ports = school(auth=f"{ROOT}/oidc/login")
    storage.tables.platforms[PLATFORM.id] = replace(
        storage.tables.platforms[PLATFORM.id], issuer="lms-provinsi"
    )
    assert place(ports) == ROOT


def test_an_account_that_is_not_there_opens_nothing() -> None:
    _, ports = school()
    with pytest.raises(NotFoundError):
        course_place("tiada", "siaga", ports=ports)
