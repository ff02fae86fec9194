from decimal import Decimal

import pytest

from course_builder.errors import SourceLocation
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    NumberRange,
    NumberRule,
    TextRule,
)
from course_builder.reader import read_course
from course_builder.reader.arrangement import option_id
from tests.course_builder.course_folder import (
    FIRST_LINE,
    INDEX,
    problems_of,
    question_of,
    write_course,
)

SIAGA = """\
::: question {#q-siaga competency=T-PB-01.2 points=2 hint-cost=0.5 attempts=1 required=no tags="mudah banjir"}
Status **Siaga** diumumkan.

1. Satu langkah
2. Dua langkah

Apa yang Anda lakukan?

- ( ) Menunggu
  > Gelombang pertama sering
  > bukan yang terbesar.
- (x) Menjauhi pantai
  sekarang

  - lewat jalur evakuasi
- ( ) Meminta surat

> [!HINT]
> Lihat peta.

> [!hint]
> Lihat jalur.

> [!RIGHT]
> Tepat.

> [!WRONG] Belum tepat.
> Baca lagi.

> [!EXPLANATION]
> Siaga berarti 0,5 sampai 3 m.
>
> Segera.

:::
"""


def asked(answers: str, attributes: str = "") -> str:
    return f"::: question {{#q-satu {attributes}}}\nApa?\n\n{answers}\n:::\n"


def found_in(folder, answers: str, attributes: str = "") -> list[tuple[int, int, str]]:
    """Return the findings; lines count from the first of the answers."""
    return [
        (line - 3, column, code)
        for line, column, code in problems_of(folder, asked(answers, attributes))
    ]


def rule_of(folder, answers: str, attributes: str = ""):
    return question_of(folder, asked(answers, attributes)).rule


def test_a_question_is_read_with_all_that_its_author_wrote(tmp_path):
    question = question_of(tmp_path, SIAGA)

    assert question.id == "q-siaga"
    assert question.prompt.text.startswith("Status **Siaga** diumumkan.\n\n1. Satu")
    assert question.prompt.text.endswith("Apa yang Anda lakukan?")
    assert question.rule == ChoiceRule(("a", "b", "c"), frozenset("b"))
    assert [option.text.text for option in question.options] == [
        "Menunggu",
        "Menjauhi pantai\nsekarang\n\n- lewat jalur evakuasi",
        "Meminta surat",
    ]
    feedback = question.options[0].feedback
    assert feedback is not None
    assert feedback.text == "Gelombang pertama sering\nbukan yang terbesar."
    assert [hint.text for hint in question.hints] == ["Lihat peta.", "Lihat jalur."]
    assert question.right is not None
    assert question.wrong is not None
    assert question.explanation is not None
    assert question.right.text == "Tepat."
    assert question.wrong.text == "Belum tepat.\nBaca lagi."
    assert question.explanation.text == "Siaga berarti 0,5 sampai 3 m.\n\nSegera."
    assert (question.points, question.hint_cost) == (Decimal(2), Decimal("0.5"))
    assert (question.attempts, question.required) == (1, False)
    assert question.competencies == (CompetencyRef("T-PB-01", 2),)
    assert question.tags == ("mudah", "banjir")


def test_every_text_of_a_question_knows_its_line_and_column(tmp_path):
    question = question_of(tmp_path, SIAGA)

    def place(line: int, column: int) -> SourceLocation:
        return SourceLocation(question.where.path, FIRST_LINE - 1 + line, column)

    feedback = question.options[0].feedback
    assert feedback is not None
    assert question.wrong is not None
    assert question.where == place(1, 1)
    assert question.prompt.where == place(2, 1)
    assert question.options[0].text.where == place(9, 7)
    assert (feedback.where, feedback.indent) == (place(10, 5), 4)
    assert question.options[1].text.indent == 2
    assert question.hints[1].where == place(22, 3)
    assert question.wrong.where == place(27, 12)
    assert question.competencies[0].where == place(1, 35)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        (
            "- [ ] a\n- [x] b\n- [X] c\n",
            ChoiceRule(("a", "b", "c"), frozenset("bc"), multiple=True),
        ),
        (
            "* ( ) Benar\n* (x) Salah\n",
            ChoiceRule(("a", "b"), frozenset("b"), boolean=True),
        ),
        (
            "- (x) True\n- ( ) False.\n",
            ChoiceRule(("a", "b"), frozenset("a"), boolean=True),
        ),
        ("- (x) Benar\n- ( ) Tidak\n", ChoiceRule(("a", "b"), frozenset("a"))),
        ("- = Sofifi\n- = kota Sofifi\n", TextRule(("Sofifi", "kota Sofifi"))),
        (
            "- = Sofifi\n- =~ /(kota )?sofifi/\n",
            TextRule(("Sofifi",), ("(?:kota )?sofifi",)),
        ),
        ("- = 5\n- = lima\n", TextRule(("5", "lima"))),
        ("- = 12 ekor ayam\n", TextRule(("12 ekor ayam",))),
    ],
)
def test_the_form_of_the_answers_decides_the_type(tmp_path, answers, rule):
    assert rule_of(tmp_path, answers) == rule


