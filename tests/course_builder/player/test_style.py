"""A course page has the styles of everything that it may show."""

from pathlib import Path

import course_builder
from course_builder.player.style import style

TEMPLATES = Path(course_builder.__file__).parent / "templates"


def test_every_sheet_is_part_of_the_styles() -> None:
    for sheet in TEMPLATES.glob("*.css"):
        last = sheet.read_text("utf-8").strip().splitlines()[-1].strip()
        assert last in style(), sheet.name


def test_what_is_only_for_one_place_is_shown_there_only() -> None:
    assert "#player:not([data-service]) [data-for=service]" in style()
    assert "#player[data-service] [data-for=package] { display: none }" in style()


def test_no_comment_reaches_a_learner() -> None:
    assert "/*" not in style()
