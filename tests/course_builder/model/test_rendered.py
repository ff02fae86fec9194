from dataclasses import replace

import pytest

from course_builder.model.progress import summarise
from course_builder.model.rendered import RenderedPage, RenderedSurvey
from tests.factories import (
    rendered_course,
    rendered_course_of,
    rendered_course_of_every_kind,
    rendered_question,
    rendered_quiz,
    rendered_survey,
)

KINDS = list(rendered_course_of_every_kind().activities)


@pytest.mark.parametrize("activity", KINDS)
def test_an_activity_alone_is_all_that_is_asked_for(activity: str) -> None:
    part = rendered_course_of_every_kind().only_activity(activity)

    assert list(part.activities) == [activity]
    assert [page.activities for page in part.pages] == [(activity,)]
    assert [one.id for one in part.required_activities] == [activity]
    assert summarise(part, frozenset(), {}).activities == 1


def test_the_page_of_an_activity_alone_holds_its_section_and_nothing_else() -> None:
    page = RenderedPage(
        "m1/a",
        "Awal & akhir",
        '<h1>Awal</h1><p>Kata</p><section class="activity" data-activity="q-1">'
        '<section>dalam</section></section><p>Lagi</p><section data-activity="q-2">'
        "</section>",
        ("q-1", "q-2"),
    )
    course = rendered_course_of(rendered_question("q-1"), rendered_question("q-2"))
    (module,) = course.modules
    course = replace(course, modules=(replace(module, pages=(page,)),))

    (alone,) = course.only_activity("q-1").pages

    assert alone.html == (
        '<h1>Awal &amp; akhir</h1>\n<section class="activity" data-activity="q-1">'
        "<section>dalam</section></section>"
    )
    assert alone.id == "m1/a"


def test_the_page_of_a_quiz_alone_bears_its_title() -> None:
    course = rendered_course_of(rendered_quiz(title="Kuis <akhir>"))

    (page,) = course.only_activity("k-akhir").pages

    assert page.title == "Kuis <akhir>"
    assert page.html.startswith("<h1>Kuis &lt;akhir&gt;</h1>")


def test_a_survey_alone_is_asked_at_once() -> None:
    course = rendered_course_of(rendered_survey(after_days=30, required=False))

    alone = course.only_activity("s-reaksi").activities["s-reaksi"]

    assert isinstance(alone, RenderedSurvey)
    assert alone.after_days is None
    assert alone.required


def test_an_unknown_activity_is_no_part() -> None:
    with pytest.raises(KeyError):
        rendered_course().only_activity("q-lain")
