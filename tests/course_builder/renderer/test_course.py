"""Pages keep the form that the player relies on, and hold no key."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from course_builder.model.course import Course, Page
from course_builder.model.question import ChoiceRule, Option
from course_builder.model.rendered import RenderedCourse, RenderedPage
from course_builder.renderer.course import render_course
from course_builder.renderer.part import only_module
from tests.factories import (
    choice_question,
    course,
    module,
    number_question,
    page,
    prose,
    text_question,
)

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>'
SECOND_FILE = PurePosixPath("02-lanjut.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    media = tmp_path / "media"
    media.mkdir()
    (media / "peta.svg").write_text(DRAWING, "utf-8")
    (media / "pedoman.pdf").write_bytes(b"%PDF-1.7")
    (media / "bunyi.mp3").write_bytes(b"sound")
    (media / "bunyi.id.vtt").write_text("WEBVTT", "utf-8")
    return tmp_path


def rendered(made: Course, folder: Path) -> RenderedCourse:
    return render_course(made, folder)


def only_page(folder: Path, *blocks: str, **changes: str) -> RenderedPage:
    made = course(module(page(*map(prose, blocks))), **changes)
    (result,) = render_course(made, folder).pages
    return result


def html_of(folder: Path, text: str) -> str:
    return only_page(folder, text).html


def test_a_page_begins_with_its_title_as_plain_text(folder: Path) -> None:
    made = course(module(page(prose("Teks."), title="A <b> & *c*")))
    (result,) = render_course(made, folder).pages
    assert result.html == "<h1>A &lt;b&gt; &amp; *c*</h1>\n<p>Teks.</p>"
    assert result.title == "A <b> & *c*"


def test_a_choice_question_has_the_form_that_the_player_expects(folder: Path) -> None:
    made = course(module(page(prose("Teks."), choice_question())))
    (result,) = render_course(made, folder).pages
    assert result.activities == ("q-siaga",)
    for piece in (
        '<section class="activity" id="q-siaga" data-activity="q-siaga" data-type="choice"',
        '<h2 id="q-siaga.h">Periksa pemahaman</h2>',
        '<p class="small" data-slot="attempts"></p>',
        '<fieldset aria-labelledby="q-siaga.p">',
        '<div class="prompt" id="q-siaga.p"><p>Apa yang Anda lakukan?</p></div>',
        '<div class="option box" data-option="a">',
        '<label><input type="radio" name="q-siaga" value="a"> <span>Menunggu</span>',
        '<div data-slot="feedback" data-option="a"></div>',
        '<div data-slot="hints"></div>',
        '<button type="submit" data-action="answer">Periksa</button>',
        '<button type="button" data-action="hint">Lihat petunjuk</button>',
        '<div data-slot="result" role="status"></div>',
    ):
        assert piece in result.html


def test_several_questions_of_a_page_have_headings_of_their_own(folder: Path) -> None:
    made = course(module(page(choice_question(), text_question())))
    (result,) = render_course(made, folder).pages
    assert ">Periksa pemahaman 1</h2>" in result.html
    assert ">Periksa pemahaman 2</h2>" in result.html


def test_only_a_question_with_hints_offers_one(folder: Path) -> None:
    made = course(module(page(choice_question(hints=()))))
    (result,) = render_course(made, folder).pages
    assert 'data-action="hint"' not in result.html


def test_a_number_is_typed_with_a_keyboard_for_numbers(folder: Path) -> None:
    made = course(module(page(number_question())))
    (result,) = render_course(made, folder).pages
    assert '<label for="q-jarak.i">Jawaban Anda</label>' in result.html
    assert 'name="q-jarak" inputmode="decimal"' in result.html
    assert '<span class="unit">km</span>' in result.html


def test_a_page_in_english_speaks_english(folder: Path) -> None:
    made = course(
        module(page(choice_question(), prose("> [!WARNING]\n> A"))), language="en"
    )
    (result,) = render_course(made, folder).pages
    assert "Check your understanding" in result.html
    assert "<b>Warning.</b>" in result.html


def test_no_key_feedback_or_hint_is_on_the_page(folder: Path) -> None:
    question = choice_question(
        right=prose("KUNCI-1"),
        wrong=prose("KUNCI-2"),
        explanation=prose("KUNCI-3[^k]\n\n[^k]: KUNCI-4"),
        hints=(prose("KUNCI-5"),),
        options=(
            Option("a", prose("Satu"), prose("KUNCI-6")),
            Option("b", prose("Dua")),
            Option("c", prose("Tiga")),
        ),
    )
    made = course(module(page(question, text_question(), number_question())))
    result = rendered(made, folder)
    (first,) = result.pages
    assert "KUNCI" not in first.html
    assert "PVMBG" not in first.html
    assert "1200" not in first.html
    told = result.question("q-siaga")
    assert told.option_feedback == {"a": "<p>KUNCI-6</p>"}
    assert told.hints == ("<p>KUNCI-5</p>",)
    assert "KUNCI-4" in told.explanation


def test_a_question_knows_its_texts_without_markup(folder: Path) -> None:
    question = choice_question(
        prompt=prose("Apa **status** ini?\n\n- a & b\n\n![peta](media/peta.svg)"),
        rule=ChoiceRule(("a",), frozenset({"a"})),
        options=(Option("a", prose("`x` < *y*")),),
    )
    told = rendered(course(module(page(question))), folder).question("q-siaga")
    assert told.title == "Apa status ini? a & b peta"
    assert told.option_texts == {"a": "x < y"}


def test_a_title_has_at_most_250_characters(folder: Path) -> None:
    question = choice_question(prompt=prose("kata " * 100))
    told = rendered(course(module(page(question))), folder).question("q-siaga")
    assert 240 < len(told.title) <= 250
    assert told.title.endswith("kata…")


def test_definitions_hold_for_the_whole_file(folder: Path) -> None:
    first = page(prose("ASN[^1] [BNPB][b]"), choice_question(prompt=prose("ASN?")))
    second = page(
        prose("Akhir\n\n[^1]: Kaki\n\n*[ASN]: Aparatur\n\n[b]: https://bnpb.go.id"),
        slug="dua",
        title="Dua",
    )
    one, two = rendered(course(module(first, second)), folder).pages
    assert one.html.count('<abbr title="Aparatur">ASN</abbr>') == 2
    assert 'href="https://bnpb.go.id"' in one.html
    assert 'id="fn-1"' in one.html
    assert "Kaki" not in two.html


def test_an_alert_says_its_word(folder: Path) -> None:
    html = html_of(folder, "> [!CAUTION]\n> Lari.\n> - ya")
    assert '<div class="alert wrong" role="note">' in html
    assert "<p><b>Awas.</b></p>" in html
    assert "[!" not in html


def test_a_table_turns_into_a_list_on_a_phone(folder: Path) -> None:
    html = html_of(
        folder, "| Status | Tinggi | Warna |\n|---|--:|---|\n| Siaga | *3* m | jingga |"
    )
    assert '<table class="stack">' in html
    assert '<th scope="col">Status</th>' in html
    assert '<th scope="row">Siaga</th>' in html
    assert '<td class="n" data-label="Tinggi"><span><em>3</em> m</span></td>' in html


def test_each_half_of_a_pair_keeps_its_heading_on_a_phone(folder: Path) -> None:
    html = html_of(folder, "| Kurang baik | Lebih baik |\n|---|---|\n| Salah | Sebab |")
    assert '<th data-label="Kurang baik" scope="row">Salah</th>' in html
    assert '<td data-label="Lebih baik">Sebab</td>' in html


def linked(text: str, folder: Path) -> str:
    overview = Page("index", "kursus", "Kursus", (prose("Awal."),), _at("index.md"))
    first = module(page(prose(text)))
    other = page(
        prose("### Tanda alam\n\nTeks."),
        slug="status-tsunami",
        title="Status tsunami",
        module="m2",
        path=SECOND_FILE,
    )
    second = module(other, identifier="m2")
    made = course(first, second, overview=overview)
    return {p.id: p for p in render_course(made, folder).pages}["m1/awal"].html


def _at(name: str):
    return replace(page().where, path=PurePosixPath(name))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("02-lanjut.md", 'href="#m2/status-tsunami"'),
        ("./02-lanjut.md", 'data-page="m2/status-tsunami"'),
        ("02-lanjut.md#status-tsunami", 'data-page="m2/status-tsunami"'),
        ("02-lanjut.md#tanda-alam", 'data-anchor="tanda-alam"'),
        ("index.md", 'data-page="index"'),
        ("#awal", 'data-page="m1/awal"'),
    ],
)
def test_a_relative_link_leads_to_the_page(
    address: str, expected: str, folder: Path
) -> None:
    assert expected in linked(f"[Lihat]({address})", folder)


def test_a_link_to_elsewhere_leaves_the_frame_of_the_lms(folder: Path) -> None:
    html = html_of(folder, '[a](https://a.id) <a href="https://b.id">b</a>')
    assert html.count('target="_blank" rel="noopener"') == 2


def test_a_link_to_a_document_carries_it_along(folder: Path) -> None:
    result = rendered(course(module(page(prose("[a](media/pedoman.pdf)")))), folder)
    (media,) = result.media
    assert media.media_type == "application/pdf"
    assert f'href="media/{media.name}"' in next(result.pages).html


def test_a_picture_has_its_size_and_loads_late_but_for_the_first(folder: Path) -> None:
    html = html_of(folder, '![Peta](media/peta.svg "Kawasan rawan")')
    assert "loading=" not in html
    assert 'decoding="async"' in html
    html = html_of(folder, f"![a](media/peta.svg)\n\n{2 * '![b](media/peta.svg) '}")
    assert html.count('loading="lazy"') == 2
    html = html_of(
        folder, 'x\n\n![a](media/peta.svg)\n\n![Peta](media/peta.svg "Kawasan rawan")'
    )
    assert 'width="40"' in html
    assert 'height="30"' in html
    assert 'loading="lazy"' in html
    assert "<figcaption>Kawasan rawan</figcaption>" in html


def test_a_recording_becomes_a_player_with_captions(folder: Path) -> None:
    result = rendered(course(module(page(prose("![Sirene](media/bunyi.mp3)")))), folder)
    html = next(result.pages).html
    assert "<audio " in html
    assert 'aria-label="Sirene"' in html
    assert 'srclang="id"' in html
    assert len(result.media) == 2


def test_a_picture_used_twice_is_carried_once(folder: Path) -> None:
    made = page(prose("![a](media/peta.svg) ![b](media/peta.svg)"))
    assert len(rendered(course(module(made)), folder).media) == 1


@pytest.mark.parametrize(
    "address", ["../rahasia.png", "media/hilang.png", "/etc/passwd"]
)
def test_nothing_outside_the_course_is_read(address: str, folder: Path) -> None:
    (folder.parent / "rahasia.png").write_bytes(b"rahasia")
    made = course(module(page(prose(f'![Peta]({address}) <img src="{address}">'))))
    result = rendered(made, folder)
    assert result.media == ()
    assert "src=" not in next(result.pages).html
    assert "Peta" in next(result.pages).html


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder.parent / "rahasia.png").write_bytes(b"rahasia")
    (folder / "media" / "tipu.png").symlink_to(folder.parent / "rahasia.png")
    assert (
        rendered(course(module(page(prose("![a](media/tipu.png)")))), folder).media
        == ()
    )


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script in text": "a <script>alert(1)</script> b",
    "handler": '<img src="media/peta.svg" onerror="alert(1)">',
    "javascript": "[a](javascript:alert(1))",
    "javascript in HTML": '<a href="JaVaScript&colon;alert(1)">a</a>',
    "data": '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "frame": '<iframe src="https://a.id/alert(1)"></iframe>',
    "object": '<object data="alert(1)"></object><embed src="alert(1)">',
    "style": "<style>*{background:url(alert(1))}</style>",
    "style attribute": '<p style="background:url(alert(1))">a</p>',
    "svg": "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'/></svg>",
    "math": "<math><mtext><script>alert(1)</script></mtext></math>",
    "meta": '<meta http-equiv="refresh" content="0;alert(1)"><base href="alert(1)">',
    "form": '<form action="alert(1)"><button formaction="alert(1)">a</button></form>',
    "reference": "[a][b]\n\n[b]: javascript:alert(1)",
    "autolink": "<javascript:alert(1)>",
    "image": "![a](javascript:alert(1))",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("place", ["page", "prompt", "option", "explanation"])
def test_raw_html_cannot_run_anything(attack: str, place: str, folder: Path) -> None:
    question = choice_question()
    match place:
        case "prompt":
            question = replace(question, prompt=prose(attack))
        case "option":
            option = Option("a", prose(attack))
            question = replace(question, options=(option, *question.options[1:]))
        case "explanation":
            question = replace(question, explanation=prose(attack))
    blocks = [prose(attack)] if place == "page" else [question]
    result = rendered(course(module(page(*blocks))), folder)
    text = next(result.pages).html + "".join(q.explanation for q in result.questions)
    for forbidden in ("<script", "<iframe", "<object", "<embed", "<style", "<svg"):
        assert forbidden not in text
    for forbidden in ("onerror", "style=", "action=", 'href="data', "<meta", "<base"):
        assert forbidden not in text.replace("data-action=", "")
    assert "javascript:alert" not in text.lower().replace("&lt;javascript:alert", "")


def test_raw_html_cannot_pose_as_a_part_of_the_player(folder: Path) -> None:
    html = html_of(
        folder,
        '<div id="player" class="activity" data-activity="q" data-slot="result">a</div>'
        '<a data-page="m9/x" href="#m9/x">b</a>',
    )
    assert html.endswith("<div>a</div>\n<p><a>b</a></p>")


def test_an_element_left_open_cannot_swallow_the_questions(folder: Path) -> None:
    made = course(module(page(prose("<div><b>\n\nTeks."), choice_question())))
    (result,) = render_course(made, folder).pages
    assert "Teks.</b></div>" in result.html.replace("</p>", "").replace("\n", "")
    assert result.html.count("<section") == 1


def test_the_overview_is_a_module_of_its_own(folder: Path) -> None:
    overview = Page("index", "kursus", "Kursus", (prose("Awal."),), _at("index.md"))
    result = rendered(course(overview=overview), folder)
    first = result.modules[0]
    assert (first.id, first.minutes, first.optional) == ("index", 0, False)


def test_a_module_cut_out_has_no_link_to_another(folder: Path) -> None:
    first = module(page(prose("[Lihat](02-lanjut.md) dan [sini](#awal)")))
    other = page(prose("![a](media/peta.svg)"), module="m2", path=SECOND_FILE)
    whole = rendered(course(first, module(other, identifier="m2")), folder)
    part = only_module(whole, "m1")
    html = next(part.pages).html
    assert "<p>Lihat dan <a" in html
    assert part.id == "siaga-bencana-m1"
    assert part.media == ()
    assert only_module(whole, "m2").media == whole.media


def test_a_course_renders_alike_whatever_was_rendered_before(folder: Path) -> None:
    made = course(module(page(prose("A[^1]\n\n[^1]: B"), choice_question())))
    before = rendered(made, folder)
    rendered(course(module(page(prose("X[^1] ASN\n\n[^1]: Y\n\n*[ASN]: Z")))), folder)
    assert rendered(made, folder) == before


def test_headings_of_the_overview_keep_their_level(folder: Path) -> None:
    text = prose("## Untuk siapa\n\n### Rinci", PurePosixPath("index.md"))
    overview = Page("index", "kursus", "Kursus", (text,), _at("index.md"))
    html = next(render_course(course(overview=overview), folder).pages).html
    assert '<h2 id="untuk-siapa">' in html
    assert '<h3 id="rinci">' in html


def test_repeated_headings_are_numbered_through_the_file(folder: Path) -> None:
    first = page(prose("### Latihan\n\n[a](#latihan-1)"))
    second = page(prose("### Latihan"), slug="dua", title="Dua")
    one, two = render_course(course(module(first, second, slug="modul")), folder).pages
    assert '<h2 id="latihan">' in one.html
    assert '<h2 id="latihan-1">' in two.html
    assert 'data-page="m1/dua"' in one.html
