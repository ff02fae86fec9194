"""Read a survey: statements on a scale, free texts, and choices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from course_builder.model.prose import Prose
from course_builder.model.question import Option
from course_builder.model.survey import (
    ChoiceItem,
    ScaleItem,
    Survey,
    SurveyItem,
    TextItem,
)
from course_builder.reader.activity import (
    COMMON,
    Title,
    read_competencies,
    read_id,
    read_title,
)
from course_builder.reader.alert import first_alert
from course_builder.reader.answer_list import (
    Answer,
    Form,
    Item,
    Row,
    join,
    last_list,
    read_answer,
    read_lists,
)
from course_builder.reader.arrangement import option_id, read_text, report_repeats
from course_builder.reader.attribute import Attributes, read_attributes
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case, is_kebab_case
from course_builder.reader.structure import Directive, Structure

KIND = "survey"
LEVELS = ("reaction", "learning", "behaviour", "results")
"""What a survey looks at. Source: Kirkpatrick's four levels."""

AUDIENCE = ("self", "supervisor", "peer")
"""Whom a follow-up asks."""

_KNOWN = ("level", "anonymous", "after-days", "audience", *COMMON)
_SCALE = re.compile(r"\((?=[ \t]*[0-9])([^()]{1,200})\)(?:[ \t]+|$)")
_MEANT_AS_SCALE = re.compile(r"\([ \t]*[0-9]")
_BOX = re.compile(r"\([ \txX]*\)|\[[ \txX]*\]")
_ENDS = re.compile(
    r"(\d{1,4})(?:[ \t]+(\S.*?)(?=[ \t]))?[ \t]*[-–—][ \t]*(\d{1,4})(?:[ \t]+(.+))?",
    re.ASCII,
)
_BLANK = re.compile(r"_{3,}(?:[ \t]+|$)")
_BRACES = re.compile(r"\{[^{}]*\}[ \t]*$")
_LOWEST = (0, 1)
_HIGHEST = 10
_LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class _Read:
    """An item without its id."""

    item: SurveyItem
    attributes: Attributes | None


def read_survey(
    source: Source, directive: Directive, structure: Structure
) -> Survey | None:
    """Read a survey; none where it has no id."""
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = read_id(source, directive)
    reader = _Reader(source, directive, structure)
    items = reader.read()
    if not items and directive.is_closed and not reader.has_found:
        source.report_line("B630", directive.line, id=identifier or "?")
    after_days = attributes.whole("after-days", 1, _LONGEST_DAYS)
    if "audience" in attributes.values and "after-days" not in attributes.values:
        attributes.report("B626", "audience", key="audience", needed="after-days")
    survey = Survey(
        id=identifier or "?",
        items=items,
        title=reader.title.text,
        intro=reader.intro,
        level=attributes.choice("level", LEVELS, "reaction"),
        anonymous=attributes.switch("anonymous", default=False),
        after_days=after_days,
        audience=attributes.choices("audience", AUDIENCE, ("self",)),
        points=attributes.decimal("points", above_zero=False) or Decimal(0),
        required=attributes.switch("required", default=True),
        competencies=read_competencies(source, attributes),
        where=source.place(directive.line),
    )
    return survey if identifier else None


