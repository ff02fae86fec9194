"""What is left of answers and names when a person is erased.

Points, tries and the letters of chosen options stay: reports on questions and courses
count them. What somebody typed, named or was told goes.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from course_builder.model.activity_progress import (
    ActivityProgress,
    Answer,
    Marking,
    QuestionProgress,
    QuizProgress,
    ScenarioProgress,
    Submission,
)
from lti_service.domain.individual_plan import IndividualItem

PSEUDONYM = "Pegawai terhapus"
"""Begins the name of everybody who was erased."""

GONE = "erased:"
"""Begins what stands for the key by which another system knew somebody."""

_OPTION = re.compile(r"[A-Za-z0-9]{0,2}")
"""An option's letter, a decision's letter, a number on a scale: nothing that tells who."""


def pseudonym(person_id: str) -> str:
    """Return the name of somebody who was erased: always the same, and of nobody else."""
    digest = hashlib.sha256(f"erased\0{person_id}".encode()).hexdigest()
    return f"{PSEUDONYM} {digest[:8]}"


def without_text(answer: Answer) -> Answer:
    """Return an answer without what was typed."""
    if isinstance(answer, tuple):
        return tuple(_kept(part) for part in answer)
    return _kept(answer)


def without_texts(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """Return answers by name without what was typed."""
    return {name: without_text(answer) for name, answer in answers.items()}


def event_without_text(answer: object) -> object:
    """Return the answer of an event, of whatever kind, without what was typed."""
    if isinstance(answer, Mapping):
        return without_texts(answer)
    if isinstance(answer, (str, tuple)):
        return without_text(answer)
    return answer


def progress_without_text(
    activities: Mapping[str, ActivityProgress],
) -> Mapping[str, ActivityProgress]:
    """Return progress without what was typed, handed in or said of it."""
    return {name: _progress(done) for name, done in activities.items()}


def items_without_text(
    items: tuple[IndividualItem, ...],
) -> tuple[IndividualItem, ...]:
    """Return the items of somebody's own plan without their words."""
    return tuple(replace(item, activity="") for item in items)


def none_said(comments: tuple[str, ...]) -> tuple[str, ...]:
    """Return comments, one a criterion, without their words."""
    return tuple("" for _ in comments)


def _kept(text: str) -> str:
    return text if _OPTION.fullmatch(text) else ""


def _question(done: QuestionProgress) -> QuestionProgress:
    return replace(
        done, answer=without_text(done.answer), marking=_marking(done.marking)
    )


def _marking(said: Marking | None) -> Marking | None:
    return said and replace(said, comment="", comments=none_said(said.comments))


def _questions(
    answers: Mapping[str, QuestionProgress],
) -> Mapping[str, QuestionProgress]:
    return {name: _question(done) for name, done in answers.items()}


def _progress(done: ActivityProgress) -> ActivityProgress:
    match done:
        case QuestionProgress():
            return _question(done)
        case QuizProgress(run=run, former=former):
            return replace(
                done,
                run=replace(run, answers=_questions(run.answers)) if run else None,
                best_answers=_questions(done.best_answers),
                former=former and replace(former, answers=_questions(former.answers)),
            )
        case ScenarioProgress():
            return replace(done, reflection="")
        case Submission(marking=marking):
            answers = without_texts(done.answers)
            return replace(done, answers=answers, files=(), marking=_marking(marking))
