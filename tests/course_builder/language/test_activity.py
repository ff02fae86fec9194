"""``authoring.md``: assignments, surveys, discussions, notes, and what all may have."""

from decimal import Decimal

import pytest

from course_builder.build import build
from course_builder.model.rendered import RenderedDiscussion
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.played import simulation
from tests.course_builder.language.written import Written, question

RUBRIC = (
    "| Kriteria | Belum | Cukup | Baik |\n|---|---|---|---|\n"
    "| Ketelitian | tanpa titik | satu titik | tiga titik |\n"
)
DECLARED = {"competencies": "[{code: M08, level: 2}]"}
TYPED = "Siapa?\n\n- = BMKG"
GO = "### Awal\n\n- [Pergi](#akhir)\n"


def lacks(written: Written, target: str = "scorm12") -> list[str]:
    """Return what a package says that it lacks."""
    out = written.folder.parent / "dist"
    (done,) = build([written.folder], [target], out, jobs=1, cache=False)
    return [lack.sentence.format_map(lack.values) for lack in done.warnings]


def test_the_example_of_an_assignment_means_what_it_says(course: Write) -> None:
    attributes = (
        'submit="file text link" accept="pdf jpg docx" max-mb=10 assessor=supervisor '
        "competency=M08.2 due-days=14"
    )
    text = f"::: assignment {{#tugas {attributes}}}\nGambar peta.\n\n{RUBRIC}\n:::\n"
    written = course(text, index=DECLARED)

    assert written.codes == []
    found = written.assignment
    assert found.submit == ("file", "text", "link")
    assert found.accept == ("pdf", "jpg", "docx")
    assert (found.largest_mb, found.assessor, found.due_days) == (10, "supervisor", 14)
    assert found.levels == ("Belum", "Cukup", "Baik")
    assert found.criteria == ("Ketelitian",)


def test_the_body_of_an_assignment_is_the_task(course: Write) -> None:
    text = f"::: assignment {{#tugas}}\nGambar **peta**.\n\n{RUBRIC}\n:::\n"

    assert "Gambar <strong>peta</strong>." in course(text).html


@pytest.mark.parametrize(
    ("first", "criteria"), [("Kriteria", 1), ("Criterion", 1), ("Bahan", 0)]
)
def test_a_table_whose_first_column_names_criteria_is_the_rubric(
    course: Write, first: str, criteria: int
) -> None:
    table = RUBRIC.replace("Kriteria", first)
    written = course(f"::: assignment {{#tugas}}\nGambar.\n\n{table}\n:::\n")

    assert len(written.assignment.criteria) == criteria
    assert "tiga titik" in written.html


def test_without_a_service_a_learner_ticks_a_checklist_and_records_the_place(
    course: Write,
) -> None:
    text = f"::: assignment {{#tugas submit=link}}\nGambar.\n\n{RUBRIC}\n:::\n"
    written = course(text)

    assert '<fieldset data-field="checked">' in written.html
    assert 'type="checkbox"' in written.html
    assert 'data-field="place"' in written.html
    assert any("tugas" in lack for lack in lacks(written))


def test_a_survey_asks_on_scales_and_for_free_texts(course: Write) -> None:
    text = (
        "::: survey {#s level=reaction anonymous}\n- (1-5) Jelas\n"
        "- (1 tidak setuju - 5 setuju) Berguna\n- (0-10) Sarankan?\n- ___ Saran\n\n:::\n"
    )
    written = course(text)

    assert written.codes == []
    assert written.survey.level == "reaction"
    assert written.survey.anonymous
    items = written.survey.items
    assert [item.type for item in items] == ["scale", "scale", "scale", "text"]
    assert [(i.low, i.high) for i in items[:3]] == [(1, 5), (1, 5), (0, 10)]
    assert (items[1].low_label, items[1].high_label) == ("tidak setuju", "setuju")
    assert written.html.count('type="radio"') == 5 + 5 + 11


def test_choices_of_a_survey_are_questions_without_a_right_answer(
    course: Write,
) -> None:
    text = (
        ":::: survey {#s}\n- (1-5) Jelas\n\n::: question {#jaringan}\nJaringan?\n\n"
        "- ( ) Lancar\n- ( ) Putus\n\n:::\n\n::: question\nAlat?\n\n"
        "- [ ] Ponsel\n- [ ] Laptop\n\n:::\n\n::::\n"
    )
    written = course(text)

    assert written.codes == []
    assert [(i.id, i.type) for i in written.survey.items] == [
        ("a", "scale"),
        ("jaringan", "choice"),
        ("c", "multiple"),
    ]
    assert written.survey.items[1].options == {"a": "Lancar", "b": "Putus"}
    assert written.key == {}


