"""What every package target promises, whatever its standard."""

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from course_builder.build import build
from course_builder.errors import PackageError
from course_builder.locale import translator
from course_builder.model.media import Media
from course_builder.model.question import LongRule
from course_builder.model.rendered import RenderedActivity, RenderedCourse
from course_builder.targets import TARGET_NAMES
from course_builder.targets.registry import TARGETS
from course_builder.targets.target import PackageTarget
from tests.factories import (
    rendered_assignment,
    rendered_course,
    rendered_course_of,
    rendered_course_of_every_kind,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
    rendered_survey,
)

PICTURE = b"\x89PNG\r\n\x1a\n picture"
PICTURE_NAME = f"{hashlib.sha256(PICTURE).hexdigest()}.png"
INDEX = """---
id: kursus-catatan
title: Kursus dengan catatan
language: id
version: "1.0"
hours: 1
---
"""
WITH_NOTE = """---
id: awal
minutes: 45
---
# Awal

## Halaman

Untuk peserta.

::: note
RAHASIA-1: bacakan perlahan[^1].

![RAHASIA-2](media/rahasia.png)

:::

Sampai jumpa.

[^1]: Tidak dipakai di mana pun.
"""
ONE_DOCUMENT = {"moodlexml"}
# Of what `test_names_each_activity_that_it_cannot_carry` puts into a course.
WHAT_IT_CARRIES = {
    "release": {"k-akhir", "t-rencana", "s-lanjut", "s-anonim", "d-kabar", "q-uraian"},
    "cc11": {"k-akhir", "d-kabar", "q-uraian"},
    "moodlexml": {"k-akhir", "q-uraian"},
}
REMOTE = re.compile(r"""(?:src|href)=["']?https?:|url\(|@import""")


@pytest.fixture(params=TARGETS.values(), ids=lambda one: str(one.name))
def target(request: pytest.FixtureRequest) -> PackageTarget:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(
    params=[t for t in TARGETS.values() if t.name not in ONE_DOCUMENT],
    ids=lambda one: str(one.name),
)
def zipped(request: pytest.FixtureRequest) -> PackageTarget:
    """A target whose package is a zip with pages in it."""
    return request.param  # type: ignore[no-any-return]


def illustrated_course() -> RenderedCourse:
    course = rendered_course(media=(Media(PICTURE_NAME, "image/png", PICTURE),))
    (module,) = course.modules
    first = replace(
        module.pages[0], html=f'<h1>Awal</h1><img src="media/{PICTURE_NAME}" alt="">'
    )
    module = replace(module, pages=(first, *module.pages[1:]))
    return replace(course, modules=(module,))


def packaged(target: PackageTarget, course: RenderedCourse) -> zipfile.ZipFile:
    out = io.BytesIO()
    target.write(course, out)
    return zipfile.ZipFile(out)


def written(target: PackageTarget, course: RenderedCourse) -> bytes:
    out = io.BytesIO()
    target.write(course, out)
    return out.getvalue()


def test_the_command_line_knows_every_target() -> None:
    assert tuple(TARGETS) == TARGET_NAMES


def test_carries_a_course_with_every_kind_of_activity(zipped: PackageTarget) -> None:
    course = rendered_course_of_every_kind()
    archive = packaged(zipped, course)
    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    for activity in course.activities.values():
        assert activity.id in everything
    for text in ("Status Siaga", "Pindahkan warga", "k-satu", "tidak setuju"):
        assert text in everything
    assert written(zipped, course) == written(zipped, course)


def test_says_which_standard_it_follows(target: PackageTarget) -> None:
    assert target.name
    assert target.standard


def test_same_course_gives_same_bytes(target: PackageTarget) -> None:
    assert written(target, illustrated_course()) == written(
        target, illustrated_course()
    )


def test_no_entry_tells_when_or_where_it_was_made(zipped: PackageTarget) -> None:
    for entry in packaged(zipped, illustrated_course()).infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert not entry.filename.startswith("/")
        assert "\\" not in entry.filename
        assert ".." not in entry.filename


def test_carries_every_page(zipped: PackageTarget) -> None:
    archive = packaged(zipped, illustrated_course())
    everything = "".join(
        archive.read(name).decode()
        for name in archive.namelist()
        if "media" not in name
    )
    for page in illustrated_course().pages:
        assert page.id in everything
    # A page of a cartridge is headed by its LMS.
    heading = "title" if zipped.name == "cc11" else "h1"
    assert f"<{heading}>Latihan" in everything.replace("\\u003c", "<")


def test_carries_every_medium_unchanged(zipped: PackageTarget) -> None:
    archive = packaged(zipped, illustrated_course())
    assert archive.read(f"media/{PICTURE_NAME}") == PICTURE


def test_refuses_a_page_whose_picture_is_missing(target: PackageTarget) -> None:
    with pytest.raises(PackageError, match=PICTURE_NAME):
        written(target, replace(illustrated_course(), media=()))


def test_fetches_nothing_from_elsewhere(zipped: PackageTarget) -> None:
    archive = packaged(zipped, illustrated_course())
    for name in archive.namelist():
        if name.endswith((".html", ".js", ".json")):
            assert not REMOTE.search(archive.read(name).decode()), name


def test_keeps_the_answer_key_apart_from_the_pages(zipped: PackageTarget) -> None:
    course = rendered_course(
        activities={"q-siaga": rendered_question(explanation="<p>rahasia sekali</p>")}
    )
    archive = packaged(zipped, course)
    holders = {n for n in archive.namelist() if b"rahasia sekali" in archive.read(n)}
    assert holders
    assert not [name for name in holders if name.startswith("pages/")]
    assert "index.html" not in holders


def test_names_each_activity_that_it_cannot_carry(target: PackageTarget) -> None:
    course = rendered_course_of(
        rendered_quiz(minutes=25),
        rendered_assignment(submit=("file",)),
        rendered_survey("s-lanjut", after_days=90),
        rendered_survey("s-anonim", anonymous=True),
        rendered_discussion(),
        rendered_question("q-uraian", rule=LongRule()),
    )
    named = {lack.values.get("id") for lack in target.warnings(course)} - {None}
    carried = WHAT_IT_CARRIES.get(target.name, set())
    assert named == set(course.activities) - carried
    for lack in target.warnings(course):
        assert translator("en")(lack.sentence) != lack.sentence
        assert "{" not in lack.sentence.format_map(lack.values)


def test_says_nothing_of_what_it_can_carry(target: PackageTarget) -> None:
    activities: list[RenderedActivity] = [rendered_question(), rendered_quiz()]
    if target.name != "moodlexml":
        activities.append(rendered_discussion(forum="https://lms.id/forum"))
        if target.name != "cc11":
            activities += [rendered_scenario(), rendered_survey()]
    course = rendered_course_of(*activities)
    assert not [lack for lack in target.warnings(course) if "id" in lack.values]


def test_no_note_to_facilitators_reaches_a_learner(
    zipped: PackageTarget, tmp_path: Path
) -> None:
    folder = tmp_path / "kursus"
    folder.mkdir()
    (folder / "index.md").write_text(INDEX, "utf-8")
    (folder / "01-awal.md").write_text(WITH_NOTE, "utf-8")
    (done,) = build([folder], [zipped.name], tmp_path / "dist", cache=False)
    (package,) = done.packages
    with zipfile.ZipFile(package.path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Untuk peserta" in everything
    assert b"RAHASIA" not in everything