@pytest.mark.parametrize(
    ("answer", "low", "high", "unit"),
    [
        ("5950", "5950", "5950", ""),
        ("-2.5", "-2.5", "-2.5", ""),
        ("5950 +- 50", "5900", "6000", ""),
        ("5950+-0.5 jiwa", "5949.5", "5950.5", "jiwa"),
        ("10..12", "10", "12", ""),
        ("-3 .. -1 °C", "-3", "-1", "°C"),
        ("40%", "40", "40", "%"),
        ("24 jam", "24", "24", "jam"),
    ],
)
def test_a_single_answer_that_reads_as_a_number_is_one(
    tmp_path, answer, low, high, unit
):
    accepted = (NumberRange(Decimal(low), Decimal(high)),)

    assert rule_of(tmp_path, f"- = {answer}\n") == NumberRule(accepted, unit)


def test_exact_makes_case_and_space_count(tmp_path):
    assert rule_of(tmp_path, "- = Sofifi\n", "exact") == TextRule(
        ("Sofifi",), (), exact=True
    )


def test_options_have_letters_then_digits_then_numbers():
    assert [option_id(n) for n in (0, 25, 26, 35, 36, 37)] == [
        "a",
        "z",
        "0",
        "9",
        "o37",
        "o38",
    ]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ("- ( ) a\n- ( ) b\n", [(-2, 1, "B203")]),
        ("- [ ] a\n- [ ] b\n", [(-2, 1, "B203")]),
        ("- (x) a\n- ( ) b\n- (x) c\n", [(3, 3, "B204")]),
        ("Tidak ada daftar.\n", [(-2, 1, "B205")]),
        ("- a\n- b\n", [(-2, 1, "B205")]),
        ("- (x) a\n- [ ] b\n- c\n", [(2, 3, "B206"), (3, 3, "B206")]),
        ("- (x) a\n- ( ) b\n\nTeks.\n", [(4, 1, "B214")]),
        ("- (x) a\n- ( ) b\n> Umpan balik.\n", [(3, 1, "B214")]),
        ("- (x) a\n  > Satu.\n\n  Dua.\n- ( ) b\n", [(4, 3, "B214")]),
        ("- (x) a\n- ( ) b\n\n> [!NOTE]\n> a\n", [(4, 5, "B215")]),
        ("- (x) a\n- ( ) b\n\n> [!WRONG]\n> a\n\n> [!WRONG]\n> b\n", [(7, 5, "B216")]),
        ("- (x) a\n- ( ) b\n\n> [!HINT]\n", [(4, 5, "B229")]),
        ("- (x) a\n- ( )\n", [(2, 3, "B217")]),
        ("- (x) a\n", [(-2, 1, "B218")]),
        ("- a => b\n- c =>\n- d => e\n", [(2, 3, "B238")]),
        ("- a => b\n- => c\n- d => e\n", [(2, 3, "B238")]),
        ("- a => b\n", [(1, 3, "B236")]),
        ("- a => b\n- c => b\n", [(-2, 1, "B218")]),
        ("- a => b\n- a => c\n", [(2, 3, "B237")]),
        ("- a => b\n  > Kata.\n- c => d\n", [(2, 3, "B226")]),
        ("1. a\n", [(1, 4, "B236")]),
        ("1. a\n2. b\n3. a\n", [(3, 4, "B237")]),
        ("1. a\n2.\n", [(2, 3, "B217")]),
        ("1. a\n   > Kata.\n2. b\n", [(2, 4, "B226")]),
        ("1. a\n2. b\n\nTeks.\n", [(4, 1, "B214")]),
        ("- (x) a\n- ( ) a\n", [(2, 7, "B237")]),
        ("Ibu kota [[ ]] dan [[a]].\n", [(1, 10, "B244")]),
        ("Kota [[a]].\n\n- (x) a\n- ( ) b\n", [(1, 6, "B243")]),
        ("Kota [[" + "a" * 1001 + "]].\n", [(1, 6, "B227")]),
        ("- =~ /a/\n- =~ /b/\n", [(1, 6, "B240")]),
        (
            "- =~ /a  b/\n",
            [
                (1, 6, "B239"),
            ],
        ),
        ("- = 12..10\n", [(1, 5, "B211")]),
        ("- = 5..x\n", [(1, 5, "B210")]),
        ("- = 5950 +- lima\n", [(1, 5, "B210")]),
        ("- = 1234567890123456789 +- 1\n", [(1, 5, "B210")]),
        ("- =\n", [(1, 3, "B212")]),
        ("- = 2,5 m\n", [(1, 5, "B223")]),
        ("- = 5.950\n", [(1, 5, "B224")]),
        ("- = a\n  > Umpan balik.\n", [(2, 3, "B226")]),
        ("- = a\n  b\n", [(2, 3, "B214")]),
        ("- = 10..12\n- = sebelas\n", [(1, 5, "B245")]),
        ("Ada [[12 +- 1|selusin]] kota.\n", [(1, 5, "B245")]),
        ("- = " + "a" * 1001 + "\n", [(1, 5, "B227")]),
        ("- =~ a\n", [(1, 6, "B208")]),
        ("- =~ /(?!a)b/\n", [(1, 6, "B209")]),
        ("- =~ /.*.*.*/\n", [(1, 6, "B228")]),
    ],
)
def test_each_mistake_in_the_answers_is_found_where_it_stands(tmp_path, answers, found):
    assert found_in(tmp_path, answers) == found


