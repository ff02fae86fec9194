from decimal import Decimal
from pathlib import Path

import pytest

from course_builder.model.question import CompetencyRef
from course_builder.model.quiz import Draw, Quiz, Role, When
from course_builder.reader import read_course
from tests.course_builder.course_folder import (
    FIRST_LINE,
    all_findings,
    problems,
    problems_of,
    write_course,
)


def question(name: str, attributes: str = "") -> str:
    return (
        f"::: question {{#q-{name} {attributes}}}\nApa {name}?\n\n"
        "- (x) ya\n- ( ) tidak\n\n:::\n\n"
    )


BANK = (
    "# Bank soal\n\nUntuk penyusun.\n\n"
    + "".join(question(f"mudah-{n}", "tags=mudah") for n in range(4))
    + "".join(question(f"sulit-{n}", 'tags="sulit banjir"') for n in range(2))
)


def quiz_text(attributes: str = "", body: str = question("satu")) -> str:
    return f":::: quiz {{#kuis {attributes}}}\n{body}\n::::\n"


def write(folder: Path, attributes: str = "", body: str = question("satu")) -> Path:
    return write_course(
        folder, quiz_text(attributes, body), files={"banks/ancaman.md": BANK}
    )


def quiz_of(folder: Path, attributes: str = "", body: str = question("satu")) -> Quiz:
    result, found = all_findings(write_course(folder, quiz_text(attributes, body)))
    assert found == []
    return only_quiz(result.course)


def only_quiz(course) -> Quiz:
    (page,) = course.pages
    (quiz,) = page.activities
    assert isinstance(quiz, Quiz)
    return quiz


def drawn(folder: Path, attributes: str) -> Quiz:
    folder = write(folder, attributes, "")
    assert problems(folder) == []
    return only_quiz(read_course(folder).course)


def found_in(
    folder: Path, attributes: str, body: str = ""
) -> list[tuple[int, int, str]]:
    """Return the findings; columns count from the first of the attributes."""
    found = problems(write(folder, attributes, body))
    assert {path for path, *_ in found} <= {"01-modul.md"}, found
    return [
        (line - FIRST_LINE + 1, column - (17 if line == FIRST_LINE else 0), code)
        for _, line, column, code in found
    ]


def test_a_quiz_is_read_with_all_that_its_author_wrote(tmp_path):
    quiz = quiz_of(
        tmp_path,
        "role=posttest attempts=3 pass=80 shuffle feedback=never minutes=25 points=20"
        " competency=T-PB-01.2 required=no",
        "Kerjakan sendiri.\n\n### Tes *akhir*\n\nTanpa buku.\n\n"
        + question("satu")
        + question("dua"),
    )

    assert quiz.id == "kuis"
    assert quiz.title == "Tes akhir"
    assert quiz.intro is not None
    assert quiz.intro.text == "Kerjakan sendiri.\n\n\n\nTanpa buku."
    assert [q.id for q in quiz.questions] == ["q-satu", "q-dua"]
    assert (quiz.role, quiz.feedback) == (Role.POSTTEST, When.NEVER)
    assert (quiz.attempts, quiz.pass_mark, quiz.minutes) == (3, 80, 25)
    assert (quiz.shuffle, quiz.points, quiz.required) == (True, Decimal(20), False)
    assert quiz.competencies == (CompetencyRef("T-PB-01", 2),)
    assert (quiz.bank, quiz.draws) == ("", ())
    assert quiz.where.line == FIRST_LINE


@pytest.mark.parametrize(
    ("role", "attempts", "feedback", "required"),
    [
        ("practice", 0, When.IMMEDIATE, False),
        ("pretest", 1, When.NEVER, True),
        ("posttest", 2, When.AFTER, True),
        ("exam", 1, When.AFTER, True),
    ],
)
def test_the_role_decides_what_is_not_said(
    tmp_path, role, attempts, feedback, required
):
    quiz = quiz_of(tmp_path, f"role={role}")

    assert (quiz.attempts, quiz.feedback, quiz.required) == (
        attempts,
        feedback,
        required,
    )
    assert (quiz.pass_mark, quiz.minutes, quiz.points) == (None, None, None)
    assert not quiz.shuffle


def test_a_quiz_practises_unless_it_says_otherwise(tmp_path):
    quiz = quiz_of(tmp_path)

    assert (quiz.role, quiz.title, quiz.intro) == (Role.PRACTICE, "", None)


