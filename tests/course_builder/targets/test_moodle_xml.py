"""Moodle XML, held to what the import of Moodle 4.5.6 reads and refuses."""

import base64
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from course_builder.build import build, check
from course_builder.model.media import Media
from course_builder.model.question import (
    ChoiceRule,
    CompetencyRef,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    TextRule,
)
from course_builder.model.rendered import RenderedCourse, RenderedQuestion
from course_builder.targets.moodle_xml import MoodleXml
from tests.every_construct import write_every_construct
from tests.factories import (
    rendered_course,
    rendered_course_of,
    rendered_question,
    rendered_quiz,
)

PICTURE = f"{'ab' * 32}.webp"


def document(course: RenderedCourse) -> etree._Element:
    out = io.BytesIO()
    MoodleXml().write(course, out)
    return etree.fromstring(out.getvalue())


def questions(course: RenderedCourse) -> list[etree._Element]:
    return [one for one in document(course) if one.get("type") != "category"]


def only(**changes: Any) -> etree._Element:
    """Return the element of a course's one question."""
    (one,) = questions(rendered_course_of(rendered_question(**changes)))
    return one


def answers(question: etree._Element) -> list[tuple[str | None, str | None]]:
    return [
        (one.findtext("text"), one.get("fraction")) for one in question.iter("answer")
    ]


def accepted(low: str, high: str) -> NumberRange:
    return NumberRange(Decimal(low), Decimal(high))


@pytest.fixture(scope="module")
def every_construct(tmp_path_factory: pytest.TempPathFactory) -> RenderedCourse:
    folder = write_every_construct(tmp_path_factory.mktemp("xml") / "kursus")
    course = check(folder).rendered
    assert course is not None
    return course


def test_each_question_stands_once_under_its_id_in_module_bank_or_quiz(
    every_construct: RenderedCourse,
) -> None:
    category = ""
    held: dict[str, list[str]] = {}
    for one in document(every_construct):
        if one.get("type") == "category":
            category = one.findtext("category/text") or ""
            held[category] = []
        else:
            held[category].append(one.findtext("idnumber") or "")
    assert held == {
        "$course$/top/Kursus lengkap": [],
        "$course$/top/Kursus lengkap/Soal": [
            *("q-siaga", "q-benar", "q-pesan", "q-urut", "q-pasang", "q-lembaga"),
            *("q-tepat", "q-air", "q-suhu", "q-sela", "q-uraian"),
        ],
        "$course$/top/Kursus lengkap/Soal/Latihan singkat": ["k-satu", "k-dua"],
        "$course$/top/Kursus lengkap/Bank soal: ancaman": [
            *("b-satu", "b-dua", "b-tiga", "b-empat"),
        ],
    }
    assert document(every_construct)[0].findtext("idnumber") == "kursus-lengkap"


def test_a_slash_in_a_name_makes_no_category() -> None:
    course = rendered_course(title="TNI/Polri")
    assert document(course)[0].findtext("category/text") == "$course$/top/TNI//Polri"


def test_a_choice_tells_each_option_its_own() -> None:
    one = only(
        option_feedback={"a": "<p>Berbahaya.</p>"},
        hints=("<p>Ingat waktunya.</p>",),
        hint_cost=Decimal("0.25"),
        points=Decimal(2),
        tags=("mudah",),
        competencies=(CompetencyRef("T-PB-01", 2),),
        right="<p>Tepat.</p>",
        wrong="<p>Belum.</p>",
        explanation="<p>Begini.</p>",
    )
    assert one.get("type") == "multichoice"
    assert answers(one) == [
        ("Menunggu", "0"),
        ("Menjauhi pantai", "100"),
        ("Bertanya", "0"),
    ]
    assert one.findtext("answer/feedback/text") == "<p>Berbahaya.</p>"
    assert one.findtext("correctfeedback/text") == "<p>Tepat.</p>"
    assert one.findtext("incorrectfeedback/text") == "<p>Belum.</p>"
    assert one.findtext("generalfeedback/text") == "<p>Begini.</p>"
    assert one.findtext("hint/text") == "<p>Ingat waktunya.</p>"
    assert (one.findtext("penalty"), one.findtext("defaultgrade")) == ("0.125", "2")
    assert [tag.text for tag in one.iterfind("tags/tag/text")] == ["mudah", "T-PB-01.2"]


