"""What ``check --fix`` mends, and what it leaves alone."""

import stat
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.codes import DIAGNOSTICS
from course_builder.errors import Severity
from course_builder.fixes import fix_course
from course_builder.fixes.course import fix_text
from course_builder.fixes.identifier import Ids
from course_builder.reader.bank import Banks
from course_builder.reader.course import read_course
from course_builder.reader.module import read_module
from course_builder.reader.source import Source
from course_builder.reader.structure import read_structure
from tests.course_builder.course_folder import MODULE, write_course

PATH = PurePosixPath("01-modul.md")


def fixed(text: str, language: str = "id") -> str:
    """Return a module's text, mended; mending it again changes nothing."""
    whole, changes = fix_text(MODULE + text, PATH, language, Ids())
    assert bool(changes) is (whole != MODULE + text)
    assert fix_text(whole, PATH, language, Ids()) == (whole, [])
    return whole.removeprefix(MODULE)


def codes(text: str) -> list[str]:
    source = Source(PATH, tuple(text.split("\n")))
    read_structure(source, 0)
    return [finding.code for finding in source.findings]


QUESTION = "Status tsunami **Siaga** diumumkan. Apa yang Anda lakukan?\n\n- (x) Lari\n"


def test_a_missing_id_is_made_from_kind_and_prompt():
    assert fixed(f"::: question\n{QUESTION}\n:::\n") == (
        f"::: question {{#q-status-tsunami}}\n{QUESTION}\n:::\n"
    )


def test_an_id_comes_before_the_other_attributes():
    text = fixed(f"::: question {{points=2 partial}}\n{QUESTION}\n:::\n")
    assert text.startswith("::: question {#q-status-tsunami points=2 partial}\n")
    assert fixed(f"::: question {{}}\n{QUESTION}\n:::\n").startswith(
        "::: question {#q-status-tsunami}\n"
    )


def test_new_ids_are_unique_in_the_course(tmp_path: Path):
    twice = f"::: question\n{QUESTION}\n:::\n"
    other = f"::: question {{#q-status-tsunami}}\n{QUESTION}\n:::\n"
    write_course(tmp_path, twice * 3, files={"banks/a.md": other})

    fix_course(tmp_path)

    text = (tmp_path / "01-modul.md").read_text("utf-8")
    openers = [line for line in text.split("\n") if line.startswith("::: ")]
    assert openers == [
        "::: question {#q-status-tsunami-siaga}",
        "::: question {#q-status-tsunami-siaga-diumumkan}",
        "::: question {#q-status-tsunami-siaga-diumumkan-lakukan}",
    ]


def test_a_prompt_without_words_still_gets_an_id():
    text = "::: question\n1 + 1 = …?\n\n- = 2\n\n:::\n"
    assert fixed(text + text).startswith("::: question {#q-1}\n")
    assert "{#q-2}" in fixed(text + text)


@pytest.mark.parametrize(
    ("language", "opener"),
    [
        ("id", "::: discussion {#diskusi-jalur-keluar}"),
        ("en", "::: discussion {#discussion-jalur-keluar}"),
    ],
)
def test_an_id_names_the_kind_in_the_language_of_the_course(language: str, opener: str):
    text = "::: discussion\nJalur keluar mana yang Anda kenal?\n\n:::\n"
    assert fixed(text, language).split("\n")[0] == opener


def test_an_id_never_tells_an_answer():
    text = "::: question\nSiapa?\n\n- = Camat\n\n:::\n"
    assert fixed(text).startswith("::: question {#q-siapa}\n")
    bare = "::: question\n- (x) Camat\n- ( ) Bupati\n\n:::\n"
    assert fixed(bare).startswith("::: question {#q-1}\n")


def test_a_note_needs_no_id():
    text = "::: note\nUntuk fasilitator.\n\n:::\n"
    assert fixed(text) == text


def test_a_blank_line_comes_before_a_closer():
    text = "::: question {#q-a}\nSiapa?\n\n- = Camat\n:::\n"
    assert fixed(text) == "::: question {#q-a}\nSiapa?\n\n- = Camat\n\n:::\n"


def test_what_encloses_gets_more_colons_than_what_it_holds():
    inner = f"::: question {{#q-a}}\n{QUESTION}\n:::\n\n"
    text = f"::: quiz {{#tes}}\n{inner}:::\n"
    assert codes(text) == ["B405"]

    mended = fixed(text)

    assert mended == f":::: quiz {{#tes}}\n{inner}::::\n"
    assert codes(mended) == []


def test_an_unclosed_directive_has_two_readings_and_stays():
    text = f"::: question {{#q-a}}\n{QUESTION}\n## Halaman\n\nIsi.\n"
    assert fixed(text) == text


