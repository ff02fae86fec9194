from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import (
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from lti_service.domain.answer_words import key_words
from lti_service.domain.course_consequence import consequences
from lti_service.domain.course_difference import Change, difference
from lti_service.domain.launch import Content
from lti_service.domain.reading_text import compared, readable
from tests import service_factories as made
from tests.factories import (
    rendered_course_of_every_kind,
    rendered_question,
    rendered_quiz,
)
from tests.lti_service.course_release import first, second

LINES = st.lists(st.text("ab c", max_size=12).map(lambda t: " ".join(t.split())))


def test_a_course_does_not_differ_from_itself():
    for course in (first(), rendered_course_of_every_kind()):
        assert difference(course, course).is_empty


def test_pages_and_activities_that_came_went_and_changed_are_told():
    found = difference(first(), second())

    assert [(page.id, page.change) for page in found.pages] == [
        ("m1/a", Change.CHANGED),
        ("m1/c", Change.ADDED),
        ("m1/b", Change.REMOVED),
    ]
    assert [(one.id, one.change) for one in found.activities] == [
        ("q-1", Change.CHANGED),
        ("q-3", Change.ADDED),
        ("q-2", Change.REMOVED),
    ]
    (key,) = found.activities[0].facts
    assert key.fact == "key"
    assert key.before != key.after
    assert [(f.fact, f.before, f.after) for f in found.facts] == [
        ("minutes", "45", "60")
    ]
    assert found.counted("pages", Change.ADDED) == 1


def test_what_a_reader_does_not_see_is_only_said_to_differ():
    before = first()
    (module,) = before.modules
    page = replace(
        module.pages[0], html=module.pages[0].html.replace("<h1>", '<h1 id="x">')
    )
    after = first(modules=(replace(module, pages=(page, *module.pages[1:])),))

    (changed,) = difference(before, after).pages

    assert changed.lines == ()
    assert changed.cut


def test_media_are_counted_by_the_pages_that_name_them():
    before = first()
    (module,) = before.modules
    html = f'<img src="media/{"a" * 64}.png" alt="Peta">'
    page = replace(module.pages[0], html=html)
    after = first(modules=(replace(module, pages=(page, *module.pages[1:])),))

    assert difference(before, after).media == (1, 0)
    assert difference(after, before).media == (0, 1)


def test_outcomes_and_the_passing_rule_are_told():
    other = DeclaredCompetency("T-PB-01", 1, ("quiz", "observation"))
    found = difference(first(), first(competencies=(other,), pass_mark=80))

    assert [(o.about, o.before, o.after) for o in found.outcomes] == [
        ("T-PB-01.1", "quiz", "quiz, observation")
    ]
    assert [(f.fact, f.before, f.after) for f in found.facts] == [
        ("pass_mark", "75", "80")
    ]


def test_questions_of_a_quiz_are_told_with_their_quiz():
    one = rendered_question("k-1")
    (module,) = first().modules
    page = replace(module.pages[0], activities=("k",))
    modules = (replace(module, pages=(page,)),)

    def course(points: int):
        quiz = rendered_quiz(
            "k",
            title="Tes akhir",
            questions={"k-1": replace(one, points=Decimal(points))},
        )
        return first(modules=modules, activities={"k": quiz})

    found = difference(course(1), course(3)).activities
    assert [(c.kind, c.within) for c in found] == [
        ("quiz", ""),
        ("question", "Tes akhir"),
    ]
    assert [(f.fact, f.before, f.after) for f in found[1].facts] == [
        ("points", "1", "3")
    ]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (NumberRule((NumberRange(Decimal("1.50"), Decimal("1.50")),), "km"), "1.50 km"),
        (NumberRule((NumberRange(Decimal(1), Decimal(2)),)), "1 – 2"),
        (TextRule(("BMKG", "bmkg"), ("BM.*",)), "“BMKG” / “bmkg” / /BM.*/"),
        (OrderRule(("b", "a")), "Kedua → Pertama"),
        (MatchRule(("b", "a")), "Satu → Kedua; Dua → Pertama"),
        (GapRule((TextRule(("laut",)),)), "1: “laut”"),
        (LongRule(), ""),
    ],
)  # fmt: skip
def test_a_key_is_told_in_the_words_of_its_options(rule: Rule, told: str):
    question = rendered_question(
        rule=rule,
        option_texts={"a": "Pertama", "b": "Kedua"},
        left_texts=("Satu", "Dua"),
    )
    assert key_words(question) == told


def test_readable_text_has_a_line_for_each_block_and_words_for_pictures():
    html = "<h1>A</h1><p>Lari <b>ke</b>\n bukit.</p><img src=x alt=Peta><ul><li>satu<li>dua</ul>"
    assert readable(html) == ["A", "Lari ke bukit.", "[Peta]", "satu", "dua"]


def test_words_that_changed_are_marked_in_their_line():
    (line,) = compared(["Lari ke bukit yang dekat."], ["Jalan ke bukit yang dekat."])
    assert [(p.text, p.mark) for p in line] == [
        ("Lari", "removed"),
        ("Jalan", "added"),
        ("ke bukit yang dekat.", ""),
    ]


@given(LINES, LINES)
def test_what_is_marked_leads_from_one_text_to_the_other(
    before: list[str], after: list[str]
):
    gone = [
        p.text for line in compared(before, after) for p in line if p.mark == "removed"
    ]
    come = [
        p.text for line in compared(before, after) for p in line if p.mark == "added"
    ]
    assert (before == after) == (compared(before, after) == ())
    for words, whole in ((gone, before), (come, after)):
        assert all(any(text in line for line in whole) for text in words)


def test_consequences_name_links_whose_part_is_gone_or_gives_no_points_any_more():
    here, gone = (
        made.resource_link(id=n, content=Content("siaga-bencana", "", n))
        for n in ("q-1", "q-2")
    )
    other = made.resource_link(id="else", content=Content("etika"))
    found = consequences(first(), second(hours=Decimal(2)), [here, gone, other], 3)

    assert found.lost == (gone,)
    assert found.ungraded == ()
    assert found.hours == (Decimal(1), Decimal(2))
    assert (found.offered, found.under_way, found.is_older) == ("1.0", 3, False)
    assert consequences(second(), first(), [], 0).is_older
    (module,) = first().modules
    optional = first(modules=(replace(module, optional=True),))
    whole = made.resource_link(content=Content("siaga-bencana"))
    assert consequences(first(), optional, [whole], 0).ungraded == (whole,)


def test_consequences_name_outcomes_that_begin_and_end():
    none = consequences(first(), first(competencies=()), [], 0)
    assert none.ended_evidence == ("T-PB-01.1",)
    new = consequences(None, first(), [], 0)
    assert (new.offered, new.begun_evidence) == ("", ("T-PB-01.1",))
