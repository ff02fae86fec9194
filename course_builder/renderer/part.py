"""Cut one module out of a rendered course, for a package of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
)

_LINK = re.compile(r'<a [^>]*\bdata-page="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def only_module(course: RenderedCourse, module_id: str) -> RenderedCourse:
    """Return a module as a course: own id and title, no way into the other modules.

    Raises:
        KeyError: No such module.
    """
    part = course.only(module_id)
    (module,) = part.modules
    kept = {page.id for page in module.pages}

    def linked(match: re.Match[str]) -> str:
        return match[0] if match[1] in kept else match[2]

    def cut(html: str) -> str:
        return _LINK.sub(linked, html)

    part = replace(
        part,
        id=f"{course.id}-{module.id}",
        title=f"{course.title} · {module.title}",
        modules=(
            replace(
                module,
                pages=tuple(replace(p, html=cut(p.html)) for p in module.pages),
            ),
        ),
        activities={
            activity.id: _changed(activity, cut)
            for activity in part.activities.values()
        },
        glossary=_changed_all(part.glossary, cut),
    )
    texts = "\n".join(part.html)
    return replace(
        part, media=tuple(media for media in course.media if media.name in texts)
    )


def _changed(
    activity: RenderedActivity, change: Callable[[str], str]
) -> RenderedActivity:
    """Return an activity with all of its HTML changed."""
    match activity:
        case RenderedQuestion():
            return _changed_question(activity, change)
        case RenderedQuiz():
            return replace(
                activity,
                questions={
                    question.id: _changed_question(question, change)
                    for question in activity.questions.values()
                },
                forms=_changed_all(activity.forms, change),
            )
        case RenderedScenario():
            return replace(activity, texts=_changed_all(activity.texts, change))
        case _:
            return activity


def _changed_question(
    question: RenderedQuestion, change: Callable[[str], str]
) -> RenderedQuestion:
    return replace(
        question,
        option_feedback=_changed_all(question.option_feedback, change),
        hints=tuple(map(change, question.hints)),
        right=change(question.right),
        wrong=change(question.wrong),
        explanation=change(question.explanation),
    )


def _changed_all(
    texts: Mapping[str, str], change: Callable[[str], str]
) -> dict[str, str]:
    return {name: change(text) for name, text in texts.items()}