@pytest.mark.parametrize(
    ("attributes", "offset", "code"),
    [
        ("points=0", 7, "B219"),
        ("points=1.005", 7, "B219"),
        ("hint-cost=x", 10, "B219"),
        ("attempts=0", 9, "B235"),
        ("attempts=1.5", 9, "B235"),
        ("required=ya", 9, "B220"),
        ("competency=T-PB-01", 11, "B221"),
        ("competency=T-PB-01.6", 11, "B221"),
        ("competency=T-PB-02.2", 11, "B222"),
        ("exact", 0, "B225"),
        ("partial", 0, "B225"),
        ("partial=yes", 0, "B225"),
        ("exact=yes", 0, "B225"),
        ("hint-cost=2", 0, "B241"),
        ("pionts=2", 0, "B407"),
    ],
)
def test_each_wrong_attribute_is_found_where_it_stands(
    tmp_path, attributes, offset, code
):
    assert found_in(tmp_path, "- (x) a\n- ( ) b\n", attributes) == [
        (-2, 23 + offset, code)
    ]


def test_an_open_answer_has_no_list_of_answers(tmp_path):
    assert found_in(tmp_path, "- (x) a\n- ( ) b\n", "long") == [(1, 3, "B242")]


@pytest.mark.parametrize("attributes", ["long exact", "long partial"])
def test_an_open_answer_takes_no_flags_of_others(tmp_path, attributes):
    assert found_in(tmp_path, "Uraikan.\n", attributes) == [(-2, 28, "B225")]


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ("::: question", (1, 1, "B201")),
        ("::: question {#Q1}", (1, 16, "B202")),
        ("::: question {#q_1}", (1, 16, "B202")),
        ("::: question {#q-é}", (1, 16, "B202")),
    ],
)
def test_a_question_needs_an_id_in_kebab_case(tmp_path, opening, found):
    text = f"{opening}\nApa?\n\n- (x) a\n- ( ) b\n\n:::\n"

    assert problems_of(tmp_path, text) == [found]


def test_a_question_asks_something(tmp_path):
    text = "::: question {#q-satu}\n\n- (x) a\n- ( ) b\n\n:::\n"

    assert problems_of(tmp_path, text) == [(1, 1, "B213")]


def test_english_courses_part_thousands_by_a_comma(tmp_path):
    index = INDEX.replace("language: id", "language: en")
    folder = write_course(tmp_path, asked("- = 5,950\n"), index=index)
    folder_with_point = write_course(tmp_path / "b", asked("- = 5.950\n"), index=index)

    (finding,) = read_course(folder).findings

    assert (finding.code, finding.values["nearest"]) == ("B223", "5950")
    assert read_course(folder_with_point).findings == ()


@pytest.mark.parametrize(
    ("answer", "nearest"),
    [
        ("5 950", "5950"),
        ("5.950.000 rupiah", "5950000"),
        ("1.234,5", "1234.5"),
        ("2,5 m", "2.5"),
        (".5", "0.5"),
    ],
)
def test_a_number_as_learners_write_it_is_a_text(tmp_path, answer, nearest):
    folder = write_course(tmp_path, asked(f"- = {answer}\n"))

    (finding,) = read_course(folder).findings

    assert (finding.code, finding.values["nearest"]) == ("B223", nearest)


@pytest.mark.parametrize(
    "answer", ["26.12.2004", "198501012010011001", "0811 234", "a,b"]
)
def test_what_only_looks_like_a_number_is_a_text_without_a_warning(tmp_path, answer):
    assert problems_of(tmp_path, asked(f"- = {answer}\n")) == []


def test_a_code_sample_in_the_prompt_is_no_list_of_answers(tmp_path):
    question = question_of(
        tmp_path,
        asked("```\n- ( ) bukan\n> [!HINT]\n```\n\n- (x) a\n- ( ) b\n"),
    )

    assert len(question.options) == 2
    assert "bukan" in question.prompt.text
