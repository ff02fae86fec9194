"""cmi5 packages, held to the official schema."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from course_builder.model.course import DeclaredCompetency
from course_builder.targets.cmi5 import Cmi5, course_structure
from course_builder.targets.limit import TOO_LARGE
from tests.factories import (
    rendered_assignment,
    rendered_course,
    rendered_course_of,
    rendered_question,
    rendered_survey,
)

NS = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


@pytest.fixture(scope="module")
def schema(schemas_dir: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas_dir / "cmi5" / "CourseStructure.xsd"))


def problems(schema: etree.XMLSchema, document: bytes) -> list[str]:
    schema.validate(etree.fromstring(document))
    return [error.message for error in schema.error_log]


def unit_of(document: bytes) -> etree._Element:
    (unit,) = etree.fromstring(document).iter(f"{NS}au")
    return unit


def test_the_course_structure_stands_at_the_root_and_is_valid(
    schema: etree.XMLSchema,
) -> None:
    out = io.BytesIO()
    Cmi5().write(rendered_course(), out)
    archive = zipfile.ZipFile(out)
    document = archive.read("cmi5.xml")
    assert problems(schema, document) == []
    (url,) = unit_of(document).iter(f"{NS}url")
    assert url.text in archive.namelist()


def test_the_schema_would_notice_an_invalid_one(schema: etree.XMLSchema) -> None:
    document = course_structure(rendered_course())
    for right, wrong in (
        (b"CompletedAndPassed", b"CompletedThenPassed"),
        (b'masteryScore="0.75"', b'masteryScore="75"'),
        (b"<url>index.html</url>", b""),
    ):
        assert right in document
        assert problems(schema, document.replace(right, wrong)) != []


@pytest.mark.parametrize(("mark", "score"), [(75, "0.75"), (80, "0.8"), (100, "1")])
def test_a_course_with_points_is_to_be_completed_and_passed(
    mark: int, score: str, schema: etree.XMLSchema
) -> None:
    document = course_structure(rendered_course(pass_mark=mark))
    unit = unit_of(document)
    assert unit.get("moveOn") == "CompletedAndPassed"
    assert Decimal(unit.get("masteryScore") or "") == Decimal(score)
    assert problems(schema, document) == []


def test_a_course_without_points_is_to_be_completed() -> None:
    course = rendered_course_of(rendered_survey(), rendered_assignment())
    unit = unit_of(course_structure(course))
    assert unit.get("moveOn") == "Completed"
    assert unit.get("masteryScore") is None


def test_a_course_that_may_outgrow_what_a_page_sends_on_leaving_is_warned_of() -> None:
    lacks = [
        Cmi5().warnings(rendered_course_of(*map(rendered_question, ids)))
        for ids in ([f"q-{n}" for n in range(400)], [f"q-{n}" for n in range(3000)])
    ]
    assert lacks[0] == ()
    assert [lack.sentence for lack in lacks[1]] == [TOO_LARGE]


def test_ids_are_unique_and_competencies_are_objectives(
    schema: etree.XMLSchema,
) -> None:
    declared = (DeclaredCompetency("T-PB-01", 2), DeclaredCompetency("M 08", 3))
    course = rendered_course(
        title="Siaga\n& <darurat>\x0b", language="id", competencies=declared
    )
    document = course_structure(course)
    root = etree.fromstring(document)
    assert problems(schema, document) == []
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids)) == 4
    assert all(not set(' "<>') & set(str(one)) for one in ids)
    assert {one.get("idref") for one in root.iter() if one.get("idref")} < set(ids)
    assert {one.text for one in root.iter(f"{NS}langstring")} >= {"Siaga & <darurat>"}
    assert {one.get("lang") for one in root.iter(f"{NS}langstring")} == {"id"}
