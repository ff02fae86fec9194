import os
from pathlib import Path

from course_builder.codes import describe
from course_builder.errors import Finding
from tests.course_builder.checks.content import content_findings
from tests.course_builder.course_folder import INDEX

MEGABYTE = 1_000_000


def weigh(folder: Path, text: str, sizes: dict[str, int]) -> list[Finding]:
    """Return what is said of files of so many megabytes; they take no room on the disk."""
    (folder / "media").mkdir()
    for name, size in sizes.items():
        (folder / "media" / name).write_bytes(b"")
        os.truncate(folder / "media" / name, size * MEGABYTE)
    return content_findings(folder, text, index=INDEX)


def test_a_course_of_more_than_a_hundred_megabytes_is_a_warning(tmp_path: Path) -> None:
    text = "[Satu](media/1.pdf) [dua](media/2.pdf) ![Tiga](media/3.mp4)\n"

    (found,) = weigh(tmp_path, text, {"1.pdf": 24, "2.pdf": 54, "3.mp4": 23})

    assert (str(found.where), found.code) == ("index.md:3:8", "B760")
    assert "seluruhnya 101 MB" in describe(found, "id").message
    assert "`media/2.pdf` (54 MB)" in describe(found, "id").hint


def test_a_file_weighs_once_and_what_is_not_carried_nothing(tmp_path: Path) -> None:
    text = "[Satu](media/1.pdf) [lagi](media/1.pdf#page=2)\n"

    assert weigh(tmp_path, text, {"1.pdf": 60, "2.pdf": 60}) == []


def test_links_that_lead_nowhere_weigh_nothing(tmp_path: Path) -> None:
    text = (
        "[a](media/x.pdf) [b](media/%00.pdf) [c](../../a.pdf) [d](/a.pdf) [](a.pdf)\n"
    )

    assert [found.code for found in weigh(tmp_path, text, {})] == ["B705"]
