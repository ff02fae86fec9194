"""What may be handed in for an assignment, a survey or a discussion."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import Answer, Submission
from course_builder.model.rendered import (
    RenderedAssignment,
    RenderedDiscussion,
    RenderedItem,
    RenderedSurvey,
)

LONGEST_SUBMISSION = 20_000
"""Characters that a text handed in may have."""

MOST_FILES = 10
"""Files that one hand-in may have."""

Submittable: TypeAlias = RenderedAssignment | RenderedSurvey | RenderedDiscussion

_LINK = ("http://", "https://")


def submit(
    activity: Submittable, before: Submission, answers: Mapping[str, Answer]
) -> Submission:
    """Return the progress with something handed in; an earlier hand-in is replaced.

    Of an anonymous survey only the fact is kept: its answers go elsewhere.

    Raises:
        AnswerFormatError: It has not the form that the activity asks for.
    """
    for answer in answers.values():
        for text in (answer,) if isinstance(answer, str) else answer:
            if len(text) > LONGEST_SUBMISSION:
                raise AnswerFormatError(
                    f"a text is longer than {LONGEST_SUBMISSION} characters"
                )
    match activity:
        case RenderedAssignment():
            _check_assignment(activity, before, answers)
        case RenderedSurvey():
            _check_survey(activity, answers)
        case RenderedDiscussion():
            if set(answers) != {"text"} or not _words(answers["text"]):
                raise AnswerFormatError("a contribution is a text under `text`")
    if isinstance(activity, RenderedSurvey) and activity.anonymous:
        answers = {}
    # What was said of an earlier hand-in is not said of this one.
    return replace(before, answers=dict(answers), times=before.times + 1, marking=None)


def is_settled(submission: Submission) -> bool:
    """Whether it is marked, so that nothing more may be handed in."""
    return submission.marking is not None and not submission.marking.returned


def _check_assignment(
    assignment: RenderedAssignment, before: Submission, answers: Mapping[str, Answer]
) -> None:
    if not set(answers) <= {"text", "link", "place", "checked", "files"}:
        raise AnswerFormatError(
            "only text, link, place, checked and files can be handed in"
        )
    if is_settled(before):
        raise AnswerFormatError("it is marked already")
    checked = answers.get("checked", ())
    known = {str(number) for number in range(len(assignment.criteria))}
    if isinstance(checked, str) or not set(checked) <= known:
        raise AnswerFormatError("`checked` is a list of numbers of criteria")
    link = answers.get("link", "")
    if link and (not isinstance(link, str) or not link.lower().startswith(_LINK)):
        raise AnswerFormatError("a link begins with https:// or http://")
    files = answers.get("files", ())
    held = {file.id for file in before.files}
    if isinstance(files, str) or not set(files) <= held or len(files) > MOST_FILES:
        raise AnswerFormatError("`files` is a list of ids of files that were sent")
    texts = (answers.get(name, "") for name in ("text", "link", "place"))
    if not files and not any(map(_words, texts)):
        raise AnswerFormatError("nothing was handed in")


def _check_survey(survey: RenderedSurvey, answers: Mapping[str, Answer]) -> None:
    items = {item.id: item for item in survey.items}
    if not set(answers) <= set(items):
        raise AnswerFormatError("the survey has no such item")
    for item in survey.items:
        answer = answers.get(item.id, "")
        if not answer:
            if item.required:
                raise AnswerFormatError(f"item {item.id} is required")
        elif not _fits(item, answer):
            raise AnswerFormatError(f"item {item.id} is not answered like that")
    if not any(answers.values()):
        raise AnswerFormatError("nothing was handed in")


def _fits(item: RenderedItem, answer: Answer) -> bool:
    match item.type:
        case "scale":
            numbers = {str(number) for number in range(item.low, item.high + 1)}
            return isinstance(answer, str) and answer in numbers
        case "text":
            return isinstance(answer, str)
        case _:
            most = 1 if item.type == "choice" else len(item.options)
            return (
                not isinstance(answer, str)
                and len(set(answer)) == len(answer) <= most
                and set(answer) <= set(item.options)
            )


def _words(answer: Answer) -> bool:
    return isinstance(answer, str) and bool(answer.strip())
