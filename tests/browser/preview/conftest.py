"""The preview of a course that a test may rewrite, as `course-builder preview` runs it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import browsing

INDEX = """\
---
id: contoh
title: Contoh
language: id
version: "1.0"
hours: 0.11
---

# Contoh

Selamat datang.
"""
MODULE = """\
---
id: modul
minutes: 5
---

# Modul

## Satu

Teks pertama.

{long}

::: question {{#q-a}}
Siapa yang memimpin?

- (x) Camat
- ( ) Bupati

:::

## Dua

Teks kedua.
"""


class Draft:
    """A course on the disk while its author works on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / "01-modul.md"
        folder.mkdir()
        (folder / "index.md").write_text(INDEX, "utf-8")
        paragraphs = "\n\n".join(f"Paragraf {n}." for n in range(60))
        self._path.write_text(MODULE.format(long=paragraphs), "utf-8")

    def replace(self, old: str, new: str) -> None:
        """Save the module with something else in place of a text."""
        text = self._path.read_text("utf-8")
        assert old in text
        self._path.write_text(text.replace(old, new), "utf-8")
        later = self._path.stat().st_mtime_ns + 1_000_000
        os.utime(self._path, ns=(later, later))


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path / "kursus")


@pytest.fixture
def address(draft: Draft) -> Iterator[str]:
    """Where the preview of the draft is, which runs in a process of its own."""
    with _previewing(draft.folder) as address:
        yield address


@pytest.fixture
def new_course(tmp_path: Path) -> Path:
    """A course as `course-builder new` writes it."""
    folder = tmp_path / "kursus-baru"
    command = [sys.executable, "-m", "course_builder", "new", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture
def new_address(new_course: Path) -> Iterator[str]:
    """Where the preview of the new course is."""
    with _previewing(new_course) as address:
        yield address


@contextmanager
def _previewing(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "course_builder", "preview", folder.name]
    with subprocess.Popen(
        [*command, "--port", "0"],
        cwd=folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127[.]0[.]0[.]1:[0-9]+/", process.stdout.readline())
        yield found[0] if found else "about:blank"
        process.terminate()


@pytest.fixture(scope="module")
def browser(
    chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with browsing(chromium, tmp_path_factory.mktemp("profile")) as context:
        assert context.browser is not None
        yield context.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []
