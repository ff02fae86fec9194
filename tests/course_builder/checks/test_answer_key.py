from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from course_builder.checks.answer_key import chance_of, check_answer_keys
from course_builder.codes import describe
from course_builder.reader import read_course
from tests.course_builder.checks.content import content_findings, told
from tests.course_builder.course_folder import write_course

WRONG = ("Dukono", "Ibu", "Gamkonora")


def question(
    number: int, place: int, *, size: int = 3, right: str = "Kie", colons: str = ":::"
) -> str:
    options = [f"- ( ) {name}" for name in WRONG[: size - 1]]
    options.insert(place, f"- (x) {right}")
    body = "\n".join(options)
    return (
        f"{colons} question {{#q-{number}}}\nYang ke-{number}?\n\n{body}\n\n{colons}\n"
    )


def questions(places: Sequence[int], *, size: int = 3, right: str = "Kie") -> str:
    return "\n".join(
        question(number, place, size=size, right=right)
        for number, place in enumerate(places)
    )


def quiz(places: Sequence[int], attributes: str = "") -> str:
    return f":::: quiz {{#kuis {attributes}}}\n{questions(places)}\n::::\n"


def codes(
    folder: Path, text: str, files: dict[str, str | bytes] | None = None
) -> list[str]:
    return [found.code for found in content_findings(folder, text, files=files)]


@pytest.mark.parametrize(
    ("places", "size", "expected"),
    [
        ([1, 1, 1, 1], 3, False),
        ([1, 1, 1, 1, 1], 3, True),
        ([1, 1, 1, 1, 1], 2, True),
        ([1, 1, 1, 1, 0], 3, False),
        ([0, 1, 2, 0, 1, 2], 3, False),
        ([2] * 9 + [0], 4, True),
        ([2] * 6 + [0, 1, 3, 0], 4, False),
    ],
)
def test_right_answers_in_one_place_are_a_warning(
    tmp_path: Path, places: list[int], size: int, *, expected: bool
) -> None:
    assert codes(tmp_path, questions(places, size=size)) == ["B740"] * expected


def test_the_numbers_are_in_the_sentence(tmp_path: Path) -> None:
    (found,) = content_findings(tmp_path, questions([2] * 9 + [0], size=4))

    assert "tempat ke-3 pada 9 dari 10 pertanyaan" in describe(found, "id").message
    assert "place 3 in 9 of the 10" in describe(found, "en").message
    assert str(found.where) == "01-modul.md:2:5"


def test_a_quiz_is_judged_by_itself_and_its_module_not_again(tmp_path: Path) -> None:
    assert told(content_findings(tmp_path, quiz([0] * 5))) == [(1, 1, "B740")]


def test_a_module_is_judged_as_a_whole(tmp_path: Path) -> None:
    text = quiz([0, 0, 0]) + "\n" + question(8, 0) + "\n" + question(9, 0)

    assert codes(tmp_path, text) == ["B740"]


def test_places_that_are_shuffled_mean_nothing(tmp_path: Path) -> None:
    assert codes(tmp_path, quiz([0] * 5, "shuffle")) == []


@pytest.mark.parametrize(("attributes", "expected"), [("", ["B740"]), ("shuffle", [])])
def test_a_bank_is_judged_once(
    tmp_path: Path, attributes: str, expected: list[str]
) -> None:
    text = "\n".join(
        f"::: quiz {{#k-{number} from=banks/a.md draw=2 {attributes}}}\n\n:::\n"
        for number in (1, 2)
    )

    assert codes(tmp_path, text, {"banks/a.md": questions([0] * 5)}) == expected


@pytest.mark.parametrize(
    ("longest", "size", "expected"),
    [
        ([True] * 5, 3, True),
        ([True] * 4, 4, False),
        ([True] * 4 + [False], 4, False),
        ([True] * 6, 2, False),
        ([True] * 7, 2, True),
        ([True] * 8 + [False] * 2, 4, True),
        ([True] * 5 + [False] * 5, 4, False),
    ],
)
def test_right_answers_that_are_the_longest_are_a_warning(
    tmp_path: Path, longest: list[bool], size: int, *, expected: bool
) -> None:
    text = "\n".join(
        question(n, n % size, size=size, right="Kie Besi" if is_longest else "Kie")
        for n, is_longest in enumerate(longest)
    )

    assert codes(tmp_path, text) == ["B741"] * expected


def test_right_answers_that_are_the_shortest_are_a_warning(tmp_path: Path) -> None:
    text = "\n".join(
        question(n, n % 3).replace("(x)", "(x) Ya").replace("- ( )", "- ( ) Bukan,")
        for n in range(5)
    )

    assert codes(tmp_path, text) == []
    assert codes(tmp_path, text.replace("Bukan,", "Bukan itu,")) == ["B744"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [("xxxxx", True), ("     ", True), ("xxxx", False), ("xxxx ", False)],
)
def test_statements_that_are_all_true_or_all_false_are_a_warning(
    tmp_path: Path, answers: str, *, expected: bool
) -> None:
    text = "\n".join(
        f"::: question {{#q-{n}}}\nPernyataan {n}.\n\n- ({answer}) Benar\n"
        f"- ({'x' if answer == ' ' else ' '}) Salah\n\n:::\n"
        for n, answer in enumerate(answers)
    )

    assert codes(tmp_path, text) == ["B742"] * expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("Semua benar", True),
        ("semua jawaban di atas benar.", True),
        ("**Semuanya benar**", True),
        ("Tidak ada yang benar", True),
        ("All of the above", True),
        ("None of the above", True),
        ("Semua warga", False),
        ("Semua jalur ditutup", False),
        ("Tidak ada tanda", False),
    ],
)
def test_an_option_that_stands_for_the_others_is_told(
    tmp_path: Path, option: str, *, expected: bool
) -> None:
    text = question(1, 0).replace("Ibu", option)

    assert told(content_findings(tmp_path, text)) == [(6, 7, "B743")] * expected


@given(
    st.lists(st.integers(2, 5), min_size=1, max_size=7),
    st.integers(min_value=0, max_value=7),
)
def test_a_chance_is_never_told_smaller_than_it_is(
    sizes: list[int], least: int
) -> None:
    chances = [Fraction(1, size) for size in sizes]
    exact = Fraction(0)
    for hits in product((True, False), repeat=len(sizes)):
        if sum(hits) >= least:
            one = Fraction(1)
            for hit, chance in zip(hits, chances, strict=True):
                one *= chance if hit else 1 - chance
            exact += one

    bound = chance_of(least, chances)

    assert bound >= exact
    if len(set(sizes)) == 1 and least >= sum(chances) + 1:
        assert bound == exact


def test_ten_thousand_questions_are_judged_in_time(tmp_path: Path) -> None:
    text = questions([number % 3 for number in range(4_000)] + [1] * 6_000)
    course = read_course(write_course(tmp_path, text)).course
    assert course is not None

    (found,) = check_answer_keys(course)

    assert (found.code, found.values["count"]) == ("B740", "7333")
