from decimal import Decimal

import pytest

from course_builder.model.survey import ChoiceItem, ScaleItem, Survey, TextItem
from tests.course_builder.course_folder import (
    all_findings,
    course_of,
    problems_of,
    write_course,
)

SURVEY = """\
:::: survey {#evaluasi level=behaviour anonymous after-days=90 audience="self supervisor" points=1 required=no}
### Evaluasi *kursus*

Jawablah dengan jujur:

- tanpa nama
- sampai selesai

Satu sampai lima.

- (1-5) Materi kursus ini
  berguna bagi tugas saya {#berguna required}
- (1 tidak setuju - 5 sangat setuju) Saya bingung. {reverse}

* (0-10) Apakah Anda menyarankan kursus ini?

::: question {required}
Di mana Anda bertugas?

- ( ) Kecamatan
- ( ) Desa

:::

::: question {#alat}
Alat apa yang Anda pakai?

- [ ] Ponsel
- [ ] Komputer

:::

- ___ Apa yang perlu diperbaiki?

::::
"""


def survey(body: str, attributes: str = "") -> str:
    return f":::: survey {{#survei {attributes}}}\n{body}\n::::\n"


def survey_of(folder, text: str) -> Survey:
    (page,) = course_of(folder, text).pages
    (read,) = page.activities
    assert isinstance(read, Survey)
    return read


def test_a_survey_is_read_with_all_that_its_author_wrote(tmp_path):
    read = survey_of(tmp_path, SURVEY)

    assert (read.id, read.title) == ("evaluasi", "Evaluasi kursus")
    assert read.intro is not None
    assert read.intro.text.startswith("Jawablah dengan jujur:\n\n- tanpa nama")
    assert read.intro.text.endswith("Satu sampai lima.")
    assert (read.level, read.anonymous) == ("behaviour", True)
    assert (read.after_days, read.audience) == (90, ("self", "supervisor"))
    assert (read.points, read.required) == (Decimal(1), False)


def test_items_come_in_source_order_with_letters_or_the_ids_given(tmp_path):
    items = survey_of(tmp_path, SURVEY).items

    assert [item.id for item in items] == ["berguna", "b", "c", "d", "alat", "f"]
    useful, confused, recommend, place, tools, free = items
    assert isinstance(useful, ScaleItem)
    assert useful.text.text == "Materi kursus ini\nberguna bagi tugas saya"
    assert (useful.low, useful.high, useful.required) == (1, 5, True)
    assert isinstance(confused, ScaleItem)
    assert (confused.low_label, confused.high_label) == (
        "tidak setuju",
        "sangat setuju",
    )
    assert (confused.text.text, confused.reverse) == ("Saya bingung.", True)
    assert isinstance(recommend, ScaleItem)
    assert (recommend.low, recommend.high) == (0, 10)
    assert isinstance(place, ChoiceItem)
    assert [(o.id, o.text.text) for o in place.options] == [
        ("a", "Kecamatan"),
        ("b", "Desa"),
    ]
    assert (place.multiple, place.required) == (False, True)
    assert isinstance(tools, ChoiceItem)
    assert (tools.multiple, tools.required) == (True, False)
    assert isinstance(free, TextItem)
    assert free.text.text == "Apa yang perlu diperbaiki?"


def test_a_survey_asks_for_a_reaction_of_each_unless_it_says_so(tmp_path):
    read = survey_of(tmp_path, survey("- (1-5) Baik\n"))

    assert (read.level, read.anonymous, read.audience) == ("reaction", False, ("self",))
    assert (read.after_days, read.intro, read.title) == (None, None, "")
    assert (read.points, read.required) == (Decimal(0), True)


