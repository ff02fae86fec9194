"""Check that headings divide a page as readers and screen readers expect."""

from collections.abc import Iterator

from course_builder.errors import Finding
from course_builder.model.course import Course, PageHeading

_MARKS = "*_` "


def check_headings(course: Course) -> Iterator[Finding]:
    """Yield skipped levels, a second title, empty headings and repeated ones."""
    for page in course.pages:
        before = 1
        first: dict[str, PageHeading] = {}
        for heading in page.headings:
            words = heading.text.strip(_MARKS).casefold()
            known = first.setdefault(words, heading)
            if not words:
                # A page without a title is an error, which the reader notes.
                if heading.where.line != page.where.line:
                    yield _finding("B712", heading)
            elif heading.level == 1:
                yield _finding("B711", heading, text=heading.text)
            elif heading.level > before + 1:
                yield _finding(
                    "B710",
                    heading,
                    marks="#" * heading.level,
                    fitting="#" * (before + 1),
                )
            elif known is not heading:
                line = str(known.where.line)
                yield _finding("B713", heading, text=heading.text, line=line)
            before = heading.level


def _finding(code: str, heading: PageHeading, **values: str) -> Finding:
    length = heading.level + 1 + len(heading.text)
    return Finding(code, heading.where, length, values)
