"""Read the gaps of a question: ``Ibu kota adalah [[Sofifi|kota Sofifi]]``."""

from collections.abc import Iterator

from course_builder.model.gap import Gap, gaps
from course_builder.model.prose import Prose
from course_builder.model.question import GapRule, NumberRule, TextRule
from course_builder.reader.source import Source
from course_builder.reader.typed_answer import Typed, read_typed_rule


def read_gaps(
    source: Source, prompt: Prose, language: str, *, exact: bool, partial: bool
) -> GapRule:
    """Read the rule of each gap; one that nothing can fill is noted.

    Args:
        source: The file.
        prompt: A text with gaps.
        language: BCP 47 tag of the course.
        exact: Whether case and white space count.
        partial: Whether each gap earns its share of the points.
    """
    rules: list[NumberRule | TextRule] = []
    for gap, line, column in places(prompt):
        length = gap.end - gap.start
        if gap.alternatives:
            typed = [Typed(text, line, column, length) for text in gap.alternatives]
            rules.append(read_typed_rule(source, typed, language, exact=exact))
        else:
            source.report("B244", line, column, length)
            rules.append(TextRule(()))
    return GapRule(tuple(rules), partial)


def places(prompt: Prose) -> Iterator[tuple[Gap, int, int]]:
    """Yield each gap of a text with its line and column, counted from 0."""
    text = prompt.text
    line, at = prompt.where.line - 1, 0
    for gap in gaps(text):
        line += text.count("\n", at, gap.start)
        at = gap.start
        yield gap, line, gap.start - (text.rfind("\n", 0, gap.start) + 1)
