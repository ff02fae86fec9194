"""``authoring.md``, The authoring language: what a directive is, and what ids are."""

import re

import pytest

from course_builder.fixes import fix_course
from course_builder.model.slug import Slugs
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import Written, question
from tests.every_construct import SOURCE

CHOICE = "Apa tanda bahaya?\n\n- (x) Laut surut\n- ( ) Laut tenang"
TYPED = "Siapa memberi peringatan?\n\n- = BMKG"


def test_a_course_can_be_written_without_html_scripts_or_forms() -> None:
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.md")]
    elements = set(re.findall(r"<([a-z]+)[ >]", "\n".join(texts)))

    # What it shows of HTML, it shows to try the sanitiser.
    assert elements <= {"details", "summary", "kbd", "sub"}


def test_a_simulation_can_be_played_unprocessed_by_following_its_links() -> None:
    text = (SOURCE / "03-simulasi.md").read_text("utf-8")
    slugs = Slugs()
    anchors = {slugs.take(h) for h in re.findall(r"(?m)^#+ (.+)$", text)}
    links = re.findall(r"(?m)^ *- \[[^\]]+\]\(#([^)]+)\)", text)

    assert len(links) > 5
    assert set(links) <= anchors


def test_a_directive_has_an_id_keys_quoted_values_and_flags(course: Write) -> None:
    written = course(question(TYPED, 'points=2 tags="mudah banjir" exact'))

    assert written.codes == []
    assert written.question.id == "q-satu"
    assert written.question.points == 2
    assert written.question.tags == ("mudah", "banjir")
    assert written.key["q-satu"]["rule"]["exact"]


def test_a_quote_in_a_quoted_value_is_escaped(course: Write) -> None:
    written = course(question(TYPED, r'tags="a\"b c"'))

    assert written.codes == []
    assert written.question.tags == ('a"b', "c")


def test_attributes_are_separated_by_spaces(course: Write) -> None:
    assert course(question(TYPED, "points=2   attempts=1")).codes == []
    assert "B404" in course(question(TYPED, "points=2,attempts=1")).errors


@pytest.mark.parametrize("colons", [":::", "::::", "::::::::"])
def test_three_or_more_colons_open_and_as_many_close(
    course: Write, colons: str
) -> None:
    written = course(f"{colons} question {{#q-satu}}\n{TYPED}\n\n{colons}\n")

    assert written.codes == []
    assert written.question.type == "text"


def test_two_colons_are_text(course: Write) -> None:
    written = course(":: question {#q-satu}\nIsi\n\n::\n")

    assert written.codes == []
    assert written.course.activities == {}


def test_another_number_of_colons_closes_nothing(course: Write) -> None:
    written = course(f":::: question {{#q-satu}}\n{TYPED}\n\n:::\n")

    assert sorted(written.errors) == ["B402", "B403"]


def test_an_indented_line_of_colons_is_no_directive(course: Write) -> None:
    written = course(f" ::: question {{#q-satu}}\n{TYPED}\n")

    assert written.errors == []
    assert written.warnings == ["B409"]
    assert written.course.activities == {}


def test_an_inner_directive_has_fewer_colons(course: Write) -> None:
    inner = question(TYPED)
    right = course(f":::: quiz {{#k-satu}}\n{inner}::::\n")

    assert right.codes == []
    assert list(right.quiz.questions) == ["q-satu"]
    for count in (3, 4):
        outer = ":" * count
        wrong = inner.replace(":::", ":" * 4)
        written = course(f"{outer} quiz {{#k-satu}}\n{wrong}{outer}\n")
        assert "B405" in written.errors


def test_a_missing_blank_line_before_a_closer_is_a_warning(course: Write) -> None:
    written = course(f"::: question {{#q-satu}}\n{TYPED}\n:::\n")

    assert written.errors == []
    assert written.lines == [(5, "B406")]
    assert written.question.type == "text"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("::: pertanyaan {#q-satu}\nIsi.\n\n:::\n", 1, "B401"),
        (f"::: question {{#q-satu}}\n{TYPED}\n", 1, "B402"),
        ("Isi.\n\n:::\n", 3, "B403"),
        (question(TYPED, 'points="2'), 1, "B404"),
        (question(TYPED, "points=2\nexact"), 1, "B404"),
    ],
)
def test_what_cannot_be_a_directive_is_an_error(
    course: Write, text: str, line: int, code: str
) -> None:
    written = course(text)

    assert (line, code) in written.lines
    assert code in written.errors


def test_an_unknown_kind_is_told_the_nearest(course: Write) -> None:
    written = course("::: qestion {#q-satu}\nIsi.\n\n:::\n")

    assert "question" in written.said("B401")


