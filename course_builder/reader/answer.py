"""Read the answers of a question: their form decides its type."""

from dataclasses import dataclass

from course_builder.model.prose import Prose
from course_builder.model.question import (
    ChoiceRule,
    LongRule,
    Option,
    Rule,
    TextRule,
)
from course_builder.reader.answer_list import (
    Answer,
    Form,
    Row,
    join,
    unquoted,
)
from course_builder.reader.arrangement import (
    option_id,
    read_match,
    read_order,
    read_text,
    report_repeats,
)
from course_builder.reader.gap import places, read_gaps
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive
from course_builder.reader.typed_answer import Typed, read_typed_rule

_BOOLEAN = ({"benar", "salah"}, {"true", "false"})
_WITH_PARTIAL = frozenset({Form.MULTIPLE, Form.ORDERED, Form.MATCH})
_FEWEST_ARRANGED = 2
_NO_RULE = TextRule(())


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a question.

    Attributes:
        options: Options, items or partners; empty otherwise.
        left: What is to be matched; empty otherwise.
    """

    rule: Rule
    options: tuple[Option, ...] = ()
    left: tuple[Prose, ...] = ()


class AnswerReader:
    """Reads the answers of one question."""

    def __init__(
        self, source: Source, directive: Directive, label: str, language: str
    ) -> None:
        """Read the flags of the question.

        Args:
            source: The file.
            directive: The question.
            label: Its id.
            language: BCP 47 tag of the course.
        """
        self._source = source
        self._line = directive.line
        self._attributes = attributes = directive.attributes
        self._label = label
        self._language = language
        self._is_exact = attributes.switch("exact", default=False)
        self._is_partial = attributes.switch("partial", default=False)

    def read_long(self, answers: list[Answer]) -> Answers:
        """Return the rule of an open answer, which has no list of answers."""
        if answers:
            self._report_item("B242", answers[0])
        self._refuse(exact=True, partial=True)
        return Answers(LongRule())

    def read_gaps(self, prompt: Prose) -> Answers:
        """Return the rules of the gaps of a text."""
        rule = read_gaps(
            self._source,
            prompt,
            self._language,
            exact=self._is_exact,
            partial=self._is_partial,
        )
        if not any(isinstance(gap, TextRule) for gap in rule.gaps):
            self._refuse(exact=True)
        return Answers(rule)

    def read_list(self, answers: list[Answer], prompt: Prose | None) -> Answers:
        """Return what the list of answers says.

        Args:
            answers: They may be none, which is noted.
            prompt: What stands above them.
        """
        if not answers:
            self._report_line("B205")
            return Answers(_NO_RULE)
        for gap, line, column in places(prompt) if prompt else ():
            self._source.report("B243", line, column, gap.end - gap.start)
            break
        form = next(a.form for a in answers if a.form is not Form.PLAIN)
        mixed = [answer for answer in answers if answer.form is not form]
        for answer in mixed:
            self._report_item("B206", answer)
        if mixed:
            return Answers(_NO_RULE)
        self._refuse(exact=form is not Form.TYPED, partial=form not in _WITH_PARTIAL)
        match form:
            case Form.SINGLE | Form.MULTIPLE:
                return self._choices(answers, is_multiple=form is Form.MULTIPLE)
            case Form.TYPED:
                return self._typed(answers)
            case _:
                return self._arranged(answers, form)

    def _choices(self, answers: list[Answer], *, is_multiple: bool) -> Answers:
        options = tuple(
            self._option(option_id(number), answer)
            for number, answer in enumerate(answers)
        )
        report_repeats(self._source, [option.text for option in options])
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
        rule = ChoiceRule(
            ids,
            frozenset(ids[n] for n in ticked),
            multiple=is_multiple,
            boolean=is_pair and not is_multiple,
            partial=self._is_partial and is_multiple,
        )
        return Answers(rule, options)

    def _option(self, identifier: str, answer: Answer) -> Option:
        text = read_text(self._source, answer)
        feedback = join(self._source, unquoted(self._source, answer.quote))
        return Option(identifier, text, feedback)

    def _typed(self, answers: list[Answer]) -> Answers:
        for answer in answers:
            for row in answer.rest:
                if row.text.strip():
                    self._report_row("B214", row)
            self._refuse_quote(answer)
        typed = [self._as_typed(answer) for answer in answers]
        rule = read_typed_rule(
            self._source, typed, self._language, exact=self._is_exact
        )
        if not isinstance(rule, TextRule):
            self._refuse(exact=True)
        return Answers(rule)

    def _as_typed(self, answer: Answer) -> Typed:
        item = answer.item
        line = self._source.lines[item.line]
        is_pattern = line.startswith("=~", item.column)
        if answer.text:
            place = (answer.column, len(answer.text))
        else:
            place = (item.column, answer.column - item.column)
        return Typed(answer.text, item.line, *place, is_pattern)

    def _arranged(self, answers: list[Answer], form: Form) -> Answers:
        for answer in answers:
            self._refuse_quote(answer)
        if len(answers) < _FEWEST_ARRANGED:
            self._report_item("B236", answers[0])
        source, seed, partial = self._source, self._label, self._is_partial
        if form is Form.ORDERED:
            order, options = read_order(source, answers, seed, partial=partial)
            return Answers(order, options)
        match, left, options = read_match(source, answers, seed, partial=partial)
        if len(options) == 1 and len(left) > 1:
            self._report_line("B218")
        return Answers(match, options, left)

    def _refuse(self, *, exact: bool = False, partial: bool = False) -> None:
        """Note flags that mean nothing here."""
        if exact and self._is_exact:
            self._attributes.report("B225", "exact", key="exact")
        if partial and self._is_partial:
            self._attributes.report("B225", "partial", key="partial")

    def _refuse_quote(self, answer: Answer) -> None:
        for row in answer.quote[:1]:
            self._report_row("B226", row)

    def _report_item(self, code: str, answer: Answer) -> None:
        item = answer.item
        length = len(self._source.lines[item.line].rstrip()) - item.column
        self._source.report(code, item.line, item.column, length, id=self._label)

    def _report_line(self, code: str, **values: str) -> None:
        self._source.report_line(code, self._line, id=self._label, **values)

    def _report_row(self, code: str, row: Row) -> None:
        self._source.report(code, row.line, row.column, len(row.text.rstrip()))