@pytest.mark.parametrize(
    ("scale", "ends"),
    [
        ("(1-5)", (1, 5, "", "")),
        ("( 1 – 4 )", (1, 4, "", "")),
        ("(0-1)", (0, 1, "", "")),
        ("(1 sangat-kurang - 5 baik sekali)", (1, 5, "sangat-kurang", "baik sekali")),
        ("(1 buruk - 5)", (1, 5, "buruk", "")),
        ("(1 - 5 baik)", (1, 5, "", "baik")),
    ],
)
def test_the_ends_of_a_scale_may_be_named(tmp_path, scale, ends):
    (item,) = survey_of(tmp_path, survey(f"- {scale} Isi\n")).items

    assert isinstance(item, ScaleItem)
    assert (item.low, item.high, item.low_label, item.high_label) == ends


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Hanya teks.\n\n- daftar\n", (1, 1, "B630")),
        ("- (5-1) Terbalik\n", (2, 3, "B631")),
        ("- (2-7) Bukan dari satu\n", (2, 3, "B631")),
        ("- (1-11) Terlalu tinggi\n", (2, 3, "B631")),
        ("- (1-5) Baik\n- (1) Satu\n", (3, 3, "B631")),
        ("- (1-5) Baik\n- (1..5 Rusak\n", (3, 3, "B631")),
        ("- (1-5) Baik\n- biasa\n", (3, 3, "B632")),
        ("- (1-5) Baik\n- ( ) Pilihan\n", (3, 3, "B632")),
        ("- [ ] Pilihan\n", (2, 3, "B632")),
        ("- (1-5 Rusak\n", (2, 3, "B631")),
        ("- (1-5) Baik\n- (1-5)\n", (3, 3, "B633")),
        ("- ___ {#a-b}\n", (2, 3, "B633")),
        ("- (1-5) Baik {#A_b}\n", (2, 16, "B634")),
        ("- (1-5) Baik {#b}\n- (1-5) Lagi\n", (3, 9, "B635")),
        ("- (1-5) Baik\n- (1-5) Lagi {#a}\n", (3, 16, "B635")),
        ("- (1-5) Baik {wajib}\n", (2, 15, "B407")),
        ("- (1-5) Baik {required=}\n", (2, 15, "B404")),
        ("- (1-5) Baik {required=ya}\n", (2, 24, "B220")),
        ("- ___ Kata {reverse}\n", (2, 13, "B225")),
        ("- (1-5) Baik\n\nSisa.\n", (4, 1, "B601")),
        ("- (1-5) Baik\n\n::: note\nCatatan.\n\n:::\n", (4, 1, "B412")),
        ("::: question\nApa?\n\n- = kata\n\n:::\n", (2, 1, "B636")),
        ("::: question\nApa?\n\n:::\n", (2, 1, "B636")),
        ("::: question\nApa?\n\n- ( ) a\n- [ ] b\n\n:::\n", (2, 1, "B636")),
        ("::: question\nApa?\n\n- (x) a\n- ( ) b\n\n:::\n", (5, 3, "B637")),
        ("::: question\nApa?\n\n- ( ) a\n- ( ) a\n\n:::\n", (6, 7, "B237")),
        ("::: question\n\n- ( ) a\n- ( ) b\n\n:::\n", (2, 1, "B213")),
        ("::: question\nA?\n\n- ( ) a\n  > K.\n- ( ) b\n\n:::\n", (6, 3, "B226")),
        ("::: question\nA?\n\n- ( ) a\n- ( ) b\n\nSisa.\n\n:::\n", (8, 1, "B601")),
        ("::: question {points=2}\nA?\n\n- ( ) a\n- ( ) b\n\n:::\n", (2, 15, "B407")),
    ],
)
def test_each_mistake_in_the_items_is_found_where_it_stands(tmp_path, body, found):
    assert problems_of(tmp_path, survey(body)) == [found]


@pytest.mark.parametrize(
    ("attributes", "column", "code"),
    [
        ("level=reaksi", 6, "B220"),
        ("level=reactoin", 6, "B220"),
        ("anonymous=ya", 10, "B220"),
        ("after-days=0", 11, "B235"),
        ("audience=supervisor", 0, "B626"),
        ('after-days=90 audience="self atasan"', 29, "B220"),
        ("points=-1", 7, "B219"),
        ("competency=T-PB-07.1", 11, "B222"),
        ("anonymus", 0, "B407"),
    ],
)
def test_each_wrong_attribute_is_found_where_it_stands(
    tmp_path, attributes, column, code
):
    text = survey("- (1-5) Baik\n", attributes)

    assert problems_of(tmp_path, text) == [(1, 22 + column, code)]


def test_a_survey_needs_an_id(tmp_path):
    text = survey("- (1-5) Baik\n").replace("{#survei }", "")

    assert problems_of(tmp_path, text) == [(1, 1, "B201")]


def test_a_question_that_is_not_closed_swallows_nothing(tmp_path):
    body = "- (1-5) Baik\n\n::: question\nApa?\n\n- ( ) a\n- ( ) b\n\n"
    closed = "::: question\nDi mana?\n\n- ( ) c\n- ( ) d\n\n:::\n"
    folder = write_course(tmp_path, survey(body + closed))

    result, found = all_findings(folder)

    assert [finding.code for finding in found] == ["B402"]
    assert result.course is not None
    (page,) = result.course.pages
    (read,) = page.activities
    assert isinstance(read, Survey)
    assert [item.id for item in read.items] == ["a", "b", "c"]
