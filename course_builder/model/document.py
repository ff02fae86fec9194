"""The JSON documents that player, packages and releases share.

The *outline* tells the player what there is and holds no answers; the *answer key*
holds the rules and all feedback. A package carries both, the service sends only the
outline. Format 1:

outline
    ``format, id, title, language, version, pass, modules, pages, activities``;
    ``modules[]``: ``id, title, minutes, optional, pages`` (ids);
    ``pages[]``: ``id, key, title, module, activities`` (ids);
    ``activities{id}``: ``key, kind, type, title, points, hintCost, attempts, required,
    hints`` (how many)``, competencies`` (``T-PB-01.2``)``, options`` ([id, text] pairs).

answer key, by activity id
    ``rule``: ``{type: choice, options, right, multiple, boolean}``, ``{type: number,
    accepted: [[low, high]], unit}`` (numbers as text) or ``{type: text, answers,
    patterns, exact}``; ``optionFeedback{option id}``, ``hints[]``, ``right``,
    ``wrong``, ``explanation``: HTML.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    NumberRange,
    NumberRule,
    Rule,
    TextRule,
)
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
    short_key,
)

FORMAT = 1

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
            question.id: _activity_outline(question) for question in course.questions
        },
    }


def answer_key(course: RenderedCourse) -> Document:
    """Return rules and feedback by activity id; never sent to a browser by the service."""
    return {
        question.id: {
            "rule": _rule_document(question.rule),
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
        )
        for module in document["modules"]
    )


def read_questions(
    document: Mapping[str, Any], key: Mapping[str, Any]
) -> dict[str, RenderedQuestion]:
    """Build the questions from an outline and its answer key."""
    return {
        identifier: RenderedQuestion(
            id=identifier,
            title=activity["title"],
            rule=_read_rule(key[identifier]["rule"]),
            points=Decimal(str(activity["points"])),
            hint_cost=Decimal(str(activity["hintCost"])),
            attempts=activity["attempts"],
            required=activity["required"],
            competencies=tuple(map(read_competency, activity["competencies"])),
            option_texts=dict(activity["options"]),
            option_feedback=key[identifier]["optionFeedback"],
            hints=tuple(key[identifier]["hints"]),
            right=key[identifier]["right"],
            wrong=key[identifier]["wrong"],
            explanation=key[identifier]["explanation"],
        )
        for identifier, activity in document["activities"].items()
    }


def read_competency(text: str) -> CompetencyRef:
    """Read ``T-PB-01.2``.

    Raises:
        ValueError: It is not a code, a point and a whole number.
    """
    code, _, level = text.rpartition(".")
    if not code:
        raise ValueError(text)
    return CompetencyRef(code, int(level))


def _module_outline(module: RenderedModule) -> Document:
    return {
        "id": module.id,
        "title": module.title,
        "minutes": module.minutes,
        "optional": module.optional,
        "pages": [page.id for page in module.pages],
    }


def _activity_outline(question: RenderedQuestion) -> Document:
    return {
        "key": short_key(question.id),
        "kind": "question",
        "type": question.type,
        "title": question.title,
        "points": _plain(question.points),
        "hintCost": _plain(question.hint_cost),
        "attempts": question.attempts,
        "required": question.required,
        "hints": len(question.hints),
        "competencies": [str(ref) for ref in question.competencies],
        "options": [[option, text] for option, text in question.option_texts.items()],
    }


def _rule_document(rule: Rule) -> Document:
    match rule:
        case ChoiceRule():
            return {
                "type": "choice",
                "options": list(rule.options),
                "right": sorted(rule.right),
                "multiple": rule.multiple,
                "boolean": rule.boolean,
            }
        case NumberRule():
            accepted = [[f"{r.low:f}", f"{r.high:f}"] for r in rule.accepted]
            return {"type": "number", "accepted": accepted, "unit": rule.unit}
        case TextRule():
            return {
                "type": "text",
                "answers": list(rule.answers),
                "patterns": list(rule.patterns),
                "exact": rule.exact,
            }
        case _:
            assert_never(rule)


def _read_rule(document: Mapping[str, Any]) -> Rule:
    match document["type"]:
        case "choice":
            return ChoiceRule(
                tuple(document["options"]),
                frozenset(document["right"]),
                document["multiple"],
                document["boolean"],
            )
        case "number":
            accepted = document["accepted"]
            ranges = (
                NumberRange(Decimal(low), Decimal(high)) for low, high in accepted
            )
            return NumberRule(tuple(ranges), document["unit"])
        case "text":
            return TextRule(
                tuple(document["answers"]),
                tuple(document["patterns"]),
                document["exact"],
            )
        case other:
            raise ValueError(f"unknown rule {other!r}")


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
