"""Find what cannot be shown as its author meant it, before anything is rendered.

What is costly to try (a formula, a diagram, a picture) is tried here once: rendering
takes the result from the same memory.
"""

from collections.abc import Iterator
from pathlib import Path

from course_builder.errors import Finding
from course_builder.model.course import Course
from course_builder.model.link import links
from course_builder.model.prose import Prose
from course_builder.model.texts import question_texts, texts
from course_builder.renderer.media import MediaShelf


def problems(course: Course, folder: Path) -> Iterator[Finding]:
    """Yield what rendering a course would stumble over.

    Args:
        course: As it was read, possibly with errors.
        folder: The course folder, for its pictures.
    """
    shelf = MediaShelf(folder)
    for page in course.pages:
        for block in page.blocks:
            for prose in texts(block):
                yield from _problems_of(prose, shelf)
    for bank in course.banks:
        for question in bank.questions:
            for prose in question_texts(question):
                yield from _problems_of(prose, shelf)


def _problems_of(prose: Prose, shelf: MediaShelf) -> Iterator[Finding]:
    if "![" in prose.text or "<" in prose.text:
        for link in links(prose):
            shelf.put(link.target, link.where.path)
            if code := shelf.fault(link.target, link.where.path):
                yield Finding(code, link.where, link.length, {"target": link.target})
