"""Courses as an author writes them, and what comes of them at the public door."""

import io
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from course_builder.build import CheckedCourse, check, release_bytes
from course_builder.codes import DIAGNOSTICS, describe
from course_builder.errors import Finding, Severity
from course_builder.model import document
from course_builder.model.release import read_release
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)

MODULE = "01-modul.md"
KEYS = {
    "id": "kursus",
    "title": "Siaga bencana",
    "language": "id",
    "version": '"1.0"',
    "hours": "1",
}
MODULE_KEYS = {"id": "modul", "minutes": "45"}
TITLE = "# Modul\n\n"


class Written:
    """One course on disk."""

    def __init__(self, folder: Path, first: int) -> None:
        self.folder = folder
        self._first = first

    @cached_property
    def checked(self) -> CheckedCourse:
        return check(self.folder)

    @property
    def findings(self) -> list[Finding]:
        """What the language itself objects to; what makes a course good is B7."""
        found = [f for f in self.checked.findings if not f.code.startswith("B7")]
        return sorted(found, key=lambda finding: (finding.where, finding.code))

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]

    @property
    def errors(self) -> list[str]:
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> list[str]:
        return self._of(Severity.WARNING)

    def _of(self, severity: Severity) -> list[str]:
        return [c for c in self.codes if DIAGNOSTICS[c].severity is severity]

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        """File, line, column and code of each finding."""
        return [
            (str(f.where.path), f.where.line, f.where.column, f.code)
            for f in self.findings
        ]

    @property
    def lines(self) -> list[tuple[int, str]]:
        """Line of the text given, counted from 1, and code."""
        return [(f.where.line - self._first + 1, f.code) for f in self.findings]

    def said(self, code: str) -> str:
        """The problem and the remedy of the first finding of a code."""
        finding = next(f for f in self.findings if f.code == code)
        words = describe(finding, self.checked.language)
        return f"{words.message}: {words.hint}"

    @cached_property
    def course(self) -> RenderedCourse:
        """The course as a service reads it back from its release."""
        return read_release(io.BytesIO(release_bytes(self.folder))).course

    @cached_property
    def key(self) -> dict[str, Any]:
        return document.answer_key(self.course)

    @cached_property
    def outline(self) -> dict[str, Any]:
        return document.outline(self.course)

    @property
    def html(self) -> str:
        """All pages."""
        return "\n".join(page.html for page in self.course.pages)

    @property
    def everything(self) -> str:
        """All that a learner may ever see."""
        return "\n".join(self.course.html)

    @property
    def titles(self) -> list[str]:
        return [page.title for page in self.course.pages]

    @property
    def activity(self) -> RenderedActivity:
        (activity,) = self.course.activities.values()
        return activity

    @property
    def question(self) -> RenderedQuestion:
        assert isinstance(self.activity, RenderedQuestion)
        return self.activity

    @property
    def quiz(self) -> RenderedQuiz:
        assert isinstance(self.activity, RenderedQuiz)
        return self.activity

    @property
    def scenario(self) -> RenderedScenario:
        assert isinstance(self.activity, RenderedScenario)
        return self.activity

    @property
    def assignment(self) -> RenderedAssignment:
        assert isinstance(self.activity, RenderedAssignment)
        return self.activity

    @property
    def survey(self) -> RenderedSurvey:
        assert isinstance(self.activity, RenderedSurvey)
        return self.activity


def write(
    folder: Path,
    text: str = "Isi.\n",
    files: Mapping[str, str | bytes] | None = None,
    *,
    index: Mapping[str, str | None] | None = None,
    module: Mapping[str, str | None] | None = None,
    overview: str = "",
    title: str = TITLE,
) -> Written:
    """Write a course with one module that has the given text.

    Args:
        folder: Where to write.
        text: Below the module's ``#`` heading.
        files: Other files, by path.
        index: Keys of ``index.md`` to add or change; None takes one away.
        module: Likewise of the module.
        overview: Text of ``index.md``.
        title: What precedes the text.
    """
    head = front_matter(MODULE_KEYS, module)
    contents: dict[str, str | bytes] = {
        "index.md": front_matter(KEYS, index) + overview,
        MODULE: head + title + text,
        **(files or {}),
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Written(folder, (head + title).count("\n") + 1)


def front_matter(
    keys: Mapping[str, str | None], changed: Mapping[str, str | None] | None = None
) -> str:
    """Return YAML between its two lines."""
    kept = {**keys, **(changed or {})}
    pairs = [f"{key}: {value}\n" for key, value in kept.items() if value is not None]
    return f"---\n{''.join(pairs)}---\n"


def question(text: str, attributes: str = "", identifier: str = "q-satu") -> str:
    """Return a question."""
    space = " " if attributes else ""
    return f"::: question {{#{identifier}{space}{attributes}}}\n{text}\n\n:::\n\n"
