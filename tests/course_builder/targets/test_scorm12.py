"""SCORM 1.2 packages, held to the standard's schemas and to Moodle's habits."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from course_builder.model.rendered import RenderedCourse
from course_builder.targets.limit import TOO_LARGE
from course_builder.targets.scorm import NO_CONTROL_DOCUMENTS
from course_builder.targets.scorm12 import Scorm12, manifest
from course_builder.targets.scorm2004 import manifest as scorm2004_manifest
from tests.factories import rendered_course, rendered_course_of, rendered_question

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


@pytest.fixture(scope="module")
def schema(schemas_dir: Path) -> xmlschema.XMLSchema10:
    folder = schemas_dir / "scorm12"
    # The official schemas are not quite valid themselves (ims_xml.xsd binds the
    # reserved prefix), which only the lax mode bears; documents are held to them fully.
    return xmlschema.XMLSchema10(
        str(folder / "imscp_rootv1p1p2.xsd"),
        validation="lax",
        allow="local",
        locations=[
            (ADLCP.strip("{}"), str(folder / "adlcp_rootv1p2.xsd")),
            (
                "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
                str(folder / "imsmd_rootv1p2p1.xsd"),
            ),
        ],
    )


def problems(schema: xmlschema.XMLSchema10, document: bytes) -> list[str]:
    errors = schema.iter_errors(document.decode(), use_location_hints=False)
    return [str(error.reason) for error in errors]


def read(target: Scorm12) -> zipfile.ZipFile:
    out = io.BytesIO()
    target.write(rendered_course(), out)
    return zipfile.ZipFile(out)


def parsed(document: bytes) -> etree._Element:
    return etree.fromstring(document)


def test_the_manifest_is_valid(schema: xmlschema.XMLSchema10) -> None:
    document = read(Scorm12()).read("imsmanifest.xml")
    assert problems(schema, document) == []


def test_the_schema_would_notice_an_invalid_manifest(
    schema: xmlschema.XMLSchema10,
) -> None:
    document = manifest(rendered_course(), ["index.html"])
    broken = document.replace(b'scormtype="sco"', b'scormtype="page"')
    assert problems(schema, broken) != []


def test_every_file_is_listed_and_there() -> None:
    archive = read(Scorm12())
    root = parsed(archive.read("imsmanifest.xml"))
    listed = {file.get("href") for file in root.iter(f"{CP}file")}
    assert listed == set(archive.namelist()) - {"imsmanifest.xml"}


def test_the_control_documents_stand_at_the_root(tmp_path: Path) -> None:
    (tmp_path / "imscp_rootv1p1p2.xsd").write_bytes(b"<schema/>")
    assert read(Scorm12(tmp_path)).read("imscp_rootv1p1p2.xsd") == b"<schema/>"


def test_without_control_documents_it_says_so_and_still_plays(tmp_path: Path) -> None:
    target = Scorm12(tmp_path / "nowhere")
    assert target.warnings(rendered_course()) == (NO_CONTROL_DOCUMENTS,)
    assert "index.html" in read(target).namelist()


def test_a_course_that_may_outgrow_the_saved_state_is_warned_of() -> None:
    few = [rendered_question(f"q-{n}") for n in range(20)]
    many = [rendered_question(f"q-{n}") for n in range(400)]
    sentences = [
        [lack.sentence for lack in Scorm12().warnings(rendered_course_of(*questions))]
        for questions in (few, many)
    ]
    assert TOO_LARGE not in sentences[0]
    assert TOO_LARGE in sentences[1]


def test_moodle_finds_a_root_without_prefix_and_the_literal_prefix_adlcp() -> None:
    document = manifest(rendered_course(), ["index.html"]).decode()
    assert "<manifest " in document
    assert 'adlcp:scormtype="sco"' in document


def test_moodle_leaves_completed_alone_without_a_mastery_score() -> None:
    assert b"masteryscore" not in manifest(rendered_course(), ["index.html"])


def test_there_is_one_sco_and_one_default_organization() -> None:
    root = parsed(manifest(rendered_course(), ["index.html"]))
    (organizations,) = root.iter(f"{CP}organizations")
    (organization,) = root.iter(f"{CP}organization")
    (item,) = root.iter(f"{CP}item")
    (resource,) = root.iter(f"{CP}resource")
    assert organizations.get("default") == organization.get("identifier")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get("href") == "index.html"


@pytest.mark.parametrize(
    "title",
    ['Tanggap & <darurat> "kini"', "Satu\ndua\x0bsatu 🌋", "panjang " * 60],
    ids=["markup", "lines and control characters", "long"],
)
def test_any_title_makes_a_valid_manifest(
    title: str, schema: xmlschema.XMLSchema10
) -> None:
    document = manifest(rendered_course(title=title), ["index.html"])
    assert problems(schema, document) == []
    assert b"&#" not in document
    for element in parsed(document).iter(f"{CP}title"):
        assert element.text
        assert len(element.text) <= 200
        assert "\n" not in element.text


def test_a_long_id_stays_within_255_characters(
    schema: xmlschema.XMLSchema10,
) -> None:
    document = manifest(rendered_course(id="k" * 400), ["index.html"])
    assert problems(schema, document) == []
    for element in parsed(document).iter():
        assert len(element.get("identifier") or "") <= 255


@pytest.mark.parametrize("written", [manifest, scorm2004_manifest], ids=["1.2", "2004"])
def test_an_lms_is_told_the_version_of_the_course_with_its_sco(
    written: Callable[[RenderedCourse, Iterable[str]], bytes],
) -> None:
    root = etree.fromstring(written(rendered_course(version="2.1.0"), ["index.html"]))
    data = [one.text for one in root.iter("{*}datafromlms", "{*}dataFromLMS")]
    assert data == ["version=2.1.0"]
