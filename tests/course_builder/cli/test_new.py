"""``course-builder new``: a course that holds one of everything, and nothing wrong."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from course_builder.model.assignment import Assignment
from course_builder.model.course import Course
from course_builder.model.discussion import Discussion
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Question,
    TextRule,
)
from course_builder.model.quiz import Quiz
from course_builder.model.scenario import Scenario
from course_builder.model.survey import ChoiceItem, ScaleItem, Survey, TextItem
from course_builder.reader.course import read_course
from tests.course_builder.cli.program import run

LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])


def new_course(language: str) -> Course:
    assert run("new", "kursus-baru", "--language", language).exit_code == 0
    course = read_course(Path("kursus-baru")).course
    assert course is not None
    return course


@LANGUAGES
def test_a_new_course_has_nothing_to_complain_of(language: str) -> None:
    new_course(language)
    result = run("check", "kursus-baru", "--strict", "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["findings"] == []
    (course,) = report["courses"]
    (scenario,) = course.pop("scenarios")
    assert scenario["complete"]
    assert (scenario["nodes"], scenario["endings"], scenario["paths"]) == (2, 2, 4)
    assert course == {
        "id": "kursus-baru",
        "version": "1.0",
        "modules": 2,
        "pages": 6,
        "activities": 14,
    }


@LANGUAGES
def test_a_new_course_holds_one_of_each_activity_and_answer(language: str) -> None:
    course = new_course(language)
    activities = [*chain.from_iterable(page.activities for page in course.pages)]
    assert {type(activity) for activity in activities} == {
        *(Question, Quiz, Scenario, Assignment, Survey, Discussion),
    }
    questions = [a for a in activities if isinstance(a, Question)]
    rules = [question.rule for question in questions]
    assert {type(rule) for rule in rules} == {
        *(ChoiceRule, NumberRule, TextRule, OrderRule, MatchRule, GapRule, LongRule),
    }
    choices = [rule for rule in rules if isinstance(rule, ChoiceRule)]
    assert {(rule.multiple, rule.boolean) for rule in choices} == {
        *((True, False), (False, True), (False, False)),
    }
    assert any(rule.partial for rule in choices)
    texts = [rule for rule in rules if isinstance(rule, TextRule)]
    assert any(rule.patterns for rule in texts)
    assert any(question.hints and question.hint_cost for question in questions)
    assert any(q.right and q.wrong for q in questions)
    assert any(question.explanation for question in questions)
    assert any(question.rubric for question in questions)


@LANGUAGES
def test_a_new_course_shows_how_quizzes_surveys_and_tasks_are_made(
    language: str,
) -> None:
    course = new_course(language)
    activities = [*chain.from_iterable(page.activities for page in course.pages)]
    (quiz,) = [a for a in activities if isinstance(a, Quiz)]
    (survey,) = [a for a in activities if isinstance(a, Survey)]
    (assignment,) = [a for a in activities if isinstance(a, Assignment)]
    assert (bool(quiz.bank), len(quiz.draws), quiz.shuffle) == (True, 2, True)
    assert {type(item) for item in survey.items} == {ScaleItem, TextItem, ChoiceItem}
    assert assignment.rubric is not None
    assert course.glossary
    assert course.modules[1].prerequisites == (course.modules[0].id,)


@LANGUAGES
@pytest.mark.parametrize(
    "construct",
    [
        pytest.param(r"^::: note$", id="a note"),
        pytest.param(r"^> \[!TIP\]$", id="an alert"),
        pytest.param(r"^\[\^[a-z]+\]: ", id="a footnote"),
        pytest.param(r"^: [A-Z]", id="a definition"),
        pytest.param(r"^\|---\|", id="a table"),
        pytest.param(r"^```yaml$", id="code"),
        pytest.param(r" \$V = 3n\$", id="maths"),
        pytest.param(r"^\*\[[A-Z]+\]: ", id="an abbreviation"),
        pytest.param(r"!\[.+\]\(media/.+\.svg ", id="a picture"),
        pytest.param(r"\]\(02-[a-z]+\.md\)", id="a link to a page"),
        pytest.param(r"^\{debrief\}$", id="a debrief"),
    ],
)
def test_a_new_course_holds_each_kind_of_prose(language: str, construct: str) -> None:
    new_course(language)
    texts = [path.read_text("utf-8") for path in Path("kursus-baru").glob("*.md")]
    assert re.search(construct, "\n".join(texts), re.MULTILINE)


@LANGUAGES
def test_a_new_course_is_built_for_every_target(language: str) -> None:
    new_course(language)
    assert run("build", "kursus-baru", "--target", "all").exit_code == 0


def test_the_next_commands_are_told() -> None:
    result = run("new", "kursus baru")
    assert "    course-builder check 'kursus baru'\n" in result.stdout
    assert "    course-builder preview 'kursus baru'\n" in result.stdout


def test_nothing_is_written_through_a_link() -> None:
    Path("lain").mkdir()
    Path("kursus").symlink_to("lain")
    assert run("new", "kursus").exit_code == 1
    assert list(Path("lain").iterdir()) == []


@pytest.mark.parametrize("name", ['Kursus "baru": & <1>', "—", "01"])
def test_a_new_course_may_bear_any_name(name: str) -> None:
    assert run("new", name).exit_code == 0
    assert run("check", name, "--strict").exit_code == 0


def test_new_overwrites_nothing() -> None:
    run("new", "kursus")
    Path("kursus/index.md").write_text("punya saya", "utf-8")
    result = run("new", "kursus")
    assert result.exit_code == 1
    assert "kursus sudah berisi" in result.stderr
    assert Path("kursus/index.md").read_text("utf-8") == "punya saya"
