"""Questions whose answers are put in order, matched or filled in."""

from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from hypothesis import given, strategies as st

from course_builder.model.grading import share
from course_builder.model.question import (
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Question,
    TextRule,
)
from course_builder.reader.arrangement import MOST_PAIRS, option_id
from course_builder.reader.question import read_question
from course_builder.reader.source import Source
from course_builder.reader.structure import read_structure
from tests.course_builder.course_folder import FIRST_LINE, problems_of, question_of

ORDER = "Urutkan langkahnya.\n\n1. Lihat peta\n2. Bunyikan sirene\n3. Pandu warga\n"
MATCH = (
    "Jodohkan.\n\n- **BMKG** => Gempa dan tsunami\n- PVMBG => Gunung api\n"
    "- Badan Geologi => Gunung api\n"
)


def asked(body: str, attributes: str = "", name: str = "q-satu") -> str:
    return f"::: question {{#{name} {attributes}}}\n{body}\n:::\n"


def read(lines: list[str]) -> Question:
    """Return a question straight from its lines."""
    source = Source(PurePosixPath("01-modul.md"), tuple(lines))
    structure = read_structure(source, 0)
    question = read_question(source, structure.directives[0], structure, "id")
    assert question is not None
    assert source.findings == []
    return question


def right_texts(question: Question) -> list[str]:
    rule = question.rule
    assert isinstance(rule, OrderRule)
    texts = {option.id: option.text.text for option in question.options}
    return [texts[identifier] for identifier in rule.order]


def test_a_numbered_list_is_put_in_order(tmp_path):
    question = question_of(tmp_path, asked(ORDER))

    assert question.prompt.text == "Urutkan langkahnya."
    assert right_texts(question) == ["Lihat peta", "Bunyikan sirene", "Pandu warga"]
    assert [option.id for option in question.options] == ["a", "b", "c"]
    assert isinstance(question.rule, OrderRule)
    assert not question.rule.partial
    assert question.options[0].text.where.line > FIRST_LINE


def test_an_item_to_be_ordered_may_have_several_lines(tmp_path):
    body = "Urutkan.\n\n1. Lihat\n   peta\n\n   - bagian\n2. Pandu\n"

    question = question_of(tmp_path, asked(body))

    assert right_texts(question) == ["Lihat\npeta\n\n- bagian", "Pandu"]


@given(st.integers(2, 12), st.integers(0, 10_000))
def test_learners_never_find_the_items_in_the_right_order(count, number):
    body = [f"{n + 1}. langkah {n}" for n in range(count)]

    question = read([f"::: question {{#q-{number}}}", "Urutkan.", "", *body, "", ":::"])

    rule = question.rule
    assert isinstance(rule, OrderRule)
    assert rule.order != tuple(option_id(n) for n in range(count))
    assert right_texts(question) == [f"langkah {n}" for n in range(count)]


def test_the_order_that_learners_find_depends_on_the_id_alone(tmp_path):
    body = "".join(f"{n}. langkah {n}\n" for n in range(1, 9))
    one, same, other = (
        question_of(tmp_path / name, asked(f"Urutkan.\n\n{body}", name=identifier))
        for name, identifier in (("a", "q-satu"), ("b", "q-satu"), ("c", "q-dua"))
    )

    assert one.rule == same.rule
    assert one.rule != other.rule


def test_pairs_are_matched(tmp_path):
    question = question_of(tmp_path, asked(MATCH))

    rule = question.rule
    assert isinstance(rule, MatchRule)
    assert [left.text for left in question.left] == [
        "**BMKG**",
        "PVMBG",
        "Badan Geologi",
    ]
    texts = {option.id: option.text.text for option in question.options}
    assert [texts[partner] for partner in rule.partners] == [
        "Gempa dan tsunami",
        "Gunung api",
        "Gunung api",
    ]
    assert sorted(texts) == ["a", "b"]


def test_both_halves_of_a_pair_know_their_place(tmp_path):
    question = question_of(tmp_path, asked(MATCH))

    (partner,) = (o for o in question.options if o.text.text.startswith("Gempa"))
    assert (question.left[0].where.line, question.left[0].where.column) == (
        FIRST_LINE + 3,
        3,
    )
    assert (partner.text.where.line, partner.text.where.column) == (FIRST_LINE + 3, 15)


@pytest.mark.parametrize(
    ("item", "left", "right"),
    [
        ("a => b => c", "a", "b => c"),
        ("`x => y` => fungsi", "`x => y`", "fungsi"),
        ("a=>b => c", "a=>b", "c"),
        ("satu =>   dua", "satu", "dua"),
    ],
)
def test_a_pair_is_parted_by_its_first_arrow_outside_code(tmp_path, item, left, right):
    question = question_of(tmp_path, asked(f"Jodohkan.\n\n- {item}\n- d => e\n"))

    assert question.left[0].text == left
    assert right in [option.text.text for option in question.options]


