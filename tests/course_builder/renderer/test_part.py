"""A module cut out of a course leads nowhere else, and keeps all that is its own."""

from dataclasses import replace

import pytest

from course_builder.model.media import Media
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
)
from course_builder.renderer.part import only_module
from tests.factories import (
    rendered_course_of,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
)

AWAY = '<a href="#m2/dua" data-page="m2/dua" data-anchor="x">ke *sana*</a>'
BACK = '<a href="#m1/latihan" data-page="m1/latihan">ke sini</a>'
PICTURE = Media("a" * 64 + ".png", "image/png", b"a")
OTHER = Media("b" * 64 + ".png", "image/png", b"b")
SHOWN = f'<img src="media/{PICTURE.name}" alt="">'


def whole_course() -> RenderedCourse:
    """A course whose first module leads to the second in every text."""
    question = rendered_question(
        option_feedback={"a": AWAY},
        hints=(AWAY,),
        right=AWAY,
        wrong=AWAY + BACK,
        explanation=AWAY,
    )
    quiz = rendered_quiz(
        questions={"k-satu": replace(question, id="k-satu")},
        forms={"k-satu": AWAY + SHOWN},
    )
    scenario = rendered_scenario(texts={"siaga": AWAY})
    course = rendered_course_of(
        question,
        quiz,
        scenario,
        rendered_discussion(),
        glossary={"Awas": AWAY},
        media=(PICTURE, OTHER),
    )
    (first,) = course.modules
    page = RenderedPage("m2/dua", "Dua", f'<img src="media/{OTHER.name}" alt="">')
    second = RenderedModule(
        "m2", "Modul dua", 45, optional=True, pages=(page,), prerequisites=("m1",)
    )
    return replace(course, modules=(first, second))


def test_every_text_has_lost_its_ways_out() -> None:
    part = only_module(whole_course(), "m1")
    assert "m2/dua" not in "".join(part.html)
    assert "ke *sana*" in part.glossary["Awas"]
    question = part.activities["q-siaga"]
    assert isinstance(question, RenderedQuestion)
    assert question.wrong == f"ke *sana*{BACK}"


def test_quizzes_and_scenarios_come_along_whole() -> None:
    whole = whole_course()
    part = only_module(whole, "m1")
    quiz, scenario = part.activities["k-akhir"], part.activities["sim-erupsi"]
    assert isinstance(quiz, RenderedQuiz)
    assert isinstance(scenario, RenderedScenario)
    assert quiz.forms == {"k-satu": f"ke *sana*{SHOWN}"}
    assert quiz.questions["k-satu"].explanation == "ke *sana*"
    assert scenario.texts == {"siaga": "ke *sana*"}
    assert part.activities["d-kabar"] == whole.activities["d-kabar"]


def test_only_media_of_the_module_come_along() -> None:
    assert only_module(whole_course(), "m1").media == (PICTURE,)
    assert only_module(whole_course(), "m2").media == (OTHER,)


def test_a_module_alone_asks_for_no_other_and_counts() -> None:
    (module,) = only_module(whole_course(), "m2").modules
    assert module.prerequisites == ()
    assert not module.optional


def test_a_module_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        only_module(whole_course(), "m3")
