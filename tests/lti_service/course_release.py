"""Releases of a small course in two versions, and an office that has one of them."""

import io
from dataclasses import replace
from typing import Any

from course_builder.model.author_notes import AuthorNotes, Notice
from course_builder.model.question import ChoiceRule
from course_builder.model.release import write_release
from course_builder.model.rendered import RenderedCourse, RenderedPage, RenderedQuestion
from lti_service.ports import Ports
from lti_service.storage.release_cache import StoredCourses
from lti_service.use_cases.learning.course import publish_release
from tests.fakes import FakeStorage
from tests.lti_service.office import link, office
from tests.lti_service.use_cases.learning.given import two_questions

WORDS = {
    "id": ("kalimat ini panjang", "bagi menjadi dua"),
    "en": ("this sentence is long", "part it"),
}
NOTES = AuthorNotes(
    (Notice("B702", "warning", "01-m1.md", 7, 1, WORDS),), {"m1": ("T-PB-01",)}
)


def first(**changes: Any) -> RenderedCourse:
    """Version 1.0."""
    return two_questions(**{"notes": NOTES, "version": "1.0"} | changes)


def second(**changes: Any) -> RenderedCourse:
    """Version 1.1: another page, other words, another key of q-1, q-2 gone, q-3 new."""
    before = first()
    (module,) = before.modules
    one = before.activities["q-1"]
    assert isinstance(one, RenderedQuestion)
    pages = (
        RenderedPage("m1/a", "A", "<h1>A</h1><p>Lari ke bukit.</p>", ("q-1",)),
        RenderedPage("m1/c", "C", "<h1>C</h1>", ("q-3",)),
    )
    assert isinstance(one.rule, ChoiceRule)
    rule = replace(one.rule, right=frozenset({"a"}))
    fields: dict[str, Any] = {
        "version": "1.1",
        "modules": (replace(module, pages=pages, minutes=60),),
        "activities": {
            "q-1": replace(one, rule=rule),
            "q-3": replace(one, id="q-3", title="Baru?"),
        },
    }
    return first(**fields | changes)


def packed(course: RenderedCourse) -> bytes:
    """A course as a release file."""
    out = io.BytesIO()
    write_release(course, out)
    return out.getvalue()


def published_office() -> tuple[FakeStorage, Ports]:
    """An office whose command line published version 1.0."""
    storage, ports = office()
    ports = replace(ports, courses=StoredCourses(storage))
    link(storage)
    publish_release(packed(first()), "cli", ports=ports)
    return storage, ports
