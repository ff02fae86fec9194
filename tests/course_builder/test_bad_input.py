"""Courses that nobody should write, each by name: they end in findings, and in time."""

import os
import struct
import zlib
from pathlib import Path

import pytest

from course_builder.build import check
from tests.course_builder.course_folder import MODULE, write_course
from tests.fuzz.cpu import within
from tests.fuzz.promise import hold, tell

QUESTION = "::: question {{#q-{n}}}\nApa?\n\n- (x) ya\n- ( ) tidak\n\n:::\n\n"
VARIABLE = "| variable | start | min | max |\n|---|---|---|---|\n| a | 5 | 0 | 9 |\n\n"
NODE = '### Simpul {n}\n\n- [Ke](#simpul-{next}){{set="a +1"}}\n- [Lain](#akhir)\n\n'
DEEP = 5000


def scenario(nodes: int) -> str:
    middle = "".join(NODE.format(n=n, next=n + 1) for n in range(nodes))
    end = f"### Simpul {nodes}\n{{ending}}\n\n### Akhir\n{{ending}}\n\n:::\n"
    return "::: scenario {#s}\n" + VARIABLE + middle + end


MANY = {
    "10,000 questions": "".join(QUESTION.format(n=n) for n in range(10_000)),
    "a table with 10,000 columns": "".join(
        f"|{cell * 10_000}\n" for cell in (" a |", "---|", " b |")
    ),
    "a wide table with many short rows": (
        f"|{' a |' * 1000}\n|{'---|' * 1000}\n" + "| b |\n" * 5000
    ),
    "20,000 footnotes": (
        "".join(f"Kata[^{n}].\n\n" for n in range(20_000))
        + "".join(f"[^{n}]: kaki\n" for n in range(20_000))
    ),
    "one footnote 20,000 times": "Kata[^1].\n\n" * 20_000 + "[^1]: kaki\n",
    "10,000 abbreviations": (
        "".join(f"*[A{n}X]: arti {n}\n" for n in range(10_000))
        + "\n"
        + " ".join(f"A{n}X" for n in range(10_000))
    ),
    "10,000 link definitions": (
        "".join(f"[r{n}]: #modul\n" for n in range(10_000))
        + "\n"
        + " ".join(f"[r{n}]" for n in range(10_000))
    ),
    "a scenario with 1,000 nodes": scenario(1000),
    "100,000 paragraphs": "Isi.\n\n" * 100_000,
    "a paragraph of 100,000 code spans": "`x` " * 100_000,
    "a paragraph of 200,000 backslashes": "\\" * 200_000,
    "a million accents on one letter": "a" + "\u0301" * 1_000_000,
    "100,000 marks that turn text round": "\u202e" * 100_000,
    "an answer pattern that could backtrack": (
        "::: question {#q}\nApa?\n\n- =~ /(a+)+b/\n- =~ /(a|aa)*(b|bb)*c{1,1000}/\n"
        "- =~ /((a{1,1000}){1,1000}){1,1000}/\n\n:::\n"
    ),
    "10,000 pairs to match": (
        "::: question {#q}\nApa?\n\n"
        + "".join(f"- kiri {n} => kanan {n}\n" for n in range(10_000))
        + "\n:::\n"
    ),
}
NESTED = {
    "lists": "- " * DEEP + "x",
    "lists by indentation": "".join(f"{'  ' * n}- x\n" for n in range(1000)),
    "quotes": "> " * DEEP + "x",
    "brackets": "[" * DEEP + "x" + "]" * DEEP,
    "open brackets": "[a " * DEEP,
    "pictures": "![" * DEEP + "x" + "](a)" * DEEP,
    "emphasis": "*" * DEEP + "x" + "*" * DEEP,
    "emphasis of both kinds": "*a **b " * DEEP,
    "directives": "".join(f"{':' * (1003 - n)} quiz {{#k-{n}}}\n" for n in range(1000)),
    "formulas": "$" + "{" * DEEP + "x" + "}" * DEEP + "$",
    "fractions": "$$\n" + "\\frac{1}{" * DEEP + "x" + "}" * DEEP + "\n$$",
    "elements": "<div>" * DEEP + "x",
    "conditions": (
        "::: scenario {#s}\n"
        + VARIABLE
        + '### A\n\n- [b](#b){if="'
        + "(" * DEEP
        + "a > 1"
        + ")" * DEEP
        + '"}\n\n### B\n{ending}\n\n:::\n'
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_what_is_far_too_much_is_told_or_built(tmp_path: Path, name: str):
    hold(write_course(tmp_path / "kursus", MANY[name]), seconds=60)


@pytest.mark.parametrize("name", NESTED)
def test_what_is_far_too_deep_is_told_or_built(tmp_path: Path, name: str):
    hold(write_course(tmp_path / "kursus", NESTED[name]), seconds=20)


@pytest.mark.parametrize(
    "front",
    [
        "a: " + "[" * DEEP,
        "a: " + "{a: " * DEEP,
        "".join(f"{' ' * n}a:\n" for n in range(1000)),
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "a: &a\n  b: *a",
        "<<: [*a, *a]",
        "a: !!python/object/apply:os.system [ls]",
        "minutes: 1e99999\nid: " + "9" * 10_000,
    ],
)
def test_front_matter_that_is_a_trap_is_a_finding(tmp_path: Path, front: str):
    module = f"---\n{front}\n---\n# Modul\n\nIsi.\n"
    checked = hold(
        write_course(tmp_path / "kursus", files={"01-modul.md": module}), seconds=20
    )

    assert checked.findings


def test_a_file_of_10_mb_is_checked(tmp_path: Path):
    text = "Kata yang panjang sekali di sini.\n" * 300_000
    folder = write_course(tmp_path / "kursus", text)

    with within(60):
        checked = check(folder, rendering=False)
        tell(checked)

    assert checked.course is not None


def test_a_course_of_10_000_pages_is_checked(tmp_path: Path):
    text = "".join(f"## Halaman {n}\n\nIsi.\n\n" for n in range(10_000))
    folder = write_course(tmp_path / "kursus", text)

    with within(60):
        checked = check(folder, rendering=False)
        tell(checked)

    assert checked.course is not None
    assert len(list(checked.course.pages)) == 10_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ((MODULE + "Kata \x00 lain.\n").encode(), "B104"),
        ((MODULE + "Café.\n").encode("latin-1"), "B103"),
        ((MODULE + "Isi.\n").encode("utf-16"), "B103"),
        ((MODULE + "Isi.\n").replace("\n", "\r").encode(), "B105"),
    ],
)
def test_what_is_no_text_in_utf_8_is_an_error(tmp_path: Path, data: bytes, code: str):
    checked = hold(write_course(tmp_path / "kursus", files={"01-modul.md": data}))

    assert code in {finding.code for finding in checked.findings}
    assert checked.rendered is None


