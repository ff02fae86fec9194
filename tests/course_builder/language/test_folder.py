"""``authoring.md``, Folder: files, front matter, pages and their ids."""

import pytest

from course_builder.model.activity_progress import Submission
from course_builder.model.progress import summarise
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import KEYS, front_matter, question

TYPED = "Siapa memberi peringatan?\n\n- = BMKG"
SECOND = front_matter({"id": "dua", "minutes": "45"}) + "# Dua\n\nIsi.\n"
TWO_HOURS = {"hours": "2"}


def test_modules_are_the_files_whose_names_begin_with_a_digit_in_order(
    course: Write,
) -> None:
    written = course(
        "Isi.\n",
        {
            "10-sepuluh.md": front_matter({"id": "c", "minutes": "45"}) + "# C\n\nIsi.",
            "02-dua.md": SECOND,
            "catatan.md": "Bukan modul.",
            "README.md": "Bukan modul.",
            "arsip/03-lama.md": "Bukan modul.",
        },
        index={"hours": "3"},
    )

    assert written.codes == []
    assert [module.id for module in written.course.modules] == ["modul", "dua", "c"]


def test_a_course_has_an_overview_page(course: Write) -> None:
    written = course(overview="# Siaga\n\nSelamat datang.\n")

    assert written.titles == ["Siaga", "Modul"]
    assert "Selamat datang." in next(written.course.pages).html


def test_a_bank_is_never_shown_by_itself(course: Write) -> None:
    quiz = "::: quiz {#k from=banks/a.md}\n\n:::\n"
    written = course(quiz, {"banks/a.md": "# Bank\n\n" + question(TYPED)})

    assert written.codes == []
    assert written.titles == ["Modul"]
    assert "Siapa memberi" not in written.html


@pytest.mark.parametrize("encode", ["\N{BOM}{}", "{}"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf_8_with_or_without_bom_with_lf_or_crlf(
    course: Write, encode: str, end: str
) -> None:
    text = front_matter({"id": "dua", "minutes": "45"}) + "# Dua\n\nAngin – badai.\n"
    data = encode.format(text.replace("\n", end)).encode()
    written = course("Isi.\n", {"02-dua.md": data}, index=TWO_HOURS)

    assert written.codes == []
    assert "Angin – badai." in written.html


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("---\nid: dua\n---\n# Angin\n\nBadai – angin\n".encode("cp1252"), 6),
        ("---\nid: dua\n".encode("utf-16"), 1),
        (b"---\nid: dua\n---\n\n\rBadai\n", 5),
    ],
)
def test_anything_else_is_an_error_that_names_the_line(
    course: Write, data: bytes, line: int
) -> None:
    written = course("Isi.\n", {"02-dua.md": data})

    assert ("02-dua.md", line) in [
        (path, number) for path, number, *_ in written.places
    ]
    assert written.errors


@pytest.mark.parametrize("key", ["id", "title", "language", "version", "hours"])
def test_a_required_key_of_a_course_is_asked_for(course: Write, key: str) -> None:
    for value in (None, ""):
        written = course(index={key: value})
        assert written.errors == ["B115"]
        assert f"`{key}`" in written.said("B115")


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", "1.10"), ("language", "no"), ("id", "on"), ("id", "0123")],
)
def test_identity_is_read_as_written_never_as_a_number_or_a_boolean(
    course: Write, key: str, value: str
) -> None:
    written = course(index={key: value})

    assert written.codes == []
    assert written.outline[key] == value


@pytest.mark.parametrize("title", ["2024", "1e3", "yes", "0x1F", "1_000"])
def test_a_title_is_read_as_written(course: Write, title: str) -> None:
    assert course(index={"title": title}).outline["title"] == title


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("id", "Manajemen Bencana", "B121"),
        ("language", "bahasa_indonesia", "B122"),
        ("version", "1", "B123"),
        ("version", "1.0.0", "B123"),
        ("version", "v1.0", "B123"),
        ("hours", "satu", "B124"),
        ("hours", "0", "B124"),
        ("forum", "lms.contoh.go.id", "B137"),
        ("cover", "media/tiada.png", "B303"),
    ],
)
def test_a_malformed_key_of_a_course_is_an_error(
    course: Write, key: str, value: str, code: str
) -> None:
    written = course(index={key: value})

    assert written.errors == [code]
    assert written.places[0][:2] == ("index.md", [*KEYS, key].index(key) + 2)


def test_hours_are_45_minutes_and_decimals_are_allowed(course: Write) -> None:
    for hours, minutes in (("1.5", "68"), ("1.5", "67"), ("0.2", "9"), ("2", "91")):
        written = course(index={"hours": hours}, module={"minutes": minutes})
        assert written.codes == []


def test_hours_that_differ_by_more_than_a_minute_are_an_error_at_hours(
    course: Write,
) -> None:
    for minutes in ("43", "47"):
        written = course(module={"minutes": minutes})
        assert written.places == [("index.md", 6, 8, "B127")]


def test_minutes_of_optional_modules_are_not_counted(course: Write) -> None:
    optional = SECOND.replace("minutes: 45", "minutes: 500\noptional: true")

    assert course("Isi.\n", {"02-dua.md": optional}).codes == []