def test_the_questions_of_a_bank_come_after_the_quizs_own(tmp_path):
    folder = write(tmp_path, "from=banks/ancaman.md")

    quiz = only_quiz(read_course(folder).course)

    assert problems(folder) == []
    assert quiz.bank == "banks/ancaman.md"
    assert [q.id for q in quiz.questions][:2] == ["q-satu", "q-mudah-0"]
    assert len(quiz.questions) == 7
    assert quiz.questions[1].where.path.name == "ancaman.md"


@pytest.mark.parametrize(
    ("draw", "draws"),
    [
        ("6", [("", 6)]),
        ('"mudah:4 sulit:2"', [("mudah", 4), ("sulit", 2)]),
        ("mudah:1", [("mudah", 1)]),
        ('"mudah:3 3"', [("mudah", 3), ("", 3)]),
    ],
)
def test_a_draw_may_be_spread_over_tags(tmp_path, draw, draws):
    quiz = drawn(tmp_path, f"from=banks/ancaman.md draw={draw}")

    assert quiz.draws == tuple(Draw(*one) for one in draws)
    assert len(quiz.questions) == 6


def test_a_quiz_may_draw_from_its_own_questions(tmp_path):
    quiz = quiz_of(tmp_path, "draw=1", question("satu") + question("dua"))

    assert quiz.draws == (Draw("", 1),)


@pytest.mark.parametrize(
    ("draw", "found"),
    [
        ("7", (5, "B606")),
        ("mudah:5", (5, "B606")),
        ('"mudah:4 sulit:3"', (14, "B606")),
        ('"mudah:4 3"', (14, "B606")),
        ('"sulit:1 banjir:2"', (14, "B606")),
        ('"6 sulit:1"', (8, "B606")),
        ("mudha:2", (5, "B607")),
        ("banyak", (5, "B605")),
        ("0", (5, "B605")),
        ("mudah:", (5, "B605")),
        ("mudah:0", (5, "B605")),
        (":3", (5, "B605")),
        ('"mudah:1 mudah:2"', (14, "B605")),
        ('" "', (6, "B605")),
        ("draw", None),
    ],
)
def test_a_draw_that_cannot_be_made_is_found(tmp_path, draw, found):
    if found is None:
        attributes, found = "from=banks/ancaman.md draw", (0, "B605")
    else:
        attributes = f"from=banks/ancaman.md draw={draw}"
    column, code = found

    assert found_in(tmp_path, attributes) == [(1, 23 + column, code)]


def test_a_draw_names_the_nearest_tag(tmp_path):
    folder = write(tmp_path, "from=banks/ancaman.md draw=mudha:2", "")

    (finding,) = read_course(folder).findings

    assert finding.values["nearest"] == "mudah"
    assert finding.values["known"] == "banjir, mudah, sulit"


@pytest.mark.parametrize(
    ("attributes", "column", "code"),
    [
        ("role=ujian", 5, "B220"),
        ("role", 0, "B220"),
        ("feedback=later", 9, "B220"),
        ("feedback=''", 9, "B220"),
        ("attempts=0", 9, "B235"),
        ("attempts=1.5", 9, "B235"),
        ("pass=101", 5, "B235"),
        ("pass=75%", 5, "B235"),
        ("minutes=0", 8, "B235"),
        ("minutes=99999", 8, "B235"),
        ("points=0", 7, "B219"),
        ("points=1.005", 7, "B219"),
        ("shuffle=mungkin", 8, "B220"),
        ("required=ya", 9, "B220"),
        ("competency=T-PB-01", 11, "B221"),
        ("competency=T-PB-01.3", 11, "B222"),
        ("rolle=exam", 0, "B407"),
    ],
)
def test_each_wrong_attribute_is_found_where_it_stands(
    tmp_path, attributes, column, code
):
    text = quiz_text(attributes)

    assert problems_of(tmp_path, text) == [(1, column + 18, code)]


def test_a_quiz_needs_a_question(tmp_path):
    assert problems_of(tmp_path, quiz_text(body="Hanya teks.\n")) == [(1, 1, "B602")]


def test_a_quiz_needs_an_id(tmp_path):
    text = quiz_text().replace("{#kuis }", "")

    assert problems_of(tmp_path, text) == [(1, 1, "B201")]


def test_a_question_of_a_quiz_needs_an_id_too(tmp_path):
    text = quiz_text("draw=1", question("satu").replace("#q-satu", ""))

    assert problems_of(tmp_path, text) == [(2, 1, "B201")]


