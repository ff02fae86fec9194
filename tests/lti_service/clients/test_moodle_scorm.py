"""Attempts at SCORM packages, as Moodle 4.5.6 was recorded telling them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_rest import RestServer
from lti_service.clients.moodle_scorm import SCOES, TRACKS, ScormReader
from lti_service.domain.moodle_sync import MoodleActivity, Tracking
from lti_service.domain.scorm_attempt import (
    AttemptItem,
    AttemptStatus,
    ItemKind,
    ScormAttempt,
)
from lti_service.errors import MoodleError
from lti_service.lti.connection import Reply
from tests.conftest import REPOSITORY

CASES = {
    one["case"]: one["response"]["body"]
    for one in json.loads(
        (REPOSITORY / "tests/cases/moodle/ws-mod_scorm.json").read_text()
    )
}
PAGE = MoodleActivity(24, "page", 1, "Bacaan", Tracking.NONE)
PACKAGE = MoodleActivity(25, "scorm", 1, "Paket", Tracking.NONE)
WHEN = datetime.fromtimestamp(1795553120, UTC)


class Answering:
    """Answers a call by function and form, and keeps what was asked."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Any]) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def call(self, method: str, url: str, **given: Any) -> Reply:
        assert (method, url) == (
            "POST",
            "https://lms.example/webservice/rest/server.php",
        )
        form = given["data"]
        self.asked.append(form["wsfunction"])
        told = self.answer(form["wsfunction"], form)
        return Reply(200, {}, json.dumps(told).encode())


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)


def as_recorded(function: str, form: Mapping[str, str]) -> Any:
    if function == SCOES:
        return CASES["scoes of a package of ours"]
    if form["userid"] != "4":
        return CASES["never attempted"]
    return CASES["first attempt" if form["attempt"] == "1" else "last of two attempts"]


def reader(
    answer: Callable[[str, Mapping[str, str]], Any] = as_recorded,
) -> tuple[ScormReader, Answering]:
    connection = Answering(answer)
    return ScormReader(RestServer(connection, "https://lms.example", "t")), connection


def refusing(function: str, errorcode: str) -> Callable[[str, Mapping[str, str]], Any]:
    def answer(asked: str, form: Mapping[str, str]) -> Any:
        if asked == function:
            return {"exception": "x", "errorcode": errorcode, "message": "no"}
        return as_recorded(asked, form)

    return answer


def tracks(**told: str) -> Callable[[str, Mapping[str, str]], Any]:
    def answer(function: str, _: Mapping[str, str]) -> Any:
        if function == SCOES:
            return CASES["scoes of a package of ours"]
        rows = [{"element": one, "value": value} for one, value in told.items()]
        return {"data": {"attempt": 1, "tracks": rows}, "warnings": []}

    return answer


def test_a_package_says_what_it_is_and_only_packages_are_asked_for() -> None:
    scorm, connection = reader()

    assert [one.package for one in scorm.recognised(8, [PAGE, PACKAGE])] == [
        "",
        "course-etika-integritas",
    ]
    assert connection.asked == [SCOES]


def test_a_package_says_of_which_version_of_its_course_it_is() -> None:
    scorm, _ = reader(
        lambda *_: CASES["scoes of a package of ours that tells its version"]
    )
    silent, _ = reader()
    foreign, _ = reader(lambda *_: _with_launch_data("start=intro"))

    found = [one.recognised(8, [PACKAGE])[0] for one in (scorm, silent, foreign)]

    assert [one.package_version for one in found] == ["1.0", "", ""]


def _with_launch_data(value: str) -> Any:
    told = json.loads(json.dumps(CASES["scoes of a package of ours"]))
    told["scoes"][1]["extradata"] = [{"element": "datafromlms", "value": value}]
    return told


def test_all_attempts_come_with_their_questions_and_none_of_the_answers() -> None:
    scorm, connection = reader()
    scorm.recognised(8, [PACKAGE])

    found, why = scorm.attempts(8, 4)

    first = AttemptItem(ItemKind.QUESTION, "tes-1", "wrong", None)
    right = AttemptItem(ItemKind.QUESTION, "tes-1", "correct", None)
    goal = AttemptItem(ItemKind.OBJECTIVE, "hasil-1", "completed", Decimal("0.85"))
    assert found == (
        ScormAttempt(25, 1, AttemptStatus.FAILED, Decimal("0.4"), 1210, WHEN, (first,)),
        ScormAttempt(
            25, 2, AttemptStatus.PASSED, Decimal("0.85"), 600, WHEN, (right, goal)
        ),
    )
    assert (why, connection.asked) == ("", [SCOES, TRACKS, TRACKS])


def test_who_never_tried_costs_one_request() -> None:
    scorm, connection = reader()
    scorm.recognised(8, [PACKAGE])

    assert scorm.attempts(8, 5) == ((), "")
    assert connection.asked == [SCOES, TRACKS]


def test_a_course_whose_activities_were_not_read_is_not_asked_for() -> None:
    scorm, connection = reader()

    assert scorm.attempts(8, 4) == ((), "")
    assert connection.asked == []


