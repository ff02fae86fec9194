"""Each code's wrong example is wrong in that way alone, and its right one is right."""

import io
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from PIL import Image

import course_builder.codes
from course_builder.build import check, courses_in
from course_builder.checks.outside_link import Answer, Silence, check_outside_links
from course_builder.codes import DIAGNOSTICS, describe
from course_builder.codes.example import DESCRIBED, PAGE, examples
from course_builder.errors import Finding, Severity
from tests.course_builder.described_course import COURSES, MODULE, Write

INDEX = """\
---
id: contoh
title: Contoh
language: id
version: 1.0
hours: 1
competencies:
  - {code: T-PB-01, level: 2, evidence: [observation]}
---
"""
HEAD = """\
---
id: contoh-modul
minutes: 45
---
# Contoh

## Halaman

"""
TEXT = "Gempa kuat di pantai adalah tanda bahaya.\n"
DOT = """\
#!/bin/sh
read source
case "$source" in
*}) echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>' ;;
*) echo 'syntax error in line 2' >&2; exit 1 ;;
esac
"""
MMDC = """\
#!/bin/sh
while [ "$1" != --output ]; do shift; done
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>' > "$2"
"""
ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        "https://contoh.go.id/404/pedoman-2009": 404,
        "https://contoh.go.id/500/data": 500,
        "https://bpbd.contoh.go.idd": Silence.UNREACHABLE,
        "http://192.168.1.10/presensi": Silence.PRIVATE,
    }
)
SHOWN = sorted(c for c, e in examples().items() if DESCRIBED not in e.wrong)


def _png() -> bytes:
    data = io.BytesIO()
    Image.new("L", (40, 30), 200).save(data, "png")
    return data.getvalue()


MEDIA = MappingProxyType(
    {"media/peta.png": _png(), "media/latihan.mp4": b"0", "media/sirene.mp3": b"0"}
)
"""What lies in the course of an example that names it."""


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the programs that draw diagrams; they are not really there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in (("dot", DOT), ("mmdc", MMDC)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.defpath}")
    return folder


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the course of an example."""
    texts = {MODULE: HEAD + files.get(PAGE, TEXT), "index.md": INDEX, **files}
    texts.pop(PAGE, None)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, data in MEDIA.items():
        if any(name in text for text in texts.values()):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def described(folder: Path, write: Write) -> Path:
    """Write the course that an example describes."""
    write(written(folder, {}))
    return folder


def answer(address: str) -> Answer:
    """Answer as a server would."""
    return ANSWERS.get(address, 200)


def findings(path: Path, *, online: bool = True) -> list[Finding]:
    """Return what ``check --links`` finds at a path."""
    found: list[Finding] = []
    for folder in courses_in(path):
        checked = check(folder)
        found += checked.findings
        if checked.course is not None:
            ask = answer if online else lambda _: Silence.OFFLINE
            found += check_outside_links(checked.course, ask)
    return found


def weighty(found: list[Finding], code: str) -> set[str]:
    """Return the codes of errors and warnings, and this one if it is there."""
    return {
        finding.code
        for finding in found
        if finding.code == code
        or DIAGNOSTICS[finding.code].severity is not Severity.INFO
    }


def is_whole(finding: Finding) -> bool:
    """Tell whether a finding can be said in both languages, with no blank left empty."""
    said = [describe(finding, language) for language in ("id", "en")]
    texts = [text for words in said for text in (words.message, words.hint)]
    return all(text.strip() == text and "``" not in text for text in texts)


def test_every_code_has_an_example_and_only_codes_have_one() -> None:
    assert set(examples()) == set(DIAGNOSTICS)


def test_every_code_stands_on_its_group_s_page_in_order() -> None:
    folder = Path(course_builder.codes.__file__).with_name("examples")
    groups = Counter[str]()
    for page in folder.glob("*.md"):
        codes = re.findall(r"(?m)^## (B[0-9]{3})", page.read_text("utf-8"))
        assert codes == sorted(codes), page.name
        assert len({code[:2] for code in codes}) <= 1, page.name
        groups.update({code[:2] for code in codes})
    assert set(groups.values()) == {1}


def test_every_example_shows_both_sides_in_the_same_way() -> None:
    for code, example in examples().items():
        assert example.wrong, code
        assert example.right, code
        assert example.wrong != example.right, code
        assert (DESCRIBED in example.wrong) == (DESCRIBED in example.right), code


def test_every_described_example_has_a_pair_of_courses() -> None:
    assert set(COURSES) == set(examples()) - set(SHOWN)


@pytest.mark.parametrize("code", SHOWN)
def test_the_wrong_example_is_wrong_in_that_way_alone(
    code: str, tmp_path: Path
) -> None:
    found = findings(written(tmp_path / "course", examples()[code].wrong))

    assert weighty(found, code) == {code}
    assert all(map(is_whole, found))


@pytest.mark.parametrize("code", SHOWN)
def test_the_right_example_is_right(code: str, tmp_path: Path) -> None:
    found = findings(written(tmp_path / "course", examples()[code].right))

    assert weighty(found, code) == set()


@pytest.mark.parametrize("code", sorted(COURSES))
def test_the_wrong_course_as_described_is_wrong_in_that_way_alone(
    code: str, tmp_path: Path, programs: Path
) -> None:
    folder = described(tmp_path / "course", COURSES[code][0])
    if code == "B313":
        (programs / "mmdc").unlink()

    found = findings(folder, online=code != "B394")

    assert weighty(found, code) == {code}
    assert all(map(is_whole, found))


@pytest.mark.parametrize("code", sorted(COURSES))
def test_the_right_course_as_described_is_right(code: str, tmp_path: Path) -> None:
    folder = described(tmp_path / "course", COURSES[code][1])

    assert weighty(findings(folder), code) == set()
