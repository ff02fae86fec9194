"""The command line as a test runs it."""

from pathlib import Path

from click.testing import CliRunner, Result

from course_builder.cli import main


def run(*arguments: str) -> Result:
    """Run the program in this process; it never ends in a traceback."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def write_broken(folder: Path) -> None:
    """Write a course with an error."""
    run("new", str(folder))
    (folder / "01-bersiap.md").write_text("# Tanpa kepala\n", "utf-8")
