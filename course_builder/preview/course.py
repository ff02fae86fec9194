"""One course that is previewed: built again where its files have changed."""

import hashlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from course_builder.build import CheckedCourse, check
from course_builder.codes import describe, shown
from course_builder.errors import CourseBuilderError, Finding
from course_builder.locale import translator
from course_builder.preview.place import Places
from course_builder.report.order import in_order
from course_builder.report.text import severity_word
from course_builder.targets.content import package_files

_ADAPTER = "standalone"
_AROUND = 60
_MOST_SHOWN = 200


class PreviewedCourse:
    """A course folder, what was last built of it, and what is wrong with it now."""

    def __init__(
        self, folder: Path, shown_as: PurePosixPath, language: str | None
    ) -> None:
        self._folder = folder
        self._name = folder.resolve().name
        self._shown_as = shown_as
        self._language = language
        self._lock = threading.Lock()
        self._stamp = ""
        self._title = ""
        self._trouble = ""
        self._checked = CheckedCourse(folder, None, (), {})
        self._files: Mapping[str, bytes] = {}
        self._version = ""
        self._state = self._described_state()

    @property
    def name(self) -> str:
        """Its title; its folder's name where it has none."""
        return self._title or self._name

    @property
    def language(self) -> str:
        """Language of what is said of it."""
        return self._language or self._checked.language

    @property
    def mark(self) -> str:
        """An attribute that says which build a page is of."""
        return f'data-version="{self._version}"'

    @property
    def checked(self) -> CheckedCourse:
        """What was found when it was last looked at."""
        return self._checked

    def refresh(self) -> bool:
        """Build it again where a file has changed; tell whether one had."""
        with self._lock:
            stamp = _stamp(self._folder)
            if stamp == self._stamp:
                return False
            self._build()
            self._state = self._described_state()
            self._stamp = stamp
            return True

    def file(self, name: str) -> bytes | None:
        """Return a file of the package that was built last."""
        return self._files.get(name)

    def state(self) -> dict[str, Any]:
        """Return what a page is told: which build there is, and all findings."""
        return self._state

    def _described_state(self) -> dict[str, Any]:
        checked, language = self._checked, self.language
        _ = translator(language)
        places = Places(checked.course)
        lines = {path: text.split("\n") for path, text in checked.sources.items()}
        findings = in_order(checked.findings)
        told = [
            self._described(finding, places, lines)
            for finding in findings[:_MOST_SHOWN]
        ]
        errors = sum(1 for finding in told if finding["severity"] == "error")
        if self._trouble:
            summary = self._trouble
        elif not self._files:
            summary = _("Kursus ini belum dapat ditampilkan. Perbaiki galatnya dahulu.")
        elif errors:
            summary = _(
                "Ada galat: yang tampil adalah kursus sebelum perubahan terakhir."
            )
        elif findings:
            summary = _("Kursus ini dapat dibangun; periksa catatan berikut.")
        else:
            summary = _("Tidak ada temuan.")
        return {
            "version": self._version,
            "count": len(findings),
            "findings": told,
            "summary": summary,
            "heading": _("Temuan"),
            "here": _("Di halaman ini"),
            "elsewhere": _("Di tempat lain"),
            "lost": _("Pratinjau berhenti. Jalankan lagi course-builder preview."),
        }

    def _build(self) -> None:
        self._checked = check(self._folder)
        course, rendered = self._checked.course, self._checked.rendered
        self._title = course.title if course is not None else ""
        self._trouble = ""
        if rendered is None:
            return
        try:
            files = package_files(rendered, _ADAPTER)
        except CourseBuilderError as error:
            self._trouble = str(error)
            return
        digest = hashlib.sha256()
        for name in sorted(files):
            digest.update(f"{name}\0{len(files[name])}\0".encode())
            digest.update(files[name])
        self._files, self._version = files, digest.hexdigest()[:16]

    def _described(
        self,
        finding: Finding,
        places: Places,
        lines: Mapping[PurePosixPath, list[str]],
    ) -> dict[str, Any]:
        words = describe(finding, self.language)
        where = finding.where
        place = places.of(where)
        source = lines.get(where.path, [])
        line = source[where.line - 1] if where.line <= len(source) else ""
        start, end = where.column - 1, where.column - 1 + finding.length
        first = max(0, start - _AROUND)
        end = min(end, first + 2 * _AROUND)
        return {
            "code": finding.code,
            "severity": words.severity.value,
            "word": severity_word(words.severity, self.language),
            "place": shown(f"{self._shown_as / where.path}:{where.line}"),
            "message": words.message,
            "hint": words.hint,
            "page": place.page,
            "activity": place.activity,
            "line": [
                shown(line[first:start]),
                shown(line[start:end]),
                shown(line[end : end + _AROUND]),
            ],
        }


def _stamp(folder: Path) -> str:
    """Return what changes whenever a file of a folder does."""
    digest = hashlib.sha256()
    for name, subfolders, files in os.walk(folder):
        subfolders[:] = sorted(sub for sub in subfolders if sub[0] != ".")
        for file in sorted(files):
            path = Path(name, file)
            try:
                about = path.stat()
            except OSError:
                continue  # Gone meanwhile, or a link to nothing.
            entry = f"{path}\0{about.st_mtime_ns}\0{about.st_size}\0{about.st_ino}\0"
            digest.update(entry.encode(errors="surrogateescape"))
    return digest.hexdigest()