@pytest.mark.parametrize(("opener", "closer"), [(":::", "::::"), ("::::", ":::")])
def test_a_closer_gets_the_colons_of_the_opener_before_it(opener: str, closer: str):
    body = f"{opener} question {{#q-a}}\n{QUESTION}\n"
    assert codes(f"{body}{closer}\n") == ["B402", "B403"]
    assert fixed(f"{body}{closer}\n") == f"{body}{opener}\n"


def test_a_closer_after_another_directive_has_two_readings_and_stays():
    text = (
        f"::: question {{#q-a}}\n{QUESTION}\n::: question {{#q-b}}\n{QUESTION}\n"
        ":::\n\nTeks.\n\n::::\n"
    )
    assert fixed(text) == text


def test_tabs_of_front_matter_become_spaces():
    head = "---\nid: modul\nminutes: 45\ncompetencies:\n\t- T-PB-01\n---\n# Modul\n\nIsi.\n"
    text, changes = fix_text(head, PATH, "id", Ids())
    assert text == head.replace("\t", "  ")
    assert [change.where.line for change in changes] == [5]


def test_front_matter_that_stays_unreadable_stays_as_it_is():
    head = "---\nid: [modul\nminutes:\n\t- 45\n---\n# Modul\n\nIsi.\n"
    assert fix_text(head, PATH, "id", Ids()) == (head, [])


def test_deep_nesting_ends_in_no_traceback():
    text = "::: entah\n" * 1_500 + "\n" + ":::\n" * 1_500
    assert len(fixed(text)) < 2 * len(text)


def test_a_large_file_is_mended_in_time_with_its_length():
    text = "::: question\nSiapa?\n\n- = Camat\n:::\n\n" * 1_500
    mended = fixed(text)
    assert mended.count("{#q-siapa") == 1_500
    assert mended.count("\n\n:::\n") == 1_500


def test_curly_quotes_around_values_become_straight():
    text = "::: question {#q-a tags=“mudah banjir” points=„2”}\n" + QUESTION + "\n:::\n"
    opener = '::: question {#q-a tags="mudah banjir" points="2"}'
    assert fixed(text).split("\n")[0] == opener


def test_curly_quotes_within_a_value_or_a_text_stay():
    text = (
        '::: question {#q-a tags="kata “asing”"}\n'
        "Apa arti “siaga” dan {kurung=“ini”}?\n\n- = waspada\n\n:::\n"
    )
    assert fixed(text) == text


def test_attributes_in_a_simulation_are_mended_too():
    text = (
        "::: scenario {#sim-a}\n### Mulai\n- [Lari](#usai){set=“waktu -2”}\n\n"
        "### Usai\n{ending score=“100”}\nTeks “biasa”.\n\n:::\n"
    )
    mended = fixed(text)
    assert '(#usai){set="waktu -2"}' in mended
    assert '\n{ending score="100"}\n' in mended
    assert "Teks “biasa”." in mended


def test_tabs_before_list_items_and_feedback_become_spaces():
    text = (
        "::: question {#q-a}\nSiapa?\n\n- ( ) Camat\n\t> Bukan.\n- (x) Bupati\n"
        "  \t> Ya.\n\n:::\n\n- satu\n\t- dua\n\t\t- tiga\n"
    )
    assert "\t" not in fixed(text)
    assert "\n    > Bukan.\n" in fixed(text)
    assert "\n- satu\n    - dua\n        - tiga\n" in fixed(text)


@pytest.mark.parametrize(
    "text",
    [
        "```\n- satu\n\t- dua “tiga”\n::: question\n:::\n```\n",
        "Teks.\n\n\tkode yang menjorok\n",
        "- satu\n\n\t\t  kode dalam butir\n",
        "~~~~ make\nsemua:\n\techo a\n~~~~\n",
    ],
)
def test_code_is_never_touched(text: str):
    assert fixed(text) == text


def test_line_ends_and_mark_stay_as_they_are(tmp_path: Path):
    text = MODULE + "::: question\nSiapa?\n\n- = Camat\n:::"
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    write_course(tmp_path, files={"01-modul.md": data})

    changes = fix_course(tmp_path).changes

    mended = (tmp_path / "01-modul.md").read_bytes()
    assert mended.startswith(b"\xef\xbb\xbf---\r\n")
    assert mended.endswith(b"- = Camat\r\n\r\n:::")
    assert mended.count(b"\n") == mended.count(b"\r\n")
    assert len(changes) == 2