@pytest.mark.parametrize(("partial", "loss"), [(False, "-100"), (True, "-50")])
def test_a_wrong_option_among_several_takes_away(*, partial: bool, loss: str) -> None:
    rule = ChoiceRule(("a", "b", "c"), frozenset("bc"), multiple=True, partial=partial)
    one = only(rule=rule)
    assert one.findtext("single") == "false"
    assert [fraction for _, fraction in answers(one)] == [loss, "50", "50"]


def test_shares_are_rounded_as_moodle_knows_them() -> None:
    rule = ChoiceRule(("a", "b", "c"), frozenset("abc"), multiple=True)
    assert {fraction for _, fraction in answers(only(rule=rule))} == {"33.33333"}


def test_true_and_false_bear_moodle_s_names() -> None:
    rule = ChoiceRule(("a", "b"), frozenset("b"), boolean=True)
    one = only(rule=rule, option_texts={"a": "Benar", "b": "Salah"}, right="<p>Ya.</p>")
    assert one.get("type") == "truefalse"
    assert answers(one) == [("true", "0"), ("false", "100")]
    assert [f.text for f in one.iterfind("answer/feedback/text")] == [
        None,
        "<p>Ya.</p>",
    ]


def test_a_text_is_taken_literally_and_every_other_is_told_what_was_wrong() -> None:
    rule = TextRule(("SP4N*LAPOR", "LAPOR"), exact=True)
    one = only(rule=rule, option_texts={}, wrong="<p>Belum.</p>")
    assert one.findtext("usecase") == "1"
    assert answers(one) == [(r"SP4N\*LAPOR", "100"), ("LAPOR", "100"), ("*", "0")]


def test_a_range_is_a_number_and_a_tolerance() -> None:
    rule = NumberRule((accepted("209", "215"), accepted("2.6", "2.6")), "km")
    one = only(rule=rule, option_texts={})
    assert answers(one) == [("212", "100"), ("2.6", "100")]
    assert [t.text for t in one.iterfind("answer/tolerance")] == ["3", "0"]
    assert one.findtext("units/unit/unit_name") == "km"


@pytest.mark.parametrize(
    ("partial", "grading"), [(False, "ALL_OR_NOTHING"), (True, "ABSOLUTE_POSITION")]
)
def test_items_stand_in_their_right_order(*, partial: bool, grading: str) -> None:
    one = only(rule=OrderRule(("b", "c", "a"), partial=partial))
    assert [text for text, _ in answers(one)] == [
        "Menjauhi pantai",
        "Bertanya",
        "Menunggu",
    ]
    assert one.findtext("gradingtype") == grading
    assert one.findtext("shownumcorrect") == "1"


def test_pairs_stand_together() -> None:
    one = only(
        rule=MatchRule(("b", "a")),
        option_texts={"a": "gempa & tsunami", "b": "gunung api"},
        left_texts=("PVMBG", "BMKG"),
    )
    assert one.get("type") == "matching"
    pairs = [
        (pair.findtext("text"), pair.findtext("answer/text"))
        for pair in one.iterfind("subquestion")
    ]
    assert pairs == [("PVMBG", "gunung api"), ("BMKG", "gempa & tsunami")]


def gapped(*gaps: NumberRule | TextRule) -> RenderedCourse:
    course = rendered_course_of(rendered_question(rule=GapRule(gaps), option_texts={}))
    fields = "".join(f'<input class="gap" data-gap="{n}">' for n in range(len(gaps)))
    (module,) = course.modules
    html = (
        '<section data-activity="q-siaga"><form><div class="prompt">'
        f"<p>Isi {fields}.</p></div></form></section>"
    )
    page = replace(module.pages[0], html=html)
    return replace(course, modules=(replace(module, pages=(page,)),))


