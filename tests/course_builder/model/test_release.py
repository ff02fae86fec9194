"""A release: one file that carries a course to the service."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from course_builder.errors import ReleaseError
from course_builder.model.author_notes import AuthorNotes, Notice
from course_builder.model.course import DeclaredCompetency
from course_builder.model.media import Media
from course_builder.model.question import ChoiceRule
from course_builder.model.release import content_hash, read_release, write_release
from course_builder.model.rendered import RenderedCourse
from tests.factories import (
    rendered_course,
    rendered_course_of_every_kind,
    rendered_quiz,
)

FIRST_FORMAT = Path(__file__).parents[2] / "cases" / "release-1.json"
PICTURE = b"<svg/>"
NAME = f"{hashlib.sha256(PICTURE).hexdigest()}.svg"


def course() -> RenderedCourse:
    return rendered_course(
        hours=Decimal("4.33"),
        summary="Ringkas",
        authors=("BPSDM",),
        license="CC BY 4.0",
        competencies=(DeclaredCompetency("T-PB-01", 2, ("quiz",)),),
        media=(Media(NAME, "image/svg+xml", PICTURE),),
    )


def written(of: RenderedCourse) -> bytes:
    out = io.BytesIO()
    write_release(of, out)
    return out.getvalue()


def parts(release: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(release)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(release: bytes) -> str:
    with pytest.raises(ReleaseError) as caught:
        read_release(io.BytesIO(release))
    return str(caught.value)


def altered(**changes: Any) -> bytes:
    """A release whose document has other values."""
    files = parts(written(course()))
    content = json.loads(files["release.json"]) | changes
    return packed(files | {"release.json": json.dumps(content).encode()})


def test_a_course_comes_back_as_it_was():
    release = read_release(io.BytesIO(written(course())))

    assert release.course == course()
    assert release.content_hash == content_hash(course())


def test_every_kind_of_activity_comes_back_as_it_was():
    made = rendered_course_of_every_kind(glossary={"Awas": "<p>Tingkat IV</p>"})

    assert read_release(io.BytesIO(written(made))).course == made


def test_a_release_of_the_first_format_can_still_be_read():
    content = FIRST_FORMAT.read_bytes()

    release = read_release(io.BytesIO(packed({"release.json": content})))

    course = release.course
    assert release.content_hash == hashlib.sha256(content).hexdigest()
    assert list(course.activities) == ["q-siaga", "q-benar", "q-jarak", "q-lembaga"]
    assert course.question("q-siaga").points == Decimal("2.5")
    assert course.question("q-siaga").rule == ChoiceRule(
        ("a", "b", "c"), frozenset({"b"})
    )
    assert course.question("q-benar").type == "boolean"
    assert course.glossary == {}
    assert [module.prerequisites for module in course.modules] == [()]
    assert read_release(io.BytesIO(written(course))).course == course


def test_another_glossary_or_form_is_another_content():
    made = rendered_course_of_every_kind()
    quiz = rendered_quiz(forms={"k-satu": "<p>a</p>", "k-dua": "<p>b</p>"})

    other = replace(made, activities={**made.activities, quiz.id: quiz})

    assert content_hash(other) != content_hash(made)
    assert content_hash(replace(made, glossary={"a": "b"})) != content_hash(made)


@pytest.mark.parametrize("details", [{}, {"k-akhir": {}}, {"k-akhir": []}, [], None])
def test_a_quiz_without_its_details_is_refused(details):
    files = parts(written(rendered_course_of_every_kind()))
    content = json.loads(files["release.json"]) | {"details": details}

    assert "broken" in refused(packed({"release.json": json.dumps(content).encode()}))


def test_the_same_course_gives_the_same_bytes():
    assert written(course()) == written(course())


def test_another_word_is_another_content():
    assert content_hash(course()) != content_hash(replace(course(), title="Lain"))


def test_another_picture_is_another_content():
    other = Media("0" * 64 + ".svg", "image/svg+xml", b"")

    assert content_hash(course()) != content_hash(replace(course(), media=(other,)))


def test_what_is_no_zip_is_refused():
    assert "zip" in refused(b"bukan zip")


def test_an_empty_file_is_refused():
    assert "zip" in refused(b"")


def test_a_zip_without_its_document_is_refused():
    assert "missing" in refused(packed({"a.txt": b""}))


def test_a_document_that_is_no_json_is_refused():
    assert "broken" in refused(packed({"release.json": b"{"}))


@pytest.mark.parametrize("document", [b"[]", b"1", b"null", b'"x"', b"\xff"])
def test_a_document_that_is_no_object_is_refused(document):
    assert "broken" in refused(packed({"release.json": document}))


def test_another_format_is_refused():
    assert "another version" in refused(altered(format=3))


@pytest.mark.parametrize("part", ["outline", "key", "pages", "course", "media"])
def test_a_missing_part_is_refused(part):
    assert "missing" in refused(altered(**{part: {"x": "y"}}))


def test_hours_that_are_no_number_are_refused():
    details = {
        "hours": "lima",
        "summary": "",
        "authors": [],
        "license": "",
        "competencies": [],
    }

    assert "broken" in refused(altered(course=details))


def test_an_altered_picture_is_refused():
    files = parts(written(course()))

    assert "altered" in refused(packed(files | {f"media/{NAME}": b"lain"}))


def test_a_missing_picture_is_refused():
    files = parts(written(course()))
    del files[f"media/{NAME}"]

    assert "missing" in refused(packed(files))


def test_a_release_damaged_anywhere_is_refused_or_the_same():
    release = written(course())
    for at in range(0, len(release), 7):
        damaged = bytearray(release)
        damaged[at] ^= 0xFF
        try:
            read = read_release(io.BytesIO(bytes(damaged)))
        except ReleaseError:
            continue
        assert read.course == course()


def test_a_release_cut_short_is_refused():
    release = written(course())

    assert refused(release[: len(release) // 2])


def test_a_release_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("course_builder.model.release.LARGEST_RELEASE", 10)

    assert "512 MiB" in refused(written(course()))


def test_what_the_builder_told_its_author_travels_beside_the_content():
    notes = AuthorNotes(
        (Notice("B701", "warning", "01-satu.md", 3, 1, {"id": ("a", "b")}),),
        {"satu": ("T-PB-01",)},
    )
    told = replace(course(), notes=notes)

    release = read_release(io.BytesIO(written(told)))

    assert release.course.notes == notes
    assert release.content_hash == content_hash(course())
    assert written(told) == written(told)


def test_a_release_without_notes_does_not_claim_that_nothing_was_found():
    assert read_release(io.BytesIO(written(course()))).course.notes is None


@pytest.mark.parametrize(
    "notes",
    [
        b"[]",
        b"{}",
        b'{"findings": [1], "teaches": {}}',
        b'{"findings": [], "teaches": []}',
        b"[" * 100_000,
    ],
)
def test_broken_notes_are_refused(notes: bytes):
    files = parts(written(course()))

    assert "not a release" in refused(packed(files | {"author.json": notes}))


def test_numbers_that_json_does_not_know_are_refused():
    assert "broken" in refused(altered(course={"hours": float("nan")}))
