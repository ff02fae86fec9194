"""Read question banks: the Markdown files below ``banks/``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_builder.model.quiz import Bank
from course_builder.reader.front_matter import read_front_matter
from course_builder.reader.question import KIND as QUESTION, read_question
from course_builder.reader.source import Source
from course_builder.reader.structure import read_structure


@dataclass(frozen=True, slots=True)
class Banks:
    """The banks of a course.

    Attributes:
        by_path: Each bank by its path relative to the course folder.
        used: Paths that a quiz has named; grows while the modules are read.
    """

    by_path: Mapping[str, Bank] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def read_bank(source: Source, language: str) -> Bank:
    """Read a bank; text between its questions is for its authors.

    Args:
        source: The file; it may begin with front matter.
        language: BCP 47 tag of the course.
    """
    first = 0
    if source.lines[0].rstrip() == "---":
        _, first = read_front_matter(source)
    structure = read_structure(source, first)
    questions = []
    for directive in structure.directives:
        if directive.kind == QUESTION:
            question = read_question(source, directive, structure, language)
            if question is not None:
                questions.append(question)
        elif directive.kind != "note":
            source.report_line("B612", directive.line, kind=directive.kind)
    if not any(directive.kind == QUESTION for directive in structure.directives):
        source.report_line("B611", 0)
    return Bank(source.path, tuple(questions), source.place(0))
