from pathlib import Path

import pytest

from course_builder.codes import describe
from tests.course_builder.checks.content import content_findings, told
from tests.course_builder.course_folder import INDEX


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Isi.\n\n## A\n\n### B\n\n#### C\n\n### D\n\n## E\n\nIsi.\n", []),
        ("## A\n\n#### B\n\nIsi.\n", [(3, 1, "B710")]),
        ("### A\n\nIsi.\n", [(1, 1, "B710")]),
        ("## A\n\n### B\n\n##### C\n\nIsi.\n", [(5, 1, "B710")]),
        ("## A\n\nIsi.\n\n# B\n\nIsi.\n", [(5, 1, "B711")]),
        ("## A\n\n###\n\nIsi.\n", [(3, 1, "B712")]),
        ("## A\n\nIsi.\n\n### ###\n\nIsi.\n", [(5, 1, "B712")]),
        ("## A\n\n### B\n\nIsi.\n\n### *b*\n\nIsi.\n", [(7, 1, "B713")]),
        ("## A\n\n### A\n\nIsi.\n", [(3, 1, "B713")]),
        ("## A\n\n### B\n\nIsi.\n\n## C\n\n### B\n\nIsi.\n", []),
    ],
)
def test_headings_divide_a_page_step_by_step(
    tmp_path: Path, text: str, found: list[tuple[int, int, str]]
) -> None:
    assert told(content_findings(tmp_path, text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "```\n#### A\n```\n",
        "> #### A\n",
        "::: note\n\n#### A\n\n:::\n",
        "::: question {#q-a}\n#### Apa?\n\n- = a\n\n:::\n",
    ],
)
def test_what_is_no_heading_of_the_page_is_not_judged(
    tmp_path: Path, text: str
) -> None:
    assert content_findings(tmp_path, f"## A\n\n{text}") == []


def test_the_whole_overview_is_one_page(tmp_path: Path) -> None:
    index = INDEX + "# Contoh\n\n## Untuk siapa\n\nASN.\n\n## Untuk siapa\n\nASN.\n"

    (found,) = content_findings(tmp_path, "Isi.\n", index=index)

    assert (str(found.where), found.code) == ("index.md:16:1", "B713")


def test_a_page_without_a_title_is_told_of_once(tmp_path: Path) -> None:
    assert content_findings(tmp_path, "## \n\nIsi.\n") == []


def test_the_right_number_of_marks_is_named(tmp_path: Path) -> None:
    (found,) = content_findings(tmp_path, "## A\n\n##### B\n\nIsi.\n")

    assert describe(found, "id").hint == "tulis `###`, bukan `#####`"
    assert describe(found, "en").hint == "write `###` instead of `#####`"
