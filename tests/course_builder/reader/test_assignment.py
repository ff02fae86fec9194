from decimal import Decimal

import pytest

from course_builder.errors import SourceLocation
from course_builder.model.assignment import Assignment
from tests.course_builder.course_folder import FIRST_LINE, course_of, problems_of

TASK = """\
::: assignment {#tugas submit="file link" accept="pdf .JPG docx" max-mb=20 assessor=supervisor due-days=14 points=40 competency=T-PB-01.2}
Susun rencana untuk desa Anda.

### Rencana *kontingensi*

1. Pilih ancaman.
2. Tulis langkahnya.

| Kriteria | Belum | Cukup | Baik |
|---|:-:|---|---|
| **Skenario** * | Tidak ada | Umum | Khas \\| terukur |
| Jalur evakuasi | | Ada | Diuji |

Kumpulkan dalam dua minggu.

:::
"""


def task(attributes: str = "", body: str = "Susun rencana.\n") -> str:
    return f"::: assignment {{#tugas {attributes}}}\n{body}\n:::\n"


def assignment_of(folder, text: str) -> Assignment:
    (page,) = course_of(folder, text).pages
    (assignment,) = page.activities
    assert isinstance(assignment, Assignment)
    return assignment


def test_an_assignment_is_read_with_all_that_its_author_wrote(tmp_path):
    assignment = assignment_of(tmp_path, TASK)

    assert (assignment.id, assignment.title) == ("tugas", "Rencana kontingensi")
    assert assignment.task.text == (
        "Susun rencana untuk desa Anda.\n\n\n\n1. Pilih ancaman.\n2. Tulis langkahnya."
        "\n\n\n\n\n\n\nKumpulkan dalam dua minggu."
    )
    assert assignment.submit == ("file", "link")
    assert assignment.accept == ("pdf", "jpg", "docx")
    assert (assignment.largest_mb, assignment.due_days) == (20, 14)
    assert (assignment.assessor, assignment.points) == ("supervisor", Decimal(40))
    assert assignment.required
    assert [str(ref) for ref in assignment.competencies] == ["T-PB-01.2"]


def test_the_table_is_the_rubric(tmp_path):
    rubric = assignment_of(tmp_path, TASK).rubric

    assert rubric is not None
    assert rubric.levels == ("Belum", "Cukup", "Baik")
    first, second = rubric.criteria
    assert (first.name.text, first.required) == ("**Skenario**", True)
    assert (second.name.text, second.required) == ("Jalur evakuasi", False)
    assert [level.text for level in first.levels] == [
        "Tidak ada",
        "Umum",
        "Khas \\| terukur",
    ]
    assert [level.text for level in second.levels] == ["", "Ada", "Diuji"]
    assert first.levels[1].where == SourceLocation(
        first.name.where.path, FIRST_LINE + 10, 32
    )


def test_an_assignment_asks_for_little_unless_it_says_so(tmp_path):
    assignment = assignment_of(tmp_path, task())

    assert assignment == Assignment(id="tugas", task=assignment.task)
    assert (assignment.submit, assignment.assessor) == (("text",), "assessor")
    assert (assignment.points, assignment.required) == (Decimal(10), True)


@pytest.mark.parametrize(
    ("header", "is_rubric"),
    [
        ("| Kriteria | A | B |", True),
        ("Criterion | A | B", True),
        ("| **KRITERIA** | A | B |", True),
        ("| Jenis | A | B |", False),
    ],
)
def test_the_first_header_makes_a_table_a_rubric(tmp_path, header, is_rubric):
    body = f"Isi.\n\n{header}\n|---|---|---|\n| Satu | a | b |\n"

    assignment = assignment_of(tmp_path, task(body=body))

    assert (assignment.rubric is not None) is is_rubric
    assert ("| Satu |" in assignment.task.text) is not is_rubric


