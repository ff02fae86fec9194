"""The directives of a file, wherever they stand."""

from collections.abc import Iterator, Sequence

from course_builder.reader.structure import Directive


def every(directives: Sequence[Directive]) -> Iterator[Directive]:
    """Yield directives and those in them, in source order, however deep they stand."""
    waiting = list(reversed(directives))
    while waiting:
        directive = waiting.pop()
        yield directive
        waiting += reversed(directive.children)
