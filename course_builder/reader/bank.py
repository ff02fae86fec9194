"""Read question banks: the Markdown files below ``banks/``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_builder.model.question import Question
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
        whole: Paths of those all of whose questions could be read.
        used: Paths that a quiz has named; grows while the modules are read.
    """

    by_path: Mapping[str, Bank] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)


def read_bank(source: Source, language: str) -> tuple[Bank, bool]:
    """Return a bank, and whether all of its questions could be read.

    Text between the questions is for its authors.

    Args:
        source: The file; it may begin with front matter.
        language: BCP 47 tag of the course.
    """
    first = 0
    if source.lines[0].rstrip() == "---":
        _, first = read_front_matter(source)
    structure = read_structure(source, first)
    questions: list[Question] = []
    is_whole = True
    for directive in structure.directives:
        if directive.kind == QUESTION:
            question = read_question(source, directive, structure, language)
            if question is None:
                is_whole = False
            else:
                questions.append(question)
        elif directive.kind != "note":
            source.report_line("B612", directive.line, kind=directive.kind)
    return Bank(source.path, tuple(questions), source.place(0)), is_whole
