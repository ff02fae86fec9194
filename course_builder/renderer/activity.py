"""Render activities: each as the outline knows it, and its section of the page."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, assert_never

from course_builder.model.assignment import Assignment
from course_builder.model.course import Activity
from course_builder.model.discussion import Discussion
from course_builder.model.question import Question
from course_builder.model.quiz import Quiz
from course_builder.model.rendered import RenderedActivity
from course_builder.model.scenario import Scenario
from course_builder.model.survey import Survey
from course_builder.renderer.assignment import (
    assignment_form,
    assignment_terms,
    rendered_assignment,
)
from course_builder.renderer.discussion import discussion_form, rendered_discussion
from course_builder.renderer.question import question_form, rendered_question
from course_builder.renderer.quiz import quiz_terms, quiz_title, rendered_quiz
from course_builder.renderer.rubric import rubric_table
from course_builder.renderer.scenario import (
    briefing,
    rendered_scenario,
    scenario_terms,
)
from course_builder.renderer.section import Heading, intro_part, section, terms
from course_builder.renderer.survey import (
    rendered_survey,
    survey_form,
    survey_terms,
    survey_title,
)
from course_builder.renderer.text import Html
from course_builder.renderer.tree import Words


class Language(NamedTuple):
    """How a course speaks.

    Attributes:
        words: Translates our own words.
        tag: BCP 47 tag, for numbers.
    """

    words: Words
    tag: str


class Shown(NamedTuple):
    """An activity and the section that shows it."""

    activity: RenderedActivity
    html: str


def headings(
    activities: Sequence[Activity], slugs: Mapping[int, str], words: Words
) -> Iterator[Heading]:
    """Yield what each activity of a page is called; no two are called the same.

    Args:
        activities: Of one page.
        slugs: Ids of the headings that authors gave, by `id` of the activity.
        words: Translates our own words.
    """
    titles = [_title(activity, words) for activity in activities]
    times = Counter(titles)
    seen: Counter[str] = Counter()
    for activity, title in zip(activities, titles, strict=True):
        seen[title] += 1
        # Regions of a page need names of their own.
        number = f" {seen[title]}" if times[title] > 1 else ""
        slug = slugs.get(id(activity)) or f"{activity.id}.h"
        yield Heading(title + number, slug)


def show(
    activity: Activity,
    heading: Heading,
    html: Html,
    language: Language,
    *,
    forum: str = "",
    taken: Collection[str] = (),
) -> Shown:
    """Render one activity.

    Args:
        activity: As its author wrote it.
        heading: What it is called.
        html: Finds its texts.
        language: How the course speaks.
        forum: Address of the LMS forum; empty for none.
        taken: Ids that the page's headings have.
    """
    words, tag = language
    kind = "question"
    rendered: RenderedActivity
    parts: list[str]
    match activity:
        case Question():
            rendered = rendered_question(activity, html)
            kind = rendered.type
            parts = [question_form(activity, rendered, html, words)]
        case Quiz():
            kind = "quiz"
            questions = {q.id: rendered_question(q, html) for q in activity.questions}
            rendered = rendered_quiz(activity, heading.text, questions, html, words)
            parts = [
                intro_part(html(activity.intro)),
                terms(quiz_terms(rendered, words, tag)),
                '<div data-slot="quiz"></div>',
            ]
        case Scenario():
            kind = "scenario"
            rendered = rendered_scenario(activity, heading.text, html, words, tag)
            parts = [
                intro_part(briefing(activity, html, tag)),
                terms(scenario_terms(rendered, words, tag)),
                '<div data-slot="scenario"></div>',
            ]
        case Assignment():
            kind = "assignment"
            rendered = rendered_assignment(activity, heading.text, html)
            parts = [
                intro_part(html(activity.task)),
                terms(assignment_terms(activity, words, tag)),
                rubric_table(activity.rubric, html, words),
                assignment_form(activity, html, words),
            ]
        case Survey():
            kind = "survey"
            rendered = rendered_survey(activity, heading.text, html)
            parts = [
                intro_part(html(activity.intro)),
                terms(survey_terms(activity, words)),
                survey_form(activity, html, words),
            ]
        case Discussion():
            kind = "discussion"
            rendered = rendered_discussion(activity, heading.text, forum)
            parts = [
                intro_part(html(activity.prompt)),
                discussion_form(rendered, words),
            ]
        case _:
            assert_never(activity)
    return Shown(rendered, section(activity.id, kind, heading, parts, taken))


def _title(activity: Activity, words: Words) -> str:
    match activity:
        case Question():
            return words("Periksa pemahaman")
        case Quiz():
            return quiz_title(activity, words)
        case Scenario():
            return activity.title or words("Simulasi")
        case Assignment():
            return activity.title or words("Tugas")
        case Survey():
            return survey_title(activity, words)
        case Discussion():
            return activity.title or words("Diskusi")
        case _:
            assert_never(activity)
