"""The JSON form of each kind of activity, as `document` puts them into an outline.

All have ``key, kind, title, points, required, graded, competencies`` (``T-PB-01.2``) and:

question
    ``type, hintCost, attempts, hints`` (how many)``, options`` ([id, text] pairs, as
    learners find them)``, left, tags``; an open answer with a rubric also has ``levels,
    criteria, requiredCriteria``
quiz
    ``role, draws`` ([tag, count] pairs)``, attempts, pass, shuffle, feedback, minutes,
    worth`` (null where it follows from the questions)
scenario
    ``rounds, pass``
assignment
    ``submit, accept, maxMb, assessor, dueDays, levels, criteria, requiredCriteria``
survey
    ``level, anonymous, afterDays, audience, items``; ``items[]``: ``id, type, text,
    required, reverse, low, high, lowLabel, highLabel, options``
discussion
    ``forum``
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from course_builder.model.graph_document import read_graph
from course_builder.model.question import CompetencyRef
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedDiscussion,
    RenderedItem,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
    short_key,
)
from course_builder.model.rule_document import read_rule

Document: TypeAlias = dict[str, Any]


def activity_document(activity: RenderedActivity) -> Document:
    """Return what an outline says of an activity; it holds no answers."""
    return {
        "key": short_key(activity.id),
        "title": activity.title,
        "points": _plain(activity.points),
        "required": activity.required,
        "graded": activity.is_graded,
        "competencies": [str(ref) for ref in activity.competencies],
        **_fields(activity),
    }


def read_activity(
    identifier: str,
    document: Mapping[str, Any],
    key: Mapping[str, Any],
    details: Mapping[str, Any],
) -> RenderedActivity:
    """Build an activity from its outline, the course's answer key, and its details.

    Raises:
        ValueError: It is of no known kind; likewise KeyError and TypeError for a part
            that is missing or of another form.
    """
    common: dict[str, Any] = {
        "id": identifier,
        "title": document["title"],
        "required": document["required"],
        "competencies": tuple(map(read_competency, document["competencies"])),
    }
    points = Decimal(str(document["points"]))
    match document["kind"]:
        case "question":
            return read_question(identifier, document, key)
        case "quiz":
            return _read_quiz(document, key, details, common)
        case "scenario":
            return RenderedScenario(
                **common,
                points=points,
                graph=read_graph(details["graph"]),
                titles=dict(details["titles"]),
                choice_texts={
                    node: tuple(texts) for node, texts in details["choices"].items()
                },
                texts=dict(details["texts"]),
                conditions=dict(details["conditions"]),
                rounds=document["rounds"],
                pass_mark=document["pass"],
            )
        case "assignment":
            return RenderedAssignment(
                **common,
                points=points,
                submit=tuple(document["submit"]),
                accept=tuple(document["accept"]),
                largest_mb=document["maxMb"],
                assessor=document["assessor"],
                due_days=document["dueDays"],
                levels=tuple(document["levels"]),
                criteria=tuple(document["criteria"]),
                required_criteria=tuple(document["requiredCriteria"]),
            )
        case "survey":
            return RenderedSurvey(
                **common,
                points=points,
                items=tuple(map(_read_item, document["items"])),
                level=document["level"],
                anonymous=document["anonymous"],
                after_days=document["afterDays"],
                audience=tuple(document["audience"]),
            )
        case "discussion":
            return RenderedDiscussion(**common, points=points, forum=document["forum"])
        case other:
            raise ValueError(f"unknown activity {other!r}")


def read_question(
    identifier: str, document: Mapping[str, Any], key: Mapping[str, Any]
) -> RenderedQuestion:
    """Build a question from its outline and the course's answer key.

    Raises:
        KeyError: A part is missing; likewise TypeError and ValueError for what has
            another form.
    """
    answer = key[identifier]
    return RenderedQuestion(
        id=identifier,
        title=document["title"],
        rule=read_rule(answer["rule"]),
        points=Decimal(str(document["points"])),
        hint_cost=Decimal(str(document["hintCost"])),
        attempts=document["attempts"],
        required=document["required"],
        competencies=tuple(map(read_competency, document["competencies"])),
        option_texts=dict(document["options"]),
        option_feedback=answer["optionFeedback"],
        hints=tuple(answer["hints"]),
        right=answer["right"],
        wrong=answer["wrong"],
        explanation=answer["explanation"],
        # Format 1 knew neither.
        tags=tuple(document.get("tags", ())),
        left_texts=tuple(document.get("left", ())),
        levels=tuple(document.get("levels", ())),
        criteria=tuple(document.get("criteria", ())),
        required_criteria=tuple(document.get("requiredCriteria", ())),
    )


def read_competency(text: str) -> CompetencyRef:
    """Read ``T-PB-01.2``.

    Raises:
        ValueError: It is not a code, a point and a whole number.
    """
    code, _, level = text.rpartition(".")
    if not code:
        raise ValueError(text)
    return CompetencyRef(code, int(level))


def _fields(activity: RenderedActivity) -> Document:
    match activity:
        case RenderedQuestion():
            return {
                "kind": "question",
                "type": activity.type,
                "hintCost": _plain(activity.hint_cost),
                "attempts": activity.attempts,
                "hints": len(activity.hints),
                "options": [list(pair) for pair in activity.option_texts.items()],
                "left": list(activity.left_texts),
                "tags": list(activity.tags),
                **_rubric_document(activity),
            }
        case RenderedQuiz():
            worth = activity.worth
            return {
                "kind": "quiz",
                "role": activity.role.value,
                "draws": [[draw.tag, draw.count] for draw in activity.draws],
                "attempts": activity.attempts,
                "pass": activity.pass_mark,
                "shuffle": activity.shuffle,
                "feedback": activity.feedback.value,
                "minutes": activity.minutes,
                "worth": None if worth is None else _plain(worth),
            }
        case RenderedScenario():
            return {
                "kind": "scenario",
                "rounds": activity.rounds,
                "pass": activity.pass_mark,
            }
        case RenderedAssignment():
            return {
                "kind": "assignment",
                "submit": list(activity.submit),
                "accept": list(activity.accept),
                "maxMb": activity.largest_mb,
                "assessor": activity.assessor,
                "dueDays": activity.due_days,
                **_rubric_document(activity),
            }
        case RenderedSurvey():
            return {
                "kind": "survey",
                "level": activity.level,
                "anonymous": activity.anonymous,
                "afterDays": activity.after_days,
                "audience": list(activity.audience),
                "items": [_item_document(item) for item in activity.items],
            }
        case RenderedDiscussion():
            return {"kind": "discussion", "forum": activity.forum}
        case _:
            assert_never(activity)


def _rubric_document(activity: RenderedQuestion | RenderedAssignment) -> Document:
    if isinstance(activity, RenderedQuestion) and not activity.levels:
        return {}
    return {
        "levels": list(activity.levels),
        "criteria": list(activity.criteria),
        "requiredCriteria": list(activity.required_criteria),
    }


def _item_document(item: RenderedItem) -> Document:
    return {
        "id": item.id,
        "type": item.type,
        "text": item.text,
        "required": item.required,
        "reverse": item.reverse,
        "low": item.low,
        "high": item.high,
        "lowLabel": item.low_label,
        "highLabel": item.high_label,
        "options": [list(pair) for pair in item.options.items()],
    }


def _read_item(document: Mapping[str, Any]) -> RenderedItem:
    return RenderedItem(
        id=document["id"],
        type=document["type"],
        text=document["text"],
        required=document["required"],
        reverse=document["reverse"],
        low=document["low"],
        high=document["high"],
        low_label=document["lowLabel"],
        high_label=document["highLabel"],
        options=dict(document["options"]),
    )


def _read_quiz(
    document: Mapping[str, Any],
    key: Mapping[str, Any],
    details: Mapping[str, Any],
    common: dict[str, Any],
) -> RenderedQuiz:
    questions = details["questions"]
    worth = document["worth"]
    return RenderedQuiz(
        **common,
        questions={
            identifier: read_question(identifier, question, key)
            for identifier, question in questions.items()
        },
        forms={
            identifier: question["form"] for identifier, question in questions.items()
        },
        role=Role(document["role"]),
        draws=tuple(Draw(tag, count) for tag, count in document["draws"]),
        attempts=document["attempts"],
        pass_mark=document["pass"],
        shuffle=document["shuffle"],
        feedback=When(document["feedback"]),
        minutes=document["minutes"],
        worth=None if worth is None else Decimal(str(worth)),
    )


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
