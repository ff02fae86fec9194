import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from lti_service.clients.moodle_rest import Pace
from lti_service.clients.moodle_sync import MoodleServices
from lti_service.domain.moodle_sync import (
    Completion,
    CourseCompletion,
    MoodleCourse,
    Tracking,
    UnreadUser,
    UserCourse,
    UserProgress,
)
from lti_service.errors import (
    EXPLANATIONS,
    MoodleError,
    PlatformBusyError,
    PlatformCertificateError,
    PlatformError,
    PlatformRefusedError,
    PlatformSlowError,
    PlatformTooLongError,
)
from lti_service.lti.connection import PlatformConnection, Reply
from tests.conftest import REPOSITORY
from tests.http_stub import HttpStub, Says

RECORDINGS = REPOSITORY / "tests" / "cases" / "moodle"


def recorded(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((RECORDINGS / f"ws-{name}.json").read_text())
    return read


def refusals() -> list[dict[str, Any]]:
    cases = json.loads((RECORDINGS / "ws-errors.json").read_text())
    return [
        case
        for case in cases
        if isinstance(case["response"]["body"], dict)
        and "exception" in case["response"]["body"]
    ]


@dataclass
class Recorded:
    """Answers every call alike, and keeps what was asked."""

    body: Any
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    def call(
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, str] | None = None,
        **_: object,
    ) -> Reply:
        assert method == "POST"
        self.urls.append(url)
        self.asked.append(dict(data or {}))
        body = self.body if isinstance(self.body, bytes) else self._text()
        return Reply(self.status, {}, body)

    def _text(self) -> bytes:
        # Recordings leave out what repeats itself: "... 309 in all".
        return json.dumps(_whole(self.body)).encode()


def _whole(told: Any) -> Any:
    if isinstance(told, list):
        return [
            _whole(one)
            for one in told
            if not (isinstance(one, str) and "in all" in one)
        ]
    if isinstance(told, dict):
        return {key: _whole(one) for key, one in told.items()}
    return told


def moodle(connection: Recorded) -> MoodleServices:
    return MoodleServices(connection, "https://lms.example/", "secret")


def asked_of(name: str) -> dict[str, str]:
    form = recorded(name)["request"]["form"]
    return {key: str(value) for key, value in form.items()}


def test_it_asks_as_moodle_was_asked_when_recorded() -> None:
    name = "core_enrol_get_enrolled_users-options"
    connection = Recorded(recorded(name)["response"]["body"])

    people = moodle(connection).participants(2, 0, 2)

    (asked,) = connection.asked
    assert connection.urls == ["https://lms.example/webservice/rest/server.php"]
    assert asked.pop("wsfunction") == "core_enrol_get_enrolled_users"
    assert asked.pop("moodlewsrestformat") == "json"
    assert asked.pop("wstoken") == "secret"
    fields = asked.pop("options[2][value]")
    assert fields == "id,idnumber,fullname,email,roles,lastcourseaccess"
    assert asked.items() <= asked_of(name).items()
    assert [(one.id, one.idnumber, one.roles) for one in people] == [
        (3, "197501012005011001", frozenset({"student"})),
        (4, "197602022006062002", frozenset({"student"})),
    ]


def test_the_site_tells_its_version_and_what_the_token_may_do() -> None:
    site = moodle(
        Recorded(recorded("core_webservice_get_site_info")["response"]["body"])
    ).site()

    assert site.release == "4.5.6 (Build: 20250811)"
    assert site.version == Decimal(2024100706)
    assert site.username == "wsuser"
    assert "core_badges_get_badge" in site.functions


def test_courses_come_without_the_front_page() -> None:
    body = recorded("core_course_get_courses_by_field")["response"]["body"]
    front = {**body["courses"][0], "id": 1, "shortname": "Beranda"}

    found = moodle(Recorded({"courses": [*body["courses"], front]})).courses()

    assert [(one.id, one.idnumber, one.tracks_completion) for one in found] == [
        (2, "CRS-LAB-101", True)
    ]


def test_people_are_found_by_their_nip_and_who_has_none_is_left_out() -> None:
    name = "core_user_get_users_by_field-idnumber"
    connection = Recorded(recorded(name)["response"]["body"])

    found = moodle(connection).users(["197501012005011001", "nope"])

    assert connection.asked[0].items() >= asked_of(name).items()
    assert [one.id for one in found] == [3]