@pytest.mark.parametrize("level", ["reaction", "learning", "behaviour", "results"])
def test_the_level_of_a_survey_is_one_of_four(course: Write, level: str) -> None:
    written = course(f"::: survey {{#s level={level}}}\n- ___ Saran\n\n:::\n")

    assert written.codes == []
    assert written.survey.level == level


def test_after_days_and_audience_make_a_survey_a_follow_up(course: Write) -> None:
    text = (
        '::: survey {#s after-days=90 audience="self supervisor"}\n- ___ Saran\n\n:::\n'
    )
    written = course(text)

    assert written.codes == []
    assert written.survey.after_days == 90
    assert written.survey.audience == ("self", "supervisor")
    assert written.course.required_activities == ()
    assert "<form" not in written.html
    assert "Saran" in written.html


def test_an_item_may_carry_an_id_and_be_required_or_reverse(course: Write) -> None:
    text = "::: survey {#s}\n- (1-5) Jauh dari kerja {#jauh required reverse}\n- ___ Lain\n\n:::\n"
    first, second = course(text).survey.items

    assert (first.id, first.text) == ("jauh", "Jauh dari kerja")
    assert first.required
    assert first.reverse
    assert (second.id, second.required, second.reverse) == ("b", False, False)


def test_a_discussion_in_a_package_links_to_the_forum_of_the_course(
    course: Write,
) -> None:
    text = "::: discussion {#d}\nApa kata Anda?\n\n:::\n"
    written = course(text, index={"forum": "https://lms.contoh.go.id/forum"})

    assert 'href="https://lms.contoh.go.id/forum"' in written.html
    assert lacks(written) == [lack for lack in lacks(written) if "`d`" not in lack]


def test_without_a_forum_a_discussion_is_a_box_for_reflection(course: Write) -> None:
    written = course("::: discussion {#d}\nApa kata Anda?\n\n:::\n")

    assert "Apa kata Anda?" in written.html
    assert 'data-field="text"' in written.html
    assert "https://" not in written.html
    assert any("`d`" in lack for lack in lacks(written))


def test_a_note_is_in_no_package_and_needs_no_id(course: Write) -> None:
    written = course("Isi.\n\n::: note\nSiapkan peta cetak.\n\n:::\n")

    assert written.codes == []
    assert written.course.activities == {}
    assert "peta cetak" not in written.everything


@pytest.mark.parametrize(
    ("text", "required"),
    [
        (question(TYPED, "@", "a"), True),
        (f":::: quiz {{#a @}}\n{question(TYPED)}::::\n", False),
        (f":::: quiz {{#a role=practice @}}\n{question(TYPED)}::::\n", False),
        (f":::: quiz {{#a role=pretest @}}\n{question(TYPED)}::::\n", True),
        (f":::: quiz {{#a role=posttest @}}\n{question(TYPED)}::::\n", True),
        (f":::: quiz {{#a role=exam @}}\n{question(TYPED)}::::\n", True),
        (simulation(GO, attributes="@"), True),
        ("::: assignment {#a @}\nGambar.\n\n:::\n", True),
        ("::: survey {#a @}\n- ___ Saran\n\n:::\n", True),
        ("::: discussion {#a @}\nApa?\n\n:::\n", False),
    ],
)
def test_activities_are_required_but_practice_and_discussions_unless_said_otherwise(
    course: Write,
    text: str,
    required: bool,  # noqa: FBT001 - a column of the table
) -> None:
    attributes = {"": required, "required=yes": True, "required=no": False}
    for attribute, expected in attributes.items():
        written = course(text.replace("@", attribute))
        assert written.errors == []
        assert written.activity.required is expected
        assert bool(written.course.required_activities) is expected


@pytest.mark.parametrize(
    "text",
    [
        question(TYPED, "@", "a"),
        f":::: quiz {{#a role=exam @}}\n{question(TYPED)}::::\n",
        simulation(GO, attributes="@"),
        "::: assignment {#a @}\nGambar.\n\n:::\n",
        "::: survey {#a @}\n- ___ Saran\n\n:::\n",
        "::: discussion {#a @}\nApa?\n\n:::\n",
    ],
)
def test_all_activities_may_have_a_competency_and_points(
    course: Write, text: str
) -> None:
    written = course(text.replace("@", "competency=M08.2 points=7.5"), index=DECLARED)

    assert written.codes == []
    assert written.activity.points == Decimal("7.5")
    assert [str(ref) for ref in written.activity.competencies] == ["M08.2"]


def test_a_discussion_is_a_kind_of_activity_of_its_own(course: Write) -> None:
    written = course("::: discussion {#d}\n### Adat\n\nApa kata Anda?\n\n:::\n")

    assert isinstance(written.activity, RenderedDiscussion)
    assert written.activity.title == "Adat"
