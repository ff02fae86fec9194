"""``course-builder schema``."""

import json

import pytest

from course_builder.schema import PARTS, schema_of
from tests.course_builder.cli.program import run


@pytest.mark.parametrize("part", PARTS)
def test_a_schema_is_printed_whole(part: str) -> None:
    result = run("schema", part)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == schema_of(part)


def test_an_unknown_part_is_wrong_usage() -> None:
    assert run("schema", "bank").exit_code == 2