def test_a_table_in_code_is_no_rubric(tmp_path):
    body = "Isi.\n\n```\n| Kriteria | A | B |\n|---|---|---|\n| Satu | a | b |\n```\n"

    assert assignment_of(tmp_path, task(body=body)).rubric is None


@pytest.mark.parametrize(
    ("row", "name", "is_required"),
    [
        ("| Tepat * | a | b |", "Tepat", True),
        ("| Tepat* | a | b |", "Tepat", True),
        ("| Tepat\\* | a | b |", "Tepat", True),
        ("| *Tepat* | a | b |", "*Tepat*", False),
        ("| *Tepat* * | a | b |", "*Tepat*", True),
    ],
)
def test_a_star_asks_for_a_criterion(tmp_path, row, name, is_required):
    body = f"Isi.\n\n| Kriteria | A | B |\n|---|---|---|\n{row}\n"

    rubric = assignment_of(tmp_path, task(body=body)).rubric

    assert rubric is not None
    (criterion,) = rubric.criteria
    assert (criterion.name.text, criterion.required) == (name, is_required)


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (["| Kriteria | A |", "|---|---|", "| Satu | a |"], (4, 1, "B622")),
        (["| Kriteria | A | a |", "|---|---|---|", "| Satu | a | b |"], (4, 1, "B622")),
        (["| Kriteria | A | |", "|---|---|---|", "| Satu | a | b |"], (4, 1, "B622")),
        (["| Kriteria | A | B |", "|---|---|---|"], (4, 1, "B625")),
        (["| Kriteria | A | B |", "|---|---|---|", "| Satu | a |"], (6, 1, "B621")),
        (
            ["| Kriteria | A | B |", "|---|---|---|", "| Satu | a | b | c |"],
            (6, 1, "B621"),
        ),
        (["| Kriteria | A | B |", "|---|---|---|", "| | a | b |"], (6, 1, "B623")),
        (
            ["| Kriteria | A | B |", "|---|---|---|", "|Satu|a|b|", "|satu*|a|b|"],
            (7, 1, "B624"),
        ),
    ],
)
def test_each_mistake_in_a_rubric_is_found_where_it_stands(tmp_path, table, found):
    body = "Isi.\n\n" + "\n".join(table) + "\n"

    assert problems_of(tmp_path, task(body=body)) == [found]


@pytest.mark.parametrize(
    ("attributes", "column", "code"),
    [
        ('submit="file foto"', 13, "B220"),
        ('submit=""', 8, "B220"),
        ("submit", 0, "B220"),
        ("assessor=peer", 9, "B220"),
        ('submit=file accept="pdf a,b"', 24, "B627"),
        ("accept=pdf", 0, "B626"),
        ("max-mb=5", 0, "B626"),
        ("submit=file max-mb=0", 19, "B235"),
        ("due-days=0", 9, "B235"),
        ("due-days=besok", 9, "B235"),
        ("points=0", 7, "B219"),
        ("required=kadang", 9, "B220"),
        ("competency=T-PB-02.1", 11, "B222"),
        ("deadline=3", 0, "B407"),
    ],
)
def test_each_wrong_attribute_is_found_where_it_stands(
    tmp_path, attributes, column, code
):
    assert problems_of(tmp_path, task(attributes)) == [(1, 24 + column, code)]


def test_an_assignment_has_an_id_and_a_task(tmp_path):
    assert problems_of(tmp_path, task(body="")) == [(1, 1, "B620")]
    assert problems_of(tmp_path, task().replace("{#tugas }", "")) == [(1, 1, "B201")]


def test_nothing_stands_in_an_assignment(tmp_path):
    inner = "::: question {#q}\nApa?\n\n- (x) a\n- ( ) b\n\n:::\n"
    text = f":::: assignment {{#tugas}}\nIsi.\n\n{inner}\n::::\n"

    assert problems_of(tmp_path, text) == [(4, 1, "B412")]
