"""``authoring.md``, `quiz`: roles, banks, draws, feedback and runs."""

import pytest

from course_builder.model.activity_progress import QuizProgress
from course_builder.model.quiz import Role, When
from course_builder.model.quiz_run import (
    answer_in_run,
    asked,
    begin_run,
    expire,
    submit_run,
)
from course_builder.model.rendered import RenderedQuiz
from course_builder.model.view import quiz_view
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import question

NOW = 1_800_000_000
CHOICE = "Mana benar?\n\n- (x) Ya\n- ( ) Tidak\n- ( ) Ragu\n\n> [!EXPLANATION]\n> Ya."


def bank(easy: int = 4, hard: int = 2) -> dict[str, str | bytes]:
    tags = ["mudah"] * easy + ["sulit"] * hard
    texts = [
        question(CHOICE, f"tags={tag}", f"b-{number}")
        for number, tag in enumerate(tags)
    ]
    return {"banks/ancaman.md": "# Bank\n\n" + "".join(texts)}


def quiz(attributes: str = "", own: int = 0) -> str:
    texts = [question(CHOICE, "", f"q-{number}") for number in range(own)]
    return f":::: quiz {{#k {attributes}}}\n{''.join(texts)}\n::::\n"


def begun(of: RenderedQuiz, seed: str = "satu") -> QuizProgress:
    return begin_run(of, QuizProgress(), seed, NOW)


def ids(of: RenderedQuiz, seed: str) -> list[str]:
    return [one.question_id for one in asked(of, seed)]


def test_the_example_of_the_language_means_what_it_says(course: Write) -> None:
    attributes = (
        "role=posttest from=banks/ancaman.md draw=10 attempts=2 pass=75 shuffle "
        "feedback=after minutes=25"
    )
    written = course(f"::: quiz {{#tes-akhir {attributes}}}\n\n:::\n", bank(10, 2))

    assert written.codes == []
    found = written.quiz
    assert (found.id, found.role, found.attempts) == ("tes-akhir", Role.POSTTEST, 2)
    assert (found.pass_mark, found.minutes, found.shuffle) == (75, 25, True)
    assert (found.feedback, found.draws[0].count) == (When.AFTER, 10)
    assert len(found.questions) == 12


def test_a_quiz_groups_questions_of_its_own(course: Write) -> None:
    written = course(quiz(own=3))

    assert written.codes == []
    assert ids(written.quiz, "satu") == ["q-0", "q-1", "q-2"]
    assert written.course.activities.keys() == {"k"}


def test_a_quiz_may_have_its_own_questions_and_a_whole_bank(course: Write) -> None:
    written = course(quiz("from=banks/ancaman.md", own=1), bank(1, 1))

    assert ids(written.quiz, "satu") == ["q-0", "b-0", "b-1"]


@pytest.mark.parametrize(
    ("role", "attempts", "feedback"),
    [
        ("", 0, "immediate"),
        ("role=practice", 0, "immediate"),
        ("role=pretest", 1, "never"),
        ("role=posttest", 2, "after"),
        ("role=exam", 1, "after"),
    ],
)
def test_the_role_is_practice_unless_said_otherwise_and_sets_the_rest(
    course: Write, role: str, attempts: int, feedback: str
) -> None:
    written = course(quiz(role, own=1))

    assert written.codes == []
    assert written.quiz.role.value == (role.partition("=")[2] or "practice")
    assert written.quiz.attempts == attempts
    assert written.quiz.feedback.value == feedback


def test_immediate_feedback_tells_after_each_question(course: Write) -> None:
    found = course(quiz("feedback=immediate", own=2)).quiz
    _, told = answer_in_run(found, begun(found), "q-0", ("b",), "id", NOW)

    assert told is not None
    assert not told.right


@pytest.mark.parametrize("feedback", ["after", "never"])
def test_other_feedback_tells_nothing_before_the_end(
    course: Write, feedback: str
) -> None:
    found = course(quiz(f"feedback={feedback}", own=2)).quiz
    changed = begun(found)
    for answer in ("b", "a"):
        changed, told = answer_in_run(found, changed, "q-0", (answer,), "id", NOW)
        assert told is None

    done = submit_run(found, changed, "id")
    assert done.best == 1
    assert found.points == 2


def test_a_pretest_never_shows_the_right_answers(course: Write) -> None:
    written = course(quiz("role=pretest feedback=after", own=1))

    assert (written.errors, written.warnings) == ([], ["B609"])
    assert written.quiz.feedback is When.NEVER
    assert not written.quiz.is_graded


def test_a_pretest_promises_no_pass_and_costs_no_points(course: Write) -> None:
    pretest = course(quiz("role=pretest pass=75", own=1))
    exam = course(quiz("role=exam pass=75", own=1))

    assert "75%" in exam.html
    assert "75%" not in pretest.html