def test_a_lone_cr_becomes_the_line_end_of_its_file(tmp_path: Path):
    data = (MODULE + "Satu.\rDua.\n").encode()
    write_course(tmp_path, files={"01-modul.md": data})

    (change,) = fix_course(tmp_path).changes

    assert (tmp_path / "01-modul.md").read_bytes().endswith(b"Satu.\nDua.\n")
    assert change.where.line == MODULE.count("\n") + 1


def test_changes_are_told_at_the_lines_of_the_mended_file(tmp_path: Path):
    one = "::: question\nSiapa?\n\n- = Camat\n:::\n\n"
    write_course(tmp_path, one * 2)

    changes = fix_course(tmp_path).changes

    lines = (tmp_path / "01-modul.md").read_text("utf-8").split("\n")
    for change in changes:
        line = lines[change.where.line - 1]
        assert (line == "") is ("baris kosong" in change.what)
        assert (line[:5] == "::: q") is ("id" in change.values)
    assert len(changes) == 4


def test_rights_stay_and_no_draft_is_left(tmp_path: Path):
    write_course(tmp_path, "::: question\nSiapa?\n\n- = Camat\n\n:::\n")
    path = tmp_path / "01-modul.md"
    path.chmod(0o640)

    fix_course(tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {p.name for p in tmp_path.iterdir()} == {"01-modul.md", "index.md"}


def test_what_lies_outside_the_folder_is_never_written(tmp_path: Path):
    outside = tmp_path / "luar.md"
    outside.write_text(MODULE + "::: question\nSiapa?\n\n- = Camat\n:::\n", "utf-8")
    before = outside.read_bytes()
    course = write_course(tmp_path / "kursus")
    (course / "02-luar.md").symlink_to(outside)

    result = fix_course(course)

    assert outside.read_bytes() == before
    assert result.refused == (
        (PurePosixPath("02-luar.md"), "berkas ini berada di luar folder kursus"),
    )


def test_a_link_within_the_folder_stays_a_link(tmp_path: Path):
    course = write_course(
        tmp_path,
        files={"naskah.txt": MODULE + "::: question\nSiapa?\n\n- = Camat\n:::\n"},
    )
    (course / "01-modul.md").unlink()
    (course / "01-modul.md").symlink_to("naskah.txt")

    fix_course(course)

    assert (course / "01-modul.md").is_symlink()
    assert "\n\n:::" in (course / "naskah.txt").read_text("utf-8")


def test_a_file_that_is_no_text_is_refused_aloud(tmp_path: Path):
    write_course(tmp_path, files={"01-modul.md": b"---\n\xff\n"})

    result = fix_course(tmp_path)

    assert result.refused == ((PATH, "berkas ini bukan teks UTF-8"),)
    assert (tmp_path / "01-modul.md").read_bytes() == b"---\n\xff\n"


def test_a_folder_without_a_course_is_left_alone(tmp_path: Path):
    assert fix_course(tmp_path / "entah").changes == ()


PIECES = st.sampled_from(
    [
        *("::: question\n", "::: question {#q-a}\n", "::: quiz {points=“2”}\n"),
        *(":::\n", "::::\n", ":::: quiz\n", "::: note\n", "\n", "```\n", "~~~~\n"),
        *("- ( ) satu\n", "- (x) dua\n", "\t> umpan “balik”\n", "\t- = 3\n", "  :::\n"),
        *("## Halaman\n", "Teks “biasa”.\n", "::: scenario {#s\n", "### Simpul\n"),
        *("- [a](#b){set=“x +1”}\n", "{ending score=“1”}\n", "> [!HINT]\n", "a\rb\n"),
    ]
)


def errors(text: str) -> int:
    source = Source(PATH, tuple(text.replace("\r", "\n").split("\n")))
    read_module(source, "id", Banks())
    return sum(DIAGNOSTICS[f.code].severity is Severity.ERROR for f in source.findings)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_mending_brings_no_error_and_changes_nothing_the_second_time(text: str):
    before = MODULE + text

    after, _ = fix_text(before, PATH, "id", Ids())

    assert errors(after) <= errors(before)
    assert fix_text(after, PATH, "id", Ids()) == (after, [])


def test_a_real_course_without_problems_stays_as_it_is():
    folder = Path(__file__).parents[3] / "courses" / "manajemen-bencana"
    for path, text in read_course(folder).sources.items():
        assert fix_text(text, path, "id", Ids())[0] == text


@pytest.mark.parametrize("opener", ["::: question apa}", "::: question Apa"])
def test_no_id_is_written_where_an_opener_is_unreadable(opener: str):
    text = f"{opener}\nApa?\n\n- (x) ya\n- ( ) tidak\n\n:::\n"

    assert fixed(text) == text
