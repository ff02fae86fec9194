"""Formulas become MathML; prices stay prices."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.renderer.formula import (
    FORMULA,
    FormulaError,
    as_written,
    commands_like,
    mathml,
)


def found(text: str) -> list[str]:
    return [match[0] for match in FORMULA.finditer(text)]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x^2$, b", ["$x^2$"]),
        ("($x$) dan $y$.", ["$x$", "$y$"]),
        ("$$a + b$$", ["$$a + b$$"]),
        ("jumlah $$a$$ besar", ["$$a$$"]),
        (r"$\{a\}$", [r"$\{a\}$"]),
        (r"$5\$ + x$", [r"$5\$ + x$"]),
        ("Rp5.000 sampai Rp6.000", []),
        ("$5 dan $6", []),
        ("US$5, bukan US$6", []),
        ("harga $5,00 dan ($6)", []),
        ("$HOME/$USER", []),
        (r"\$5$", []),
        ("$ x$", []),
        ("$x $", []),
        ("$x$5", []),
        ("a$x$", []),
        ("`$a` dan $b$", ["$b$"]),
    ],
)
def test_a_dollar_sign_begins_a_formula_only_where_no_price_can_be_meant(
    text: str, formulas: list[str]
) -> None:
    assert found(text) == formulas


@pytest.mark.parametrize(
    ("tex", "piece"),
    [
        (r"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow>"),
        (r"\bar{x} \le \sum_{i=1}^{n} x_i", "<mo>≤</mo><msubsup><mo>∑</mo>"),
        (r"\sqrt[3]{x}", "<mroot>"),
        (r"\begin{matrix}a&b\\c&d\end{matrix}", "<mtable><mtr><mtd><mi>a</mi></mtd>"),
        (r"\text{P\&L<x>}", "<mtext>P&amp;L&lt;x&gt;</mtext>"),
        (r"5.950{,}5", "<mn>5.950</mn>"),
        ("a<b", "<mo>&lt;</mo>"),
    ],
)
def test_what_authors_write_becomes_mathml_with_its_source_as_text(
    tex: str, piece: str
) -> None:
    html = mathml(tex, displayed=False)
    assert piece in html
    assert html.startswith('<math display="inline" alttext="')
    assert "\\" not in re.sub(r'alttext="[^"]*"', "", html)


def test_a_formula_set_apart_says_so() -> None:
    assert '<math display="block"' in mathml("x", displayed=True)


@pytest.mark.parametrize(
    "tex",
    [
        *("x^", "{a", "a}", "", "a & b", r"\left( x", r"\begin{cases}a", r"\sqrt"),
        *(r"\frac{a}", r"\limits", r"\genfrac{}{}{0pt}{}{a}{b}", "x" * 2001),
        *("{" * 41 + "}" * 41, r"\newcommand{\a}{\b\b}\a", r"\def\a{b}"),
        r"\left(" * 41 + r"\right)" * 41,
    ],
)
def test_what_is_no_formula_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError) as caught:
        mathml(tex, displayed=False)
    assert caught.value.command == ""


@pytest.mark.parametrize("command", [r"\fraq", r"\end", "\\"])
def test_an_unknown_command_is_named(command: str) -> None:
    with pytest.raises(FormulaError) as caught:
        mathml(f"a {command}", displayed=False)
    assert caught.value.command == command


def test_commands_that_begin_alike_are_found() -> None:
    assert {r"\frac", r"\forall"} <= set(commands_like(r"\fraq"))
    assert r"\alpha" not in commands_like(r"\fraq")


@pytest.mark.parametrize(
    "tex",
    [r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}"],
)
def test_addresses_and_styles_are_left_out(tex: str) -> None:
    html = mathml(tex, displayed=False)
    assert not re.search(r" (?:href|style|class|id)=", html)
    assert "<mi>x</mi>" in html


def test_an_unread_formula_is_shown_as_text() -> None:
    assert as_written("a < ^", displayed=False) == "<code>$a &lt; ^$</code>"
    assert as_written("a^", displayed=True) == "<code>$$a^$$</code>"


PIECES = [
    *r"\{}[]()^_&$#%~'| a1+=<>,.",
    *(r"\frac", r"\sqrt", r"\left", r"\right", r"\over", r"\text", r"\not", r"\limits"),
    *(r"\begin{array}", r"\end{array}", r"\begin{cases}", r"\end{cases}", r"\hline"),
    *(r"\color", r"\hspace", r"\genfrac", r"\overbrace", r"\big", r"\substack"),
]


@settings(deadline=None)  # the first call loads a library
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_no_formula_ends_in_anything_but_mathml_or_a_refusal(
    tex: str,
    displayed: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    try:
        html = mathml(tex, displayed=displayed)
    except FormulaError:
        return
    assert html.startswith("<math ")
