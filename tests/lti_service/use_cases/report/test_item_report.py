from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from course_builder.model.activity_progress import QuestionProgress
from lti_service.domain.attempt import Attempt, Event, RecordedEvent
from lti_service.domain.item_analysis import ItemFigures, ItemRule
from lti_service.domain.report import Row
from lti_service.domain.suppression import Hidden
from lti_service.locale import Sentence
from lti_service.use_cases.report.item_report import (
    DISCRIMINATION,
    EASY,
    FEW,
    FINE,
    HARD,
    ITEM_REPORT,
    KEY,
    OPTIONS,
    advice,
)
from lti_service.use_cases.report.report import COMMAND, all_rows, open_report
from tests.fakes import MORNING, FakeCourses, FakeStorage
from tests.lti_service.office import attempt, office
from tests.lti_service.use_cases.learning.given import publish, two_questions

COURSE = two_questions(id="siaga", title="Siaga bencana")
RULE = ItemRule(10, 15, 30, 1)


def reported(number: int, *more: Attempt) -> tuple[FakeStorage, list[Row]]:
    """So many people, of whom every second is right at once; all right in the end."""
    courses = FakeCourses()
    storage, ports = office(courses=courses)
    release = publish(COURSE, ports)
    courses.courses[release] = COURSE
    for n in range(number):
        made = attempt(COURSE, f"a-{n:03}", release, identifier=f"t-{n:03}")
        first = n % 2 == 0
        done = QuestionProgress(
            tries=1 if first else 2,
            first=Decimal(1 if first else 0),
            best=Decimal(1),
            right=True,
            answer=("b",),
        )
        made = replace(made, activities={"q-1": done})
        storage.tables.attempts[made.id] = made
        for order, option in enumerate(("b",) if first else ("a", "b")):
            event = Event(f"e-{n}-{order}", "answered", "q-1", MORNING, (option,))
            recorded = RecordedEvent(event, made.id, MORNING, {})
            storage.tables.events[made.id, event.id] = recorded
    for one in more:
        kept = replace(one, release_id=release)
        storage.tables.attempts[kept.id] = kept
    return storage, all_rows(open_report(ITEM_REPORT, COMMAND, ports=ports))


def test_first_tries_count_and_a_skipped_question_is_wrong() -> None:
    _, rows = reported(20)
    assert [tuple(row[1:7]) for row in rows] == [
        ("Siaga bencana", COURSE.version, 20, Decimal("0.50"), None, Decimal("1.00")),
        ("Siaga bencana", COURSE.version, 20, Decimal("0.00"), None, Decimal("0.00")),
    ]
    assert rows[1][8] is HARD


def test_the_sentence_above_counts_what_is_to_be_looked_at() -> None:
    courses = FakeCourses()
    _, ports = office(courses=courses)
    lead = open_report(ITEM_REPORT, COMMAND, ports=ports).content.lead
    assert lead(reported(20)[1]).values == {"bad": 2, "all": 2}
    assert lead(reported(3)[1]).values == {"bad": 0, "all": 2}


def test_of_wrong_first_answers_the_options_are_known() -> None:
    _, rows = reported(20)
    assert "a" not in str(rows[0][7]).split(", ")


def test_trials_the_unfinished_and_second_attempts_are_left_out() -> None:
    trial = replace(attempt(COURSE, "a-x", identifier="x"), instructor=True)
    unfinished = replace(attempt(COURSE, "a-y", identifier="y"), completed_at=None)
    second = attempt(COURSE, "a-000", identifier="z")
    second = replace(second, started_at=second.started_at + timedelta(days=1))
    _, rows = reported(20, trial, unfinished, second)
    assert rows[0][3] == 20


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (4, (Hidden.SMALL, None, None)),
        (8, (8, None, None)),
        (12, (12, Decimal("0.50"), None)),
    ],
)
def test_few_people_tell_little(number: int, shown: tuple[object, ...]) -> None:
    _, rows = reported(number)
    assert (rows[0][3], rows[0][4], rows[0][6]) == shown


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (ItemFigures(5, 0.5, 0.5, 0.5), FEW),
        (ItemFigures(40, 0.5, 0.5, -0.1), KEY),
        (ItemFigures(40, 0.5, 0.5, 0.4, suspect=("c",)), KEY),
        (ItemFigures(40, 0.5, 0.1, 0.4), DISCRIMINATION),
        (ItemFigures(12, 0.2, 0.0, 0.0), HARD),
        (ItemFigures(40, 0.97, None, 0.1), EASY),
        (ItemFigures(40, 0.6, 0.4, 0.5, ("d",)), OPTIONS),
        (ItemFigures(40, 0.6, 0.4, 0.5), FINE),
    ],
)
def test_the_gravest_advice_comes_first(figures: ItemFigures, said: Sentence) -> None:
    assert advice(figures, RULE) is said
