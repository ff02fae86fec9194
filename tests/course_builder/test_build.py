"""The pipeline as a whole, on course folders as an author writes them."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from course_builder.build import (
    CACHE,
    CourseBuild,
    build,
    check,
    courses_in,
    has_errors,
    release_bytes,
)
from course_builder.codes import DIAGNOSTICS
from course_builder.errors import InvalidCourseError, PackageError
from course_builder.model.release import read_release

COURSES = Path(__file__).parents[2] / "courses"
SAMPLES = [folder for folder in sorted(COURSES.iterdir()) if folder.is_dir()]
INDEX = """\
---
id: {id}
title: Siaga bencana
language: id
version: "1.0"
hours: 2
---

# Siaga bencana

Mulai dari [modul satu](01-satu.md).
"""
MODULE = """\
---
id: {id}
minutes: 45
---

# Modul {id}

## Halaman {id}

Teks.

::: question {{#q-{id}}}
Apa yang Anda lakukan?

- ( ) Menunggu
- (x) Pergi

:::
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def write_course(folder: Path, identifier: str = "siaga-bencana") -> Path:
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(INDEX.format(id=identifier), "utf-8")
    (folder / "01-satu.md").write_text(MODULE.format(id="satu"), "utf-8")
    (folder / "02-dua.md").write_text(MODULE.format(id="dua"), "utf-8")
    return folder


QUIZ = """
:::: quiz {#k-akhir}

::: question {#k-satu}
Satu?

- (x) Ya
- ( ) Tidak

:::

::: question {#k-dua}
Dua?

- = 2

:::

::::
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "kursus")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def built(
    paths: Sequence[Path], out: Path, *targets: str, cache: bool = False
) -> list[CourseBuild]:
    return list(build(paths, targets or ("scorm12",), out, jobs=1, cache=cache))


def names(builds: Sequence[CourseBuild]) -> list[str]:
    return [package.path.name for done in builds for package in done.packages]


def files_below(folder: Path) -> Iterator[str]:
    return (path.name for path in folder.rglob("*") if path.is_file())


def break_course(folder: Path) -> None:
    (folder / "01-satu.md").write_text("tanpa kepala", "utf-8")


def test_a_package_is_named_by_course_version_and_target(
    folder: Path, out: Path
) -> None:
    (done,) = built([folder], out, "scorm12", "web", "release")
    assert names([done]) == [
        "siaga-bencana-1.0-scorm12.zip",
        "siaga-bencana-1.0-web.zip",
        "siaga-bencana-1.0-release.zip",
    ]
    for package in done.packages:
        assert package.size == package.path.stat().st_size
        assert (package.pages, package.activities) == (3, 2)


def test_each_module_may_become_a_package(folder: Path, out: Path) -> None:
    (done,) = build([folder], ["web"], out, per_module=True, jobs=1, cache=False)
    assert names([done]) == [
        "siaga-bencana-1.0-satu-web.zip",
        "siaga-bencana-1.0-dua-web.zip",
    ]
    assert [package.activities for package in done.packages] == [1, 1]


def test_the_same_course_gives_the_same_bytes_wherever_it_lies(
    folder: Path, tmp_path: Path
) -> None:
    elsewhere = write_course(tmp_path / "lain" / "folder lain")
    one = built([folder], tmp_path / "a", "scorm12", "web", "release")
    two = built([elsewhere], tmp_path / "b", "scorm12", "web", "release")
    assert [p.sha256 for p in one[0].packages] == [p.sha256 for p in two[0].packages]


def test_a_folder_of_courses_is_built_course_by_course(
    tmp_path: Path, out: Path
) -> None:
    write_course(tmp_path / "semua" / "b", "kursus-b")
    write_course(tmp_path / "semua" / "a", "kursus-a")
    write_course(tmp_path / "semua" / ".tersembunyi", "kursus-c")
    assert names(built([tmp_path / "semua"], out)) == [
        "kursus-a-1.0-scorm12.zip",
        "kursus-b-1.0-scorm12.zip",
    ]


def test_several_processes_keep_the_order(tmp_path: Path, out: Path) -> None:
    folders = [write_course(tmp_path / f"k{n}", f"kursus-{n}") for n in range(3)]
    builds = build(folders, ["web"], out, jobs=2, cache=False)
    assert [done.folder for done in builds] == folders


def test_a_course_with_errors_gets_no_package_and_the_others_do(
    tmp_path: Path, out: Path
) -> None:
    good = write_course(tmp_path / "baik", "kursus-baik")
    bad = write_course(tmp_path / "buruk", "kursus-buruk")
    break_course(bad)
    failed, done = built([bad, good], out)
    assert failed.packages == ()
    assert failed.checked is not None
    assert has_errors(failed.checked.findings)
    assert list(files_below(out)) == ["kursus-baik-1.0-scorm12.zip"]
    assert names([done]) == ["kursus-baik-1.0-scorm12.zip"]


def test_two_courses_may_not_share_a_file(tmp_path: Path, out: Path) -> None:
    one, two = write_course(tmp_path / "satu"), write_course(tmp_path / "dua")
    with pytest.raises(PackageError, match=r"satu.*dua.*siaga-bencana-1\.0-scorm12"):
        built([one, two], out)


def test_an_unfinished_write_leaves_the_old_package_alone(
    folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package,) = built([folder], out)[0].packages
    before = package.path.read_bytes()
    (folder / "02-dua.md").write_text(MODULE.format(id="tiga"), "utf-8")

    def full_disk(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        built([folder], out)
    assert package.path.read_bytes() == before
    assert list(files_below(out)) == [package.path.name]


def test_an_unchanged_course_is_not_built_again(folder: Path, out: Path) -> None:
    (first,) = built([folder], out, cache=True)
    (second,) = built([folder], out, cache=True)
    assert first.checked is not None
    assert second.checked is None
    assert second.packages == first.packages


def test_what_a_package_lacks_is_said_each_time(folder: Path, out: Path) -> None:
    with (folder / "01-satu.md").open("a", encoding="utf-8") as file:
        file.write("\n::: discussion {#d-kabar}\nApa kabar bohong itu?\n\n:::\n")
    (first,) = built([folder], out, "web", cache=True)
    (second,) = built([folder], out, "web", cache=True)
    assert [lack.values for lack in first.warnings] == [{"id": "d-kabar"}]
    assert second.checked is None
    assert second.warnings == first.warnings
    assert second.language == first.language == "id"


def test_a_quiz_counts_as_one_activity(folder: Path, out: Path) -> None:
    (before,) = built([folder], out, "web")
    with (folder / "01-satu.md").open("a", encoding="utf-8") as file:
        file.write(QUIZ)
    (after,) = built([folder], out, "web")
    assert after.packages[0].activities == before.packages[0].activities + 1


@pytest.mark.parametrize("change", ["text", "medium", "package", "gone", "cache"])
def test_whatever_changes_brings_a_new_build(
    change: str, folder: Path, out: Path
) -> None:
    (first,) = built([folder], out, cache=True)
    (package,) = first.packages
    match change:
        case "text":
            with (folder / "01-satu.md").open("a", encoding="utf-8") as file:
                file.write("\nLagi.\n")
        case "medium":
            (folder / "media").mkdir()
            (folder / "media" / "a.txt").write_text("a", "utf-8")
        case "package":
            package.path.write_bytes(b"altered")
        case "gone":
            package.path.unlink()
        case "cache":
            for kept in (out / CACHE).iterdir():
                kept.write_text("{", "utf-8")
    (second,) = built([folder], out, cache=True)
    assert second.checked is not None
    assert zipfile.is_zipfile(second.packages[0].path)


def test_a_course_with_warnings_is_complained_of_each_time(
    folder: Path, out: Path
) -> None:
    with (folder / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n![](media/a.svg)\n")
    (folder / "media").mkdir()
    (folder / "media" / "a.svg").write_text(DRAWING, "utf-8")
    for _ in range(2):
        (done,) = built([folder], out, cache=True)
        assert done.checked is not None
        assert [f.code for f in done.checked.findings] == ["B304"]
        assert done.packages


def test_another_folder_of_packages_has_a_memory_of_its_own(
    folder: Path, tmp_path: Path
) -> None:
    built([folder], tmp_path / "a", cache=True)
    (done,) = built([folder], tmp_path / "b", cache=True)
    assert done.packages[0].path.exists()


def test_a_release_can_be_read_by_the_service(folder: Path) -> None:
    release = read_release(BytesIO(release_bytes(folder)))
    assert release.course.id == "siaga-bencana"
    assert set(release.course.activities) == {"q-satu", "q-dua"}


def test_a_release_tells_its_author_what_was_found(folder: Path) -> None:
    checked = check(folder)
    told = read_release(BytesIO(release_bytes(folder))).course.notes
    assert told is not None
    found = {f.code for f in checked.findings if not DIAGNOSTICS[f.code].on_request}
    assert {one.code for one in told.findings} == found
    assert set(told.teaches) == {"satu", "dua"}
    assert all(set(one.words) == {"id", "en"} for one in told.findings)
    assert release_bytes(folder) == release_bytes(folder)


def test_no_release_comes_of_a_course_with_errors(folder: Path) -> None:
    break_course(folder)
    with pytest.raises(InvalidCourseError) as caught:
        release_bytes(folder)
    assert caught.value.findings


def test_a_place_without_a_course_is_a_finding(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        assert courses_in(place) == [place]
        assert [finding.code for finding in check(place).findings] == ["B101"]


def test_courses_are_found_at_any_depth_but_not_inside_one_another(
    tmp_path: Path,
) -> None:
    deep = write_course(tmp_path / "a" / "b" / "kursus")
    write_course(deep / "contoh")
    assert courses_in(tmp_path) == [deep]
    assert courses_in(deep) == [deep]


@pytest.mark.parametrize("source", SAMPLES, ids=lambda path: str(path.name))
def test_every_link_that_passed_the_check_leads_somewhere(source: Path) -> None:
    checked = check(source)
    assert checked.rendered is not None
    pages = list(checked.rendered.pages)
    known = {page.id for page in pages}
    html = "\n".join(page.html for page in pages)
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    assert not re.search(r"<a>|<a [^>]*href=\"\"", html)
    assert set(re.findall(r'data-page="([^"]+)"', html)) <= known
    assert set(re.findall(r'data-anchor="([^"]+)"', html)) <= anchors
    notes = set(re.findall(r'<a class="footnote-\w+" href="#([^"]+)"', html))
    assert notes <= anchors


def test_packages_are_readable_by_whoever_may_read_new_files(
    folder: Path, out: Path
) -> None:
    (package,) = built([folder], out)[0].packages
    (out / "baru").write_bytes(b"")
    assert package.path.stat().st_mode == (out / "baru").stat().st_mode


def test_what_is_told_on_request_does_not_forget_a_build(
    folder: Path, out: Path
) -> None:
    with (folder / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n[Di sini](https://contoh.go.id) ada pedoman.\n")

    (first,) = built([folder], out, cache=True)
    (second,) = built([folder], out, cache=True)

    assert first.checked is not None
    assert [found.code for found in first.checked.findings] == ["B704"]
    assert second.checked is None


def test_another_service_makes_another_cartridge(folder: Path, out: Path) -> None:
    def cartridge(service: str) -> bool:
        (done,) = build(
            [folder], ["cc11"], out, service_url=service, jobs=1, cache=True
        )
        return done.checked is not None

    assert cartridge("")
    assert not cartridge("")
    assert cartridge("https://asn.example.go.id")
    assert not cartridge("https://asn.example.go.id")