def test_activities_know_how_they_are_completed() -> None:
    found = moodle(
        Recorded(recorded("core_course_get_contents")["response"]["body"])
    ).activities(2)

    assert [(one.id, one.module, one.tracking) for one in found][:4] == [
        (1, "forum", Tracking.NONE),
        (2, "lti", Tracking.AUTOMATIC),
        (3, "lti", Tracking.AUTOMATIC),
        (4, "lti", Tracking.MANUAL),
    ]


def test_a_time_of_what_is_not_complete_is_none() -> None:
    name = "core_completion_get_activities_completion_status"
    found = moodle(Recorded(recorded(name)["response"]["body"])).activity_completion(
        2, 3
    )

    assert [(one.activity_id, one.completion, one.completed_at) for one in found] == [
        (2, Completion.COMPLETE, datetime.fromtimestamp(1795486295, UTC)),
        (3, Completion.INCOMPLETE, None),
        (4, Completion.INCOMPLETE, None),
    ]


def test_a_course_is_complete_when_its_last_criterion_was_met() -> None:
    cases = json.loads((RECORDINGS / "ws-course-completion-and-cron.json").read_text())
    complete = next(
        case["response"]["body"]
        for case in cases
        if case["case"] == "course completion before cron"
    )
    incomplete = recorded("core_completion_get_course_completion_status")

    done = moodle(Recorded(complete)).course_completion(2, 10)
    begun = moodle(Recorded(incomplete["response"]["body"])).course_completion(2, 3)

    assert done == CourseCompletion(
        is_complete=True, completed_at=datetime.fromtimestamp(1795487053, UTC)
    )
    assert begun == CourseCompletion(is_complete=False, completed_at=None)


def test_a_course_that_nothing_completes_is_no_refusal() -> None:
    refusal = {
        "exception": r"core\exception\moodle_exception",
        "errorcode": "nocriteriaset",
        "message": "No completion criteria set for this course",
    }

    assert moodle(Recorded(refusal)).course_completion(4, 3) is None


def test_how_far_somebody_is_comes_for_all_their_courses_at_once() -> None:
    body = recorded("core_enrol_get_users_courses")["response"]["body"]
    untracked = {**body[0], "id": 5, "completed": None, "progress": None}

    found = moodle(Recorded([*body, untracked])).courses_of(3)

    assert found == [
        UserCourse(2, is_complete=False, progress=Decimal(20)),
        UserCourse(5, is_complete=False, progress=None),
    ]


def test_grades_are_shares_of_their_columns() -> None:
    name = "gradereport_user_get_grade_items"
    connection = Recorded(recorded(name)["response"]["body"])

    grades = moodle(connection).grades(2, 3)

    assert connection.asked[0].items() >= asked_of(name).items()
    assert [(one.activity_id, one.share) for one in grades] == [
        (2, Decimal("0.99")),
        (3, None),
        (5, Decimal("0.85")),
    ]
    assert grades[0].graded_at == datetime.fromtimestamp(1795486297, UTC)


def test_a_grade_beyond_its_column_counts_as_the_whole() -> None:
    body = recorded("gradereport_user_get_grade_items")["response"]["body"]
    item = {**body["usergrades"][0]["gradeitems"][0], "graderaw": 120}
    over = {"usergrades": [{**body["usergrades"][0], "gradeitems": [item]}]}

    (grade,) = moodle(Recorded(over)).grades(2, 3)

    assert grade.share == 1


