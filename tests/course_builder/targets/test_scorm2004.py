"""SCORM 2004 packages, held to the standard's schemas and to Moodle's habits."""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from course_builder.targets.control_documents import EXPECTED
from course_builder.targets.limit import TOO_LARGE
from course_builder.targets.scorm import NO_CONTROL_DOCUMENTS
from course_builder.targets.scorm2004 import Scorm2004, manifest
from tests.factories import rendered_course, rendered_course_of, rendered_question

CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_v1p3}"
IMSSS = "{http://www.imsglobal.org/xsd/imsss}"
NAMESPACES = {
    "http://www.w3.org/XML/1998/namespace": "xml.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
}


@pytest.fixture(scope="module")
def schema(schemas_dir: Path) -> etree.XMLSchema:
    """All schemas that the manifest names, read as one: each judges its own elements."""
    folder = schemas_dir / "scorm2004"
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{folder / name}"/>'
        for namespace, name in NAMESPACES.items()
    )
    text = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    )
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.fromstring(text, parser))


def problems(schema: etree.XMLSchema, document: bytes) -> list[str]:
    schema.validate(etree.fromstring(document))
    return [error.message for error in schema.error_log]


def read(target: Scorm2004) -> zipfile.ZipFile:
    out = io.BytesIO()
    target.write(rendered_course(), out)
    return zipfile.ZipFile(out)


def test_the_manifest_is_valid(schema: etree.XMLSchema) -> None:
    document = read(Scorm2004()).read("imsmanifest.xml")
    assert problems(schema, document) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'scormType="sco"', b'scormType="page"'),
        (b'objectiveSetByContent="true"', b'objectiveSetByContent="maybe"'),
        (b"<imsss:controlMode", b"<imsss:controlModes"),
        (b'identifierref="resource', b'identifier_ref="resource'),
    ],
)
def test_the_schemas_would_notice_an_invalid_manifest(
    schema: etree.XMLSchema, right: bytes, wrong: bytes
) -> None:
    document = manifest(rendered_course(), ["index.html"])
    assert right in document
    assert problems(schema, document.replace(right, wrong)) != []


def test_lmss_read_the_edition_letter_by_letter() -> None:
    root = etree.fromstring(manifest(rendered_course(), ["index.html"]))
    (metadata,) = root.iter(f"{CP}metadata")
    assert [(one.tag, one.text) for one in metadata] == [
        (f"{CP}schema", "ADL SCORM"),
        (f"{CP}schemaversion", "2004 4th Edition"),
    ]


def test_there_is_one_sco_that_says_itself_how_far_the_learner_is() -> None:
    document = manifest(rendered_course(), ["index.html"])
    root = etree.fromstring(document)
    (item,) = root.iter(f"{CP}item")
    (resource,) = root.iter(f"{CP}resource")
    (controls,) = item.iter(f"{IMSSS}deliveryControls")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get(f"{ADLCP}scormType") == "sco"
    assert [file.get("href") for file in resource] == [resource.get("href")]
    assert dict(controls.attrib) == {
        "completionSetByContent": "true",
        "objectiveSetByContent": "true",
    }
    # With either, an LMS decides by a measure what the course decides by its rules.
    assert b"completionThreshold" not in document
    assert b"satisfiedByMeasure" not in document
    assert b'adlcp:scormType="sco"' in document


def test_every_file_is_listed_and_all_control_documents_stand_at_the_root() -> None:
    archive = read(Scorm2004())
    root = etree.fromstring(archive.read("imsmanifest.xml"))
    listed = {file.get("href") for file in root.iter(f"{CP}file")}
    assert listed == set(archive.namelist()) - {"imsmanifest.xml"}
    documents = EXPECTED["scorm2004"][1].split()
    assert len(documents) == 17
    assert listed >= set(documents)


def test_without_control_documents_it_says_so_and_still_plays(tmp_path: Path) -> None:
    target = Scorm2004(tmp_path / "nowhere")
    assert target.warnings(rendered_course()) == (NO_CONTROL_DOCUMENTS,)
    assert "index.html" in read(target).namelist()


def test_it_has_room_for_courses_that_outgrow_scorm_1_2() -> None:
    few = [rendered_question(f"q-{n}") for n in range(400)]
    many = [rendered_question(f"q-{n}") for n in range(6000)]
    lacks = [Scorm2004().warnings(rendered_course_of(*one)) for one in (few, many)]
    assert lacks[0] == ()
    (lack,) = lacks[1]
    assert lack.sentence == TOO_LARGE
    assert lack.values["limit"] == "64000"
    assert lack.values["standard"] == "SCORM 2004 4th Edition"


@pytest.mark.parametrize(
    "changes",
    [{"title": 'Tanggap & <darurat> "kini"\x0b 🌋 ' * 20}, {"id": "k" * 400}],
    ids=["title", "id"],
)
def test_any_title_and_id_makes_a_valid_manifest(
    changes: dict[str, str], schema: etree.XMLSchema
) -> None:
    document = manifest(rendered_course(**changes), ["index.html"])
    assert problems(schema, document) == []
    assert b"&#" not in document
    for element in etree.fromstring(document).iter():
        assert len(element.get("identifier") or "") <= 255
