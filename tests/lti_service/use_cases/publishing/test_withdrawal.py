"""A withdrawn course: nobody begins it, who has begun goes on, and it comes back."""

import pytest

from lti_service.domain.course import OfferAct
from lti_service.domain.health import Check, Grade
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.learning.course import course_offers, publish_release
from lti_service.use_cases.lms.gradebook import resource_links
from lti_service.use_cases.lms.health import examine_outside
from lti_service.use_cases.publishing.release_draft import (
    publish_draft,
    roll_back,
    upload_release,
    withdraw_course,
)
from tests.lti_service.course_release import first, packed, published_office, second
from tests.lti_service.use_cases.learning.given import launch

AUTHOR = "a-admin"
COURSE = "siaga-bencana"


def current(ports: Ports) -> str:
    with ports.storage.reading() as uow:
        found = uow.releases.current(COURSE)
    return found.id if found else ""


def withdraw(ports: Ports) -> str:
    """Withdraw the course; return the release that was offered."""
    offered = current(ports)
    withdraw_course(COURSE, offered, "Keliru.", AUTHOR, ports=ports)
    return offered


def test_nobody_begins_a_withdrawn_course_and_who_has_begun_goes_on() -> None:
    storage, ports = published_office()
    begun = launch(ports, "n1", subject="s-learner")
    offered = withdraw(ports)

    with pytest.raises(NotFoundError, match="course-withdrawn"):
        launch(ports, "n2", subject="s-boss")
    again = launch(ports, "n3", subject="s-learner")

    assert (again.release_id, again.attempt) == (offered, begun.attempt)
    assert course_offers(ports=ports) == []
    assert [entry.action for entry in storage.tables.audit[-1:]] == [
        "release.withdrawn"
    ]
    assert (storage.tables.audit[-1].before, storage.tables.audit[-1].after) == (
        "1.0",
        "",
    )


def test_a_teacher_comes_to_the_class_of_a_withdrawn_course() -> None:
    _, ports = published_office()
    offered = withdraw(ports)

    launched = launch(ports, "n1", subject="s-boss", instructor=True)

    assert launched.attempt is not None
    assert (launched.release_id, launched.attempt.instructor) == (offered, True)


def test_a_visitor_without_a_name_reads_no_withdrawn_course() -> None:
    _, ports = published_office()
    withdraw(ports)
    with pytest.raises(NotFoundError, match="course-withdrawn"):
        launch(ports, "n1", subject=None)


def test_it_is_offered_again_by_its_version_or_by_a_new_one() -> None:
    storage, ports = published_office()
    offered = withdraw(ports)

    roll_back(offered, "", "Sudah benar.", AUTHOR, ports=ports)
    assert launch(ports, "n1", subject="s-boss").release_id == offered

    withdraw(ports)
    draft = upload_release(packed(second()), AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="offer-meanwhile"):
        publish_draft(draft.id, offered, AUTHOR, ports=ports)
    publish_draft(draft.id, "", AUTHOR, ports=ports)
    assert current(ports) == draft.id
    assert [offer.act for offer in storage.tables.offers] == [
        OfferAct.PUBLISHED,
        OfferAct.WITHDRAWN,
        OfferAct.ROLLED_BACK,
        OfferAct.WITHDRAWN,
        OfferAct.PUBLISHED,
    ]


def test_publishing_what_is_stored_leaves_it_withdrawn() -> None:
    _, ports = published_office()
    withdraw(ports)
    publish_release(packed(first()), "cli", ports=ports)
    assert current(ports) == ""


def test_withdrawing_needs_a_reason_and_a_course_that_is_offered_as_it_was_seen() -> (
    None
):
    storage, ports = published_office()
    offered = current(ports)
    with pytest.raises(InvalidInputError, match="course-reason-missing"):
        withdraw_course(COURSE, offered, " ", AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="offer-meanwhile"):
        withdraw_course(COURSE, "r-before", "Keliru.", AUTHOR, ports=ports)
    with pytest.raises(NotFoundError, match="unknown-course"):
        withdraw_course("none", "", "Keliru.", AUTHOR, ports=ports)
    assert len(storage.tables.offers) == 1
    withdraw(ports)
    with pytest.raises(ConflictError, match="offer-withdrawn"):
        withdraw_course(COURSE, offered, "Keliru.", AUTHOR, ports=ports)


def test_an_administrator_reads_which_activities_still_lead_to_it() -> None:
    _, ports = published_office()
    launch(ports, "n1", subject="s-learner")
    withdraw(ports)

    found = [one for one in examine_outside(ports=ports) if one.check is Check.RELEASES]

    assert [(one.grade, one.subject) for one in found] == [
        (Grade.LOOK, first().title),
        (Grade.LOOK, ""),
    ]
    assert {one.course for one in resource_links(ports=ports)} == {first().title}