@pytest.mark.parametrize("function", [SCOES, TRACKS])
def test_a_token_without_the_function_asks_once_and_goes_on(function: str) -> None:
    scorm, connection = reader(refusing(function, "accessexception"))
    scorm.recognised(8, [PACKAGE])

    assert [scorm.attempts(8, user) for user in (4, 5)] == [((), "")] * 2
    assert scorm.recognised(9, [PACKAGE]) == [PACKAGE]
    assert connection.asked.count(function) == 1


@pytest.mark.parametrize(
    ("function", "errorcode", "times"),
    [
        (SCOES, "requireloginerror", 1),
        (SCOES, "invalidrecord", 1),
        (TRACKS, "nopermissions", 1),
        (TRACKS, "suspended", 2),
    ],
    ids=["hidden", "deleted", "no capability", "one person alone"],
)
def test_what_is_refused_to_all_is_told_and_asked_once(
    function: str, errorcode: str, times: int
) -> None:
    scorm, connection = reader(refusing(function, errorcode))
    scorm.recognised(8, [PACKAGE])

    told = [scorm.attempts(8, user) for user in (4, 5)]

    assert all(found == () and why for found, why in told)
    assert connection.asked.count(function) == times


def test_a_token_taken_back_ends_the_reading() -> None:
    scorm, _ = reader(refusing(TRACKS, "invalidtoken"))
    scorm.recognised(8, [PACKAGE])

    with pytest.raises(MoodleError, match="moodle-token"):
        scorm.attempts(8, 4)


@pytest.mark.parametrize("body", [5, {}, {"data": {"attempt": "x", "tracks": []}}])
def test_an_answer_of_another_shape_is_refused_not_guessed(body: object) -> None:
    scorm, _ = reader(
        lambda name, form: as_recorded(name, form) if name == SCOES else body
    )
    scorm.recognised(8, [PACKAGE])

    with pytest.raises(MoodleError, match="moodle-unreadable"):
        scorm.attempts(8, 4)


@pytest.mark.parametrize(
    ("told", "status", "share", "seconds"),
    [
        (
            {"status": "completed", "cmi.success_status": "passed"}
            | {"cmi.score.scaled": "0.9", "total_time": "PT1H2M3.5S"},
            AttemptStatus.PASSED,
            Decimal("0.9"),
            3723,
        ),
        ({"status": "browsed"}, AttemptStatus.OPEN, None, 0),
        (
            {"status": "failed", "cmi.core.score.raw": "0"},
            AttemptStatus.FAILED,
            Decimal(0),
            0,
        ),
        (
            {"status": "completed", "cmi.core.score.raw": "30"}
            | {"cmi.core.score.min": "10", "cmi.core.score.max": "50"},
            AttemptStatus.COMPLETED,
            Decimal("0.5"),
            0,
        ),
        (
            {"status": "passed", "cmi.core.score.raw": "NaN", "total_time": "lama"},
            AttemptStatus.PASSED,
            None,
            0,
        ),
        (
            {"status": "passed", "cmi.core.score.raw": "7"}
            | {"cmi.core.score.max": "0"},
            AttemptStatus.PASSED,
            None,
            0,
        ),
    ],
    ids=["2004", "browsed", "nothing right", "bounds", "no number", "no range"],
)
def test_status_score_and_time_are_read_as_packages_write_them(
    told: dict[str, str],
    status: AttemptStatus,
    share: Decimal | None,
    seconds: int,
) -> None:
    scorm, _ = reader(tracks(**told))
    scorm.recognised(8, [PACKAGE])

    ((one,), _why) = scorm.attempts(8, 4)

    assert (one.status, one.share, one.seconds) == (status, share, seconds)


def test_of_a_package_of_two_parts_the_whole_is_done_once_both_are() -> None:
    def answer(function: str, form: Mapping[str, str]) -> Any:
        if function == SCOES:
            parts = [{"id": one, "manifest": "m", "scormtype": "sco"} for one in (2, 3)]
            return {"scoes": parts, "warnings": []}
        is_begun = form["scoid"] == "2" or form["userid"] == "5"
        rows = {"status": "completed", "total_time": "00:01:00"} if is_begun else {}
        listed = [{"element": one, "value": value} for one, value in rows.items()]
        return {"data": {"attempt": 1, "tracks": listed}, "warnings": []}

    scorm, _ = reader(answer)
    scorm.recognised(8, [PACKAGE])

    ((half,), _) = scorm.attempts(8, 4)
    ((whole,), _) = scorm.attempts(8, 5)

    assert (half.status, half.seconds) == (AttemptStatus.OPEN, 60)
    assert (whole.status, whole.seconds) == (AttemptStatus.COMPLETED, 120)


def test_of_many_attempts_the_last_ten_are_read() -> None:
    def answer(function: str, form: Mapping[str, str]) -> Any:
        if function == SCOES:
            return CASES["scoes of a package of ours"]
        number = int(form["attempt"]) or 25
        rows = [{"element": "status", "value": "failed"}]
        return {"data": {"attempt": number, "tracks": rows}, "warnings": []}

    scorm, _ = reader(answer)
    scorm.recognised(8, [PACKAGE])

    found, _ = scorm.attempts(8, 4)

    assert [one.number for one in found] == list(range(16, 26))
