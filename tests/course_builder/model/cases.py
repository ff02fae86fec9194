"""The cases that Python and JavaScript share, and courses made from their short form."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from course_builder.model.activity_document import read_activity, read_question
from course_builder.model.activity_progress import (
    ActivityProgress,
    Marking,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    Round,
    ScenarioProgress,
    Submission,
)
from course_builder.model.document import FORMAT, read_modules
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
)

CASES = Path(__file__).resolve().parents[2] / "cases"
SINGLE_CHOICE = {
    "type": "choice",
    "options": ["a", "b"],
    "right": ["b"],
    "multiple": False,
    "boolean": False,
}
_COMMON = {"title": "", "points": 1, "required": True, "competencies": []}
_FIELDS: dict[str, dict[str, Any]] = {
    "question": {
        "type": "choice",
        "hintCost": 0,
        "attempts": 3,
        "hints": 0,
        "options": [],
    },
    "quiz": {
        "role": "practice",
        "draws": [],
        "attempts": 0,
        "pass": None,
        "shuffle": False,
        "feedback": "immediate",
        "minutes": None,
        "worth": None,
    },
    "scenario": {"rounds": 1, "pass": None},
    "assignment": {
        "submit": ["text"],
        "accept": [],
        "maxMb": 10,
        "assessor": "assessor",
        "dueDays": None,
        "levels": [],
        "criteria": [],
        "requiredCriteria": [],
    },
    "survey": {
        "level": "reaction",
        "anonymous": False,
        "afterDays": None,
        "audience": ["self"],
        "items": [],
    },
    "discussion": {"forum": ""},
}
_NO_PLAY: dict[str, Any] = {
    "graph": {"variables": [], "nodes": [], "score": None},
    "titles": {},
    "choices": {},
    "texts": {},
    "conditions": {},
}
_REPEATED = re.compile(r"(.*)…\*(\d+)", re.DOTALL)


def cases(name: str) -> dict[str, Any]:
    """Return ``tests/cases/<name>.json``."""
    document: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return document


def answer_of(value: str | list[str]) -> str | tuple[str, ...]:
    """Return an answer; ``x…*9`` stands for nine x."""
    return text_of(value) if isinstance(value, str) else tuple(map(text_of, value))


def text_of(text: str) -> str:
    match = _REPEATED.fullmatch(text)
    return match[1] * int(match[2]) if match else text


def exact(points: float | None) -> Decimal | None:
    return None if points is None else Decimal(str(points))


def question_of(
    given: dict[str, Any], rule: dict[str, Any], identifier: str = "q"
) -> RenderedQuestion:
    """Return a question made from a case's short form."""
    hints = [f"<p>{n}</p>" for n in range(given.get("hints", 0))]
    outline = {"kind": "question"} | _COMMON | _FIELDS["question"] | given
    key = {identifier: key_entry(rule) | {"hints": hints}}
    return read_question(identifier, outline, key)


def quiz_of(
    given: dict[str, Any],
    questions: dict[str, Any],
    key: dict[str, Any],
    identifier: str = "kuis",
) -> RenderedQuiz:
    """Return a quiz made from a case's short form and its questions'."""
    outline = _COMMON | _FIELDS["quiz"] | {"kind": "quiz"} | given
    known = {
        question: {"kind": "question", "form": ""}
        | _COMMON
        | _FIELDS["question"]
        | fields
        for question, fields in questions.items()
    }
    quiz = read_activity(identifier, outline, key, {"questions": known})
    assert isinstance(quiz, RenderedQuiz)
    return quiz


def activity_of(given: dict[str, Any], identifier: str = "q") -> RenderedActivity:
    """Return an activity whose question, or whose quiz's only one, has the answer b."""
    kind = given.get("kind", "question")
    if kind == "question":
        rule = {"type": "long"} if given.get("type") == "long" else SINGLE_CHOICE
        return question_of(given, rule, identifier)
    if kind == "quiz":
        worth = {"worth": given.get("points", 1)}
        key = {"satu": key_entry(SINGLE_CHOICE)}
        return quiz_of(worth | given, {"satu": {}}, key, identifier)
    outline = _COMMON | _FIELDS[kind] | given
    return read_activity(identifier, outline, {}, _NO_PLAY)


def key_entry(rule: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of the answer key without any words."""
    return {
        "rule": rule,
        "optionFeedback": {},
        "hints": [],
        "right": "",
        "wrong": "",
        "explanation": "",
    }


def question_progress_of(given: dict[str, Any]) -> QuestionProgress:
    return QuestionProgress(
        tries=given.get("tries", 0),
        hints=given.get("hints", 0),
        first=exact(given.get("first")),
        best=exact(given.get("best")),
        right=given.get("right", False),
        answer=answer_of(given.get("answer", [])),
        marking=marking_of(given.get("marking")),
    )


def marking_of(given: dict[str, Any] | None) -> Marking | None:
    if given is None:
        return None
    return Marking(
        returned=given["returned"],
        given=exact(given["given"]),
        maximum=Decimal(str(given["maximum"])),
        levels=tuple(given["levels"]),
        comments=tuple(given["comments"]),
        comment=given["comment"],
        at=given["at"],
    )


def quiz_progress_of(given: dict[str, Any]) -> QuizProgress:
    run = given.get("run")
    return QuizProgress(
        runs=given["runs"],
        finished=given["finished"],
        first=exact(given.get("first")),
        best=exact(given.get("best")),
        run=None
        if run is None
        else QuizRun(
            run["seed"],
            run["started"],
            {name: question_progress_of(done) for name, done in run["answers"].items()},
            run["submitted"],
        ),
    )


def progress_of(given: dict[str, Any]) -> ActivityProgress:
    """Return progress made from a case's form, which is that of the player."""
    if "runs" in given:
        return quiz_progress_of(given)
    if "rounds" in given:
        rounds = (
            Round(one["choices"], one["ending"], exact(one["score"]))
            for one in given["rounds"]
        )
        return ScenarioProgress(tuple(rounds), given["reflection"])
    if "times" in given:
        return Submission(given["answers"], given["times"])
    return question_progress_of(given)


def course_of(short: dict[str, Any]) -> RenderedCourse:
    """Return a course made from a case's short form."""
    modules: list[dict[str, Any]] = short["modules"]
    outline = {
        "format": FORMAT,
        "modules": [
            {
                "id": f"modul-{index}",
                "title": f"Modul {index}",
                "minutes": 45,
                "optional": module["optional"],
                "pages": list(module["pages"]),
            }
            for index, module in enumerate(modules)
        ],
        "pages": [
            {"id": page, "title": page, "activities": list(activities)}
            for module in modules
            for page, activities in module["pages"].items()
        ],
    }
    activities = {
        identifier: activity_of(given, identifier)
        for module in modules
        for given_activities in module["pages"].values()
        for identifier, given in given_activities.items()
    }
    html = {page: "" for module in modules for page in module["pages"]}
    return RenderedCourse(
        id="kursus",
        title="Kursus",
        language="id",
        version="1.0",
        hours=Decimal(1),
        modules=read_modules(outline, html),
        activities=activities,
        pass_mark=short["pass"],
    )
