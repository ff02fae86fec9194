"""Read a question: what is asked, the answers, and what is said about them."""

from decimal import Decimal

from course_builder.model.gap import gaps
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.reader.activity import COMMON, read_competencies, read_id
from course_builder.reader.alert import first_alert, read_alerts
from course_builder.reader.answer import AnswerReader
from course_builder.reader.answer_list import Answer, Form, last_list, read_answer
from course_builder.reader.rubric import read_rubric
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure

KIND = "question"

_KNOWN = (
    *COMMON,
    "hint-cost",
    "attempts",
    "tags",
    "exact",
    "partial",
    "long",
)


def read_question(
    source: Source, directive: Directive, structure: Structure, language: str
) -> Question | None:
    """Read a question; none where it has no id.

    Args:
        source: The file.
        directive: Its place and attributes.
        structure: Of the file.
        language: BCP 47 tag of the course.
    """
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = read_id(source, directive)
    label = identifier or "?"
    start, end = directive.line + 1, directive.end
    fenced = structure.fenced
    alerts_start = first_alert(source, start, end, fenced)
    is_long = attributes.switch("long", default=False)
    whole = source.prose(start, alerts_start)
    has_gaps = whole is not None and any(gaps(whole.text))
    items = last_list(source, start, alerts_start, fenced)
    answers = [read_answer(source, item, fenced) for item in items]
    if _is_text(answers, numbered=is_long or has_gaps):
        items, answers = [], []
    above = items[0].line if items else alerts_start
    rubric, rows = None, range(0)
    if is_long:
        rubric, rows = read_rubric(source, start, above, fenced)
    prompt = source.prose(start, above, rows)
    reader = AnswerReader(source, directive, label, language)
    if is_long:
        read = reader.read_long(answers)
    elif has_gaps and not answers and prompt is not None:
        read = reader.read_gaps(prompt)
    else:
        read = reader.read_list(answers, prompt)
    if prompt is None:
        source.report_line("B213", directive.line, id=label)
    after = items[-1].end if items else alerts_start
    alerts = read_alerts(source, after, end, note_stray=directive.is_closed)
    points = attributes.decimal("points", above_zero=True) or Decimal(1)
    hint_cost = attributes.decimal("hint-cost", above_zero=False) or Decimal(0)
    if hint_cost > points:
        attributes.report("B241", "hint-cost", cost=str(hint_cost), points=str(points))
    question = Question(
        id=label,
        prompt=prompt or Prose("", source.place(directive.line)),
        rule=read.rule,
        options=read.options,
        points=points,
        hint_cost=hint_cost,
        attempts=attributes.whole("attempts") or 3,
        required=attributes.switch("required", default=True),
        competencies=read_competencies(source, attributes),
        tags=tuple(dict.fromkeys(word for word, _ in attributes.split("tags"))),
        hints=tuple(alerts.hints),
        right=alerts.single.get("RIGHT"),
        wrong=alerts.single.get("WRONG"),
        explanation=alerts.single.get("EXPLANATION"),
        left=read.left,
        rubric=rubric,
        where=source.place(directive.line),
    )
    return question if identifier else None


def _is_text(answers: list[Answer], *, numbered: bool) -> bool:
    """Tell whether the last list is part of what is asked.

    Args:
        answers: Its items.
        numbered: Whether a numbered list is, too.
    """
    forms = {answer.form for answer in answers}
    return forms <= ({Form.PLAIN, Form.ORDERED} if numbered else {Form.PLAIN})
