"""The same service at a platform that is neither ours nor Moodle: Open edX's."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import requests

from lti_service.errors import PlatformBusyError, PlatformRefusedError
from lti_service.use_cases.outbox import deliver_due
from tests.peers.second import SECONDS, SecondPlatform, Tool, go
from tests.platform_stub import attempt_document

pytestmark = pytest.mark.peer


def answer_rightly(tool: Tool, page: str) -> dict[str, object]:
    """Work through the course as the player would; return the progress at the end."""
    document = attempt_document(page)
    viewed = [
        {"kind": "viewed", "activity": shown["id"]}
        for shown in document["outline"]["pages"]
    ]
    answered = {"kind": "answered", "activity": "q-siaga", "answer": ["b"]}
    now = datetime.now(UTC).isoformat()
    events = [
        {"id": str(uuid.uuid4()), "at": now, **event} for event in (*viewed, answered)
    ]
    reply = requests.post(
        f"{tool.url}/api/attempts/{document['attempt']}/events",
        json={"events": events},
        headers={"Authorization": f"Bearer {document['token']}"},
        timeout=SECONDS,
    )
    reply.raise_for_status()
    progress = reply.json()["progress"]
    assert isinstance(progress, dict)
    return progress


def test_a_learner_comes_in_answers_and_the_score_arrives(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["right"])

    page = go(platform.begin("right", "learner-1", course=tool.course.id))

    assert page.status_code == 200, page.text
    assert '<main id="player"' in page.text
    assert answer_rightly(tool, page.text)["complete"] is True
    while deliver_due(ports=tool.ports):
        pass
    assert platform.score("learner-1") == (100, 100)


def test_a_teacher_sees_the_class(platform: SecondPlatform, tool: Tool) -> None:
    tool.register(platform.registrations["right"])
    course = tool.course.id

    page = go(platform.begin("right", "teacher-1", course=course, role="instructor"))

    assert '<main id="dashboard"' in page.text


def test_the_score_it_holds_can_be_asked_for(
    platform: SecondPlatform, tool: Tool
) -> None:
    registered = tool.register(platform.registrations["right"])
    column = f"{platform.url}/api/lti_consumer/v1/lti/1/lti-ags/1"
    now = datetime.now(UTC).replace(microsecond=0)
    gradebook = tool.ports.gradebook

    assert gradebook.result(registered, column, "learner-2") is None
    gradebook.publish(registered, column, "learner-2", 8750, now)

    assert platform.score("learner-2") == (87.5, 100)
    assert gradebook.result(registered, column, "learner-2") == 8750


def test_a_score_that_is_not_newer_is_refused_and_a_newer_one_is_taken(
    platform: SecondPlatform, tool: Tool
) -> None:
    registered = tool.register(platform.registrations["right"])
    column = f"{platform.url}/api/lti_consumer/v1/lti/1/lti-ags/1"
    now = datetime.now(UTC).replace(microsecond=0)
    publish = tool.ports.gradebook.publish
    publish(registered, column, "learner-3", 4000, now)

    # This platform answers 400 where Moodle answers 409.
    with pytest.raises(PlatformRefusedError, match="400"):
        publish(registered, column, "learner-3", 5000, now)
    publish(registered, column, "learner-3", 6000, now + timedelta(seconds=1))

    assert platform.score("learner-3") == (60, 100)


def test_another_tools_key_set_in_the_registration_is_refused(
    platform: SecondPlatform, tool: Tool
) -> None:
    other = platform.registrations["other"]
    tool.register({**platform.registrations["right"], "jwks_url": other["jwks_url"]})

    page = go(platform.begin("right", "learner-1", course=tool.course.id))

    assert page.status_code == 400
    assert 'data-code="launch-key-unknown"' in page.text


def test_a_tool_that_is_not_registered_there_is_refused(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["right"])

    page = go(platform.begin("other", "learner-1", course=tool.course.id))

    assert page.status_code == 403
    assert 'data-code="login-client-unknown"' in page.text


def test_a_platform_that_cannot_find_our_keys_gives_no_token(
    platform: SecondPlatform, tool: Tool
) -> None:
    registered = tool.register(platform.registrations["other"])
    column = f"{platform.url}/api/lti_consumer/v1/lti/2/lti-ags/2"
    now = datetime.now(UTC).replace(microsecond=0)

    with pytest.raises(PlatformBusyError, match="400"):
        tool.ports.gradebook.publish(registered, column, "learner-1", 4000, now)


def test_the_platform_refuses_a_redirect_address_it_does_not_know(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["right"])
    login = requests.get(
        platform.begin("right", "learner-1"), allow_redirects=False, timeout=SECONDS
    )
    asked = login.headers["Location"].replace("%2Flti%2Flaunch", "%2Flti%2Flaunch%2F")

    assert requests.get(asked, timeout=SECONDS).status_code == 400
