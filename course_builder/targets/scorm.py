"""What packages of SCORM have in common: one SCO, its manifest, the control documents.

Source: the Content Aggregation Models of SCORM 1.2 and 2004; what Moodle makes of them was
measured on Moodle 4.5.6.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.content import ENTRY
from course_builder.targets.limit import lacks, lacks_room
from course_builder.targets.target import Lack
from course_builder.targets.title import manifest_title

CONTROL_DOCUMENTS = Path(__file__).parent / "control_documents"
"""Where `control_documents` unpacks the schemas that belong into every package."""

NO_CONTROL_DOCUMENTS = Lack(
    "Dokumen kendali SCORM tidak ada: paket ini dapat dimainkan, tetapi pemeriksa paket "
    "akan menolaknya. Jalankan: python -m course_builder.targets.control_documents"
)

LONGEST_IDENTIFIER = 255
"""Characters of an identifier that Moodle bears."""

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class ManifestForm:
    """How an edition writes a manifest.

    Attributes:
        schema_version: As LMSs compare it, letter by letter.
        namespace: Of the manifest's elements.
        adlcp: Namespace of ADL's attributes.
        others: Further namespaces by prefix.
        locations: Namespaces and the control documents that describe them.
        type_attribute: Says that a resource is an SCO.
        data_element: What an SCO is given when it is launched, one of `adlcp`.
    """

    schema_version: str
    namespace: str
    adlcp: str
    others: tuple[tuple[str, str], ...]
    locations: str
    type_attribute: str
    data_element: str

    def manifest(self, course: RenderedCourse, files: Iterable[str]) -> etree._Element:
        """Return the root of ``imsmanifest.xml`` for a package of these files."""
        # Moodle reads neither a prefixed root nor another prefix than `adlcp`.
        namespaces = {None: self.namespace, "adlcp": self.adlcp, "xsi": _XSI}
        root = etree.Element(
            f"{{{self.namespace}}}manifest", nsmap=namespaces | dict(self.others)
        )
        root.set("identifier", _identifier("course", course.id))
        root.set("version", course.version)
        root.set(f"{{{_XSI}}}schemaLocation", self.locations)
        metadata = self._add(root, "metadata")
        self._add(metadata, "schema").text = "ADL SCORM"
        self._add(metadata, "schemaversion").text = self.schema_version
        organization_id = _identifier("organization", course.id)
        organizations = self._add(root, "organizations", default=organization_id)
        organization = self._add(
            organizations, "organization", identifier=organization_id
        )
        self._add(organization, "title").text = manifest_title(course.title)
        resource_id = _identifier("resource", course.id)
        item = self._add(
            organization,
            "item",
            identifier=_identifier("item", course.id),
            identifierref=resource_id,
            isvisible="true",
        )
        self._add(item, "title").text = manifest_title(course.title)
        # Moodle's web services tell this of a package, and not the manifest's version.
        data = etree.SubElement(item, f"{{{self.adlcp}}}{self.data_element}")
        data.text = f"version={course.version}"
        resource = self._add(
            self._add(root, "resources"),
            "resource",
            identifier=resource_id,
            type="webcontent",
            href=ENTRY,
        )
        resource.set(f"{{{self.adlcp}}}{self.type_attribute}", "sco")
        for name in sorted(files):
            self._add(resource, "file", href=name)
        return root

    def _add(
        self, parent: etree._Element, name: str, **attributes: str
    ) -> etree._Element:
        return etree.SubElement(parent, f"{{{self.namespace}}}{name}", attributes)


def document(root: etree._Element) -> bytes:
    """Return an XML document as a file."""
    text: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )
    return text


def read_documents(folder: Path) -> dict[str, bytes]:
    """Return the control documents in a folder by name; none where it is not there."""
    found = sorted((*folder.glob("*.xsd"), *folder.glob("*.dtd")))
    return {path.name: path.read_bytes() for path in found}


def scorm_lacks(
    course: RenderedCourse, standard: str, limit: int, documents: Path
) -> Iterator[Lack]:
    """Yield what needs a service, more room than ``limit``, or the control documents."""
    yield from lacks(course)
    yield from lacks_room(course, standard, limit)
    if not read_documents(documents):
        yield NO_CONTROL_DOCUMENTS


def _identifier(kind: str, course_id: str) -> str:
    return f"{kind}-{course_id}"[:LONGEST_IDENTIFIER]