def test_the_other_keys_of_a_course_are_optional(course: Write) -> None:
    written = course(
        index={
            "summary": "Ringkas",
            "audience": "Camat",
            "authors": "[Ani, Budi]",
            "license": "CC BY 4.0",
            "cover": "media/peta.png",
            "forum": "https://lms.contoh.go.id/forum",
        },
        files={"media/peta.png": PICTURE},
    )

    assert written.codes == []
    assert written.course.summary == "Ringkas"
    assert written.course.authors == ("Ani", "Budi")
    assert written.course.license == "CC BY 4.0"


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000 3a7e9b55"
    "0000000a49444154789c6360000000020001 48afa471 0000000049454e44ae426082"
)


def test_an_unknown_key_is_a_warning_with_the_nearest(course: Write) -> None:
    written = course(index={"sumary": "Ringkas"})

    assert (written.errors, written.warnings) == ([], ["B116"])
    assert "`summary`" in written.said("B116")


def test_competencies_are_codes_with_levels_and_evidence(course: Write) -> None:
    declared = "[{code: T-PB-01, level: 2, evidence: [quiz, scenario, assignment, observation]}]"
    (found,) = course(index={"competencies": declared}).course.competencies

    assert (found.code, found.level) == ("T-PB-01", 2)
    assert found.evidence == ("quiz", "scenario", "assignment", "observation")


def test_evidence_is_a_closed_set(course: Write) -> None:
    declared = "[{code: T-PB-01, level: 2, evidence: [ujian]}]"
    written = course(index={"competencies": declared})

    assert written.errors == ["B125"]
    assert "quiz, scenario, assignment, observation" in written.said("B125")


def test_completion_defaults_to_all_pages_required_activities_and_75(
    course: Write,
) -> None:
    text = f"{question(TYPED)}## Halaman\n\n::: discussion {{#d}}\nIsi.\n\n:::\n"
    said = {"completion": "{pages: all, activities: required, pass: 75}"}
    silent, spoken = course(text), course(text, index=said)

    assert silent.outline == spoken.outline
    assert silent.course.pass_mark == 75
    summary = summarise(silent.course, set(), {"d": Submission({"text": "Ya"}, 1)})
    assert (summary.pages, summary.activities) == (2, 1)


def test_the_mark_of_completion_can_be_changed(course: Write) -> None:
    assert course(index={"completion": "{pass: 60}"}).course.pass_mark == 60


def test_completion_is_a_closed_set(course: Write) -> None:
    for value in ("{pages: some}", "{activities: all}"):
        assert course(index={"completion": value}).errors == ["B125"]


def test_a_glossary_defines_terms(course: Write) -> None:
    written = course(index={"glossary": "{kaji cepat: Pemeriksaan *awal*}"})

    ((term, definition),) = written.outline["glossary"]
    assert term == "kaji cepat"
    assert "Pemeriksaan <em>awal</em>" in definition


@pytest.mark.parametrize("key", ["id", "minutes"])
def test_a_required_key_of_a_module_is_asked_for(course: Write, key: str) -> None:
    written = course(module={key: None})

    assert ("01-modul.md", "B115") in [(p, c) for p, _, _, c in written.places]


def test_the_title_of_a_module_is_its_h1_unless_said_otherwise(course: Write) -> None:
    assert course().course.modules[0].title == "Modul"
    said = course(module={"title": "Peran camat"})
    assert said.course.modules[0].title == "Peran camat"


def test_a_module_names_competencies_prerequisites_and_whether_it_is_optional(
    course: Write,
) -> None:
    second = SECOND.replace(
        "minutes: 45",
        "minutes: 45\ncompetencies: [T-PB-01]\nprerequisites: [modul]\noptional: true",
    )
    declared = {"competencies": "[{code: T-PB-01, level: 2}]"}
    written = course("Isi.\n", {"02-dua.md": second}, index=declared)

    assert written.codes == []
    module = written.course.modules[1]
    assert module.prerequisites == ("modul",)
    assert module.optional


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"id": "Modul Satu"}, "B121"),
        ({"minutes": "banyak"}, "B136"),
        ({"minutes": "0"}, "B136"),
        ({"prerequisites": "[tiada]"}, "B128"),
        ({"competencies": "[T-XX-99]"}, "B135"),
        ({"optional": "mungkin"}, "B125"),
    ],
)
def test_an_unreadable_key_of_a_module_is_an_error(
    course: Write, keys: dict[str, str], code: str
) -> None:
    assert code in course(module=keys).errors


def test_a_repeated_module_id_is_an_error(course: Write) -> None:
    second = SECOND.replace("id: dua", "id: modul")
    written = course("Isi.\n", {"02-dua.md": second}, index=TWO_HOURS)

    assert [(p, c) for p, _, _, c in written.places] == [("02-dua.md", "B129")]


def test_each_h2_starts_a_page_and_what_precedes_is_the_first(course: Write) -> None:
    written = course("Pengantar.\n\n## Satu\n\nA.\n\n### Bukan\n\n## Dua\n\nB.\n")

    assert written.titles == ["Modul", "Satu", "Dua"]
    assert "Pengantar." in next(written.course.pages).html


def test_only_an_h1_before_the_first_h2_is_no_page(course: Write) -> None:
    assert course("\n## Satu\n\nA.\n").titles == ["Satu"]


def test_the_id_of_a_heading_is_its_slug_on_git_hosts(course: Write) -> None:
    text = "## Status tsunami\n\n### Apa itu “Siaga”?\n\n### Apa itu “Siaga”?\n"
    written = course(text)

    assert [page.id for page in written.course.pages] == ["modul/status-tsunami"]
    assert 'id="apa-itu-siaga"' in written.html
    assert 'id="apa-itu-siaga-1"' in written.html
