"""``authoring.md``, `question`: how an answer's form decides its type, and grading."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from course_builder.model.activity_progress import UNTOUCHED
from course_builder.model.grading import Feedback, right_answer, share
from course_builder.model.question_progress import answer_question, open_hint
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import Written, question

CHOICE = "Apa tanda bahaya?\n\n- (x) Laut surut\n- ( ) Laut tenang\n- ( ) Awan"
MULTIPLE = "Isi pesan?\n\n- [x] Apa\n- [x] Di mana\n- [ ] Siapa salah"
ORDER = "Urutkan.\n\n1. Kaji cepat\n2. Pos komando\n3. Evakuasi"
MATCH = "Pasangkan.\n\n- PVMBG => gunung api\n- BMKG => tsunami\n- BPBD => komando"
GAPS = "Level III [[Siaga]], Level IV [[Awas|awas sekali]]."
NUMBER = "Berapa liter?\n\n- = 5950 +- 50"

DOCUMENTED = """\
::: question {#q-tsunami-siaga competency=T-PB-01.2 points=2}
Status tsunami **Siaga** diumumkan untuk pantai desa Anda. Apa yang Anda lakukan?

- ( ) Menunggu gelombang pertama terlihat
  > Gelombang pertama sering bukan yang terbesar.
- (x) Memerintahkan warga menjauhi pantai sekarang
- ( ) Meminta surat dari kabupaten

> [!EXPLANATION]
> Siaga berarti perkiraan tinggi 0,5 sampai 3 m.

:::
"""
DECLARED = {"competencies": "[{code: T-PB-01, level: 2}]"}


def earned(written: Written, answer: str | Sequence[str]) -> Fraction:
    """Return the share of the points that an answer to the one question earns."""
    given = answer if isinstance(answer, str) else tuple(answer)
    return Fraction(*share(written.question.rule, given, written.course.language))


def told(written: Written, *answers: str | Sequence[str]) -> Feedback:
    """Return what is told after the last of some answers."""
    done, feedback = UNTOUCHED, None
    for answer in answers:
        given = answer if isinstance(answer, str) else tuple(answer)
        done, feedback = answer_question(written.question, done, given, "id")
    assert feedback is not None
    return feedback


def test_the_example_of_the_language_means_what_it_says(course: Write) -> None:
    written = course(DOCUMENTED, index=DECLARED)

    assert written.codes == []
    assert written.question.type == "choice"
    assert written.question.points == 2
    assert earned(written, ["b"]) == 1
    assert "yang terbesar" in told(written, ["a"]).options["a"]
    assert "0,5 sampai 3 m" in told(written, ["b"]).explanation


@pytest.mark.parametrize(
    ("text", "attributes", "kind"),
    [
        (CHOICE, "", "choice"),
        ("Benar?\n\n- (x) Benar\n- ( ) Salah", "", "boolean"),
        ("True?\n\n- ( ) True\n- (x) False", "", "boolean"),
        ("Pilih.\n\n- (x) Lari\n- ( ) Diam", "", "choice"),
        (MULTIPLE, "", "multiple"),
        ("Isi?\n\n- [x] Apa", "", "multiple"),
        (ORDER, "", "order"),
        (MATCH, "", "match"),
        ("Siapa?\n\n- = BMKG", "", "text"),
        ("Siapa?\n\n- = BMKG\n- =~ /badan meteo.*/", "", "text"),
        (NUMBER, "", "number"),
        ("Suhu?\n\n- = 10..12", "", "number"),
        ("Jarak?\n\n- = 3 km", "", "number"),
        ("Tahun?\n\n- = 2004\n- = dua ribu empat", "", "text"),
        (GAPS, "", "gaps"),
        ("Jelaskan.", "long", "long"),
    ],
)
def test_the_form_of_the_answers_decides_the_type(
    course: Write, text: str, attributes: str, kind: str
) -> None:
    written = course(question(text, attributes))

    assert written.errors == []
    assert written.question.type == kind


def test_everything_above_the_last_list_is_the_prompt(course: Write) -> None:
    text = "Perhatikan:\n\n- satu\n- dua\n\nMana benar?\n\n- (x) Satu\n- ( ) Dua"
    written = course(question(text))

    assert written.codes == []
    assert list(written.question.option_texts.values()) == ["Satu", "Dua"]
    assert "<li>satu</li>" in written.html
    assert "Mana benar?" in written.html


def test_multiple_choice_is_all_or_nothing(course: Write) -> None:
    written = course(question(MULTIPLE))

    shares = [earned(written, a) for a in (["a", "b"], ["a"], ["a", "b", "c"], [])]
    assert shares == [1, 0, 0, 0]


def test_multiple_choice_may_be_partial(course: Write) -> None:
    written = course(question(MULTIPLE, "partial"))

    shares = [earned(written, a) for a in (["a", "b"], ["a"], ["a", "c"], ["c"])]
    assert shares == [1, Fraction(1, 2), 0, 0]


def test_the_source_order_is_the_right_order(course: Write) -> None:
    written = course(question(ORDER))
    letters = {text: item for item, text in written.question.option_texts.items()}
    right = [letters[text] for text in ("Kaji cepat", "Pos komando", "Evakuasi")]

    assert earned(written, right) == 1
    assert earned(written, right[::-1]) == 0
    assert sorted(right) != right


def test_each_left_item_is_matched_with_its_own_right_one(course: Write) -> None:
    written = course(question(MATCH))
    letters = {text: item for item, text in written.question.option_texts.items()}
    right = [letters[text] for text in ("gunung api", "tsunami", "komando")]

    assert written.question.left_texts == ("PVMBG", "BMKG", "BPBD")
    assert earned(written, right) == 1
    assert earned(written, [right[1], right[0], right[2]]) == 0


@pytest.mark.parametrize(
    ("text", "wrong", "expected"),
    [
        (ORDER, (0, 2, 1), Fraction(1, 3)),
        (MATCH, (0, 2, 1), Fraction(1, 3)),
        (GAPS, (0, 0), Fraction(1, 2)),
    ],
)
def test_order_match_and_gaps_may_be_partial_too(
    course: Write, text: str, wrong: Sequence[int], expected: Fraction
) -> None:
    written = course(question(text, "partial"))
    right = right_answer(written.question.rule)
    answer = [right[number] for number in wrong]

    assert written.codes == []
    assert earned(written, right) == 1
    assert earned(written, answer) == expected
    assert earned(course(question(text)), answer) == 0


@pytest.mark.parametrize("text", [MULTIPLE, ORDER, MATCH, GAPS])
def test_a_page_gives_no_key_away(course: Write, text: str) -> None:
    written = course(question(text))

    assert "rule" not in written.outline["activities"]["q-satu"]
    for word in ("checked", "Siaga", "data-right"):
        assert word not in written.html.replace("Siaga bencana", "")


def test_case_and_surrounding_space_of_short_texts_are_ignored(course: Write) -> None:
    written = course(question("Siapa?\n\n- = Badan Geologi\n- = PVMBG"))

    for answer in ("badan geologi", "  Badan  Geologi ", "pvmbg"):
        assert earned(written, answer) == 1
    assert earned(written, "Badan") == 0


def test_exact_heeds_case_and_space(course: Write) -> None:
    written = course(question("Tulis.\n\n- = BMKG", "exact"))

    assert [earned(written, a) for a in ("BMKG", "bmkg", " BMKG")] == [1, 0, 0]


def test_a_regular_expression_is_held_against_the_whole_answer(course: Write) -> None:
    written = course(question("Siapa?\n\n- = BMKG\n- =~ /badan met.*/"))

    assert earned(written, "Badan Meteorologi") == 1
    assert earned(written, "oleh badan meteorologi") == 0


@pytest.mark.parametrize(
    "pattern", ["(?<=a)b", r"\p{L}+", "(?i)a", "(?P<n>a)", r"(a)\1", "a*+"]
)
def test_only_what_python_and_javascript_share_may_stand_in_an_expression(
    course: Write, pattern: str
) -> None:
    written = course(question(f"Siapa?\n\n- = a\n- =~ /{pattern}/"))

    assert written.errors
    assert set(written.errors) <= {"B208", "B209"}


def test_a_tolerance_and_a_range_hold_their_ends(course: Write) -> None:
    tolerant = course(question(NUMBER))
    assert [earned(tolerant, a) for a in ("5900", "6000", "5899", "6001")] == [
        1,
        1,
        0,
        0,
    ]
    ranged = course(question("Suhu?\n\n- = 10..12"))
    assert [earned(ranged, a) for a in ("10", "12", "9,9", "12,1")] == [1, 1, 0, 0]


def test_at_most_one_word_is_the_unit(course: Write) -> None:
    written = course(question("Jarak?\n\n- = 3 km"))

    assert [earned(written, a) for a in ("3", "3 km", "3 KM", "3 m")] == [1, 1, 1, 0]
    assert course(question("Jarak?\n\n- = 3 km lebih")).question.type == "text"


@pytest.mark.parametrize(
    ("typed", "right"),
    [("5.950", 1), ("5 950", 1), ("5950", 1), ("5,950", 0), ("5950,0", 1)],
)
def test_a_learner_s_number_is_read_by_the_course_s_language(
    course: Write, typed: str, right: int
) -> None:
    assert earned(course(question("Liter?\n\n- = 5950")), typed) == right


def test_a_decimal_point_or_comma_makes_a_decimal(course: Write) -> None:
    written = course(question("Meter?\n\n- = 2.5"))

    assert [earned(written, a) for a in ("2,5", "2.5", "25")] == [1, 1, 0]


def test_english_separates_thousands_by_commas(course: Write) -> None:
    written = course(question("Litres?\n\n- = 5950"), index={"language": "en"})

    assert [earned(written, a) for a in ("5,950", "5950", "5.950")] == [1, 1, 0]


def test_numbers_of_the_source_have_a_point_and_no_thousands_separators(
    course: Write,
) -> None:
    comma = course(question("Meter?\n\n- = 2,5"))
    point = course(question("Liter?\n\n- = 5.950"))
    spaced = course(question("Liter?\n\n- = 5 950"))

    assert comma.warnings == ["B223"]
    assert point.warnings == ["B224"]
    assert spaced.warnings == ["B223"]


def test_gaps_are_filled_with_any_of_their_answers(course: Write) -> None:
    written = course(question(GAPS))

    assert earned(written, ["siaga", "AWAS SEKALI"]) == 1
    assert earned(written, ["siaga", ""]) == 0
    assert written.html.count('class="gap"') == 2
    assert "[[" not in written.html


def test_answers_of_a_gap_are_parted_in_tables_as_in_text(course: Write) -> None:
    table = "Isi.\n\n| Level | Nama |\n|---|---|\n| III | [[Siaga\\|Level III]] |"
    written = course(question(table))

    assert written.codes == []
    assert [earned(written, [a]) for a in ("siaga", "level iii", "III")] == [1, 1, 0]
    assert "<table" in written.html


def test_a_long_answer_is_marked_by_a_person_with_its_rubric(course: Write) -> None:
    rubric = "| Kriteria | Belum | Cukup |\n|---|---|---|\n| Data | tanpa | lengkap |"
    written = course(question(f"Jelaskan.\n\n{rubric}", "long"))

    assert written.codes == []
    assert not written.question.is_graded
    assert "<textarea" in written.html
    assert "rubric" in written.html
    assert "lengkap" in written.html


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Apa?\n\n- (x) Satu\n- [ ] Dua", "B206"),
        ("Apa?\n\n- (x) Satu\n- = Dua", "B206"),
        ("Apa?\n\n- (x) Satu\n- (x) Dua", "B204"),
        ("Apa?\n\n- ( ) Satu\n- ( ) Dua", "B203"),
        ("Apa?\n\n- [ ] Satu\n- [ ] Dua", "B203"),
        ("Apa?", "B205"),
        ("Apa?\n\n- satu\n- dua", "B205"),
        ("Apa?\n\n- satu =>\n- dua => b", "B238"),
        ("Apa?\n\n- => a\n- dua => b", "B238"),
        ("Apa?\n\n- =~ /(a/", "B208"),
        ("Apa?\n\n- =~ a", "B208"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_an_error(
    course: Write, text: str, code: str
) -> None:
    assert course(question(text)).errors == [code]


def test_a_quote_under_an_option_is_its_feedback(course: Write) -> None:
    text = CHOICE.replace("- ( ) Laut tenang", "- ( ) Laut tenang\n  > Tunggu dulu.")
    written = course(question(text))

    assert "Tunggu dulu." in told(written, ["b"]).options["b"]
    assert told(written, ["c"]).options == {}
    assert "Tunggu dulu." not in written.html


def test_alerts_after_the_answers_are_hints_and_feedback(course: Write) -> None:
    alerts = "".join(
        f"\n\n> [!{name}]\n> {name.capitalize()} satu."
        for name in ("HINT", "RIGHT", "WRONG", "EXPLANATION")
    )
    written = course(question(CHOICE + alerts, "attempts=2"))

    assert written.codes == []
    (hint,) = written.question.hints
    assert "Hint satu." in hint
    assert "Right satu." in told(written, ["a"]).text
    assert "Wrong satu." in told(written, ["b"]).text
    assert told(written, ["b"]).explanation == ""
    assert "Explanation satu." in told(written, ["b"], ["c"]).explanation


def test_each_hint_costs_points(course: Write) -> None:
    hints = "\n\n> [!HINT]\n> Satu.\n\n> [!HINT]\n> Dua."
    written = course(question(CHOICE + hints, "points=2 hint-cost=0.5"))
    hinted = open_hint(written.question, open_hint(written.question, UNTOUCHED))
    done, _ = answer_question(written.question, hinted, ("a",), "id")

    assert done.best == 1


def test_tags_serve_draws(course: Write) -> None:
    written = course(question(CHOICE, 'tags="mudah banjir"'))

    assert written.question.tags == ("mudah", "banjir")


def test_a_competency_names_code_and_level(course: Write) -> None:
    written = course(question(CHOICE, "competency=T-PB-01.2"), index=DECLARED)

    assert written.codes == []
    assert [str(ref) for ref in written.question.competencies] == ["T-PB-01.2"]


@pytest.mark.parametrize("pair", ["T-PB-01.3", "T-PB-02.2"])
def test_a_pair_that_the_course_does_not_declare_is_an_error(
    course: Write, pair: str
) -> None:
    texts = [question(CHOICE, f"competency={pair}")]
    kinds = ("discussion", "assignment")
    texts += [f"::: {k} {{#a competency={pair}}}\nIsi.\n\n:::\n" for k in kinds]
    texts += [f"::: survey {{#s competency={pair}}}\n- ___ Saran\n\n:::\n"]
    for text in texts:
        assert course(text, index=DECLARED).errors == ["B222"]


def test_a_question_whose_right_answer_cannot_be_given_is_an_error(
    course: Write,
) -> None:
    for text in (
        "Apa?\n\n- =",
        "Apa?\n\n- = 12..10",
        "Apa?\n\n1. Satu",
        "Isi [[]].",
        "Apa?\n\n- =~ /a  b/",
        "Apa?\n\n- (x) Sama\n- ( ) Sama",
    ):
        assert course(question(text)).errors, text
