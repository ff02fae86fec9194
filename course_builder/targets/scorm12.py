"""SCORM 1.2: one SCO, for every LMS.

Source: SCORM 1.2 Content Aggregation Model; what Moodle makes of it was measured on
Moodle 4.5.6.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.archive import write_archive
from course_builder.targets.content import ENTRY, package_files
from course_builder.targets.limit import LONGEST_STATE, lacks, most_saved
from course_builder.targets.target import Lack

CONTROL_DOCUMENTS = Path(__file__).parent / "control_documents" / "scorm12"
"""Where `control_documents` unpacks the XSDs that belong into every package."""

NO_CONTROL_DOCUMENTS = Lack(
    "Dokumen kendali SCORM tidak ada: paket ini dapat dimainkan, tetapi pemeriksa paket "
    "akan menolaknya. Jalankan: python -m course_builder.targets.control_documents"
)

TOO_LARGE = (
    "kemajuan peserta dapat memerlukan {size} karakter, padahal SCORM 1.2 hanya menyimpan "
    "{limit}: sebagian dapat hilang; bagi kursus ini dengan --per-module"
)

LONGEST_TITLE = 200
"""Characters of a title in the schema; Moodle bears 255, more is a database error."""

LONGEST_IDENTIFIER = 255
"""Characters of an identifier that Moodle bears."""

_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATIONS = (
    f"{_CP} imscp_rootv1p1p2.xsd {_MD} imsmd_rootv1p2p1.xsd {_ADLCP} adlcp_rootv1p2.xsd"
)


class Scorm12:
    """Writes packages of SCORM 1.2."""

    name = "scorm12"
    standard = "SCORM 1.2"
    adapter = "scorm12"

    def __init__(self, control_documents: Path = CONTROL_DOCUMENTS) -> None:
        self._control_documents = control_documents

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one package."""
        files = package_files(course, self.adapter)
        files |= {path.name: path.read_bytes() for path in self._documents()}
        files["imsmanifest.xml"] = manifest(course, files)
        write_archive(files, out)

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what needs a service, more room, or the control documents."""
        found = [*lacks(course)]
        if (size := most_saved(course)) > LONGEST_STATE:
            sizes = {"size": str(size), "limit": str(LONGEST_STATE)}
            found.append(Lack(TOO_LARGE, sizes))
        if not self._documents():
            found.append(NO_CONTROL_DOCUMENTS)
        return tuple(found)

    def _documents(self) -> list[Path]:
        return sorted(self._control_documents.glob("*.xsd"))


def manifest(course: RenderedCourse, files: Iterable[str]) -> bytes:
    """Return ``imsmanifest.xml`` for a package of these files."""
    # Moodle reads neither a prefixed root nor another prefix than `adlcp`.
    root = etree.Element(
        f"{{{_CP}}}manifest", nsmap={None: _CP, "adlcp": _ADLCP, "xsi": _XSI}
    )
    root.set("identifier", _identifier("course", course.id))
    root.set("version", course.version)
    root.set(f"{{{_XSI}}}schemaLocation", _LOCATIONS)
    metadata = _add(root, "metadata")
    _add(metadata, "schema").text = "ADL SCORM"
    _add(metadata, "schemaversion").text = "1.2"
    organization_id = _identifier("organization", course.id)
    organizations = _add(root, "organizations", default=organization_id)
    organization = _add(organizations, "organization", identifier=organization_id)
    _add(organization, "title").text = _title(course.title)
    resource_id = _identifier("resource", course.id)
    item = _add(
        organization,
        "item",
        identifier=_identifier("item", course.id),
        identifierref=resource_id,
        isvisible="true",
    )
    _add(item, "title").text = _title(course.title)
    # No `adlcp:masteryscore`: with one, Moodle turns completed into passed or failed.
    resource = _add(
        _add(root, "resources"),
        "resource",
        identifier=resource_id,
        type="webcontent",
        href=ENTRY,
    )
    resource.set(f"{{{_ADLCP}}}scormtype", "sco")
    for name in sorted(files):
        _add(resource, "file", href=name)
    text: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return text


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_CP}}}{name}", attributes)


def _identifier(kind: str, course_id: str) -> str:
    return f"{kind}-{course_id}"[:LONGEST_IDENTIFIER]


def _title(text: str) -> str:
    words = "".join(filter(str.isprintable, " ".join(text.split())))
    if len(words) <= LONGEST_TITLE:
        return words
    return f"{words[: LONGEST_TITLE - 1].rstrip()}…"
