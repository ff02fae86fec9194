from pathlib import Path

import pytest

from course_builder.reader import read_course
from tests.course_builder.course_folder import INDEX, problems, write_course

SOAL = "::: question {#q-satu}\nApa?\n\n- (x) ya\n- ( ) tidak\n\n:::\n"
QUIZ = "::: quiz {#kuis from=banks/ancaman.md}\n\n:::\n"


def write(folder: Path, bank: str | bytes, text: str = QUIZ) -> Path:
    return write_course(folder, text, files={"banks/ancaman.md": bank})


@pytest.mark.parametrize(
    "bank",
    [
        SOAL,
        f"---\ntitle: Bank\n---\n# Bank\n\nCatatan penyusun.\n\n{SOAL}\n## Lagi\n",
        f"# Bank\n\n{SOAL}\n::: note\nUntuk penelaah.\n\n:::\n",
        f"\ufeff{SOAL}".replace("\n", "\r\n"),
    ],
)
def test_a_bank_holds_questions_and_what_its_authors_note(tmp_path, bank):
    folder = write(tmp_path, bank)

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    (read,) = course.banks
    assert str(read.path) == "banks/ancaman.md"
    assert [question.id for question in read.questions] == ["q-satu"]
    assert [page.title for page in course.pages] == ["Modul"]


def test_banks_come_in_order_of_their_names(tmp_path):
    files: dict[str, str | bytes] = {
        "banks/b.md": SOAL,
        "banks/a.md": SOAL.replace("satu", "dua"),
        "banks/dalam/c.md": SOAL,
        "banks/gambar.png": b"",
    }
    quiz = "::: quiz {#k-a from=banks/a.md}\n\n:::\n\n::: quiz {#k-b from=./banks/b.md}\n\n:::\n"
    folder = write_course(tmp_path, quiz, files=files)

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    assert [bank.path.name for bank in course.banks] == ["a.md", "b.md"]


def test_a_mistake_in_a_bank_is_found_in_the_bank(tmp_path):
    folder = write(tmp_path, SOAL.replace("(x)", "( )") + "::: note\n")

    assert problems(folder) == [
        ("banks/ancaman.md", 1, 1, "B203"),
        ("banks/ancaman.md", 8, 1, "B402"),
    ]


def test_a_bank_holds_nothing_but_questions(tmp_path):
    folder = write(tmp_path, SOAL + "\n:::: quiz {#k}\n\n" + SOAL + "\n::::\n")

    assert problems(folder) == [("banks/ancaman.md", 9, 1, "B612")]


def test_a_repeated_id_is_found_in_the_bank_and_not_in_the_module(tmp_path):
    folder = write(tmp_path, SOAL, QUIZ + "\n" + SOAL)

    assert problems(folder) == [("banks/ancaman.md", 1, 1, "B207")]


def test_two_banks_share_no_id(tmp_path):
    files: dict[str, str | bytes] = {"banks/a.md": SOAL, "banks/b.md": SOAL}
    quiz = "::: quiz {#k-a from=banks/a.md}\n\n:::\n\n::: quiz {#k-b from=banks/b.md}\n\n:::\n"
    folder = write_course(tmp_path, quiz, files=files)

    assert problems(folder) == [("banks/b.md", 1, 1, "B207")]


def test_two_quizzes_may_draw_from_one_bank(tmp_path):
    folder = write(tmp_path, SOAL, QUIZ + "\n" + QUIZ.replace("#kuis", "#kuis-dua"))

    assert problems(folder) == []


def test_competencies_of_a_bank_are_declared(tmp_path):
    folder = write(tmp_path, SOAL.replace("#q-satu", "#q-satu competency=T-PB-09.1"))

    assert problems(folder) == [("banks/ancaman.md", 1, 34, "B222")]


def test_a_bank_that_no_quiz_uses_is_noted(tmp_path):
    folder = write(tmp_path, SOAL, "Isi.\n")

    assert problems(folder) == [("banks/ancaman.md", 1, 1, "B610")]


def test_a_quiz_of_the_overview_uses_its_bank(tmp_path):
    folder = write_course(
        tmp_path, index=INDEX + QUIZ, files={"banks/ancaman.md": SOAL}
    )

    assert problems(folder) == []


def test_a_bank_without_questions_is_found_where_it_is_used(tmp_path):
    unused = write(tmp_path / "a", "Belum ada.\n", "Isi.\n")
    used = write(tmp_path / "b", "Belum ada.\n", QUIZ.replace("md}", "md draw=3}"))

    assert problems(unused) == []
    assert [code for *_, code in problems(used)] == ["B611"]


def test_what_a_broken_bank_lacks_is_not_counted(tmp_path):
    quiz = QUIZ.replace("md}", "md draw=2}")
    folder = write(tmp_path, SOAL + SOAL.replace(" {#q-satu}", ""), quiz)

    assert problems(folder) == [("banks/ancaman.md", 8, 1, "B201")]


@pytest.mark.parametrize(
    ("bank", "code"),
    [(b"\xff\xfe", "B103"), ("---\na: b\n", "B112"), ("---\na: [\n---\n", "B113")],
)
def test_a_bank_that_cannot_be_read_is_reported(tmp_path, bank, code):
    folder = write(tmp_path, bank, "Isi.\n")

    assert [found for *_, found in problems(folder)] == [code]