def test_ids_within_quizzes_are_unique_in_the_course(tmp_path):
    text = question("satu") + quiz_text() + "\n" + quiz_text("", question("dua"))

    assert problems_of(tmp_path, text) == [(10, 1, "B207"), (21, 1, "B207")]


def test_competencies_within_quizzes_are_declared(tmp_path):
    text = quiz_text(body=question("satu", "competency=T-PB-09.1"))

    assert problems_of(tmp_path, text) == [(2, 34, "B222")]


def test_text_after_the_first_question_is_noted(tmp_path):
    body = question("satu") + "Sela.\n\nSela lagi.\n\n" + question("dua")

    assert problems_of(tmp_path, quiz_text(body=body)) == [(10, 1, "B601")]


def test_no_heading_in_a_quiz_starts_a_page(tmp_path):
    quiz = quiz_of(tmp_path, body="## Kuis\n\n" + question("satu"))

    assert quiz.title == "Kuis"


def test_a_heading_within_a_question_is_no_title(tmp_path):
    body = question("satu").replace("Apa satu?", "#### Soal\n\nApa satu?")

    assert quiz_of(tmp_path, body=body).title == ""


def test_a_pretest_never_shows_what_is_right(tmp_path):
    folder = write_course(tmp_path, quiz_text("role=pretest feedback=immediate"))

    result, found = all_findings(folder)

    assert [finding.code for finding in found] == ["B609"]
    assert only_quiz(result.course).feedback is When.NEVER


def test_a_bank_that_does_not_exist_is_found_with_the_nearest(tmp_path):
    folder = write(tmp_path, "from=banks/ancamn.md draw=3", "")

    (finding,) = read_course(folder).findings

    assert (finding.code, finding.values["nearest"]) == ("B603", "banks/ancaman.md")


@pytest.mark.parametrize(
    "path",
    ["../ancaman.md", "media/x.md", "01-modul.md", "banks/a/b.md", "/etc/passwd"],
)
def test_only_files_in_the_folder_of_banks_are_banks(tmp_path, path):
    text = quiz_text(f"from={path}", "")

    assert problems_of(tmp_path, text) == [(1, 23, "B603")]


def test_a_quiz_draws_from_a_bank_or_from_its_own(tmp_path):
    found = found_in(tmp_path, "from=banks/ancaman.md draw=2", question("satu"))

    assert found == [(1, 23, "B608")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("::: note\nRahasia.\n\n:::\n", [(2, 1, "B412")]),
        ("::: survey {#s}\n- (1-5) Baik\n\n:::\n", [(2, 1, "B412")]),
        (":::: question {#q-a}\n\n::::\n", None),
        ("::: questoin {#q-a}\n\n:::\n", [(2, 5, "B401")]),
    ],
)
def test_only_questions_stand_in_a_quiz(tmp_path, body, found):
    text = quiz_text(body=body + question("satu"))
    codes = problems_of(tmp_path, text)

    if found is None:
        assert (2, 1, "B405") in codes
    else:
        assert codes == found


def test_questions_with_as_many_colons_are_still_read(tmp_path):
    text = f"::: quiz {{#kuis}}\n{question('satu')}{question('dua')}:::\n"

    assert problems_of(tmp_path, text) == [(2, 1, "B405"), (10, 1, "B405")]


def test_a_question_that_is_not_closed_swallows_nothing(tmp_path):
    open_question = question("satu").replace(":::\n\n", "")
    text = (
        quiz_text(body=open_question + question("dua"))
        + "\n## Halaman\n\n"
        + question("tiga")
    )

    assert problems_of(tmp_path, text) == [(2, 1, "B402")]


def test_the_last_question_may_be_the_one_that_is_not_closed(tmp_path):
    open_question = question("satu").replace(":::\n\n", "")
    text = quiz_text(body=question("dua") + open_question)
    before = problems_of(tmp_path / "a", text + "\nSesudahnya.\n")
    after = problems_of(tmp_path / "b", text + question("tiga"))

    assert before == after == [(10, 1, "B402")]


def test_a_quiz_that_is_not_closed_swallows_neither_quiz_nor_page(tmp_path):
    text = (
        quiz_text().replace("\n::::\n", "\n")
        + "## Halaman\n\nIsi.\n\n"
        + quiz_text(body=question("dua")).replace("#kuis", "#kuis-dua")
    )

    assert problems_of(tmp_path, text) == [(1, 1, "B402")]