@pytest.mark.parametrize("case", refusals(), ids=lambda case: case["case"])
def test_every_refusal_comes_with_status_200_and_is_understood(
    case: dict[str, Any],
) -> None:
    body = case["response"]["body"]

    with pytest.raises(MoodleError) as caught:
        moodle(Recorded(body)).site()

    expected = {
        "invalid token": "moodle-token",
        "empty token": "moodle-token",
        "function not in service / unknown": "moodle-function",
        "real function not in the service": "moodle-function",
        "unknown course": "moodle-missing",
        "student reads completion of another": "moodle-permission",
        "student reads grades of another": "moodle-permission",
        "student creates users": "moodle-permission",
        "student creates framework": "moodle-permission",
        "course completion: user without criteria / not enrolled": "moodle-enrolment",
        "weak password": "moodle-refused",
    }.get(case["case"], "moodle-parameter")
    assert caught.value.code == expected
    assert not caught.value.may_pass
    assert EXPLANATIONS[caught.value.code].remedy
    assert "<" not in caught.value.context["errorcode"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<!doctype html><h1>Maintenance</h1>", 200, "moodle-unreadable"),
        (b'<?xml version="1.0"?><EXCEPTION/>', 200, "moodle-unreadable"),
        (b"", 200, "moodle-unreadable"),
        (b"null", 200, "moodle-unreadable"),
        (b"[]", 200, "moodle-unreadable"),
        (b"[" * 100_000, 200, "moodle-unreadable"),
        (b"{}", 200, "moodle-unreadable"),
        (b"", 301, "moodle-moved"),
        (b"", 302, "moodle-moved"),
        (b"", 403, "moodle-closed"),
        (b"{}", 404, "moodle-unreadable"),
        (b"{}", 503, "moodle-busy"),
        (b"{}", 429, "moodle-busy"),
    ],
)
def test_what_is_no_answer_of_web_services_is_told(
    body: bytes, status: int, code: str
) -> None:
    with pytest.raises(MoodleError) as caught:
        moodle(Recorded(body, status)).site()

    assert caught.value.code == code
    assert caught.value.may_pass == (code == "moodle-busy")


@pytest.mark.parametrize(
    ("error", "code", "may_pass"),
    [
        (PlatformSlowError("lambat"), "moodle-slow", True),
        (PlatformBusyError("mati"), "moodle-busy", True),
        (PlatformCertificateError("palsu"), "moodle-certificate", False),
        (PlatformTooLongError("panjang"), "moodle-too-long", False),
        (PlatformRefusedError("dalam"), "moodle-address", False),
    ],
)
def test_a_way_out_that_fails_is_told_in_words_of_moodle(
    error: PlatformError, code: str, *, may_pass: bool
) -> None:
    class Failing(Recorded):
        def call(self, *_: object, **__: object) -> Reply:
            raise error

    with pytest.raises(MoodleError) as caught:
        moodle(Failing(None)).courses()

    assert (caught.value.code, caught.value.may_pass) == (code, may_pass)


READINGS: Mapping[str, Callable[[MoodleServices], object]] = {
    "site": lambda one: one.site(),
    "courses": lambda one: one.courses(),
    "participants": lambda one: one.participants(2, 0, 5),
    "activities": lambda one: one.activities(2),
    "courses of somebody": lambda one: one.courses_of(3),
    "activity completion": lambda one: one.activity_completion(2, 3),
    "course completion": lambda one: one.course_completion(2, 3),
    "grades": lambda one: one.grades(2, 3),
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "body", [5, "ya", [5], [{}], {"statuses": [{}]}, {"usergrades": 1}], ids=repr
)
def test_an_answer_of_another_shape_is_refused_not_guessed(
    reading: str, body: object
) -> None:
    with pytest.raises(MoodleError) as caught:
        READINGS[reading](moodle(Recorded(body)))

    assert caught.value.code == "moodle-unreadable"


@pytest.mark.parametrize(
    ("errorcode", "code"),
    [
        ("sitemaintenance", "moodle-busy"),
        ("upgraderunning", "moodle-busy"),
        ("usernotfullysetup", "moodle-account"),
        ("errorcoursecontextnotvalid", "moodle-permission"),
    ],
)
def test_what_was_not_recorded_is_known_from_the_source(
    errorcode: str, code: str
) -> None:
    """Source: ``webservice/lib.php``, ``enrol/externallib.php`` of Moodle."""
    refusal = {"exception": "moodle_exception", "errorcode": errorcode}

    with pytest.raises(MoodleError) as caught:
        moodle(Recorded(refusal)).site()

    assert caught.value.code == code


def test_the_token_is_never_told() -> None:
    with pytest.raises(MoodleError) as caught:
        moodle(Recorded(b"no")).site()

    assert "secret" not in str(caught.value)
    assert "secret" not in repr(caught.value.context)


