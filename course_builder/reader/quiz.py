"""Read a quiz: its role, its questions, and how they are drawn."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from course_builder.codes import nearest
from course_builder.model.question import Question
from course_builder.model.quiz import Bank, Draw, Quiz, Role, When
from course_builder.reader.activity import (
    COMMON,
    read_competencies,
    read_id,
    read_title,
)
from course_builder.reader.attribute import Attributes
from course_builder.reader.bank import Banks
from course_builder.reader.draw import read_draws
from course_builder.reader.question import KIND as QUESTION, read_question
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure

KIND = "quiz"
_KNOWN = (
    "role",
    "from",
    "draw",
    "attempts",
    "pass",
    "shuffle",
    "feedback",
    "minutes",
    *COMMON,
)
_ATTEMPTS = {Role.PRACTICE: 0, Role.PRETEST: 1, Role.POSTTEST: 2, Role.EXAM: 1}
_FEEDBACK = {
    Role.PRACTICE: When.IMMEDIATE,
    Role.PRETEST: When.NEVER,
    Role.POSTTEST: When.AFTER,
    Role.EXAM: When.AFTER,
}
_LONGEST_MINUTES = 1440


def read_quiz(
    source: Source,
    directive: Directive,
    structure: Structure,
    language: str,
    banks: Banks,
) -> Quiz | None:
    """Read a quiz; none where it has no id.

    Args:
        source: The file.
        directive: Its place and attributes.
        structure: Of the file.
        language: BCP 47 tag of the course.
        banks: Where it may draw from; the one that it names is marked as used.
    """
    attributes = directive.attributes
    attributes.warn_of_unknown(KIND, _KNOWN)
    identifier = read_id(source, directive)
    label = identifier or "?"
    asked = [child for child in directive.children if child.kind == QUESTION]
    start = directive.line + 1
    intro_end = asked[0].line if asked else directive.end
    title = read_title(structure, start, intro_end)
    _report_stray(source, directive, intro_end)
    read = (read_question(source, one, structure, language) for one in asked)
    own = tuple(question for question in read if question is not None)
    bank = _read_bank(attributes, banks)
    questions = own + (bank.questions if bank else ())
    has_bank = "from" in attributes.values
    if not asked and not has_bank and directive.is_closed:
        source.report_line("B602", directive.line, id=label)
    if own and has_bank and "draw" in attributes.values:
        attributes.report("B608", "draw", id=label)
    # Where a bank or a question could not be read, it is not known what is missing.
    has_all = directive.is_closed and len(own) == len(asked)
    if has_bank:
        has_all = has_all and bank is not None and str(bank.path) in banks.whole
    role = Role(attributes.choice("role", tuple(Role), Role.PRACTICE))
    required = role is not Role.PRACTICE
    quiz = Quiz(
        id=label,
        questions=questions,
        role=role,
        title=title.text,
        intro=source.prose(start, intro_end, {title.line}),
        bank=str(bank.path) if bank else "",
        draws=_read_draws(attributes, questions, has_all=has_all),
        attempts=attributes.whole("attempts") or _ATTEMPTS[role],
        pass_mark=attributes.whole("pass", 0, 100),
        shuffle=attributes.switch("shuffle", default=False),
        feedback=_read_feedback(attributes, role),
        minutes=attributes.whole("minutes", 1, _LONGEST_MINUTES),
        points=attributes.decimal("points", above_zero=True),
        required=attributes.switch("required", default=required),
        competencies=read_competencies(source, attributes),
        where=source.place(directive.line),
    )
    return quiz if identifier else None


def _read_bank(attributes: Attributes, banks: Banks) -> Bank | None:
    """Return the bank that a quiz names; one that does not exist is noted."""
    attribute = attributes.values.get("from")
    if attribute is None:
        return None
    path = str(PurePosixPath(attribute.value))
    bank = banks.by_path.get(path)
    banks.used.add(path)
    place = (attributes.line, attribute.column, attribute.length)
    if bank and not bank.questions and path in banks.whole:
        attributes.source.report("B611", *place, value=attribute.value)
    if bank is None:
        known = tuple(banks.by_path)
        near = nearest(attribute.value, known)
        banks.used.add(near)
        attributes.source.report(
            "B603",
            *place,
            value=attribute.value,
            nearest=near,
            known=", ".join(known) or "banks/nama.md",
        )
    return bank


def _read_draws(
    attributes: Attributes, questions: tuple[Question, ...], *, has_all: bool
) -> tuple[Draw, ...]:
    """Return what is drawn of questions, which may not be all that were written."""
    if "draw" not in attributes.values:
        return ()
    tags = [question.tags for question in questions]
    return tuple(read_draws(attributes, tags if has_all and tags else None))


def _read_feedback(attributes: Attributes, role: Role) -> When:
    feedback = When(attributes.choice("feedback", tuple(When), _FEEDBACK[role]))
    if role is Role.PRETEST and feedback is not When.NEVER:
        attributes.report("B609", "feedback", value=feedback)
        return When.NEVER
    return feedback


def _report_stray(source: Source, directive: Directive, start: int) -> None:
    """Note text after the first question, which is part of nothing."""
    for number in _between(directive, start):
        if source.lines[number].strip():
            source.report_line("B601", number, kind=KIND)
            return


def _between(directive: Directive, start: int) -> Iterator[int]:
    """Yield the lines of a directive from one on that stand in no other."""
    if not directive.is_closed:
        return
    for child in directive.children:
        yield from range(start, child.line)
        start = max(start, child.after)
    yield from range(start, directive.end)
