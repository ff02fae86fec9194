"""What makes a course good, beyond being without errors."""

from collections.abc import Iterator
from pathlib import Path

from course_builder.checks.answer_key import check_answer_keys
from course_builder.checks.heading import check_headings
from course_builder.checks.outcome import check_outcomes
from course_builder.checks.reading import check_reading
from course_builder.checks.time import check_time
from course_builder.checks.weight import Weight
from course_builder.checks.wording import Wording
from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.link import Link, links
from course_builder.model.texts import question_texts, texts


def check_content(course: Course, folder: Path, *, is_whole: bool) -> Iterator[Finding]:
    """Yield what could be better about a course, in no order.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for the sizes of files.
        is_whole: Whether it has no errors. What could not be read may be what would
            show an outcome or fill the time, so that these are not judged without it.
    """
    yield from check_headings(course)
    yield from check_answer_keys(course)
    yield from check_reading(course)
    wording, weight = Wording(), Weight(folder)
    for link in _links(course):
        yield from wording.look_at(link)
        weight.look_at(link)
    yield from wording.told()
    yield from weight.check(course)
    if is_whole:
        yield from check_outcomes(course)
        yield from check_time(course)


def _links(course: Course) -> Iterator[Link]:
    for page in course.pages:
        for block in page.blocks:
            for prose in texts(block):
                yield from links(prose)
    for bank in course.banks:
        for question in bank.questions:
            for prose in question_texts(question):
                yield from links(prose)
