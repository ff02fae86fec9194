"""cmi5: one assignable unit, for LMSs with a record store.

Source: cmi5 1.0 (Quartz), course structure; a package is a zip with ``cmi5.xml`` at its root.
"""

from decimal import Decimal
from typing import BinaryIO
from urllib.parse import quote

from lxml import etree

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.archive import write_archive
from course_builder.targets.content import ENTRY, package_files
from course_builder.targets.limit import lacks, lacks_room
from course_builder.targets.target import Lack
from course_builder.targets.title import one_line

LONGEST_STATE = 32_000
"""Characters of a state: a browser sends no more for a page that is being left."""

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


class Cmi5:
    """Writes packages of cmi5."""

    name = "cmi5"
    standard = "cmi5 1.0"
    adapter = "cmi5"

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one package."""
        files = package_files(course, self.adapter)
        files["cmi5.xml"] = course_structure(course)
        write_archive(files, out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what needs a service, or more room."""
        room = lacks_room(course, self.standard, LONGEST_STATE)
        return (*lacks(course), *room)


def course_structure(course: RenderedCourse) -> bytes:
    """Return ``cmi5.xml``.

    A course without points is completed and has no mastery score; the others must be passed
    too. The ids of courses and of what was answered are IRIs made of ids of ours
    (`player/adapters/statement.js`).
    """
    root = etree.Element(f"{{{NAMESPACE}}}courseStructure", nsmap={None: NAMESPACE})
    identifier = f"urn:x-course-builder:{_quoted(course.id)}"
    summary = course.summary or course.title
    language = course.language
    whole = _add(root, "course", id=identifier)
    _describe(whole, course.title, summary, language)
    refs = {f"{one.code}.{one.level}": None for one in course.competencies}
    if refs:
        objectives = _add(root, "objectives")
        for ref in refs:
            objective = _add(objectives, "objective", id=_objective(ref))
            _describe(objective, ref, ref, language)
    graded = bool(course.maximum)
    unit = _add(
        root,
        "au",
        id=f"{identifier}/au",
        moveOn="CompletedAndPassed" if graded else "Completed",
    )
    if graded:
        unit.set("masteryScore", f"{Decimal(course.pass_mark) / 100:f}")
    _describe(unit, course.title, summary, language)
    if refs:
        named = _add(unit, "objectives")
        for ref in refs:
            _add(named, "objective", idref=_objective(ref))
    _add(unit, "url").text = ENTRY
    text: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return text


def _describe(
    parent: etree._Element, title: str, description: str, language: str
) -> None:
    for name, text in (("title", title), ("description", description)):
        _add(_add(parent, name), "langstring", lang=language).text = one_line(text)


def _objective(ref: str) -> str:
    return f"urn:x-course-builder:objective:{_quoted(ref)}"


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
