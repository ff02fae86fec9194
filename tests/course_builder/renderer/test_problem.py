"""What cannot be shown is found at its place before anything is rendered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from course_builder.build import check
from course_builder.codes import describe
from course_builder.errors import Finding
from course_builder.renderer.diagram import drawn
from tests.course_builder.course_folder import FIRST_LINE, write_course
from tests.course_builder.renderer.pictures import noise, plain
from tests.course_builder.renderer.programs import DOT, install

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.fixture(autouse=True)
def programs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return the only folder that programs are looked for in."""
    folder = tmp_path_factory.mktemp("programs")
    monkeypatch.setenv("PATH", str(folder))
    drawn.cache_clear()
    yield folder
    drawn.cache_clear()


def prose_findings(folder: Path) -> list[Finding]:
    """Return what is wrong with a course's links, media and prose."""
    return [f for f in check(folder).findings if f.code.startswith("B3")]


def found(
    folder: Path, text: str, files: dict[str, str | bytes] | None = None
) -> list[tuple[int, int, int, str]]:
    """Return line, column, length and code; lines count from the text's first."""
    findings = prose_findings(write_course(folder, text, files=files))
    return [
        (f.where.line - FIRST_LINE + 1, f.where.column, f.length, f.code)
        for f in findings
    ]


def hint(folder: Path, text: str) -> str:
    (finding,) = prose_findings(write_course(folder, text))
    return describe(finding, "id").hint


def test_an_unknown_language_of_code_is_a_warning_with_the_nearest_name(
    tmp_path: Path,
) -> None:
    text = "- a\n\n  ```pyhton title=x\n  a\n  ```\n"
    assert found(tmp_path, text) == [(3, 6, 6, "B310")]
    assert "`python`" in hint(tmp_path, text)


@pytest.mark.parametrize("language", ["", "python", "text", "JSON", "c++", "math"])
def test_a_known_language_is_not(tmp_path: Path, language: str) -> None:
    assert found(tmp_path, f"```{language}\na\n```\n") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Luas $\\frac{a$ itu", (1, 6, 9, "B311")),
        ("a\n> b $x^$ c", (2, 5, 4, "B311")),
        ("$$\nx^\n$$\n", (1, 1, 2, "B311")),
        ("```math\nx^\n```\n", (1, 4, 4, "B311")),
        ("- a $\\fraq{a}{b}$", (1, 5, 13, "B312")),
    ],
)
def test_an_unreadable_formula_is_an_error_at_its_place(
    tmp_path: Path, text: str, place: tuple[int, int, int, str]
) -> None:
    assert found(tmp_path, text) == [place]


def test_a_mistyped_command_has_a_neighbour(tmp_path: Path) -> None:
    assert r"`\frac`" in hint(tmp_path, r"Luas $\fraq{a}{b}$")


@pytest.mark.parametrize(
    "text",
    [
        "Harga $5 dan $6, juga `$x^$`.",
        "```\n$x^$\n```\n",
        "    $x^$\n",
        "<!-- $x^$ -->\n",
        "\\$x^$",
        "$\\frac{a}{b}$ dan $$c$$",
    ],
)
def test_prices_code_and_comments_are_no_formulas(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_a_diagram_whose_program_is_missing_is_a_clear_warning(tmp_path: Path) -> None:
    text = "```mermaid\ngraph TD; a-->b\n```\n"
    assert found(tmp_path, text) == [(1, 4, 7, "B313")]
    assert "`mmdc`" in hint(tmp_path, text)
    assert check(tmp_path).rendered is not None


def test_a_diagram_that_its_program_refuses_is_an_error(
    tmp_path: Path, programs: Path
) -> None:
    install(programs, "dot", DOT)
    assert found(tmp_path, "```dot\ndigraph { a -> b }\n```\n") == []
    assert found(tmp_path, "```dot\ndigraph {\n```\n") == [(1, 4, 3, "B314")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", noise("PNG")[:2000], "B315"),
        ("a.jpg", b"bukan gambar", "B315"),
        ("a.gif", b"GIF89azzzz" + plain("GIF")[10:], "B316"),
        ("a.svg", b"<svg", "B309"),
        ("a.svg", SVG.format(f"<desc>{'a' * 300_000}</desc>").encode(), "B317"),
        ("a.png", noise("PNG", (900, 700)), "B317"),
    ],
)
def test_a_picture_that_is_broken_too_large_or_heavy_is_told_of_where_it_stands(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    text = f"![peta](media/{name})\n\n![peta](media/{name})\n"
    told = found(tmp_path, text, {f"media/{name}": content})
    assert told[0] == (1, 9, 6 + len(name), code)
    assert len(told) == (1 if code == "B317" else 2)


def test_a_light_picture_is_not(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"media/a.jpg": plain("JPEG", (3000, 2000))}
    assert found(tmp_path, "![peta](media/a.jpg)", files) == []


def test_a_picture_that_a_link_leads_to_is_looked_at_too(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"media/a.png": b"x"}
    assert found(tmp_path, "[peta](media/a.png)", files) == [(1, 8, 11, "B315")]


def test_the_pictures_of_one_page_have_a_budget(tmp_path: Path) -> None:
    drawing = SVG.format(f"<desc>{'a' * 290_000}</desc>")
    files: dict[str, str | bytes] = {
        f"media/{number}.svg": drawing.replace("aa", str(number), 1)
        for number in range(10, 14)
    }
    pictures = [f"![peta](media/{number}.svg)\n" for number in range(10, 14)]
    one = "## Satu\n\n" + "\n".join(pictures)
    two = "## Satu\n\n" + "\n## Dua\n\n".join(
        ["\n".join(pictures[:2]), "\n".join(pictures[2:])]
    )
    assert found(tmp_path, one, files) == [(1, 1, 7, "B318")]
    assert found(tmp_path, two, files) == []


def test_originals_stay_as_they_are(tmp_path: Path) -> None:
    original = noise("JPEG", (2000, 1000))
    write_course(tmp_path, "![peta](media/a.jpg)", files={"media/a.jpg": original})
    checked = check(tmp_path)
    assert checked.rendered is not None
    assert (tmp_path / "media" / "a.jpg").read_bytes() == original
    (media,) = checked.rendered.media
    assert media.media_type == "image/webp"


@pytest.mark.parametrize(
    "address", ["media/%00.png", "[", "media/" + "a" * 5000 + ".png"]
)
def test_addresses_that_no_file_can_have_are_no_trouble(
    tmp_path: Path, address: str
) -> None:
    text = f'<img src="http://{address}.png" alt="a"> ![a]({address})\n'
    assert "B315" not in {code for *_, code in found(tmp_path, text)}


def test_texts_of_questions_and_banks_are_looked_through(tmp_path: Path) -> None:
    question = "::: question {#q-satu}\nBerapa $x^$?\n\n- (x) $y^$\n- ( ) dua\n\n:::\n"
    in_page = found(tmp_path, question)
    assert [(line, code) for line, _, _, code in in_page] == [(2, "B311"), (4, "B311")]
    bank = {"banks/a.md": question.replace("q-satu", "q-dua")}
    findings = check(write_course(tmp_path, "Isi.\n", files={**bank})).findings
    assert [str(f.where) for f in findings if f.code == "B311"] == [
        "banks/a.md:2:8",
        "banks/a.md:4:7",
    ]
