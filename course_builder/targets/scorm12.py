"""SCORM 1.2: one SCO, for every LMS.

Source: SCORM 1.2 Content Aggregation Model; what Moodle makes of it was measured on
Moodle 4.5.6.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

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

LONGEST_STATE = 4096
"""Characters that SCORM 1.2 lets a course save."""

_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_FORM = ManifestForm(
    schema_version="1.2",
    namespace=_CP,
    adlcp=_ADLCP,
    others=(),
    locations=(
        f"{_CP} imscp_rootv1p1p2.xsd {_MD} imsmd_rootv1p2p1.xsd "
        f"{_ADLCP} adlcp_rootv1p2.xsd"
    ),
    type_attribute="scormtype",
    data_element="datafromlms",
)


class Scorm12:
    """Writes packages of SCORM 1.2."""

    name = "scorm12"
    standard = "SCORM 1.2"
    adapter = "scorm12"

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
    """Return ``imsmanifest.xml`` for a package of these files."""
    # No `adlcp:masteryscore`: with one, Moodle turns completed into passed or failed.
    return document(_FORM.manifest(course, files))
