"""What may be handed in, and what is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import (
    Answer,
    HeldFile,
    Marking,
    Submission,
)
from course_builder.model.progress import standing
from course_builder.model.progress_document import progress_document, read_progress
from course_builder.model.rendered import (
    RenderedAssignment,
    RenderedDiscussion,
    RenderedItem,
    RenderedSurvey,
)
from course_builder.model.submission import LONGEST_SUBMISSION, submit
from course_builder.model.view import submission_view

ASSIGNMENT = RenderedAssignment(
    "tugas", "Tugas", submit=("text", "link"), criteria=("Ketelitian", "Kejelasan")
)
DISCUSSION = RenderedDiscussion("forum", "Forum")
SURVEY = RenderedSurvey(
    "survei",
    "Survei",
    (
        RenderedItem("a", "scale", "Isi jelas", required=True, low=1, high=5),
        RenderedItem("b", "text", "Saran"),
        RenderedItem("c", "choice", "Peran", options={"a": "Camat", "b": "Staf"}),
        RenderedItem("d", "multiple", "Alat", options={"a": "Ponsel", "b": "Laptop"}),
    ),
)
NOTHING = Submission()


def test_what_is_handed_in_is_kept_and_counted() -> None:
    first = submit(ASSIGNMENT, NOTHING, {"text": "Peta RT 03", "checked": ("0",)})
    assert first == Submission({"text": "Peta RT 03", "checked": ("0",)}, 1)


def test_a_later_hand_in_takes_the_place_of_the_earlier() -> None:
    first = submit(ASSIGNMENT, NOTHING, {"text": "Draf"})
    assert submit(ASSIGNMENT, first, {"text": "Final"}) == Submission(
        {"text": "Final"}, 2
    )


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"text": "  "},
        {"checked": ("0", "1")},
        {"text": "x", "checked": ("2",)},
        {"text": "x", "checked": "0"},
        {"link": "javascript:alert(1)"},
        {"link": ("https://contoh.go.id",)},
        {"text": "x", "file": "a.pdf"},
        {"text": "x", "files": ("f-9",)},
        {"files": "f-1"},
        {"text": "x" * (LONGEST_SUBMISSION + 1)},
    ],
)
def test_an_assignment_refuses_what_is_no_work(answers: dict[str, Answer]) -> None:
    with pytest.raises(AnswerFormatError):
        submit(ASSIGNMENT, NOTHING, answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"a": "1"},
        {"a": "5", "b": "Lebih banyak latihan", "c": ("b",), "d": ("a", "b")},
        {"a": "3", "b": "", "c": (), "d": ()},
    ],
)
def test_a_survey_takes_answers_of_its_items(answers: dict[str, Answer]) -> None:
    assert submit(SURVEY, NOTHING, answers).answers == answers


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"b": "tanpa butir wajib"},
        {"a": "0"},
        {"a": "6"},
        {"a": "03"},
        {"a": ("3",)},
        {"a": "3", "c": ("a", "b")},
        {"a": "3", "c": "a"},
        {"a": "3", "d": ("a", "a")},
        {"a": "3", "d": ("c",)},
        {"a": "3", "b": ("satu",)},
        {"a": "3", "z": "tidak ada"},
    ],
)
def test_a_survey_refuses_other_answers(answers: dict[str, Answer]) -> None:
    with pytest.raises(AnswerFormatError):
        submit(SURVEY, NOTHING, answers)


def test_of_an_anonymous_survey_only_the_fact_is_kept() -> None:
    anonymous = RenderedSurvey("survei", "Survei", SURVEY.items, anonymous=True)
    assert submit(anonymous, NOTHING, {"a": "2"}) == Submission({}, 1)


@pytest.mark.parametrize("answers", [{}, {"text": " "}, {"text": ("a",)}, {"x": "y"}])
def test_a_contribution_is_a_text(answers: dict[str, Answer]) -> None:
    with pytest.raises(AnswerFormatError):
        submit(DISCUSSION, NOTHING, answers)


def test_a_contribution_is_kept() -> None:
    answers: dict[str, Answer] = {"text": "Kami bertemu kepala dusun."}
    assert submit(DISCUSSION, NOTHING, answers) == Submission(answers, 1)


HELD = Submission(files=tuple(HeldFile(f"f-{n}", "peta.pdf", 4) for n in range(11)))
MARKED = Marking(
    returned=False,
    given=Decimal("7.5"),
    maximum=Decimal(10),
    levels=(3, 3),
    comments=("", "Rapi"),
    comment="Cukup",
    at=1,
)


def test_files_that_were_sent_can_be_handed_in_alone_but_not_too_many() -> None:
    done = submit(ASSIGNMENT, HELD, {"files": ("f-1", "f-2")})
    assert (done.answers, done.files) == ({"files": ("f-1", "f-2")}, HELD.files)
    with pytest.raises(AnswerFormatError):
        submit(ASSIGNMENT, HELD, {"files": tuple(file.id for file in HELD.files)})


def test_what_is_marked_is_final_and_what_is_returned_may_come_again() -> None:
    done = Submission({"text": "x"}, 1, marking=MARKED)
    with pytest.raises(AnswerFormatError):
        submit(ASSIGNMENT, done, {"text": "y"})
    returned = replace(done, marking=replace(MARKED, returned=True, given=None))
    assert submit(ASSIGNMENT, returned, {"text": "y"}) == Submission({"text": "y"}, 2)


def test_points_count_from_when_a_person_gave_them() -> None:
    open_ = standing(ASSIGNMENT, Submission({"text": "x"}, 1))
    marked = standing(ASSIGNMENT, Submission({"text": "x"}, 1, marking=MARKED))
    assert (open_.done, open_.given, open_.maximum) == (True, Decimal(0), Decimal(0))
    assert (marked.done, marked.given, marked.maximum) == (
        True,
        Decimal("7.5"),
        Decimal(10),
    )
    assert marked.final


def test_files_and_marks_are_stored_and_read_again() -> None:
    for done in (HELD, Submission({"text": "x"}, 2, HELD.files, MARKED)):
        assert read_progress(progress_document(done)) == done
    returned = replace(MARKED, returned=True, given=None, levels=(), comments=())
    done = Submission({}, 1, marking=returned)
    assert read_progress(progress_document(done)) == done


def test_the_learner_is_told_what_was_said() -> None:
    view = submission_view(Submission({"text": "x"}, 1, HELD.files[:1], MARKED))
    assert view["files"] == [{"id": "f-0", "name": "peta.pdf", "size": 4}]
    assert view["marking"] == {
        "returned": False,
        "given": 7.5,
        "maximum": 10.0,
        "levels": [3, 3],
        "comments": ["", "Rapi"],
        "comment": "Cukup",
        "at": 1000,
    }
