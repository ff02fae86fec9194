"""HTML of a course as it reads without the player, wherever it stands."""

from course_builder.locale import translator
from course_builder.model.question import GapRule, MatchRule, TextRule
from course_builder.targets.markup import (
    Surroundings,
    guarded,
    parsed,
    question_texts,
    right_pairs,
    static,
)
from tests.factories import rendered_question

AROUND = Surroundings(
    "../media/{}".format, {"m1/siaga": "Status Siaga"}, translator("id")
)
GAPS = (
    '<section><form><div class="prompt" id="q.p"><p>Level '
    '<input type="text" class="gap" name="q" data-gap="0"> disebut '
    '<input type="text" class="gap" name="q" data-gap="1"> &amp; diumumkan.</p></div>'
    "</form></section>"
)
PAIRS = (
    '<div class="prompt"><p>Siapa memantau apa?</p></div>'
    '<div class="pair"><div id="q.l0"><p>PVMBG</p></div><select data-left="0"></select>'
    '</div><div class="pair"><div id="q.l1"><p>BMKG</p></div></div>'
)


def test_a_link_to_a_page_says_its_title_once() -> None:
    link = '<p>Baca <a href="#m1/siaga" data-page="m1/siaga">{}</a>, lalu lapor.</p>'
    assert static(link.format("tingkatnya"), AROUND) == (
        "<p>Baca tingkatnya (halaman “Status Siaga”), lalu lapor.</p>"
    )
    assert static(link.format("<em>status siaga</em>"), AROUND) == (
        "<p>Baca <em>status siaga</em>, lalu lapor.</p>"
    )


def test_links_to_other_sites_stay() -> None:
    html = '<a target="_blank" rel="noopener" href="https://www.bmkg.go.id">BMKG</a>'
    assert static(html, AROUND) == html


def test_a_formula_becomes_the_tex_that_an_lms_shows() -> None:
    inline = '<math display="inline" alttext="a &lt; b"><mi>a</mi></math>'
    block = '<math display="block" alttext="x &gt; 7"><mi>x</mi></math>'
    assert static(inline, AROUND) == r"\(a &lt; b\)"
    assert static(f"<p>{block}</p>", AROUND) == r"<p>\[x &gt; 7\]</p>"


def test_media_are_led_to_and_what_only_the_player_knows_is_left_out() -> None:
    html = (
        '<p id="a" data-x="1"><a class="term" data-term="pos" href="#glossary">pos</a>'
        '<img src="media/a.webp" alt=""><a href="#fn-a">1</a></p>'
    )
    assert (
        static(html, AROUND)
        == '<p>pos<img src="../media/a.webp" alt="" class="img-fluid">1</p>'
    )
    kept = static(html, AROUND._replace(keeps_ids=True))
    assert kept.startswith('<p id="a">pos<img')
    assert kept.endswith('<a href="#fn-a">1</a></p>')


def test_a_picture_bears_its_text_as_title_where_it_would_bear_a_file_name() -> None:
    around = AROUND._replace(titles_pictures=True)
    html = (
        '<p><img src="media/a.webp" alt="Peta">dan<img src="media/b.webp" alt=""></p>'
    )
    assert static(html, around) == (
        '<p><img src="../media/a.webp" alt="Peta" title="Peta" class="img-fluid">dan</p>'
    )


def test_what_looks_like_a_tag_stays_a_text_when_references_are_decoded() -> None:
    html = "<p>Tulis <code>&lt;b&gt;</code>, x &lt; y dan 2&lt;3.</p>"
    assert guarded(html) == (
        "<p>Tulis <code>&lt;\N{WORD JOINER}b&gt;</code>, x &lt; y dan 2&lt;3.</p>"
    )


def test_what_opens_and_closes_stands_open() -> None:
    html = "<details><summary>Transkrip <em>radio</em></summary>Naik.</details>"
    assert static(html, AROUND) == (
        "<div><p><strong>Transkrip <em>radio</em></strong></p>Naik.</div>"
    )


def test_a_gap_becomes_what_is_asked_for() -> None:
    rule = GapRule((TextRule(("III",)), TextRule(("Siaga",))))
    question = rendered_question(rule=rule, option_texts={})
    texts = question_texts(question, parsed(GAPS), AROUND, lambda n: f"<{n}>")
    assert texts.prompt == "<p>Level &lt;0&gt; disebut &lt;1&gt; &amp; diumumkan.</p>"


def test_left_items_find_their_partners() -> None:
    question = rendered_question(
        rule=MatchRule(("b", "a")), option_texts={"a": "gempa", "b": "gunung <api>"}
    )
    texts = question_texts(question, parsed(PAIRS), AROUND)
    assert list(right_pairs(question, texts)) == [
        ("<p>PVMBG</p>", "gunung &lt;api&gt;"),
        ("<p>BMKG</p>", "gempa"),
    ]