class _Reader:
    """Reads the items of one survey.

    Attributes:
        intro: What stands before the first item; may be none.
        has_found: Whether there are items, readable or not.
    """

    def __init__(
        self, source: Source, directive: Directive, structure: Structure
    ) -> None:
        self._source = source
        self._directive = directive
        self._fenced = structure.fenced
        self._structure = structure
        self.title = Title()
        self.intro: Prose | None = None
        self.has_found = False

    def read(self) -> tuple[SurveyItem, ...]:
        """Return the items in source order, each with its id."""
        return tuple(self._named(list(self._items())))

    def _items(self) -> Iterator[_Read]:
        start = self._directive.line + 1
        for child in self._directive.children:
            yield from self._between(start, child.line)
            start = child.after
            if child.kind == "question":
                self._begin(child.line)
                yield from self._choice(child)
        yield from self._between(start, self._directive.end)
        if not self.has_found:
            self._take_intro(self._directive.end)

    def _begin(self, line: int) -> None:
        """Note that an item begins at a line."""
        if not self.has_found:
            self._take_intro(line)
            self.has_found = True

    def _take_intro(self, end: int) -> None:
        start = self._directive.line + 1
        self.title = read_title(self._structure, start, end)
        self.intro = self._source.prose(start, end, {self.title.line})

    def _between(self, start: int, end: int) -> Iterator[_Read]:
        """Yield the items of some lines without directives."""
        for items in read_lists(self._source, start, end, self._fenced):
            texts = [self._source.lines[item.line][item.column :] for item in items]
            if not any(map(_is_marked, texts)) and not self.has_found:
                continue
            self._report_stray(start, items[0].line)
            self._begin(items[0].line)
            for item, text in zip(items, texts, strict=True):
                yield from self._read(item, text)
            start = items[-1].end
        self._report_stray(start, end)

    def _read(self, item: Item, text: str) -> Iterator[_Read]:
        source = self._source
        rows = list(_rows(source, item))
        if scale := _SCALE.match(text):
            skipped = scale.end()
        elif blank := _BLANK.match(text):
            skipped = blank.end()
        else:
            code = "B631" if _MEANT_AS_SCALE.match(text) else "B632"
            source.report(code, item.line, item.column, len(text.rstrip()))
            return
        rows[0] = Row(item.line, item.column + skipped, text[skipped:])
        rows, attributes = self._take_attributes(rows)
        prose = join(source, rows)
        if prose is None:
            source.report("B633", item.line, item.column, len(text.rstrip()))
            return
        is_required = _switch(attributes, "required")
        is_reverse = _switch(attributes, "reverse")
        if scale is None:
            if is_reverse and attributes:
                attributes.report("B225", "reverse", key="reverse")
            yield _Read(TextItem("", prose, is_required), attributes)
            return
        ends = _ENDS.fullmatch(scale[1].strip())
        low, high = (int(ends[1]), int(ends[3])) if ends else (0, 0)
        if ends is None or low not in _LOWEST or not low < high <= _HIGHEST:
            source.report("B631", item.line, item.column, scale.end(1) + 1)
            return
        labels = ((ends[2] or "").strip(), (ends[4] or "").strip())
        scale_item = ScaleItem("", prose, low, high, *labels, is_required, is_reverse)
        yield _Read(scale_item, attributes)

    def _take_attributes(self, rows: list[Row]) -> tuple[list[Row], Attributes | None]:
        """Part the attributes at the end of an item from its text."""
        while len(rows) > 1 and not rows[-1].text.strip():
            rows.pop()
        last = rows[-1]
        braces = _BRACES.search(last.text)
        if braces is None:
            return rows, None
        start = last.column + braces.start()
        attributes = read_attributes(self._source, last.line, start)
        attributes.warn_of_unknown(KIND, ("required", "reverse"))
        kept = Row(last.line, last.column, last.text[: braces.start()].rstrip())
        return [*rows[:-1], kept], attributes

    def _choice(self, child: Directive) -> Iterator[_Read]:
        """Yield the item that a question is in a survey."""
        source, attributes = self._source, child.attributes
        attributes.warn_of_unknown("question", ("required",))
        start, end = child.line + 1, child.end
        alerts_start = first_alert(source, start, end, self._fenced)
        items = last_list(source, start, alerts_start, self._fenced)
        answers = [read_answer(source, item, self._fenced) for item in items]
        forms = {answer.form for answer in answers}
        if len(forms) != 1 or not forms <= {Form.SINGLE, Form.MULTIPLE}:
            if child.is_closed:
                source.report_line("B636", child.line)
            return
        options = tuple(self._options(answers))
        report_repeats(source, [option.text for option in options])
        prompt = source.prose(start, items[0].line)
        if prompt is None:
            label = attributes.id.value if attributes.id else "?"
            source.report_line("B213", child.line, id=label)
            return
        if child.is_closed:
            self._report_stray(items[-1].end, end)
        is_multiple = answers[0].form is Form.MULTIPLE
        is_required = attributes.switch("required", default=False)
        yield _Read(
            ChoiceItem("", prompt, options, is_multiple, is_required), attributes
        )

    def _options(self, answers: list[Answer]) -> Iterator[Option]:
        for number, answer in enumerate(answers):
            if answer.is_ticked:
                item = answer.item
                self._source.report("B637", item.line, item.column, 3)
            for row in answer.quote[:1]:
                length = len(row.text.rstrip())
                self._source.report("B226", row.line, row.column, length)
            yield Option(option_id(number), read_text(self._source, answer))

    def _report_stray(self, start: int, end: int) -> None:
        """Note text after the first item, which is part of nothing."""
        if not self.has_found or not self._directive.is_closed:
            return
        for number in range(start, end):
            if self._source.lines[number].strip():
                self._source.report_line("B601", number, kind=KIND)
                return

    def _named(self, read: list[_Read]) -> Iterator[SurveyItem]:
        """Give each item its id: the one its author gave, else its letter."""
        taken: dict[str, int] = {}
        for number, one in enumerate(read):
            given = one.attributes.id if one.attributes else None
            name = given.value if given else option_id(number)
            line = one.item.text.where.line - 1
            if given and one.attributes:
                place = (one.attributes.line, given.column, given.length)
                if not is_kebab_case(name):
                    near = as_kebab_case(name)
                    self._source.report("B634", *place, id=name, nearest=near)
            else:
                place = (line, one.item.text.where.column - 1, 1)
            if name in taken:
                self._source.report("B635", *place, id=name, line=str(taken[name]))
            taken.setdefault(name, line + 1)
            yield _with_id(one.item, name)


def _rows(source: Source, item: Item) -> Iterator[Row]:
    yield Row(item.line, item.column, source.lines[item.line][item.column :])
    for number in range(item.line + 1, item.end):
        line = source.lines[number]
        indent = min(item.offset, len(line) - len(line.lstrip()))
        yield Row(number, indent, line[indent:])


def _is_marked(text: str) -> bool:
    """Tell whether an item was meant for learners, whatever is wrong with it."""
    patterns = (_MEANT_AS_SCALE, _BLANK, _BOX)
    return any(pattern.match(text) for pattern in patterns)


def _switch(attributes: Attributes | None, name: str) -> bool:
    return attributes is not None and attributes.switch(name, default=False)


def _with_id(item: SurveyItem, name: str) -> SurveyItem:
    match item:
        case ScaleItem():
            return replace(item, id=name)
        case TextItem():
            return replace(item, id=name)
        case ChoiceItem():
            return replace(item, id=name)