@pytest.mark.parametrize(
    ("attributes", "knows"),
    [
        ("role=pretest", set()),
        ("role=exam feedback=never", {"given", "best"}),
        ("role=exam", {"given", "best", "feedback"}),
    ],
)
def test_what_is_seen_of_a_run_that_is_over(
    course: Write, attributes: str, knows: set[str]
) -> None:
    found = course(quiz(attributes, own=1)).quiz
    run, _ = answer_in_run(found, begun(found), "q-0", ("a",), "id", NOW)
    view = quiz_view(found, submit_run(found, run, "id"), NOW, "id")
    seen = {
        "best": view["best"],
        "given": view["run"]["given"],
        "feedback": view["run"]["questions"]["q-0"]["feedback"],
    }

    assert view["run"]["submitted"]
    assert {name for name, value in seen.items() if value is not None} == knows


def test_a_draw_is_random_per_attempt_and_repeatable_from_its_seed(
    course: Write,
) -> None:
    found = course(quiz("from=banks/ancaman.md draw=3"), bank()).quiz
    draws = [ids(found, f"orang-{seed}") for seed in range(20)]

    assert len({tuple(draw) for draw in draws}) > 5
    assert all(len(set(draw)) == 3 for draw in draws)
    assert draws == [ids(found, f"orang-{seed}") for seed in range(20)]


def test_a_draw_may_be_spread_over_tags(course: Write) -> None:
    attributes = 'from=banks/ancaman.md draw="mudah:2 sulit:1"'
    found = course(quiz(attributes), bank()).quiz

    for seed in range(10):
        tags = sorted(found.questions[i].tags[0] for i in ids(found, str(seed)))
        assert tags == ["mudah", "mudah", "sulit"]


@pytest.mark.parametrize("draw", ["7", '"mudah:5"', '"mudah:4 sulit:3"', '"mudah:1 9"'])
def test_a_draw_above_the_bank_s_size_is_an_error(course: Write, draw: str) -> None:
    written = course(quiz(f"from=banks/ancaman.md draw={draw}"), bank())

    assert written.errors == ["B606"]


def test_a_draw_of_the_whole_bank_is_right(course: Write) -> None:
    for draw in ("6", '"mudah:4 sulit:2"'):
        written = course(quiz(f"from=banks/ancaman.md draw={draw}"), bank())
        assert written.codes == []


def test_a_tag_that_no_question_has_is_an_error(course: Write) -> None:
    written = course(quiz('from=banks/ancaman.md draw="mudha:1"'), bank())

    assert written.errors == ["B607"]
    assert "`mudah`" in written.said("B607")


def test_a_bank_that_is_not_there_is_an_error_with_the_nearest(course: Write) -> None:
    written = course(quiz("from=banks/ancamn.md"), bank())

    assert written.errors == ["B603"]
    assert "banks/ancaman.md" in written.said("B603")


def test_minutes_are_a_time_limit(course: Write) -> None:
    found = course(quiz("minutes=25", own=1)).quiz
    run, limit = begun(found), NOW + 25 * 60

    assert expire(found, run, limit, "id") == run
    assert expire(found, run, limit + 31, "id").finished == 1


def test_attempts_limit_the_runs_and_the_best_counts(course: Write) -> None:
    found = course(quiz("role=exam attempts=2 points=10", own=1)).quiz
    progress = QuizProgress()
    for answer in ("b", "a", "a"):
        progress = begin_run(found, progress, answer, NOW)
        progress, _ = answer_in_run(found, progress, "q-0", (answer,), "id", NOW)
        progress = submit_run(found, progress, "id")

    assert progress.runs == 2
    assert progress.best == 10
    assert progress.first == 0


def test_shuffle_turns_questions_and_options(course: Write) -> None:
    plain = course(quiz(own=4)).quiz
    shuffled = course(quiz("shuffle", own=4)).quiz
    seeds = [str(number) for number in range(20)]

    assert len({tuple(ids(plain, seed)) for seed in seeds}) == 1
    assert len({tuple(ids(shuffled, seed)) for seed in seeds}) > 5
    assert len({asked(shuffled, seed)[0].options for seed in seeds}) > 2


def test_the_key_of_a_quiz_is_on_no_page_and_in_no_details(course: Write) -> None:
    written = course(quiz("role=exam", own=1))

    assert "checked" not in written.quiz.forms["q-0"]
    assert "rule" not in str(written.outline)
    assert written.key["q-0"]["rule"]["right"] == ["a"]


def test_a_competency_that_is_not_declared_is_an_error(course: Write) -> None:
    assert course(quiz("competency=T-PB-01.2", own=1)).errors == ["B222"]