def test_crlf_and_a_byte_order_mark_change_nothing(tmp_path: Path):
    text = MODULE + "Isi.\n\n" + QUESTION.format(n=1)
    plain = check(write_course(tmp_path / "satu", files={"01-modul.md": text}))
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()

    marked = hold(write_course(tmp_path / "dua", files={"01-modul.md": data}))

    assert marked.rendered == plain.rendered
    assert marked.rendered is not None


def test_names_that_differ_by_case_or_form_alone_are_told_apart(tmp_path: Path):
    names = ("02-Satu.md", "02-satu.md", "02-caf\u00e9.md", "02-cafe\u0301.md")
    files = {
        name: MODULE.replace("id: modul", f"id: modul-{number}")
        for number, name in enumerate(names)
    }

    checked = hold(write_course(tmp_path / "kursus", files=dict(files)))

    assert checked.course is not None
    # Some file systems hold two of these names for one.
    found = list((tmp_path / "kursus").glob("0*.md"))
    assert len(checked.course.modules) == len(found)


@pytest.mark.parametrize("name", ["02-modul.md", "banks/soal.md", "media/peta.png"])
@pytest.mark.parametrize(
    "target", ["../rahasia.md", "loop", ".", "..", "/", "tidak-ada", "/dev/zero"]
)
def test_a_link_on_disk_is_never_followed_astray(
    tmp_path: Path, name: str, target: str
):
    (tmp_path / "rahasia.md").write_text("RAHASIA\n", "utf-8")
    text = "![peta](media/peta.png)\n\n::: quiz {#k from=banks/soal.md}\n:::\n"
    folder = write_course(tmp_path / "kursus", text)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(path.name if target == "loop" else target)

    checked = hold(folder, seconds=20)

    assert checked.findings
    assert not any("RAHASIA" in source for source in checked.sources.values())


@pytest.mark.parametrize("name", ["banks", "media", "index.md"])
def test_a_folder_that_is_a_link_out_of_the_course_is_not_read(
    tmp_path: Path, name: str
):
    outside = tmp_path / "luar"
    outside.mkdir()
    (outside / "soal.md").write_text("RAHASIA\n", "utf-8")
    (outside / "peta.png").write_bytes(b"RAHASIA")
    folder = write_course(tmp_path / "kursus", "![peta](media/peta.png)\n")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)

    checked = hold(folder, seconds=20)

    assert not any("RAHASIA" in source for source in checked.sources.values())
    assert checked.rendered is None


@pytest.mark.parametrize("name", ["02-modul.md", "banks/soal.md", "media/peta.png"])
@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, name: str, kind: str):
    text = "![peta](media/peta.png)\n\n::: quiz {#k from=banks/soal.md}\n:::\n"
    folder = write_course(tmp_path / "kursus", text)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()

    checked = hold(folder, seconds=20)

    assert checked.rendered is None


def chunk(kind: bytes, data: bytes) -> bytes:
    check_sum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check_sum)


PICTURE_BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    + chunk(b"IEND", b"")
)
ENTITIES = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bom.png", PICTURE_BOMB),
        (
            "bom.svg",
            f'<!DOCTYPE svg [<!ENTITY a0 "x">{ENTITIES}]>'
            '<svg xmlns="http://www.w3.org/2000/svg"><text>&a12;</text></svg>'.encode(),
        ),
        (
            "dalam.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 100_000,
        ),
    ],
)
def test_a_picture_that_is_a_trap_is_an_error(tmp_path: Path, name: str, data: bytes):
    folder = write_course(
        tmp_path / "kursus", f"![peta](media/{name})\n", files={f"media/{name}": data}
    )

    assert hold(folder, seconds=20).rendered is None


@pytest.mark.parametrize("address", ["https://contoh.id/x.png", "//contoh.id/x.png"])
def test_a_picture_elsewhere_is_an_error_and_not_fetched(tmp_path: Path, address: str):
    checked = hold(write_course(tmp_path / "kursus", f"![peta]({address})\n"))

    assert [finding.code for finding in checked.findings] == ["B323"]
