"""SCORM 2004, 4th edition: one SCO, which says itself how far the learner is.

Source: SCORM 2004 4th Edition, Content Aggregation Model and Sequencing and Navigation;
what Moodle makes of it was measured on Moodle 4.5.6.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.archive import write_archive
from course_builder.targets.content import package_files
from course_builder.targets.scorm import (
    CONTROL_DOCUMENTS,
    ManifestForm,
    document,
    read_documents,
    scorm_lacks,
)
from course_builder.targets.target import Lack

LONGEST_STATE = 64_000
"""Characters that SCORM 2004 lets a course save."""

_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
_ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
_ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
_IMSSS = "http://www.imsglobal.org/xsd/imsss"
_FORM = ManifestForm(
    schema_version="2004 4th Edition",
    namespace=_CP,
    adlcp=_ADLCP,
    others=(("adlseq", _ADLSEQ), ("adlnav", _ADLNAV), ("imsss", _IMSSS)),
    locations=(
        f"{_CP} imscp_v1p1.xsd {_ADLCP} adlcp_v1p3.xsd {_ADLSEQ} adlseq_v1p3.xsd "
        f"{_ADLNAV} adlnav_v1p3.xsd {_IMSSS} imsss_v1p0.xsd"
    ),
    type_attribute="scormType",
    data_element="dataFromLMS",
)


class Scorm2004:
    """Writes packages of SCORM 2004."""

    name = "scorm2004"
    standard = "SCORM 2004 4th Edition"
    adapter = "scorm2004"

    def __init__(self, control_documents: Path = CONTROL_DOCUMENTS / name) -> None:
        self._control_documents = control_documents

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one package."""
        files = package_files(course, self.adapter)
        files |= read_documents(self._control_documents)
        files["imsmanifest.xml"] = manifest(course, files)
        write_archive(files, out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what needs a service, more room, or the control documents."""
        known = (self.standard, LONGEST_STATE, self._control_documents)
        return tuple(scorm_lacks(course, *known))


def manifest(course: RenderedCourse, files: Iterable[str]) -> bytes:
    """Return ``imsmanifest.xml`` for a package of these files.

    Neither a completion threshold nor a passing score: an LMS would decide by a measure
    alone what the course decides by pages, activities and the marks of each.
    """
    root = _FORM.manifest(course, files)
    (item,) = root.iter(f"{{{_CP}}}item")
    _add(
        _add(item, "sequencing"),
        "deliveryControls",
        completionSetByContent="true",
        objectiveSetByContent="true",
    )
    (organization,) = root.iter(f"{{{_CP}}}organization")
    _add(_add(organization, "sequencing"), "controlMode", choice="true", flow="true")
    return document(root)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_IMSSS}}}{name}", attributes)
