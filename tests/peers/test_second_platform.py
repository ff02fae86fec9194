"""The same service at a platform that is neither ours nor Moodle: Open edX's.

It knows neither dynamic registration nor submission review (lti-consumer-xblock 11.4.4).
"""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import requests

from lti_service.errors import PlatformBusyError, PlatformRefusedError
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.lms.roster import read_due_roster, rosters
from tests.peers.second import SECONDS, Browser, SecondPlatform, Tool, fields, go
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
    column = platform.column("right")
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
    column = platform.column("right")
    now = datetime.now(UTC).replace(microsecond=0)
    publish = tool.ports.gradebook.publish
    publish(registered, column, "learner-3", 4000, now)

    # This platform answers 400 where Moodle answers 409.
    with pytest.raises(PlatformRefusedError, match="400"):
        publish(registered, column, "learner-3", 5000, now)
    publish(registered, column, "learner-3", 6000, now + timedelta(seconds=1))

    assert platform.score("learner-3") == (60, 100)


def test_what_a_column_holds_is_read_back(platform: SecondPlatform, tool: Tool) -> None:
    registered = tool.register(platform.registrations["deep"])
    column = platform.column("deep")
    now = datetime.now(UTC).replace(microsecond=0)
    gradebook = tool.ports.gradebook
    for learner, hundredths in (("learner-1", 8750), ("learner-2", 0)):
        gradebook.publish(registered, column, learner, hundredths, now)

    held = gradebook.results(registered, column)

    assert {one.subject: one.hundredths for one in held} == {
        "learner-1": 8750,
        "learner-2": 0,
    }


def test_a_roster_is_read_over_several_pages_and_names_who_has_not_begun(
    platform: SecondPlatform, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_service.lti.roster.PAGE_SIZE", 2)
    tool.register(platform.registrations["right"])
    course = tool.course.id
    go(platform.begin("right", "learner-1", course=course))
    page = go(platform.begin("right", "teacher-1", course=course, role="instructor"))
    assert page.status_code == 200, page.text

    assert read_due_roster(ports=tool.ports) is True

    (summary,) = rosters(ports=tool.ports)
    with tool.ports.storage.reading() as uow:
        members = uow.rosters.members(summary.roster.id)
    assert {member.subject: member.role.value for member in members} == {
        "teacher-1": "instructor",
        **dict.fromkeys(
            ("learner-1", "learner-2", "learner-3", "learner-9"), "learner"
        ),
    }


def test_content_that_a_teacher_chooses_is_kept_there_and_launched(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["deep"])
    course, browser = tool.course, Browser()
    module = course.modules[0]
    page = go(platform.begin("deep", "teacher-1", role="staff", choice="yes"), browser)
    assert page.status_code == 200, page.text
    given = fields(page.text)

    answer = browser.post(
        f"{tool.url}/lti/pick",
        data={
            "csrf_token": given["csrf_token"],
            "pick": given["pick"],
            "content": [f"{course.id}/{module.id}", course.id],
        },
        timeout=SECONDS,
    )
    action = re.search(r'<form action="([^"]+)" method="post" id="return"', answer.text)
    assert action, answer.text
    saved = browser.post(
        html.unescape(action[1]), data=fields(answer.text), timeout=SECONDS
    )

    assert saved.status_code == 200, saved.text
    first, second = platform.items("deep")
    assert first["custom"] == {"course": course.id, "module": module.id}
    assert first["lineItem"]["scoreMaximum"] == 100
    assert second["custom"] == {"course": course.id}
    assert (first["title"], second["title"]) == (module.title, course.title)
    launched = go(platform.begin("deep", "learner-1", item=first["id"]))
    assert attempt_document(launched.text)["outline"]["title"] == course.title


def test_a_choice_of_content_is_not_for_learners(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["deep"])

    page = go(platform.begin("deep", "learner-1", choice="yes"))

    assert page.status_code == 403
    assert page.url.startswith(platform.url)


def test_two_deployments_of_one_client_are_kept_apart(
    platform: SecondPlatform, tool: Tool
) -> None:
    shown = [platform.registrations[name] for name in ("first", "second")]
    assert len({one["client_id"] for one in shown}) == 1
    assert [one["deployment_id"] for one in shown] == ["1", "2"]
    tool.register(*shown)
    course = tool.course.id

    first = go(platform.begin("first", "learner-1", course=course))
    second = go(platform.begin("second", "learner-1", course=course))
    assert answer_rightly(tool, first.text)["complete"] is True
    while deliver_due(ports=tool.ports):
        pass

    # The link has the same id in both: only the deployment tells them apart.
    begun = [attempt_document(page.text) for page in (first, second)]
    assert begun[0]["attempt"] != begun[1]["attempt"]
    again = attempt_document(go(platform.begin("second", "learner-1")).text)
    assert (again["attempt"], again["activities"]) == (begun[1]["attempt"], {})
    assert platform.score("learner-1", "first") == (100, 100)
    assert platform.score("learner-1", "second") is None


def test_a_deployment_that_was_not_registered_is_refused(
    platform: SecondPlatform, tool: Tool
) -> None:
    tool.register(platform.registrations["first"])

    page = go(platform.begin("second", "learner-1", course=tool.course.id))

    assert page.status_code == 403
    assert 'data-code="launch-deployment-unknown"' in page.text


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
    column = platform.column("other")
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
