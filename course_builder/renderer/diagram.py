"""Draw diagrams by the programs that know them, where they are installed.

A program gets the source on its standard input, in an empty folder of its own, and
what it draws is cleaned like any drawing.
"""

import json
import os
import re
from functools import lru_cache
from pathlib import Path

from course_builder.renderer.svg import Drawing, clean_svg

PROGRAMS = {"mermaid": "mmdc", "dot": "dot", "graphviz": "dot"}
"""Program by the language of a fence."""

_LONGEST = 20_000
_SECONDS = 30
_FONT = "sans-serif"
_DOT = (
    "-Tsvg",
    "-Gbgcolor=transparent",
    *(f"-{part}fontname={_FONT}" for part in "GNE"),
)
_MERMAID = {
    # Labels in HTML would be lost: a drawing that is shown as a picture holds none.
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False},
    "class": {"htmlLabels": False},
    "securityLevel": "strict",
    "deterministicIds": True,
    "fontFamily": _FONT,
}
_TITLES = {
    "mmdc": re.compile(r"^\s*(?:accTitle|title)\s*:\s*(\S.*)$", re.MULTILINE),
    "dot": re.compile(r'^\s*(?:graph\s*\[[^\]]*?)?label\s*=\s*"([^"]+)"', re.MULTILINE),
}
_TRACE = re.compile(r"^\s+at |://|node_modules")
"""Lines on where in the program it happened, which help no author."""

_LAST_WORDS = 200  # characters of what a program complains of


class DiagramError(ValueError):
    """A diagram cannot be drawn; the text is the program's own, in its language."""


def is_diagram(language: str) -> bool:
    """Tell whether code in a language is drawn."""
    return language.lower() in PROGRAMS


def is_installed(language: str) -> bool:
    """Tell whether the program for a language is there."""
    return _path(PROGRAMS[language.lower()]) is not None


def title(source: str, language: str) -> str:
    """Return what a diagram says it is; empty where it does not."""
    found = _TITLES[PROGRAMS[language.lower()]].search(source)
    return found[1].strip() if found else ""


@lru_cache(maxsize=256)
def drawn(source: str, language: str) -> Drawing:
    """Draw a diagram.

    Raises:
        DiagramError: The program refuses it, takes too long or is not there.
    """
    program = PROGRAMS[language.lower()]
    path = _path(program)
    if path is None or len(source) > _LONGEST:
        raise DiagramError(f"> {_LONGEST}" if path else program)
    # What starts programs is slow to import, and few courses have diagrams.
    import subprocess  # noqa: PLC0415
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        try:
            return clean_svg(_run(program, path, source, Path(folder)))
        except subprocess.TimeoutExpired as error:
            raise DiagramError(f"> {_SECONDS} s") from error
        except subprocess.CalledProcessError as error:
            raise DiagramError(_complaint(error.stderr)) from error
        except (OSError, ValueError) as error:
            raise DiagramError(str(error)) from error


def _path(program: str) -> str | None:
    from shutil import which  # noqa: PLC0415 - slow

    return which(program)


def _run(program: str, path: str, source: str, folder: Path) -> bytes:
    if program == "dot":
        # With SERVER_NAME, Graphviz opens no files but those of GV_FILE_PATH.
        alone = {"SERVER_NAME": "course-builder", "GV_FILE_PATH": str(folder)}
        return _output([path, *_DOT], source, folder, alone)
    settings, out = folder / "settings.json", folder / "out.svg"
    settings.write_text(json.dumps(_MERMAID), "utf-8")
    command = [path, "--quiet", "--input", "-", "--output", str(out)]
    command += ["--configFile", str(settings), "--backgroundColor", "transparent"]
    _output(command, source, folder, {})
    return out.read_bytes()


def _output(
    command: list[str], source: str, folder: Path, environment: dict[str, str]
) -> bytes:
    import subprocess  # noqa: PLC0415

    done = subprocess.run(  # noqa: S603 - no shell, and no word of an author's
        command,
        input=source.encode(),
        capture_output=True,
        cwd=folder,
        env=os.environ | environment,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout


def _complaint(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").split("\n")
    words = " ".join(
        line.strip() for line in lines if line.strip() and not _TRACE.search(line)
    )
    return words[:_LAST_WORDS]
