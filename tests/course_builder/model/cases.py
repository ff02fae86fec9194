"""The cases that Python and JavaScript share, and courses made from their short form."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from course_builder.model.document import FORMAT, read_modules, read_questions
from course_builder.model.rendered import RenderedCourse, RenderedQuestion

CASES = Path(__file__).resolve().parents[2] / "cases"
SINGLE_CHOICE = {
    "type": "choice",
    "options": ["a", "b"],
    "right": ["b"],
    "multiple": False,
    "boolean": False,
}


def cases(name: str) -> dict[str, Any]:
    """Return ``tests/cases/<name>.json``."""
    document: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return document


def answer_of(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def question_of(
    given: dict[str, Any], rule: dict[str, Any], identifier: str = "q"
) -> RenderedQuestion:
    """Return a question made from a case's short form."""
    hints = [f"<p>{n}</p>" for n in range(given.get("hints", 0))]
    outline = {
        "title": "",
        "points": 1,
        "hintCost": 0,
        "attempts": 3,
        "required": True,
        "competencies": [],
        "options": [],
        **given,
    }
    key = key_entry(rule) | {"hints": hints}
    return read_questions({"activities": {identifier: outline}}, {identifier: key})[
        identifier
    ]


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
    questions = {
        identifier: question_of(given, SINGLE_CHOICE, identifier)
        for module in modules
        for activities in module["pages"].values()
        for identifier, given in activities.items()
    }
    html = {page: "" for module in modules for page in module["pages"]}
    return RenderedCourse(
        id="kursus",
        title="Kursus",
        language="id",
        version="1.0",
        hours=Decimal(1),
        modules=read_modules(outline, html),
        activities=questions,
        pass_mark=short["pass"],
    )
