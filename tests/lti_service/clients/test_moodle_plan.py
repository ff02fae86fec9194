"""Plans and ratings, as Moodle 4.5.6 was recorded telling them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_plan import (
    FRAMEWORK,
    HISTORY,
    ITEMS,
    LINKED,
    PLANS,
    REPORT,
)
from lti_service.clients.moodle_sync import MoodleServices
from lti_service.domain.moodle_plan import (
    MoodleCompetency,
    MoodlePlan,
    MoodleRating,
    PlanItem,
    PlanQuestion,
    PlanStatus,
    UserPlans,
)
from lti_service.domain.moodle_sync import MoodleUser, UnreadUser
from lti_service.errors import MoodleError
from tests.conftest import REPOSITORY
from tests.lti_service.clients.test_moodle_scorm import Answering

CASES = {
    one["case"]: one["response"]["body"]
    for one in json.loads(
        (REPOSITORY / "tests/cases/moodle/ws-plans-and-ratings.json").read_text()
    )
}
DENIED = {"exception": "x", "errorcode": "accessexception", "message": ""}
FORBIDDEN = {"exception": "x", "errorcode": "nopermissions", "message": ""}
INTEGRITY, TEAMWORK, TALKING = 1, 2, 3
YES, NO = True, False
STAMPS = {
    "1": "2:1795559090",
    "3": "2:1795560220",
    "plan 2/1": "2:1795560220",
    "course 2/2": "1:1795559072",
}


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)


def as_recorded(function: str, form: Mapping[str, str]) -> Any:
    about = {
        (PLANS, "4"): "plans",
        (PLANS, "999"): "plans of nobody",
        (ITEMS, "1"): "plan competencies",
        (ITEMS, "2"): "plan competencies, complete",
        (HISTORY, "1"): "history in plan",
        (HISTORY, "2"): "history in course",
        (HISTORY, "3"): "history with a pushed rating",
        (FRAMEWORK, "1"): "framework",
        (LINKED, "2"): "course competencies",
        (REPORT, "4"): "report",
        (REPORT, "5"): "report of a teacher",
    }
    asked = form.get("competencyid") or form.get("userid") or form["id"]
    return CASES[about[function, asked]]


def read(
    question: PlanQuestion, instead: Mapping[str, Any] | None = None
) -> tuple[UserPlans | UnreadUser, Answering]:
    answers = instead or {}
    line = Answering(
        lambda function, form: answers.get(function) or as_recorded(function, form)
    )
    outside = MoodleServices(line, "https://lms.example", "t")
    (told,) = outside.plans([question])
    return told, line


def whole(told: UserPlans | UnreadUser) -> UserPlans:
    assert isinstance(told, UserPlans)
    return told


def test_plans_ratings_and_raters_are_read_and_what_we_pushed_is_not() -> None:
    told, _ = read(PlanQuestion(4, [2], {}))

    admin = MoodleUser(2, "", "Admin User", "admin@contoh.go.id")
    assert told == UserPlans(
        4,
        [
            MoodlePlan(
                1,
                "Rencana Halimah 2026",
                PlanStatus.ACTIVE,
                datetime(2026, 12, 31, tzinfo=UTC),
                (PlanItem(INTEGRITY, YES), PlanItem(TALKING, YES)),
            ),
            MoodlePlan(
                2,
                "Rencana selesai",
                PlanStatus.COMPLETE,
                None,
                (PlanItem(INTEGRITY, YES),),
            ),
        ],
        [
            MoodleRating(
                2,
                INTEGRITY,
                2,
                YES,
                "Menolak hadiah; jujur & terbuka",
                "Rencana Halimah 2026",
                datetime.fromtimestamp(1795559090, UTC),
            ),
            MoodleRating(
                1,
                TEAMWORK,
                2,
                NO,
                "Belum pernah memimpin",
                "Course: Manajemen Bencana",
                datetime.fromtimestamp(1795559072, UTC),
            ),
            MoodleRating(
                3,
                TALKING,
                2,
                NO,
                "langsung",
                "",
                datetime.fromtimestamp(1795559091, UTC),
            ),
        ],
        1,
        [
            MoodleCompetency(INTEGRITY, "INT", "Integritas", "Kamus Kompetensi ASN"),
            MoodleCompetency(TALKING, "KOM", "Komunikasi", "Kamus Kompetensi ASN"),
            MoodleCompetency(TEAMWORK, "KJS", "Kerja Sama", "Kamus Kompetensi ASN"),
        ],
        [admin],
        whole(told).stamps,
    )
    assert set(whole(told).stamps) == set(STAMPS)


def test_a_history_is_asked_for_only_where_a_competency_stands_otherwise() -> None:
    first = whole(read(PlanQuestion(4, [2], {}))[0])
    again, line = read(PlanQuestion(4, [2], first.stamps))
    moved = {**first.stamps, "3": "1:1795559091"}
    third, second_line = read(PlanQuestion(4, [2], moved))

    assert (whole(again).ratings, HISTORY in line.asked) == ([], False)
    assert whole(again).stamps == first.stamps
    assert second_line.asked.count(HISTORY) == 1
    assert [one.competency_id for one in whole(third).ratings] == [TALKING]


def test_who_cannot_be_rated_in_a_course_is_read_all_the_same() -> None:
    draft = {"id": 9, "status": 0}

    told, line = read(PlanQuestion(5, [2], {}), {PLANS: [draft]})

    assert whole(told) == UserPlans(5, [], [], 0, [], [], {})
    assert line.asked == [PLANS, LINKED, REPORT]


@pytest.mark.parametrize("answer", [DENIED, FORBIDDEN])
@pytest.mark.parametrize("function", [LINKED, REPORT])
def test_without_courses_plans_are_read_and_their_stamps_stay(
    function: str, answer: object
) -> None:
    before = {"course 2/2": "1:1795559072"}

    told, _ = read(PlanQuestion(4, [2], before), {function: answer})

    assert whole(told).unread == "moodle-course-rating"
    assert {one.competency_id for one in whole(told).ratings} == {INTEGRITY, TALKING}
    assert whole(told).stamps["course 2/2"] == "1:1795559072"


@pytest.mark.parametrize("function", [PLANS, ITEMS, HISTORY, FRAMEWORK])
def test_a_function_that_the_token_lacks_is_told_as_such(function: str) -> None:
    with pytest.raises(MoodleError) as caught:
        read(PlanQuestion(4, [2], {}), {function: DENIED})

    assert caught.value.code == "moodle-plan-function"


def test_competencies_switched_off_are_told_as_such() -> None:
    with pytest.raises(MoodleError) as caught:
        read(PlanQuestion(4, [], {}), {PLANS: CASES["competencies switched off"]})

    assert caught.value.code == "moodle-competency-off"


def test_one_whose_account_is_gone_or_hidden_hinders_nobody() -> None:
    gone, _ = read(PlanQuestion(999, [], {}))
    hidden, _ = read(PlanQuestion(4, [], {}), {PLANS: FORBIDDEN})
    unseen, _ = read(PlanQuestion(4, [], {}), {HISTORY: FORBIDDEN})

    assert gone == UnreadUser(999, "moodle-missing")
    assert hidden == UnreadUser(4, "moodle-permission")
    assert unseen == UnreadUser(4, "moodle-permission")


def test_what_was_deleted_since_it_was_listed_is_left_out_and_asked_for_again() -> None:
    told, _ = read(
        PlanQuestion(4, [], {}),
        {HISTORY: CASES["history of a competency that is gone"]},
    )
    without, _ = read(PlanQuestion(4, [], {}), {ITEMS: CASES["plan that is gone"]})
    nameless, _ = read(PlanQuestion(4, [], {}), {FRAMEWORK: FORBIDDEN})

    assert (whole(told).ratings, whole(told).stamps) == ([], {})
    assert (whole(without).plans, whole(without).stamps) == ([], {})
    assert {one.framework for one in whole(nameless).competencies} == {""}


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (PLANS, [{"id": 1}]),
        (ITEMS, [{"competency": {}}]),
        (HISTORY, {"competency": {"scaleconfiguration": "["}}),
        (REPORT, {"usercompetencies": [{}]}),
    ],
)
def test_what_is_not_as_recorded_is_unreadable(function: str, told: object) -> None:
    with pytest.raises(MoodleError) as caught:
        read(PlanQuestion(4, [2], {}), {function: told})

    assert caught.value.code == "moodle-unreadable"