def test_an_unknown_attribute_is_a_warning_with_the_nearest_name(
    course: Write,
) -> None:
    written = course(question(TYPED, "pionts=2"))

    assert written.errors == []
    assert written.warnings == ["B407"]
    assert "`points`" in written.said("B407")


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("::: quiz {#k role=ujian}\n", ("practice", "pretest", "posttest", "exam")),
        ("::: quiz {#k feedback=nanti}\n", ("immediate", "after", "never")),
        ("::: assignment {#t submit=fax}\n", ("file", "text", "link")),
        ("::: assignment {#t assessor=guru}\n", ("supervisor", "assessor")),
        ("::: survey {#s level=top}\n", ("reaction", "learning", "behaviour")),
        (
            "::: survey {#s after-days=9 audience=boss}\n",
            ("self", "supervisor", "peer"),
        ),
        ("::: discussion {#d required=mungkin}\n", ("yes", "no")),
    ],
)
def test_an_invalid_value_of_a_closed_set_is_an_error_that_lists_the_set(
    course: Write, text: str, members: tuple[str, ...]
) -> None:
    written = course(f"{text}Isi.\n\n:::\n")

    assert "B220" in written.errors
    assert all(member in written.said("B220") for member in members)


def test_inside_code_nothing_is_a_directive(course: Write) -> None:
    written = course(f"```\n{question(TYPED)}```\n\n~~~\n:::\n~~~\n")

    assert written.codes == []
    assert written.course.activities == {}


def test_inside_a_directive_no_heading_starts_a_page(course: Write) -> None:
    text = question(f"## Bukan halaman\n\n{TYPED}") + "## Halaman\n\nIsi.\n"
    written = course(text)

    assert written.codes == []
    assert written.titles == ["Modul", "Halaman"]


@pytest.mark.parametrize("identifier", ["Q-Satu", "q_satu", "q-état", "-q", "q--satu"])
def test_an_id_that_is_not_ascii_kebab_case_is_an_error(
    course: Write, identifier: str
) -> None:
    assert course(question(TYPED, "", identifier)).errors == ["B202"]


@pytest.mark.parametrize(
    "kind", ["question", "quiz", "scenario", "assignment", "survey", "discussion"]
)
def test_an_activity_without_an_id_is_an_error(course: Write, kind: str) -> None:
    assert "B201" in course(f"::: {kind}\nIsi.\n\n:::\n").errors


def test_an_id_is_unique_among_all_kinds_of_activities(course: Write) -> None:
    text = "::: discussion {#satu}\nIsi.\n\n:::\n\n" + question(TYPED, "", "satu")

    assert course(text).lines == [(6, "B207")]


def test_a_repeat_is_reported_at_its_second_place_modules_before_banks(
    course: Write,
) -> None:
    bank = question(TYPED)
    written = course(
        "Isi.\n\n::: quiz {#k from=banks/a.md}\n\n:::\n",
        {
            "banks/a.md": bank,
            "02-dua.md": "---\nid: dua\nminutes: 1\n---\n# Dua\n\n" + question(TYPED),
        },
    )

    assert [(p, c) for p, _, _, c in written.places] == [("banks/a.md", "B207")]
    assert "02-dua.md" in written.said("B207")


def test_fix_writes_a_missing_id_in(course: Write) -> None:
    written = course(f"::: question\n{CHOICE}\n\n:::\n")
    assert written.errors == ["B201"]

    fix_course(written.folder)

    mended = Written(written.folder, 1)
    assert mended.codes == []
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mended.question.id)


def test_fix_leaves_the_ids_that_are_there(course: Write) -> None:
    written = course(question(TYPED, "", "q-lama"))
    before = (written.folder / "01-modul.md").read_bytes()

    fix_course(written.folder)

    assert (written.folder / "01-modul.md").read_bytes() == before


def test_options_have_the_letter_of_their_source_order_and_their_text(
    course: Write,
) -> None:
    written = course(question(CHOICE))

    options = written.outline["activities"]["q-satu"]["options"]
    assert options == [["a", "Laut surut"], ["b", "Laut tenang"]]
    assert written.key["q-satu"]["rule"]["right"] == ["a"]


def test_choices_of_a_simulation_are_recorded_by_letter_and_text(
    course: Write,
) -> None:
    written = course(
        "::: scenario {#sim}\nIsi.\n\n### Awal\nMulai.\n\n- [Pergi](#akhir)\n"
        "- [Tinggal](#akhir)\n\n### Akhir\n{ending score=1}\n\n:::\n"
    )

    assert written.scenario.choice_texts["awal"] == ("Pergi", "Tinggal")
    assert {"awal/a", "awal/b"} <= written.scenario.texts.keys()


def test_survey_items_are_recorded_by_letter_and_text(course: Write) -> None:
    written = course("::: survey {#s}\n- (1-5) Jelas\n- ___ Saran\n\n:::\n")

    assert [(i.id, i.text) for i in written.survey.items] == [
        ("a", "Jelas"),
        ("b", "Saran"),
    ]
