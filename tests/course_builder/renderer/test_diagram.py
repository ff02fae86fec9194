"""Diagrams are drawn where their program is installed, by it alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from course_builder.renderer import diagram
from course_builder.renderer.diagram import (
    DiagramError,
    drawn,
    is_diagram,
    is_installed,
    title,
)
from tests.course_builder.renderer.programs import DOT, MERMAID, install


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the only folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    drawn.cache_clear()
    yield tmp_path
    drawn.cache_clear()


def test_mermaid_and_graphviz_are_drawn_and_no_other_language() -> None:
    assert [
        name
        for name in ("mermaid", "Mermaid", "dot", "graphviz", "python", "")
        if is_diagram(name)
    ] == ["mermaid", "Mermaid", "dot", "graphviz"]


def test_a_program_that_is_not_there_is_named(programs: Path) -> None:
    assert not is_installed("mermaid")
    with pytest.raises(DiagramError, match="mmdc"):
        drawn("graph TD", "mermaid")
    install(programs, "mmdc", MERMAID)
    assert is_installed("mermaid")


@pytest.mark.parametrize("language", ["dot", "graphviz"])
def test_graphviz_draws(programs: Path, language: str) -> None:
    install(programs, "dot", DOT)
    drawing = drawn("digraph { a -> b }", language)
    assert b"digraph" in drawing.data
    assert drawing.size == (40, 30)


def test_mermaid_draws_with_labels_that_a_picture_can_hold(programs: Path) -> None:
    install(programs, "mmdc", MERMAID)
    assert b"graph TD; a--b" in drawn("graph TD; a-->b", "mermaid").data


def test_what_a_program_complains_of_is_told(programs: Path) -> None:
    install(programs, "dot", DOT)
    with pytest.raises(DiagramError, match=r"syntax error in line 1$"):
        drawn("digraph {", "dot")


@pytest.mark.parametrize(
    "code", ["print('<html/>')", "print('')", "import os; os.abort()"]
)
def test_what_a_program_draws_is_cleaned_or_refused(programs: Path, code: str) -> None:
    install(programs, "dot", code)
    with pytest.raises(DiagramError):
        drawn("digraph {}", "dot")


def test_a_script_in_what_a_program_draws_is_left_out(programs: Path) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    install(programs, "dot", f"print({svg!r})")
    assert b"alert" not in drawn("digraph {}", "dot").data


def test_a_program_that_takes_too_long_is_ended(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(programs, "dot", "import threading; threading.Event().wait()")
    monkeypatch.setattr(diagram, "_SECONDS", 0.2)
    with pytest.raises(DiagramError, match=r"0\.2 s"):
        drawn("digraph {}", "dot")


def test_an_endless_source_is_not_even_handed_over(programs: Path) -> None:
    install(programs, "dot", DOT)
    with pytest.raises(DiagramError):
        drawn("a" * 20_001, "dot")


def test_a_file_that_cannot_be_run_is_a_refusal(programs: Path) -> None:
    path = programs / "dot"
    path.write_bytes(b"\x7fELF broken")
    path.chmod(0o755)
    with pytest.raises(DiagramError):
        drawn("digraph {}", "dot")


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [
        (
            "graph TD\n  accTitle: Alur peringatan\n  a-->b",
            "mermaid",
            "Alur peringatan",
        ),
        ("---\ntitle: Alur\n---\ngraph TD", "mermaid", "Alur"),
        ('digraph {\n  label="Alur dini"\n a->b }', "dot", "Alur dini"),
        ("digraph { a -> b }", "graphviz", ""),
    ],
)
def test_a_diagram_says_what_it_is(source: str, language: str, expected: str) -> None:
    assert title(source, language) == expected
