"""The JSON documents that player, packages and releases share."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from course_builder.model import document
from course_builder.model.activity_document import read_competency
from course_builder.model.activity_progress import Marking, QuestionProgress
from course_builder.model.progress_document import progress_document, read_progress
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedItem,
    RenderedQuestion,
    RenderedQuiz,
    short_key,
)
from course_builder.model.rule_document import read_rule
from course_builder.model.scenario import (
    Choice,
    Comparison,
    Event,
    Graph,
    Node,
    Variable,
)
from tests.course_builder.model.cases import cases
from tests.factories import (
    rendered_assignment,
    rendered_course,
    rendered_course_of,
    rendered_course_of_every_kind,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
    rendered_survey,
)

RULES: dict[str, Rule] = {
    "choice": ChoiceRule(("a", "b"), frozenset({"a"})),
    "multiple": ChoiceRule(("a", "b", "o37"), frozenset({"a", "o37"}), multiple=True),
    "boolean": ChoiceRule(("a", "b"), frozenset({"b"}), boolean=True),
    "number": NumberRule((NumberRange(Decimal("-0.50"), Decimal("1E+3")),), "km"),
    "text": TextRule(("BMKG",), ("a|b",), exact=True),
    "order": OrderRule(("b", "a"), partial=True),
    "match": MatchRule(("a", "a", "b")),
    "gaps": GapRule((TextRule(("BMKG",)), NumberRule((), "km")), partial=True),
    "long": LongRule(),
}


RUBRIC: dict[str, Any] = {
    "levels": ("Kurang", "Baik"),
    "criteria": ("Isi", "Bahasa"),
    "required_criteria": (1,),
}


def test_what_a_person_said_of_an_open_answer_comes_back_as_it_was():
    said = Marking(
        returned=False,
        given=Decimal("3.75"),
        maximum=Decimal(5),
        levels=(1, 2),
        comments=("", "Jelas"),
        comment="Baik",
        at=1_764_000_000,
    )
    done = QuestionProgress(tries=2, answer="Kami akui.", marking=said)
    kept = json.loads(json.dumps(progress_document(done)))
    assert read_progress(kept) == done


@pytest.mark.parametrize("kind", RULES)
def test_a_question_comes_back_as_it_was(kind):
    question = rendered_question(
        rule=RULES[kind],
        points=Decimal("2.5"),
        hint_cost=Decimal("0.25"),
        competencies=(CompetencyRef("T-PB-01", 2),),
        option_feedback={"a": "<p>Bukan</p>"},
        hints=("<p>Satu</p>", "<p>Dua</p>"),
        right="<p>Ya</p>",
        wrong="<p>Tidak</p>",
        explanation="<p>Sebab</p>",
        **(RUBRIC if kind == "long" else {}),
    )
    course = rendered_course(activities={question.id: question})
    outline, key = document.outline(course), document.answer_key(course)

    read = document.read_activities(
        json.loads(json.dumps(outline)), json.loads(json.dumps(key)), {}
    )

    assert read == {question.id: question}
    assert outline["activities"][question.id]["type"] == kind


def test_modules_come_back_as_they_were():
    course = rendered_course()
    html = {page.id: page.html for page in course.pages}

    assert document.read_modules(document.outline(course), html) == course.modules


@pytest.mark.parametrize("kind", RULES)
def test_the_outline_holds_no_answers(kind):
    question = rendered_question(
        rule=RULES[kind],
        option_texts={},
        option_feedback={"a": "rahasia"},
        hints=("rahasia",),
        right="rahasia",
        wrong="rahasia",
        explanation="rahasia",
    )
    outline = document.outline(rendered_course(activities={question.id: question}))

    text = json.dumps(outline)
    assert "rahasia" not in text
    assert "BMKG" not in text
    assert "rule" not in text
    assert outline["activities"][question.id]["hints"] == 1


def test_the_outline_of_one_module_holds_that_module_only():
    outline = document.outline(rendered_course().only("m1"))

    assert [module["id"] for module in outline["modules"]] == ["m1"]
    assert list(outline["activities"]) == ["q-siaga"]


def test_numbers_of_a_rule_are_written_without_exponents():
    question = rendered_question(rule=RULES["number"])
    key = document.answer_key(rendered_course(activities={question.id: question}))

    assert key[question.id]["rule"]["accepted"] == [["-0.50", "1000"]]


@pytest.mark.parametrize("text", ["T-PB-01", ".2", "T-PB-01.", "T-PB-01.dua"])
def test_what_is_no_competency_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_competency(text)


def test_a_competency_ends_with_its_level():
    assert read_competency("T.PB.01.2") == CompetencyRef("T.PB.01", 2)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="essay"):
        read_rule({"type": "essay"})


@pytest.mark.parametrize("case", cases("state")["keys"], ids=lambda c: str(c["id"]))
def test_a_key_stands_for_an_id_as_in_the_shared_cases(case):
    assert short_key(case["id"]) == case["key"]


ACTIVITIES: dict[str, RenderedActivity] = {
    "question": rendered_question(tags=("mudah", "banjir"), left_texts=("PVMBG",)),
    "quiz": rendered_quiz(),
    "quiz in full": rendered_quiz(
        role=Role.EXAM,
        draws=(Draw("mudah", 1), Draw("", 1)),
        attempts=2,
        pass_mark=75,
        shuffle=True,
        feedback=When.NEVER,
        minutes=25,
        worth=Decimal("12.5"),
        required=True,
        competencies=(CompetencyRef("T-PB-01", 2),),
    ),
    "scenario": rendered_scenario(rounds=2, pass_mark=60, points=Decimal("7.25")),
    "assignment": rendered_assignment(
        submit=("file", "link"),
        accept=("pdf",),
        largest_mb=5,
        assessor="supervisor",
        due_days=14,
    ),
    "survey": rendered_survey(
        anonymous=True, after_days=90, audience=("self", "peer"), level="behaviour"
    ),
    "discussion": rendered_discussion(forum="https://lms.id/f", points=Decimal(1)),
}


def read_again(course: RenderedCourse) -> dict[str, RenderedActivity]:
    """Return the activities as they come back out of the documents."""
    known = {
        activity.id: document.details(activity)
        for activity in course.activities.values()
    }
    parts = (document.outline(course), document.answer_key(course), known)
    outline, key, details = json.loads(json.dumps(parts))
    return document.read_activities(outline, key, details)


@pytest.mark.parametrize("kind", ACTIVITIES)
def test_every_kind_comes_back_as_it_was(kind):
    course = rendered_course_of(ACTIVITIES[kind])

    assert read_again(course) == course.activities


points = st.decimals(0, 1000, places=2)
words = st.text(max_size=20)
ids = st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True)
typed_rules = st.one_of(
    st.builds(TextRule, st.tuples(words), st.tuples(words), st.booleans()),
    st.builds(
        NumberRule,
        st.tuples(st.builds(NumberRange, points, points)),
        words,
    ),
)
rules = st.one_of(
    typed_rules,
    st.builds(
        ChoiceRule,
        st.just(("a", "b")),
        st.just(frozenset({"b"})),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(OrderRule, st.permutations(("a", "b", "c")).map(tuple), st.booleans()),
    st.builds(MatchRule, st.tuples(words, words), st.booleans()),
    st.builds(GapRule, st.lists(typed_rules, min_size=1).map(tuple), st.booleans()),
    st.just(LongRule()),
)
questions = st.builds(
    RenderedQuestion,
    id=ids,
    title=words,
    rule=rules,
    points=points,
    hint_cost=points,
    attempts=st.integers(1, 9),
    required=st.booleans(),
    option_texts=st.dictionaries(words, words),
    hints=st.tuples(words),
    tags=st.tuples(words),
    left_texts=st.tuples(words),
)
items = st.builds(
    RenderedItem,
    id=ids,
    type=st.sampled_from(["scale", "text", "choice", "multiple"]),
    text=words,
    required=st.booleans(),
    reverse=st.booleans(),
    low=st.integers(0, 1),
    high=st.integers(2, 10),
    options=st.dictionaries(words, words),
)


@st.composite
def quizzes(draw):
    chosen = {q.id: q for q in draw(st.lists(questions, min_size=1, max_size=3))}
    return rendered_quiz(
        draw(ids),
        title=draw(words),
        questions=chosen,
        forms={question: draw(words) for question in chosen},
        minutes=draw(st.none() | st.integers(1, 300)),
        worth=draw(st.none() | points),
        role=draw(st.sampled_from(Role)),
        feedback=draw(st.sampled_from(When)),
    )


@st.composite
def scenarios(draw):
    bound = st.none() | points
    variable = Variable(
        "waktu", draw(words), draw(points), draw(bound), draw(bound), "low", draw(words)
    )
    gate = Comparison("waktu", draw(st.sampled_from(["<", "!=", ">="])), draw(points))
    node = Node(
        "awal",
        (Choice("akhir", when=draw(st.none() | st.just(gate))),),
        score=draw(bound),
        event=draw(st.none() | st.just(Event(gate, ("akhir",), once=True))),
    )
    graph = Graph((variable,), {"awal": node, "akhir": Node("akhir", ending=True)})
    return rendered_scenario(
        draw(ids), graph=graph, texts=draw(st.dictionaries(words, words))
    )


surveys = st.builds(
    rendered_survey,
    ids,
    items=st.lists(items).map(tuple),
    after_days=st.none() | st.integers(1, 999),
)
assignments = st.builds(
    rendered_assignment,
    ids,
    due_days=st.none() | st.integers(1, 999),
    criteria=st.tuples(words, words),
    points=points,
)


@given(
    st.lists(
        st.one_of(questions, quizzes(), scenarios(), surveys, assignments),
        unique_by=lambda activity: activity.id,
        max_size=4,
    ),
    st.dictionaries(words, words),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_course_holds_comes_back_as_it_was(activities, glossary):
    names = [q for a in activities if isinstance(a, RenderedQuiz) for q in a.questions]
    names += [a.id for a in activities]
    assume(len(names) == len(set(names)))
    course = rendered_course_of(*activities, glossary=glossary)

    assert read_again(course) == course.activities
    outline = json.loads(json.dumps(document.outline(course)))
    assert document.read_glossary(outline) == glossary


def test_details_are_of_quizzes_and_scenarios_only():
    course = rendered_course_of_every_kind()
    (only,) = course.pages

    known = document.page_details(course, only)

    assert list(known) == ["k-akhir", "sim-erupsi"]
    assert known["k-akhir"] == document.details(course.activities["k-akhir"])
    assert document.details(course.activities["t-rencana"]) == {}


def test_the_questions_of_a_quiz_are_in_its_details_and_in_the_key():
    course = rendered_course_of(rendered_quiz())

    assert list(document.outline(course)["activities"]) == ["k-akhir"]
    details = document.details(course.activities["k-akhir"])
    assert list(details["questions"]) == ["k-satu", "k-dua"]
    assert details["questions"]["k-satu"]["kind"] == "question"
    assert details["questions"]["k-satu"]["key"] == short_key("k-satu")
    assert list(document.answer_key(course)) == ["k-satu", "k-dua"]


def test_neither_outline_nor_details_tell_an_answer():
    secret = {"right": "rahasia", "explanation": "rahasia", "hints": ("rahasia",)}
    hidden = rendered_question("k-satu", rule=TextRule(("rahasia",)), **secret)
    course = rendered_course_of(rendered_quiz(questions={"k-satu": hidden}))

    told = json.dumps(
        [document.outline(course), document.page_details(course, next(course.pages))]
    )

    assert "rahasia" not in told
    assert "rule" not in told


def test_a_module_names_those_that_come_first():
    (module,) = rendered_course().modules
    course = rendered_course(modules=(replace(module, prerequisites=("m0",)),))
    outline = document.outline(course)

    assert outline["modules"][0]["prerequisites"] == ["m0"]
    html = {page.id: page.html for page in course.pages}
    assert document.read_modules(outline, html) == course.modules


def test_an_unknown_kind_is_refused():
    outline = document.outline(rendered_course())
    outline["activities"]["q-siaga"]["kind"] = "tari"

    with pytest.raises(ValueError, match="tari"):
        document.read_activities(outline, document.answer_key(rendered_course()), {})


def test_a_gap_in_a_gap_is_refused():
    with pytest.raises(ValueError, match="gaps"):
        read_rule({"type": "gaps", "gaps": [{"type": "gaps"}], "partial": False})
