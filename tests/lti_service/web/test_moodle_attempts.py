"""An account's page shows its attempts at packages, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lti_service.domain.moodle_sync import MoodleActivity, MoodleSite, Tracking
from lti_service.domain.scorm_attempt import (
    AttemptItem,
    AttemptStatus,
    ItemKind,
    ScormAttempt,
)
from lti_service.use_cases.moodle.connection import ATTEMPT_FUNCTIONS
from lti_service.use_cases.moodle.mapping import read_activities
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.use_cases.learning.given import publish, two_questions
from tests.lti_service.use_cases.moodle.test_pull import ARCHIVES, QUIZ, a_moodle
from tests.lti_service.web.test_moodle import opened

TRIED = ScormAttempt(
    QUIZ,
    2,
    AttemptStatus.PASSED,
    Decimal("0.85"),
    605,
    datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
    (AttemptItem(ItemKind.QUESTION, "<tes-1>", "correct", None),),
)


def test_attempts_are_shown_with_how_each_question_went() -> None:
    moodle = a_moodle()
    bare = replace(
        TRIED, number=1, status=AttemptStatus.OPEN, share=None, last_at=None, items=()
    )
    moodle.done[ARCHIVES, 3] = replace(moodle.done[ARCHIVES, 3], attempts=(bare, TRIED))
    _, _, client = opened(moodle)

    page = client.get("/admin/moodle/m-1/people/3").text

    assert "Kuis kearsipan" in page
    assert "percobaan 2" in page
    assert "lulus" in page
    assert "&lt;tes-1&gt;: benar" in page
    assert "belum selesai" in page
    assert ">85<" in page
    assert "11 menit" in page
    assert "Percobaan paket SCORM" not in client.get("/admin/moodle/m-1/people/4").text


def test_a_token_that_cannot_read_attempts_is_told_so_and_all_else_goes_on() -> None:
    class Lacking(FakeMoodle):
        def site(self) -> MoodleSite:
            told = super().site()
            return replace(told, functions=told.functions - set(ATTEMPT_FUNCTIONS))

    _, _, client = opened(Lacking())

    page = client.post("/admin/moodle/m-1/check", follow_redirects=True).text

    assert "Percobaan paket SCORM tidak dibaca; selebihnya dibaca." in page
    assert all(name in page for name in ATTEMPT_FUNCTIONS)


@pytest.mark.parametrize(
    ("version", "shown", "told"),
    [
        ("1.0", "paket versi 1.0", ""),
        ("0.9", "di sini versi 1.0", "sedangkan di sini versi 1.0."),
        ("", "paket tanpa versi", "dibuat sebelum paket menyebut versinya"),
    ],
)
def test_a_package_of_ours_is_shown_with_its_version_and_another_one_is_warned_of(
    version: str, shown: str, told: str
) -> None:
    moodle = a_moodle()
    moodle.activities_by_course[ARCHIVES] = [
        MoodleActivity(
            92,
            "scorm",
            1,
            "Paket",
            Tracking.NONE,
            f"course-{two_questions().id}",
            version,
        )
    ]
    _, ports, client = opened(moodle)
    publish(two_questions(version="1.0"), ports)
    read_activities("m-1", ARCHIVES, ports=ports)

    address = f"/admin/moodle/m-1/courses/{ARCHIVES}"

    assert shown in client.get(address).text
    assert told in client.get(f"{address}/92").text
