"""The schemas of front matter are valid, and held to what the reader reads."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from course_builder.build import check, courses_in
from course_builder.reader import course, module
from course_builder.reader.course import read_course
from course_builder.schema import PARTS, schema_of
from tests.course_builder.course_folder import write_course

KEYS = {"course": course._KEYS, "module": module._KEYS}
ROOT = Path(__file__).parents[3]
RIGHT: dict[str, dict[str, Any]] = {
    "course": {
        "id": "contoh",
        "title": "Contoh",
        "language": "id",
        "version": "1.0",
        "hours": 1,
    },
    "module": {"id": "modul", "minutes": 45, "title": "Modul"},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_schema_is_one(part: str):
    schema = schema_of(part)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("part", PARTS)
def test_a_schema_has_the_readers_keys_each_with_a_description(part: str):
    properties = schema_of(part)["properties"]
    assert tuple(properties) == KEYS[part]
    assert all(entry["description"].endswith(".") for entry in properties.values())


def test_the_keys_below_a_key_are_the_readers_too(tmp_path: Path):
    properties = schema_of("course")["properties"]
    competency = properties["competencies"]["items"]["properties"]
    completion = properties["completion"]["properties"]
    index = _index(
        RIGHT["course"]
        | {
            "competencies": [{"code": "A-1", "level": 1, "evidence": ["quiz"]}],
            "completion": {"pages": "all", "activities": "required", "pass": 75},
        }
    )
    result = read_course(write_course(tmp_path, index=index))
    assert result.findings == ()
    assert set(competency) == {"code", "level", "evidence"}
    assert set(completion) == {"pages", "activities", "pass"}
    assert tuple(competency["evidence"]["items"]["enum"]) == course.EVIDENCE


@pytest.mark.parametrize("part", PARTS)
def test_what_a_schema_requires_the_reader_misses(part: str, tmp_path: Path):
    for number, key in enumerate(schema_of(part)["required"]):
        fields = {k: v for k, v in RIGHT[part].items() if k != key}
        assert not _accepts(part, fields)
        assert _codes(tmp_path / str(number), part, fields) >= {"B115"}
    assert _accepts(part, RIGHT[part])
    assert _codes(tmp_path / "right", part, RIGHT[part]) == set()


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("course", "id", "Contoh Satu"),
        ("course", "language", "bahasa indonesia"),
        ("course", "version", "1"),
        ("course", "hours", 0),
        ("course", "competencies", [{"code": "A-1", "level": 6}]),
        ("course", "competencies", [{"level": 1}]),
        ("course", "competencies", [{"code": "A", "level": 1, "evidence": ["x"]}]),
        ("course", "completion", {"pass": 101}),
        ("course", "completion", {"pages": "some"}),
        ("course", "sumary", "x"),
        ("module", "id", "Modul Satu"),
        ("module", "id", "index"),
        ("module", "minutes", 0),
        ("module", "minutes", 1.5),
        ("module", "optional", "mungkin"),
        ("module", "tujuan", "x"),
    ],
)
def test_what_a_schema_refuses_the_reader_reports(
    part: str, key: str, value: object, tmp_path: Path
):
    fields = RIGHT[part] | {key: value}
    assert not _accepts(part, fields)
    assert _codes(tmp_path, part, fields) != set()


def test_our_own_courses_are_accepted():
    folders = [
        *courses_in(ROOT / "courses"),
        *(ROOT / "course_builder" / "templates" / "starter").iterdir(),
    ]
    for folder in folders:
        for path in [folder / "index.md", *sorted(folder.glob("[0-9]*.md"))]:
            text = path.read_text("utf-8").replace("$id", "a").replace("$quoted_", "")
            fields = yaml.safe_load(text.split("---\n")[1])
            part = "course" if path.name == "index.md" else "module"
            jsonschema.Draft202012Validator(schema_of(part)).validate(fields)


def _accepts(part: str, fields: dict[str, Any]) -> bool:
    return jsonschema.Draft202012Validator(schema_of(part)).is_valid(fields)


def _index(fields: dict[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n"


def _codes(folder: Path, part: str, fields: dict[str, Any]) -> set[str]:
    """Return the codes of files that such front matter brings about."""
    if part == "course":
        write_course(folder, index=_index(fields))
    else:
        write_course(folder, files={"01-modul.md": _index(fields) + "Isi.\n"})
    codes = {finding.code for finding in check(folder).findings}
    return {code for code in codes if code.startswith("B1")}