def test_gaps_are_written_in_moodle_s_language_of_gaps() -> None:
    (one,) = questions(
        gapped(
            TextRule(("Siaga", "level {3}", "no #1")),
            TextRule(("BMKG",), exact=True),
            NumberRule((accepted("4", "6"),)),
        )
    )
    assert one.get("type") == "cloze"
    assert one.findtext("questiontext/text") == (
        r"<p>Isi {1:SHORTANSWER:=Siaga~=level {3\}~=no \#1}"
        "{1:SHORTANSWER_C:=BMKG}{1:NUMERICAL:=5:1}.</p>"
    )


def test_texts_are_cdata_because_moodle_drops_spaces_between_references() -> None:
    told = "<p><b>Level</b> <i>III</i>, x &lt; y ]]&gt;</p>"
    out = io.BytesIO()
    MoodleXml().write(rendered_course_of(rendered_question(explanation=told)), out)
    assert b"<text><![CDATA[<p><b>Level</b> <i>III</i>, x &lt; y ]]" in out.getvalue()
    assert only(explanation=told).findtext("generalfeedback/text") == told


def test_the_rubric_is_for_the_marker_too(every_construct: RenderedCourse) -> None:
    (one,) = [q for q in questions(every_construct) if q.get("type") == "essay"]
    assert "Rubrik penilaian" in (one.findtext("graderinfo/text") or "")
    assert "tiga kalimat" in (one.findtext("questiontext/text") or "")


def test_pictures_travel_within_the_text_that_shows_them() -> None:
    picture = f'<p><img src="media/{PICTURE}" alt="Peta"></p>'
    course = rendered_course_of(
        rendered_question(explanation=picture),
        media=(Media(PICTURE, "image/webp", b"RIFF"),),
    )
    (one,) = questions(course)
    file = one.find("generalfeedback/file")
    assert file is not None
    assert f'src="@@PLUGINFILE@@/media/{PICTURE}"' in (
        one.findtext("generalfeedback/text") or ""
    )
    assert (file.get("name"), file.get("path")) == (PICTURE, "/media/")
    assert base64.b64decode(file.text or "") == b"RIFF"
    assert one.find("questiontext/file") is None


@pytest.mark.parametrize(
    "question",
    [
        rendered_question("q", rule=TextRule((), ("[Ss]iaga",))),
        rendered_question("q", rule=GapRule((TextRule((), ("a+",)),))),
        rendered_question("q", rule=GapRule((TextRule(("a~b",)),))),
        rendered_question(
            "q",
            rule=ChoiceRule(
                tuple("abcdefghijk"), frozenset("abcdefghijk"), multiple=True
            ),
        ),
    ],
    ids=["pattern", "pattern in a gap", "tilde in a gap", "eleven right"],
)
def test_what_moodle_would_refuse_or_misread_is_left_out_by_name(
    question: RenderedQuestion,
) -> None:
    course = rendered_course_of(rendered_quiz(questions={"q": question}))
    assert questions(course) == []
    (lack,) = MoodleXml().warnings(course)
    assert lack.values == {"id": "q"}


def test_an_open_answer_has_no_hints_because_moodle_reads_none() -> None:
    one = only(rule=LongRule(), option_texts={}, hints=("<p>Mulai dari data.</p>",))
    assert one.find("hint") is None
    assert one.findtext("responseformat") == "editor"


def test_a_bank_is_one_file_a_course_or_a_module(tmp_path: Path) -> None:
    folder = write_every_construct(tmp_path / "kursus")
    (done,) = build(
        [folder], ["moodlexml"], tmp_path / "dist", per_module=True, cache=False
    )
    assert {package.path.name for package in done.packages} == {
        f"kursus-lengkap-1.0-{module}-moodlexml.xml"
        for module in ("teks", "soal", "simulasi", "penutup", "pilihan")
    }
    for package in done.packages:
        assert etree.parse(package.path).getroot().tag == "quiz"