def test_gaps_are_filled_in(tmp_path):
    body = (
        "Ibu kota Maluku Utara adalah [[Sofifi|kota Sofifi]].\n\n"
        "- Luasnya [[31982 +- 100]] km2\n- Ada [[10]] kabupaten dan kota\n\n"
        "`[[bukan]]`\n"
    )

    question = question_of(tmp_path, asked(body, "partial"))

    assert question.rule == GapRule(
        (
            TextRule(("Sofifi", "kota Sofifi")),
            NumberRule((NumberRange(Decimal(31882), Decimal(32082)),)),
            NumberRule((NumberRange(Decimal(10), Decimal(10)),)),
        ),
        partial=True,
    )
    assert question.options == ()
    assert "[[Sofifi|kota Sofifi]]" in question.prompt.text


def test_gaps_may_be_exact(tmp_path):
    rule = question_of(tmp_path, asked("Kata [[kWh]].\n", "exact")).rule

    assert rule == GapRule((TextRule(("kWh",), exact=True),))


def test_exact_means_nothing_for_numbers_alone(tmp_path):
    text = asked("Ada [[10]] kota.\n", "exact")

    assert problems_of(tmp_path, text) == [(1, 23, "B225")]


def test_gaps_in_a_numbered_list_are_gaps(tmp_path):
    question = question_of(tmp_path, asked("1. Satu [[a]]\n2. Dua [[b]]\n"))

    assert isinstance(question.rule, GapRule)
    assert question.prompt.text == "1. Satu [[a]]\n2. Dua [[b]]"


def test_what_gaps_take_their_answers_by_number(tmp_path):
    text = asked("Tinggi [[2,5]] m.\n")

    assert problems_of(tmp_path, text) == [(2, 8, "B223")]


def test_an_open_answer_has_a_rubric(tmp_path):
    body = (
        "Uraikan langkah Anda:\n\n1. sebelum\n2. sesudah\n\n"
        "| Kriteria | Belum | Baik |\n|---|---|---|\n| Runtut * | acak | urut |\n\n"
        "> [!HINT]\n> Lihat peta.\n"
    )

    question = question_of(tmp_path, asked(body, "long points=10"))

    assert question.rule == LongRule()
    assert question.prompt.text == "Uraikan langkah Anda:\n\n1. sebelum\n2. sesudah"
    assert question.rubric is not None
    assert question.rubric.levels == ("Belum", "Baik")
    assert question.rubric.criteria[0].required
    assert len(question.hints) == 1


def test_a_table_stays_in_the_prompt_of_other_questions(tmp_path):
    body = "| Kriteria | A | B |\n|---|---|---|\n| satu | a | b |\n\n- (x) ya\n- ( ) tidak\n"

    question = question_of(tmp_path, asked(body))

    assert question.rubric is None
    assert question.prompt.text.startswith("| Kriteria")


@pytest.mark.parametrize(
    "body",
    [
        ORDER,
        MATCH,
        "Apa?\n\n- [x] a\n- [ ] b\n",
        "Kata [[a]] dan [[b]].\n",
    ],
)
def test_some_of_the_points_may_be_earned(tmp_path, body):
    question = question_of(tmp_path, asked(body, "partial"))

    assert not isinstance(question.rule, LongRule | NumberRule | TextRule)
    assert question.rule.partial


@pytest.mark.parametrize(
    "body", ["Apa?\n\n- (x) a\n- ( ) b\n", "Apa?\n\n- = a\n", "Apa?\n\n- = 5\n"]
)
def test_other_answers_are_right_or_wrong(tmp_path, body):
    assert problems_of(tmp_path, asked(body, "partial")) == [(1, 23, "B225")]


@pytest.mark.parametrize("body", [ORDER, MATCH])
def test_what_the_rule_asks_for_earns_all_points(tmp_path, body):
    rule = question_of(tmp_path, asked(body)).rule

    match rule:
        case OrderRule():
            answer = rule.order
        case MatchRule():
            answer = rule.partners
        case _:
            pytest.fail("neither order nor match")

    assert share(rule, answer, "id") == (1, 1)
    assert share(rule, tuple(reversed(answer)), "id") == (0, 1)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("Apa?\n\n1. satu\n2. dua\n\nMana?\n\n- ( ) satu\n- (x) dua\n", "choice"),
        ("Jodohkan:\n\n- satu\n- dua\n\nlalu\n\n- a => b\n- c => d\n", "match"),
        ("Apa?\n\n- satu\n- dua\n\nUrutkan.\n\n1. satu\n2. dua\n", "order"),
    ],
)
def test_only_the_last_list_is_the_answer(tmp_path, body, form):
    question = question_of(tmp_path, asked(body))

    kinds = {"choice": "options", "match": "left", "order": "options"}
    assert len(getattr(question, kinds[form])) == 2
    assert "satu" in question.prompt.text


@pytest.mark.parametrize(("count", "found"), [(0, []), (1, [(104, 1, "B246")])])
def test_a_question_has_no_more_pairs_than_a_page_can_show(tmp_path, count, found):
    pairs = "".join(f"- kiri {n} => kanan {n}\n" for n in range(MOST_PAIRS + count))

    assert problems_of(tmp_path, asked(f"Jodohkan.\n\n{pairs}")) == found
