"""The JSON documents that player, packages and releases share.

The *outline* tells the player what there is and holds no answers; the *answer key*
holds the rules and all feedback; *details* are what comes with the page of a quiz or a
scenario, and hold no key either. A package carries all three, the service sends outline
and details. Format 2:

outline
    ``format, id, title, language, version, pass, modules, pages, activities, glossary``;
    ``modules[]``: ``id, title, minutes, optional, pages`` (ids)``, prerequisites`` (ids);
    ``pages[]``: ``id, key, title, module, activities`` (ids);
    ``activities{id}``: see `activity_document`; the questions of a quiz are not here;
    ``glossary[]``: term and HTML.

details, by activity id; only quizzes and scenarios
    quiz: ``questions{id}``: as an activity of the outline, and ``form``: HTML;
    scenario: ``graph`` (see `graph_document`)``, titles{node}, choices{node}[], texts``,
    ``conditions``: as in `course_builder.model.rendered.RenderedScenario`.

answer key, by question id, those of quizzes too
    ``rule`` (see `rule_document`)``, optionFeedback{option id}, hints[], right, wrong,
    explanation``: HTML.

Format 1 had questions only, outside of quizzes, and lacks ``prerequisites``, ``glossary``,
``graded``, ``left``, ``tags`` and ``partial``; it can still be read.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from course_builder.model.activity_document import (
    activity_document,
    read_activity,
)
from course_builder.model.graph_document import graph_document
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedModule,
    RenderedPage,
    RenderedQuiz,
    RenderedScenario,
    short_key,
)
from course_builder.model.rule_document import rule_document

FORMAT = 2
READABLE_FORMATS = (1, 2)

Document: TypeAlias = dict[str, Any]
"""A JSON object."""


def outline(course: RenderedCourse) -> Document:
    """Return what the player must know of a course; it holds no answers."""
    return {
        "format": FORMAT,
        "id": course.id,
        "title": course.title,
        "language": course.language,
        "version": course.version,
        "pass": course.pass_mark,
        "modules": [_module_outline(module) for module in course.modules],
        "pages": [
            {
                "id": page.id,
                "key": short_key(page.id),
                "title": page.title,
                "module": module.id,
                "activities": list(page.activities),
            }
            for module in course.modules
            for page in module.pages
        ],
        "activities": {
            identifier: activity_document(activity)
            for identifier, activity in course.activities.items()
        },
        "glossary": [list(entry) for entry in course.glossary.items()],
    }


def details(activity: RenderedActivity) -> Document:
    """Return what the page of a quiz or a scenario needs; empty for other kinds."""
    match activity:
        case RenderedQuiz():
            return {
                "questions": {
                    question.id: {
                        **activity_document(question),
                        "form": activity.forms[question.id],
                    }
                    for question in activity.questions.values()
                }
            }
        case RenderedScenario():
            return {
                "graph": graph_document(activity.graph),
                "titles": dict(activity.titles),
                "choices": {
                    node: list(texts) for node, texts in activity.choice_texts.items()
                },
                "texts": dict(activity.texts),
                "conditions": dict(activity.conditions),
            }
        case _:
            return {}


def page_details(course: RenderedCourse, page: RenderedPage) -> Document:
    """Return the details of a page's quizzes and scenarios by activity id."""
    found = {
        identifier: details(course.activities[identifier])
        for identifier in page.activities
    }
    return {identifier: known for identifier, known in found.items() if known}


def answer_key(course: RenderedCourse) -> Document:
    """Return rules and feedback by question id; never sent to a browser by the service."""
    return {
        question.id: {
            "rule": rule_document(question.rule),
            "optionFeedback": dict(question.option_feedback),
            "hints": list(question.hints),
            "right": question.right,
            "wrong": question.wrong,
            "explanation": question.explanation,
        }
        for question in course.questions
    }


def read_modules(
    document: Mapping[str, Any], html: Mapping[str, str]
) -> tuple[RenderedModule, ...]:
    """Build the modules from an outline and the pages' HTML by page id."""
    pages = {
        page["id"]: RenderedPage(
            page["id"], page["title"], html[page["id"]], tuple(page["activities"])
        )
        for page in document["pages"]
    }
    return tuple(
        RenderedModule(
            module["id"],
            module["title"],
            module["minutes"],
            module["optional"],
            tuple(pages[page] for page in module["pages"]),
            tuple(module.get("prerequisites", ())),
        )
        for module in document["modules"]
    )


def read_activities(
    document: Mapping[str, Any],
    key: Mapping[str, Any],
    known: Mapping[str, Any],
) -> dict[str, RenderedActivity]:
    """Build the activities from an outline, its answer key and its details.

    Args:
        document: The outline.
        key: The answer key.
        known: Details by activity id; empty in format 1.
    """
    return {
        identifier: read_activity(identifier, activity, key, known.get(identifier, {}))
        for identifier, activity in document["activities"].items()
    }


def read_glossary(document: Mapping[str, Any]) -> dict[str, str]:
    """Build the glossary from an outline."""
    return dict(document.get("glossary", ()))


def _module_outline(module: RenderedModule) -> Document:
    return {
        "id": module.id,
        "title": module.title,
        "minutes": module.minutes,
        "optional": module.optional,
        "pages": [page.id for page in module.pages],
        "prerequisites": list(module.prerequisites),
    }
