"""How quizzes are run; the cases also run in JavaScript."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from course_builder.errors import AnswerFormatError
from course_builder.model import quiz_run
from course_builder.model.activity_progress import (
    UNTOUCHED,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    Round,
    ScenarioProgress,
    Submission,
)
from course_builder.model.progress_document import progress_document, read_progress
from course_builder.model.rendered import RenderedQuiz, RenderedScenario
from course_builder.model.view import (
    question_view,
    quiz_view,
    scenario_view,
    submission_view,
)
from tests.course_builder.model.cases import (
    SINGLE_CHOICE,
    activity_of,
    answer_of,
    cases,
    key_entry,
    question_of,
    quiz_of,
    quiz_progress_of,
)

SHARED = cases("quiz")


def name_of(case: Any) -> str:
    return str(case["name"]).encode("ascii", "backslashreplace").decode()


def any_key(questions: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(questions, key_entry(SINGLE_CHOICE))


def key_of(given: dict[str, Any]) -> dict[str, Any]:
    """Return a key that makes a question the kind that a case says."""
    if given["type"] == "order":
        letters = [letter for letter, _ in given["options"]]
        rule = {"type": "order", "order": letters[::-1], "partial": False}
        return key_entry(rule)
    return key_entry(SINGLE_CHOICE | {"boolean": given["type"] == "boolean"})


@pytest.mark.parametrize("case", SHARED["asked"], ids=name_of)
def test_a_seed_asks(case):
    key = {name: key_of(given) for name, given in case["questions"].items()}
    quiz = quiz_of(case["quiz"], case["questions"], key)

    asked = quiz_run.asked(quiz, case["seed"])

    assert [
        {"id": one.question_id, "options": list(one.options)} for one in asked
    ] == case["asked"]


def stepped(quiz: RenderedQuiz, before: QuizProgress, step: list[Any]) -> QuizProgress:
    match step:
        case ["begin", seed, now]:
            return quiz_run.begin_run(quiz, before, seed, now)
        case ["answer", question, answer, now, *right]:
            after, told = quiz_run.answer_in_run(
                quiz, before, question, answer_of(answer), "id", now
            )
            assert (told and [told.right]) == (right or None)
            return after
        case ["hint", question, now]:
            return quiz_run.hint_in_run(quiz, before, question, now)
        case ["refused", question, answer, now]:
            with pytest.raises(AnswerFormatError):
                quiz_run.answer_in_run(
                    quiz, before, question, answer_of(answer), "id", now
                )
            return before
        case ["refused-hint", question, now]:
            with pytest.raises(AnswerFormatError):
                quiz_run.hint_in_run(quiz, before, question, now)
            return before
        case ["submit"]:
            return quiz_run.submit_run(quiz, before, "id")
        case ["expire", now]:
            return quiz_run.expire(quiz, before, now, "id")
        case other:
            raise ValueError(other)


@pytest.mark.parametrize("case", SHARED["runs"], ids=name_of)
def test_a_quiz_is_run(case):
    key = {name: key_entry(rule) for name, rule in case["key"].items()}
    for name, fields in case["questions"].items():
        key[name]["hints"] = ["<p>Ingat.</p>"] * fields.get("hints", 0)
    worth = {"worth": case["quiz"]["points"]}
    quiz = quiz_of(worth | case["quiz"], case["questions"], key)
    progress = QuizProgress()

    for step in case["steps"]:
        progress = stepped(quiz, progress, step)

    expected = quiz_progress_of(case["after"])
    assert progress.run == expected.run
    assert (progress.runs, progress.finished) == (expected.runs, expected.finished)
    assert (progress.first, progress.best) == (expected.first, expected.best)
    assert bool(progress.finished) == (progress.best is not None)


@pytest.mark.parametrize("case", SHARED["views"], ids=name_of)
def test_a_quiz_is_shown(case):
    worth = {"worth": case["quiz"]["points"]}
    quiz = quiz_of(worth | case["quiz"], case["questions"], case["key"])

    view = quiz_view(quiz, quiz_progress_of(case["progress"]), case["now"], "id")

    assert view == case["view"]
    json.dumps(view)


QUESTIONS: dict[str, Any] = {"q1": {}, "q2": {}, "q3": {}}


def after_quiz(**fields: Any) -> RenderedQuiz:
    fields = {"feedback": "after", "role": "posttest"} | fields
    return quiz_of(fields, QUESTIONS, any_key(QUESTIONS))


def begun(quiz: RenderedQuiz, *answers: tuple[str, str]) -> QuizProgress:
    progress = quiz_run.begin_run(quiz, QuizProgress(), "AbCdEfGh", 0)
    for question, answer in answers:
        progress, _ = quiz_run.answer_in_run(
            quiz, progress, question, (answer,), "id", 1
        )
    return progress


def test_the_best_run_keeps_all_that_it_asked():
    quiz = after_quiz()

    progress = quiz_run.submit_run(quiz, begun(quiz, ("q1", "b"), ("q2", "a")), "id")

    best = progress.best_answers
    assert list(best) == ["q1", "q2", "q3"]
    assert (best["q1"].right, best["q2"].right) == (True, False)
    assert best["q3"] == UNTOUCHED


def test_a_later_run_that_earns_as_much_does_not_become_the_best():
    quiz = after_quiz()
    first = quiz_run.submit_run(quiz, begun(quiz, ("q1", "b")), "id")
    second = quiz_run.begin_run(quiz, first, "ZZZZZZZZ", 9)
    second, _ = quiz_run.answer_in_run(quiz, second, "q2", ("b",), "id", 10)

    after = quiz_run.submit_run(quiz, second, "id")

    assert after.best_answers == first.best_answers


def test_before_a_run_is_over_nothing_shows_what_is_right():
    quiz = after_quiz()
    right = quiz_view(quiz, begun(quiz, ("q1", "b")), 1, "id")
    wrong = quiz_view(quiz, begun(quiz, ("q1", "a")), 1, "id")

    right["run"]["questions"]["q1"]["answer"] = ["a"]

    assert right == wrong


@pytest.mark.parametrize("fields", [{"feedback": "never"}, {"role": "pretest"}])
def test_where_nothing_is_ever_told_a_right_answer_looks_like_a_wrong_one(fields):
    quiz = after_quiz(**fields)
    right = quiz_run.submit_run(quiz, begun(quiz, ("q1", "b"), ("q2", "a")), "id")
    wrong = quiz_run.submit_run(quiz, begun(quiz, ("q1", "a"), ("q2", "b")), "id")

    shown = [
        quiz_view(quiz, one, 2, "id")["run"]["questions"]["q1"]
        for one in (right, wrong)
    ]

    assert shown[0] | {"answer": ["a"]} == shown[1]


def test_a_quiz_without_a_worth_is_worth_its_graded_questions():
    questions = {"q1": {"points": 2}, "q2": {"points": 3}, "q3": {"points": 9}}
    key = any_key(questions) | {"q3": key_entry({"type": "long"})}

    assert quiz_of({}, questions, key).points == 5
    assert quiz_of({"draws": [["", 2]]}, questions, key).points == 2
    assert quiz_of({"worth": 7}, questions, key).points == 7


def test_a_quiz_of_open_answers_only_counts_for_no_points():
    questions: dict[str, Any] = {"q1": {}}
    quiz = quiz_of({"worth": 5}, questions, {"q1": key_entry({"type": "long"})})

    assert not quiz.is_graded


TAGS = st.lists(st.sampled_from(["mudah", "sulit", "banjir"]), max_size=3, unique=True)
DRAWS = st.lists(
    st.tuples(st.sampled_from(["", "mudah", "sulit", "banjir"]), st.integers(1, 5)),
    max_size=4,
)


@given(
    tags=st.lists(TAGS, max_size=12),
    draws=DRAWS,
    shuffle=st.booleans(),
    seed=st.text(max_size=8),
)
def test_a_draw_repeats_no_question_and_asks_only_what_there_is(
    tags, draws, shuffle, seed
):
    questions = {f"q{n}": {"tags": of} for n, of in enumerate(tags)}
    fields = {"draws": [list(draw) for draw in draws], "shuffle": shuffle}
    quiz = quiz_of(fields, questions, any_key(questions))

    asked = [one.question_id for one in quiz_run.asked(quiz, seed)]

    assert len(set(asked)) == len(asked)
    assert set(asked) <= set(questions)
    wanted = sum(count for _, count in draws) if draws else len(tags)
    assert len(asked) <= wanted
    if not shuffle:
        assert asked == [q for q in questions if q in asked]


POINTS = st.none() | st.decimals(0, 100, places=2)
TEXTS = st.text(max_size=20)
DONE = st.builds(
    QuestionProgress,
    st.integers(0, 9),
    st.integers(0, 3),
    POINTS,
    POINTS,
    st.booleans(),
    TEXTS | st.lists(TEXTS, max_size=4).map(tuple),
)
ANSWERS = st.dictionaries(TEXTS, DONE, max_size=3)
RUN = st.builds(QuizRun, TEXTS, st.integers(0, 2**40), ANSWERS, st.booleans())
QUIZ = st.builds(
    QuizProgress,
    st.integers(0, 9),
    st.integers(0, 9),
    POINTS,
    POINTS,
    st.none() | RUN,
    ANSWERS,
)
ROUND = st.builds(Round, TEXTS, TEXTS, POINTS)
SCENARIO = st.builds(ScenarioProgress, st.lists(ROUND, max_size=3).map(tuple), TEXTS)
SUBMISSION = st.builds(
    Submission,
    st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3).map(tuple), max_size=3),
    st.integers(0, 9),
)


@given(DONE | QUIZ | SCENARIO | SUBMISSION)
def test_progress_comes_back_as_it_was_stored(progress):
    text = json.dumps(progress_document(progress))

    assert read_progress(json.loads(text)) == progress


def test_what_was_stored_of_questions_before_there_were_others_is_read():
    old = json.loads('[2, 1, "0", "1.5", 1, ["b"]]')

    progress = read_progress(old)

    assert progress == QuestionProgress(
        2, 1, Decimal(0), Decimal("1.5"), right=True, answer=("b",)
    )
    assert progress_document(progress) == old


def test_progress_of_a_kind_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown progress"):
        read_progress({"kind": "teka-teki"})


def test_a_question_is_shown_with_its_hints_and_without_its_key():
    question = question_of({"hints": 2}, SINGLE_CHOICE)
    done = QuestionProgress(1, 1, Decimal(0), Decimal(0), answer=("a",))

    view = question_view(question, done, "id")

    assert view["hintTexts"] == ["<p>0</p>"]
    assert (view["closed"], view["best"], view["answer"]) == (False, 0, ["a"])
    assert (view["feedback"]["right"], view["feedback"]["key"]) == (False, [])


def test_a_right_answer_whose_words_were_not_kept_stays_right():
    rule = {"type": "text", "answers": ["siaga"], "patterns": [], "exact": False}
    done = QuestionProgress(1, 0, Decimal(1), Decimal(1), right=True, answer="")

    view = question_view(question_of({}, rule), done, "id")

    assert view["feedback"]["right"]


def test_a_simulation_is_shown_with_every_round():
    scenario = activity_of({"kind": "scenario", "pass": 60})
    assert isinstance(scenario, RenderedScenario)
    rounds = (Round("ab", "selamat", Decimal("62.5")), Round("a"))

    view = scenario_view(scenario, ScenarioProgress(rounds, "Waktu."))

    assert view == {
        "rounds": [
            {"choices": "ab", "ending": "selamat", "score": 62.5},
            {"choices": "a", "ending": "", "score": None},
        ],
        "best": 62.5,
        "passed": True,
        "reflection": "Waktu.",
    }


def test_what_was_handed_in_is_shown():
    handed = Submission({"text": "Rencana", "checked": ("0", "2")}, 2)

    assert submission_view(handed) == {
        "answers": {"text": "Rencana", "checked": ["0", "2"]},
        "times": 2,
    }


@given(seed=st.text(max_size=8))
def test_nobody_finds_items_that_are_to_be_put_in_order_in_another_order_than_all(seed):
    """Their right order is kept from learners once, where letters are given out."""
    letters = [[letter, letter] for letter in "abc"]
    questions = {"q": {"type": "order", "options": letters}}
    quiz = quiz_of({"shuffle": True}, questions, {"q": key_of(questions["q"])})

    (asked,) = quiz_run.asked(quiz, seed)

    assert asked.options == ("a", "b", "c")
