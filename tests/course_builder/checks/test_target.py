import pytest

from tests.course_builder.course_folder import (
    INDEX,
    MODULE,
    course_of,
    problems,
    problems_of,
    write_course,
)

OTHER = MODULE.replace("id: modul", "id: lain") + (
    "Isi.\n\n## Tsunami\n\n### Status *Siaga*\n\n### Status Siaga\n\nTeks\n----\n"
)
FILES: dict[str, str | bytes] = {
    "02-lain.md": OTHER,
    "media/peta kota.png": b"x",
    "media/data.pdf": b"x",
    "README.md": "Untuk penulis.",
    "banks/soal.md": "Soal.",
}
TWO_HOURS = INDEX.replace("hours: 1", "hours: 2")


@pytest.mark.parametrize(
    "target",
    [
        "02-lain.md",
        "./02-lain.md",
        "02-lain.md#tsunami",
        "02-lain.md#modul",
        "02-lain.md#status-siaga",
        "02-lain.md#status-siaga-1",
        "02-lain.md#teks",
        "#modul",
        "#bawah",
        "index.md",
        "media/data.pdf",
        "media/peta%20kota.png",
        "<media/peta kota.png>",
        "https://example.org/02.md#x",
        "//example.org/x",
        "mailto:diklat@example.org",
        "tel:+62921",
    ],
)
def test_what_is_there_may_be_linked(tmp_path, target):
    folder = write_course(
        tmp_path,
        f"[teks]({target})\n\n### Bawah\n",
        files=FILES,
        index=TWO_HOURS + "# Contoh\n\nIkhtisar.\n",
    )

    assert problems(folder) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("02-lian.md", "B301"),
        ("02-lain", "B301"),
        ("media", "B301"),
        ("index.md", "B306"),
        ("02-lain.md#Tsunami", "B302"),
        ("#tsunami", "B302"),
        ("media/dat.pdf", "B303"),
        ("media/\x7fa.pdf", "B303"),
        ("../kursus-lain/index.md", "B305"),
        ("media/../../x.pdf", "B305"),
        ("/media/data.pdf", "B305"),
        ("file:///etc/hosts", "B305"),
        ("C:/data.pdf", "B305"),
        ("banks/soal.md", "B306"),
        ("README.md", "B306"),
        ("javascript:alert(1)", "B307"),
        ("data:text/html,x", "B307"),
        ("media/main.exe", "B308"),
    ],
)
def test_what_is_not_there_may_not(tmp_path, target, code):
    files = {**FILES, "media/main.exe": b"x"}
    text = f"[teks]({target})\n"
    folder = write_course(tmp_path, text, files=files, index=TWO_HOURS)

    found = [item for item in problems(folder) if item[3] != "B104"]

    assert found == [("01-modul.md", 7, 8, code)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![](media/a.png)", [(1, 5, "B303"), (1, 5, "B304")]),
        ("![peta](media/a.png)", [(1, 9, "B303")]),
        ("![][a]", [(1, 1, "B304")]),
        ("![peta](02-lain.md)", [(1, 9, "B303")]),
        ('<img src="media/a.png" alt="a">', [(1, 11, "B303")]),
    ],
)
def test_pictures_must_be_there_and_have_words(tmp_path, text, found):
    assert problems_of(tmp_path, text) == found


def test_a_picture_that_leads_out_of_the_folder_by_a_link_on_disk_is_refused(tmp_path):
    outside = tmp_path / "rahasia.png"
    outside.write_bytes(b"x")
    folder = write_course(tmp_path / "kursus", "![peta](media.png)\n")
    (folder / "media.png").symlink_to(outside)

    assert problems(folder) == [("01-modul.md", 7, 9, "B305")]


def test_the_cover_must_be_there(tmp_path):
    index = INDEX.replace("hours: 1", "hours: 1\ncover: media/sampul.png")

    missing = problems(write_course(tmp_path, index=index))
    there = problems(
        write_course(tmp_path, index=index, files={"media/sampul.png": b"x"})
    )

    assert missing == [("index.md", 7, 8, "B303")]
    assert there == []


def test_every_text_of_a_question_is_looked_through(tmp_path):
    text = (
        "::: question {#q-satu}\nApa [a](#x)?\n\n- (x) ya [a](#x)\n  > benar [a](#x)\n"
        "- ( ) tidak\n\n> [!HINT]\n> [a](#x)\n\n> [!RIGHT]\n> [a](#x)\n\n"
        "> [!WRONG]\n> [a](#x)\n\n> [!EXPLANATION]\n> [a](#x)\n\n:::\n"
    )

    assert problems_of(tmp_path, text) == [
        (2, 9, "B302"),
        (4, 14, "B302"),
        (5, 15, "B302"),
        (9, 7, "B302"),
        (12, 7, "B302"),
        (15, 7, "B302"),
        (18, 7, "B302"),
    ]


def test_headings_of_a_question_may_be_linked(tmp_path):
    text = "[soal](#soal)\n\n::: question {#q-satu}\n### Soal\n\n- (x) ya\n- ( ) tidak\n\n:::\n"

    assert len(list(course_of(tmp_path, text).pages)) == 1


def test_a_picture_that_only_adorns_needs_no_alternative_text(tmp_path):
    text = '![](<media/peta kota.png> "dekoratif") ![](<media/peta kota.png>)\n'
    folder = write_course(tmp_path, text, files=FILES, index=TWO_HOURS)

    assert problems(folder) == [("01-modul.md", 7, 45, "B304")]
