"""What may be handed in, and what is refused."""

import pytest

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import Answer, Submission
from course_builder.model.rendered import (
    RenderedAssignment,
    RenderedDiscussion,
    RenderedItem,
    RenderedSurvey,
)
from course_builder.model.submission import LONGEST_SUBMISSION, submit

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
