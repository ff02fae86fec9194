"""Launches to a learner's work that must be refused, each one change from one that is not."""

from collections.abc import Callable
from typing import Any

import pytest

from lti_service.domain.launch import VerifiedLaunch
from lti_service.errors import EXPLANATIONS
from tests.attacks.door import AGS, LTI, Door, Knock

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
OF, LINK, ROLES = f"{LTI}for_user", f"{LTI}resource_link", f"{LTI}roles"
RECORDED = "launch-submission-review-teacher"


def review_of(door: Door) -> Knock:
    """Return Moodle's recorded review of learner 7 by teacher 33, about to be posted."""
    return door.begin(RECORDED)


def asked_for(learner: object) -> Callable[[Knock], Any]:
    return lambda knock: knock.claims.update({OF: {"user_id": learner}})


def as_learner(knock: Knock, subject: str = "7", learner: str = "7") -> None:
    knock.claims.update({"sub": subject, ROLES: [LEARNER], OF: {"user_id": learner}})


REFUSED: dict[str, tuple[Callable[[Knock], Any], str]] = {
    "nobody's work": (lambda k: k.drop(OF), "review-user-missing"),
    "work of a person without a name": (
        lambda k: k.claims.update({OF: {}}),
        "review-user-missing",
    ),
    "work of an empty name": (asked_for(""), "review-user-missing"),
    "work of null": (asked_for(None), "review-user-missing"),
    "work of a number": (asked_for(7), "launch-claim-malformed"),
    "work of a list": (asked_for(["7"]), "launch-claim-malformed"),
    "work of a name with a line break": (asked_for("7\n"), "launch-claim-malformed"),
    "work of a very long name": (asked_for("7" * 256), "launch-claim-malformed"),
    "a person that is a text": (
        lambda k: k.claims.update({OF: "7"}),
        "launch-claim-malformed",
    ),
    "a person that is a list": (
        lambda k: k.claims.update({OF: ["7"]}),
        "launch-claim-malformed",
    ),
    "nobody looks": (lambda k: k.drop("sub"), "review-anonymous"),
    "a learner looks at another's": (
        lambda k: as_learner(k, "8"),
        "review-forbidden",
    ),
    "a learner whose id begins alike": (
        lambda k: as_learner(k, "70"),
        "review-forbidden",
    ),
    "a learner with another's id in other letters": (
        lambda k: as_learner(k, "a7", "A7"),
        "review-forbidden",
    ),
    "a mentor": (lambda k: k.lti(roles=[MENTOR]), "review-forbidden"),
    "without any role": (lambda k: k.lti(roles=[]), "review-forbidden"),
    "roles that are missing": (lambda k: k.drop(ROLES), "launch-roles-missing"),
    "neither activity nor column": (
        lambda k: k.drop(LINK, AGS),
        "review-line-item-missing",
    ),
    "a column of another host": (
        lambda k: k.claims[AGS].update(lineitem="https://lain.example/lineitem"),
        "launch-line-item-foreign",
    ),
    "a column that is a list": (
        lambda k: k.claims[AGS].update(lineitem=["x"]),
        "launch-claim-malformed",
    ),
    "a target elsewhere": (
        lambda k: k.lti(target_link_uri="https://lain.example/"),
        "launch-target-foreign",
    ),
    "another deployment": (
        lambda k: k.lti(deployment_id="2"),
        "launch-deployment-unknown",
    ),
    "a message of that name in other letters": (
        lambda k: k.lti(message_type="ltisubmissionreviewrequest"),
        "launch-message-type",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_review_is_refused_by_name(name: str, door: Door) -> None:
    change, expected = REFUSED[name]
    knock = review_of(door)
    change(knock)

    assert door.refusal(knock) == expected
    assert 400 <= EXPLANATIONS[expected].status < 500


def accepted(door: Door, change: Callable[[Knock], Any]) -> VerifiedLaunch:
    knock = review_of(door)
    change(knock)
    return door.verify(knock)


def test_moodles_review_by_a_teacher_gets_in(door: Door) -> None:
    found = accepted(door, lambda _: None)

    assert (found.subject, found.review_of, found.resource_link_id) == ("33", "7", "8")
    assert found.instructor
    assert found.line_item_url.endswith("/2/lineitems/9/lineitem?type_id=1")


def test_a_learner_looks_at_their_own(door: Door) -> None:
    found = accepted(door, as_learner)

    assert (found.subject, found.review_of, found.instructor) == ("7", "7", False)


def test_a_column_names_the_activity_where_the_link_is_not_said(door: Door) -> None:
    found = accepted(door, lambda k: k.drop(LINK))

    assert found.resource_link_id == ""
    assert found.line_item_url


def test_a_link_will_do_where_moodle_names_no_column(door: Door) -> None:
    """It does not once an activity has two."""
    assert accepted(door, lambda k: k.drop(AGS)).resource_link_id == "8"


def test_other_launches_ask_for_nobodys_work(door: Door) -> None:
    knock = door.begin()
    knock.claims[OF] = {"user_id": "7"}

    assert door.verify(knock).review_of == ""
