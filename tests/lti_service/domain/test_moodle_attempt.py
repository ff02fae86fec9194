"""What attempts at packages say where Moodle itself says nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lti_service.domain.moodle_attempt import with_attempts
from lti_service.domain.moodle_sync import (
    ActivityCompletion,
    Completion,
    MoodleGrade,
    UserProgress,
)
from lti_service.domain.scorm_attempt import AttemptStatus, ScormAttempt

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
FAILED = ScormAttempt(25, 1, AttemptStatus.FAILED, Decimal("0.4"), 60, AT)
PASSED = ScormAttempt(25, 2, AttemptStatus.PASSED, Decimal("0.85"), 60, LATER)
NOTHING = UserProgress(4, (), None, ())


def told(progress: UserProgress) -> tuple[object, ...]:
    done, graded = progress.activities, progress.grades
    return (
        [(one.completion, one.completed_at) for one in done],
        [(one.share, one.graded_at) for one in graded],
    )


def test_the_best_attempt_completes_and_grades_what_moodle_does_not_track() -> None:
    worse = replace(PASSED, number=3, share=Decimal("0.7"))

    assert told(with_attempts(NOTHING, [FAILED, PASSED, worse])) == (
        [(Completion.PASSED, LATER)],
        [(Decimal("0.85"), LATER)],
    )


def test_moodles_own_completion_and_grade_hold_where_there_are_some() -> None:
    tracked = ActivityCompletion(25, Completion.INCOMPLETE, None)
    grade = MoodleGrade(25, False, "", "Paket", Decimal("0.5"), AT)  # noqa: FBT003
    own = replace(NOTHING, activities=(tracked,), grades=(grade,))

    assert with_attempts(own, [PASSED]) == own


@pytest.mark.parametrize(
    ("attempt", "completions", "shares"),
    [
        (replace(PASSED, share=None), [Completion.PASSED], [Decimal(1)]),
        (replace(FAILED, share=None), [Completion.FAILED], []),
        (
            replace(PASSED, status=AttemptStatus.COMPLETED, share=None),
            [Completion.COMPLETE],
            [],
        ),
        (replace(PASSED, status=AttemptStatus.OPEN), [], []),
    ],
    ids=["passed", "failed", "completed", "under way"],
)
def test_without_a_score_only_passing_is_one(
    attempt: ScormAttempt, completions: list[Completion], shares: list[Decimal]
) -> None:
    found = with_attempts(NOTHING, [attempt])

    assert [one.completion for one in found.activities] == completions
    assert [one.share for one in found.grades] == shares
