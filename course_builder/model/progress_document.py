"""Progress as JSON, for whoever stores it.

A question's is ``[tries, hints, first, best, right, answer]`` and what was said of an
open answer; that of other activities is an object with its ``kind``. Points and scores are text, so that they stay exact.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from course_builder.model.activity_progress import (
    ActivityProgress,
    Answer,
    FormerRuns,
    HeldFile,
    Marking,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    Round,
    ScenarioProgress,
    Submission,
)

ProgressDocument: TypeAlias = list[Any] | dict[str, Any]
"""A JSON value."""


def progress_document(progress: ActivityProgress) -> ProgressDocument:
    """Return progress as a JSON value that `read_progress` reads."""
    match progress:
        case QuestionProgress():
            return _question(progress)
        case QuizProgress():
            return _quiz(progress)
        case ScenarioProgress():
            return {
                "kind": "scenario",
                "rounds": [
                    [one.choices, one.ending, _text(one.score)]
                    for one in progress.rounds
                ],
                "reflection": progress.reflection,
            }
        case Submission():
            return _submission(progress)
        case _:
            assert_never(progress)


def read_progress(document: Any) -> ActivityProgress:
    """Return the progress that a JSON value tells of.

    Raises:
        ValueError: It is of an unknown kind.
    """
    if isinstance(document, list):
        return _read_question(document)
    match document["kind"]:
        case "quiz":
            run = document["run"]
            return QuizProgress(
                runs=document["runs"],
                finished=document["finished"],
                first=_number(document["first"]),
                best=_number(document["best"]),
                run=None if run is None else _read_run(run),
                best_answers=_read_questions(document["bestAnswers"]),
                former=_read_former(document.get("former")),
            )
        case "scenario":
            rounds = (
                Round(choices, ending, _number(score))
                for choices, ending, score in document["rounds"]
            )
            return ScenarioProgress(tuple(rounds), document["reflection"])
        case "submission":
            return _read_submission(document)
        case other:
            raise ValueError(f"unknown progress {other!r}")


def _quiz(done: QuizProgress) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": "quiz",
        "runs": done.runs,
        "finished": done.finished,
        "first": _text(done.first),
        "best": _text(done.best),
        "run": None if done.run is None else _run(done.run),
        "bestAnswers": _questions(done.best_answers),
    }
    if (former := done.former) is not None:
        document["former"] = [_text(former.best), _questions(former.answers)]
    return document


def _read_former(document: list[Any] | None) -> FormerRuns | None:
    if document is None:
        return None
    best, answers = document
    return FormerRuns(_number(best), _read_questions(answers))


def _submission(done: Submission) -> dict[str, Any]:
    answers = done.answers.items()
    document: dict[str, Any] = {
        "kind": "submission",
        "answers": {name: _plain(answer) for name, answer in answers},
        "times": done.times,
    }
    if done.files:
        document["files"] = [[file.id, file.name, file.size] for file in done.files]
    if (marking := done.marking) is not None:
        document["marking"] = _marking(marking)
    return document


def _marking(marking: Marking) -> list[Any]:
    return [
        int(marking.returned),
        _text(marking.given),
        str(marking.maximum),
        list(marking.levels),
        list(marking.comments),
        marking.comment,
        marking.at,
    ]


def _read_submission(document: Mapping[str, Any]) -> Submission:
    answers = document["answers"].items()
    marking = document.get("marking")
    return Submission(
        {name: _answer(answer) for name, answer in answers},
        document["times"],
        tuple(HeldFile(*file) for file in document.get("files", ())),
        None if marking is None else _read_marking(*marking),
    )


def _read_marking(
    returned: int,
    given: str | None,
    maximum: str,
    levels: list[int],
    comments: list[str],
    comment: str,
    at: int,
) -> Marking:
    return Marking(
        bool(returned),
        _number(given),
        Decimal(maximum),
        tuple(levels),
        tuple(comments),
        comment,
        at,
    )


def _question(done: QuestionProgress) -> list[Any]:
    said = [] if done.marking is None else [_marking(done.marking)]
    return [
        done.tries,
        done.hints,
        _text(done.first),
        _text(done.best),
        int(done.right),
        _plain(done.answer),
        *said,
    ]


def _read_question(document: list[Any]) -> QuestionProgress:
    tries, hints, first, best, right, answer, *said = document
    return QuestionProgress(
        tries,
        hints,
        _number(first),
        _number(best),
        bool(right),
        _answer(answer),
        _read_marking(*said[0]) if said else None,
    )


def _questions(answers: Mapping[str, QuestionProgress]) -> dict[str, Any]:
    return {question: _question(done) for question, done in answers.items()}


def _read_questions(document: Mapping[str, Any]) -> dict[str, QuestionProgress]:
    return {question: _read_question(done) for question, done in document.items()}


def _run(run: QuizRun) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "started": run.started,
        "answers": _questions(run.answers),
        "submitted": run.submitted,
    }


def _read_run(document: Mapping[str, Any]) -> QuizRun:
    return QuizRun(
        document["seed"],
        document["started"],
        _read_questions(document["answers"]),
        document["submitted"],
    )


def _plain(answer: Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def _answer(document: str | list[str]) -> Answer:
    return document if isinstance(document, str) else tuple(document)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
