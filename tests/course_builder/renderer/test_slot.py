"""Pieces of ours stand where an author put them, and nowhere that breaks a page."""

import re

from hypothesis import given, strategies as st

from course_builder.renderer.slot import filled, marked, numbers

SPAN = re.compile(r"\[\[.\]\]")


def mark(text: str) -> str:
    return marked(text, [match.span() for match in SPAN.finditer(text)])


def test_a_piece_stands_in_the_place_of_its_mark() -> None:
    html = f"<p>{mark('a [[x]] b [[y]]')}</p>"
    assert filled(html, ["<i>1</i>", "<i>2</i>"], ["-", "-"]) == (
        "<p>a <i>1</i> b <i>2</i></p>"
    )
    assert numbers(html) == {0, 1}


def test_in_attributes_code_and_formulas_stands_a_plain_text() -> None:
    text = mark("[[a]] [[b]] [[c]] [[d]]").split(" ")
    html = (
        f'<img alt="> {text[0]}"><code class="x">{text[1]}</code>'
        f"<math><mi>{text[2]}</mi></math>{text[3]}"
    )
    assert numbers(html) == {3}
    assert filled(html, ["<b>"] * 4, ['"<'] * 4) == (
        '<img alt="> &quot;&lt;"><code class="x">&quot;&lt;</code>'
        "<math><mi>&quot;&lt;</mi></math><b>"
    )


def test_more_than_ten_marks_are_told_apart() -> None:
    text = mark(" ".join(f"[[{n % 10}]]" for n in range(123)))
    pieces = [f"<{n}>" for n in range(123)]
    assert filled(text, pieces, pieces) == " ".join(pieces)


def test_an_author_cannot_forge_a_mark() -> None:
    forged = mark("[[x]]") + " [[x]]"
    assert filled(mark(forged), ["1"], ["-"]).count("1") == 1


def test_a_mark_without_a_piece_is_nothing() -> None:
    assert filled(mark("a[[x]]b[[y]]"), ["1"], ["-"]) == "a1b"


@given(st.text(alphabet='<>"ab/ \ue0f0\ue0f1\ue0fb&=', max_size=60))
def test_nothing_an_author_writes_breaks_it(text: str) -> None:
    assert isinstance(filled(text, ["1"], ["-"]), str)
    assert numbers(text) >= set()