def test_over_the_guarded_way_out_fields_arrive_as_php_reads_them() -> None:
    with HttpStub(lambda _: Says(body=[])) as stub:
        way_out = PlatformConnection(allow_private_hosts=frozenset({stub.host}))

        found = MoodleServices(way_out, stub.url, "a b&c").participants(2, 10, 5)

        way_out.close()
    (asked,) = stub.asked
    form = parse_qs(asked.body.decode())
    assert found == []
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form["wstoken"] == ["a b&c"]
    assert form["options[1][value]"] == ["5"]


def test_a_moodle_inside_the_network_is_called_only_where_a_setting_names_it() -> None:
    way_out = PlatformConnection()

    with pytest.raises(MoodleError) as caught:
        MoodleServices(way_out, "http://127.0.0.1:9", "secret").site()

    way_out.close()
    assert caught.value.code == "moodle-address"


@dataclass
class Answering(Recorded):
    """Answers by function; refuses one person's grades."""

    refused: str = ""

    def call(self, method: str, url: str, **given: Any) -> Reply:
        asked = given["data"]
        if asked["userid"] == self.refused:
            self.body = {"exception": "x", "errorcode": "usernotenroled"}
        else:
            self.body = {
                "core_completion_get_activities_completion_status": {"statuses": []},
                "core_completion_get_course_completion_status": {
                    "completionstatus": {"completed": False, "completions": []}
                },
                "gradereport_user_get_grade_items": {"usergrades": []},
            }[asked["wsfunction"]]
        return super().call(method, url, **given)


class OneAtATime(Answering):
    """As `Answering`, from several threads."""

    turn = threading.Lock()

    def call(self, method: str, url: str, **given: Any) -> Reply:
        with self.turn:
            return super().call(method, url, **given)


COURSE = MoodleCourse(2, "", "K", "Kursus", tracks_completion=True)


def test_who_left_meanwhile_hinders_nobody_else() -> None:
    served = MoodleServices(OneAtATime(None, refused="4"), "https://lms.example", "t")

    first, second, third = served.progress(COURSE, [3, 4, 5])

    assert isinstance(first, UserProgress)
    assert second == UnreadUser(4, "moodle-enrolment")
    assert (third.user_id, served.requests) == (5, 7)


def test_a_course_that_tracks_nothing_is_asked_for_grades_alone() -> None:
    connection = Answering(None)
    untracked = replace(COURSE, tracks_completion=False)

    (one,) = moodle(connection).progress(untracked, [3])

    assert one == UserProgress(3, (), None, [])
    assert [asked["wsfunction"] for asked in connection.asked] == [
        "gradereport_user_get_grade_items"
    ]


def test_a_token_that_is_refused_ends_the_reading() -> None:
    refusal = {"exception": "x", "errorcode": "invalidtoken"}

    with pytest.raises(MoodleError) as caught:
        moodle(Recorded(refusal)).progress(COURSE, range(3, 100))

    assert caught.value.code == "moodle-token"


def test_steps_begin_evenly_and_none_waits_longer_than_its_turn() -> None:
    waited: list[float] = []
    times = iter([10.0, 10.0, 10.05, 12.0])
    pace = Pace(10, now=lambda: next(times), wait=waited.append)

    for _ in range(4):
        pace.step()

    assert waited == [pytest.approx(0.1), pytest.approx(0.15)]
    assert pace.steps == 4


def test_the_first_grades_of_a_course_are_asked_for_alone() -> None:
    """Moodle 4.5.6 makes two gradebooks where two are the first at once."""
    under_way: set[str] = set()
    beside: list[set[str]] = []

    class Watching(OneAtATime):
        def call(self, method: str, url: str, **given: Any) -> Reply:
            user = given["data"]["userid"]
            under_way.add(user)
            beside.append(set(under_way))
            try:
                return super().call(method, url, **given)
            finally:
                under_way.discard(user)

    served = MoodleServices(Watching(None), "https://lms.example", "t")

    served.progress(COURSE, [3, 4, 5, 6])

    assert beside[:3] == [{"3"}] * 3


def test_a_refusal_nobody_has_seen_is_about_whoever_was_asked_for() -> None:
    refusal = {"exception": "x", "errorcode": "morethanonerecordinfetch"}

    (one,) = moodle(Recorded(refusal)).progress(COURSE, [3])

    assert one == UnreadUser(3, "moodle-refused")
