"""Read a question: what is asked, the answers, and what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from course_builder.model.prose import Prose
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    Option,
    Question,
    Rule,
    TextRule,
)
from course_builder.reader.alert import first_alert, read_alerts
from course_builder.reader.answer_list import (
    Answer,
    Form,
    Row,
    join,
    last_list,
    read_answer,
    unquoted,
)
from course_builder.reader.attribute import Attributes
from course_builder.reader.competency import read_competency_ref
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case, is_kebab_case
from course_builder.reader.structure import Directive
from course_builder.reader.typed_answer import read_typed_rule

KIND = "question"

_KNOWN = (
    "points",
    "hint-cost",
    "attempts",
    "required",
    "competency",
    "tags",
    "exact",
    "partial",
    "long",
)
_BOOLEAN = ({"benar", "salah"}, {"true", "false"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_NO_RULE = TextRule(())


@dataclass(frozen=True, slots=True)
class _Answers:
    rule: Rule
    options: tuple[Option, ...] = ()


def read_question(
    source: Source, directive: Directive, fenced: Sequence[bool], language: str
) -> Question | None:
    """Read a question; none where it has no id.

    Args:
        source: The file.
        directive: Its place and attributes.
        fenced: Of each line of the file, whether it is code.
        language: BCP 47 tag of the course.
    """
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = _read_id(source, directive)
    start, end = directive.line + 1, directive.end
    alerts_start = first_alert(source, start, end, fenced)
    items = last_list(source, start, alerts_start, fenced)
    answers = [read_answer(source, item, fenced) for item in items]
    if all(answer.form is Form.PLAIN for answer in answers):
        items, answers = [], []
    prompt_end = items[0].line if items else alerts_start
    prompt = source.prose(start, prompt_end)
    read = _Reader(source, directive, identifier or "?", language).read(
        answers, prompt, fenced
    )
    if prompt is None:
        source.report_line("B213", directive.line, id=identifier or "?")
    alerts = read_alerts(
        source,
        items[-1].end if items else alerts_start,
        end,
        note_stray=directive.is_closed,
    )
    points = attributes.decimal("points", Decimal(1), above_zero=True)
    hint_cost = attributes.decimal("hint-cost", Decimal(0), above_zero=False)
    attempts = attributes.whole("attempts", 3)
    required = attributes.switch("required", default=True)
    competencies = _read_competencies(source, attributes)
    if identifier is None:
        return None
    return Question(
        id=identifier,
        prompt=prompt or Prose("", source.place(directive.line)),
        rule=read.rule,
        options=read.options,
        points=points,
        hint_cost=hint_cost,
        attempts=attempts,
        required=required,
        competencies=competencies,
        tags=tuple(word for word, _ in attributes.split("tags")),
        hints=tuple(alerts.hints),
        right=alerts.single.get("RIGHT"),
        wrong=alerts.single.get("WRONG"),
        explanation=alerts.single.get("EXPLANATION"),
        where=source.place(directive.line),
    )


def option_id(number: int) -> str:
    """Return the id of an option by its position: a to z, 0 to 9, o37 and so on."""
    return _LETTERS[number] if number < len(_LETTERS) else f"o{number + 1}"


def _read_id(source: Source, directive: Directive) -> str | None:
    identifier = directive.attributes.id
    if identifier is None:
        source.report_line("B201", directive.line, kind=directive.kind)
        return None
    if not is_kebab_case(identifier.value):
        source.report(
            "B202",
            directive.line,
            identifier.column,
            identifier.length,
            id=identifier.value,
            nearest=as_kebab_case(identifier.value),
        )
    return identifier.value


def _read_competencies(
    source: Source, attributes: Attributes
) -> tuple[CompetencyRef, ...]:
    found = []
    for word, column in attributes.split("competency"):
        ref = read_competency_ref(word, source.place(attributes.line, column))
        if ref is None:
            source.report("B221", attributes.line, column, len(word), value=word)
        else:
            found.append(ref)
    return tuple(dict.fromkeys(found))


class _Reader:
    """Reads the answers of one question."""

    def __init__(
        self, source: Source, directive: Directive, label: str, language: str
    ) -> None:
        self._source = source
        self._line = directive.line
        self._attributes = directive.attributes
        self._label = label
        self._language = language

    def read(
        self, answers: list[Answer], prompt: Prose | None, fenced: Sequence[bool]
    ) -> _Answers:
        is_exact = self._attributes.switch("exact", default=False)
        is_partial = self._attributes.switch("partial", default=False)
        is_long = self._attributes.switch("long", default=False)
        if is_long:
            self._report_attribute("B233", "long")
            return _Answers(_NO_RULE)
        if not answers:
            self._report_missing(prompt, fenced)
            return _Answers(_NO_RULE)
        form = next(a.form for a in answers if a.form is not Form.PLAIN)
        mixed = [answer for answer in answers if answer.form is not form]
        for answer in mixed:
            text = self._source.lines[answer.item.line].rstrip()
            column = answer.item.column
            self._source.report("B206", answer.item.line, column, len(text) - column)
        if mixed:
            return _Answers(_NO_RULE)
        if is_exact and form is not Form.TYPED:
            self._report_attribute("B225", "exact", key="exact")
        if is_partial:
            code = "B234" if form is Form.MULTIPLE else "B225"
            self._report_attribute(code, "partial", key="partial")
        match form:
            case Form.SINGLE | Form.MULTIPLE:
                return self._choices(answers, is_multiple=form is Form.MULTIPLE)
            case Form.TYPED:
                return self._typed(answers, is_exact=is_exact)
            case Form.ORDERED:
                self._report_form("B230", answers)
            case _:
                self._report_form("B231", answers)
        return _Answers(_NO_RULE)

    def _choices(self, answers: list[Answer], *, is_multiple: bool) -> _Answers:
        options = tuple(
            self._option(option_id(number), answer)
            for number, answer in enumerate(answers)
        )
        ids = tuple(option.id for option in options)
        ticked = [n for n, answer in enumerate(answers) if answer.is_ticked]
        if not ticked:
            mark = "[x]" if is_multiple else "(x)"
            self._report_line("B203", mark=mark)
        elif len(ticked) > 1 and not is_multiple:
            second = answers[ticked[1]]
            column = second.item.column
            length = max(1, second.column - column)
            self._source.report(
                "B204", second.item.line, column, min(length, 3), id=self._label
            )
        if len(options) == 1:
            self._report_line("B218")
        words = {option.text.text.strip(" .*").lower() for option in options}
        is_pair = words in _BOOLEAN and len(options) == len(words)
        right = frozenset(ids[n] for n in ticked)
        is_boolean = is_pair and not is_multiple
        rule = ChoiceRule(ids, right, multiple=is_multiple, boolean=is_boolean)
        return _Answers(rule, options)

    def _option(self, identifier: str, answer: Answer) -> Option:
        source, item = self._source, answer.item
        first = Row(item.line, answer.column, answer.text)
        text = join(source, (first, *answer.rest))
        if text is None:
            length = max(1, answer.column - item.column)
            source.report("B217", item.line, item.column, min(length, 3))
            text = Prose("", source.place(item.line, item.column))
        feedback = join(source, unquoted(source, answer.quote))
        return Option(identifier, text, feedback)

    def _typed(self, answers: list[Answer], *, is_exact: bool) -> _Answers:
        for answer in answers:
            for row in answer.rest:
                if row.text.strip():
                    self._report_row("B214", row)
            for row in answer.quote[:1]:
                self._report_row("B226", row)
        rule = read_typed_rule(self._source, answers, self._language, exact=is_exact)
        if is_exact and not isinstance(rule, TextRule):
            self._report_attribute("B225", "exact", key="exact")
        return _Answers(rule)

    def _report_missing(self, prompt: Prose | None, fenced: Sequence[bool]) -> None:
        """Note that there are no answers, or that they are gaps in the text."""
        lines = prompt.text.split("\n") if prompt else []
        for number, text in enumerate(lines):
            line = prompt.where.line - 1 + number if prompt else 0
            start = text.find("[[")
            end = text.find("]]", start)
            if 0 <= start < end and not fenced[line]:
                self._source.report("B232", line, start, end + 2 - start)
                return
        self._report_line("B205")

    def _report_form(self, code: str, answers: list[Answer]) -> None:
        item = answers[0].item
        text = self._source.lines[item.line].rstrip()
        self._source.report(code, item.line, 0, len(text))

    def _report_line(self, code: str, **values: str) -> None:
        self._source.report_line(code, self._line, id=self._label, **values)

    def _report_row(self, code: str, row: Row) -> None:
        self._source.report(code, row.line, row.column, len(row.text.rstrip()))

    def _report_attribute(self, code: str, name: str, **values: str) -> None:
        attribute = self._attributes.values[name]
        column = attribute.column
        length = attribute.length
        if not attribute.is_flag:
            column -= len(name) + 1
            length += len(name) + 1
        self._source.report(code, self._line, column, length, **values)
