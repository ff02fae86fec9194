"""The pages of the packages that are tables of the code: findings and errors.

Usage: python -m tests.project.reference    (make fix does it)
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType

from course_builder.codes import (
    DIAGNOSTICS,
    activity,
    content,
    directive,
    file,
    prose,
    question,
    scenario,
)
from course_builder.codes.example import DESCRIBED, PAGE, examples
from course_builder.locale import translator
from course_builder.report.text import severity_word
from lti_service.errors import EXPLANATIONS
from tests.project.repository import ROOT

_FINDINGS = """\
# Findings

What `course-builder check` may say of a course, from the code itself (`make fix` renews this page); `course-builder explain B203` says the same in a terminal. Words in braces are filled in. An error (galat) stops a build, a warning (peringatan) stops it with `--strict`, a note (keterangan) stops nothing; where it says so, `check` tells it only with `--verbose`.

Each code has a wrong and a right example, which a test checks as courses. A block without a file's name is the text below `## Halaman` in a module of a course that is right otherwise: its `index.md` declares the competency `T-PB-01` at level 2, shown by observation, and its folder `media` holds `peta.png`, `latihan.mp4` and `sirene.mp3`. A block with a name is the whole of that file. What cannot be shown as text is described.

| code | weight | what is wrong |
|---|---|---|
"""

_GROUPS = MappingProxyType(
    {
        str(module.__doc__).partition(":")[0]: str(module.__doc__).rstrip(".")
        for module in (file, question, prose, directive, scenario, activity, content)
    }
)

_ERRORS = """\
# Errors of the service

What a person may be told, from the code itself (`make fix` renews this page). Every page of a refusal shows its code and the id of the request; the log has the rest under that id.

| code | HTTP | what happened | what to do |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Each page's path with what it has to say."""
    errors = [
        (f"`{code}`", str(error.status), error.message, error.remedy)
        for code, error in sorted(EXPLANATIONS.items())
    ]
    return {
        "course_builder/findings.md": _FINDINGS + "".join(_findings()),
        "lti_service/errors.md": _ERRORS + "".join(map(_row, errors)),
    }


def main() -> None:
    """Write them."""
    for path, text in pages().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")


def _findings() -> Iterator[str]:
    """Yield the table of all codes, then each of them one by one."""
    for code, found in sorted(DIAGNOSTICS.items()):
        link = f"[`{code}`](#{code.lower()})"
        yield _row((link, found.severity.value, _unescaped(found.problem)))
    group = ""
    for code in sorted(DIAGNOSTICS):
        if not code.startswith(group or "-"):
            group = code[:2]
            yield f"\n## {_GROUPS[group]}\n"
        yield f"\n### {code}\n\n{_said(code, 'id')}\n\n"
        yield f"<sub>{_said(code, 'en')}</sub>\n"
        yield from _shown("Salah", examples()[code].wrong)
        yield from _shown("Benar", examples()[code].right)


def _said(code: str, language: str) -> str:
    """Return the sentences of a code."""
    _ = translator(language)
    found = DIAGNOSTICS[code]
    weight = severity_word(found.severity, language)
    weight += " (`--verbose`)" * found.on_request
    remedies = [_(sentence) for sentence in (found.remedy, found.nearest) if sentence]
    otherwise = {"id": " Atau: ", "en": " Or: "}[language]
    told = otherwise.join(map(_sentence, remedies))
    return f"**{weight.capitalize()}.** {_sentence(_(found.problem))} → {told}"


def _sentence(text: str) -> str:
    text = _unescaped(text)
    return f"{text[:1].upper()}{text[1:]}."


def _shown(word: str, files: Mapping[str, str]) -> Iterator[str]:
    """Yield one side of an example."""
    for path, text in files.items():
        if path == DESCRIBED:
            yield f"\n{word}: {text}"
        else:
            name = f", `{path}`" if path != PAGE else ""
            kind = PurePath(path or "page.md").suffix[1:].replace("md", "markdown")
            longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
            fence = "`" * (longest + 1)
            yield f"\n{word}{name}:\n\n{fence}{kind}\n{text}{fence}\n"


def _unescaped(sentence: str) -> str:
    return sentence.replace("{{", "{").replace("}}", "}")


def _row(cells: tuple[str, ...]) -> str:
    told = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(told)} |\n"


if __name__ == "__main__":
    main()
