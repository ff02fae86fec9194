"""Every kind of activity has the form that the player relies on."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from course_builder.model.course import Activity
from course_builder.model.question import Option
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedDiscussion,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.model.scenario import ChoiceText, NodeText, Variable
from course_builder.model.survey import ChoiceItem, ScaleItem
from course_builder.renderer.course import render_course
from tests.course_builder.renderer.markup import markup_problems
from tests.factories import (
    assignment,
    at,
    choice_question,
    course,
    discussion,
    gap_question,
    long_question,
    match_question,
    module,
    order_question,
    page,
    prose,
    quiz,
    rubric,
    scenario,
    scenario_graph,
    survey,
    text_question,
)

EVERY_KIND: dict[str, Activity] = {
    "choice": choice_question(),
    "order": order_question(),
    "match": match_question(),
    "gaps": gap_question(),
    "long": long_question(),
    "quiz": quiz(),
    "scenario": scenario(),
    "assignment": assignment(submit=("file", "text", "link"), due_days=14),
    "survey": survey(),
    "follow-up": survey(after_days=90, audience=("self", "supervisor", "peer")),
    "discussion": discussion(),
}
BANK = PurePosixPath("banks/ancaman.md")


def shown(
    activity: Activity, folder: Path, **changes: Any
) -> tuple[str, RenderedActivity]:
    """Return the HTML of a page with one activity, and the activity."""
    made = course(module(page(activity)), **changes)
    result = render_course(made, folder)
    return next(result.pages).html, result.activities[activity.id]


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_is_well_formed_and_labelled(
    kind: str, language: str, tmp_path: Path
) -> None:
    html, activity = shown(EVERY_KIND[kind], tmp_path, language=language)
    assert markup_problems(html) == []
    assert html.count(f'data-activity="{activity.id}"') == 1
    assert f'aria-labelledby="{activity.id}.h"' in html


def test_all_kinds_stand_on_one_page(tmp_path: Path) -> None:
    activities = [
        *(EVERY_KIND[kind] for kind in EVERY_KIND if kind != "follow-up"),
        survey("s-lanjut", after_days=90),
    ]
    made = course(module(page(*activities)))
    result = render_course(made, tmp_path)
    (only,) = result.pages
    assert only.activities == tuple(activity.id for activity in activities)
    assert list(result.activities) == list(only.activities)
    assert markup_problems(only.html) == []


def test_items_to_be_ordered_stand_as_learners_find_them(tmp_path: Path) -> None:
    html, activity = shown(order_question(), tmp_path)
    assert 'data-type="order"' in html
    assert '<ol class="items" data-slot="items"><li class="box" data-item="a">' in html
    assert re.findall(r'data-item="(.)"', html) == ["a", "b", "c"]
    assert isinstance(activity, RenderedQuestion)
    assert activity.option_texts["c"] == "Menjauhi pantai"


def test_every_left_item_is_matched_by_a_list_of_its_own(tmp_path: Path) -> None:
    html, activity = shown(
        match_question(left=(prose("PVMBG"), prose("*A* & B"))), tmp_path
    )
    assert (
        '<select name="q-pasangan" data-left="0" aria-labelledby="q-pasangan.l0">'
        in html
    )
    assert '<div id="q-pasangan.l1"><p><em>A</em> &amp; B</p></div>' in html
    assert html.count('<option value="">Pilih pasangannya</option>') == 2
    assert html.count('<option value="b">gunung api</option>') == 2
    assert isinstance(activity, RenderedQuestion)
    assert activity.left_texts == ("PVMBG", "A & B")


def test_gaps_become_fields_within_the_text(tmp_path: Path) -> None:
    html, activity = shown(gap_question(), tmp_path)
    assert re.search(
        r'<p>Level <input type="text" class="gap" name="q-isian" data-gap="0" '
        r'aria-label="Isian 1 dari 2"[^>]*> disebut <input [^>]*data-gap="1"[^>]*>\.</p>',
        html,
    )
    assert "siaga" not in html.lower()
    assert activity.title == "Level … disebut …."


@pytest.mark.parametrize(
    "prompt",
    [
        "| Level | Nama |\n|---|---|\n| [[3]] | [[Siaga|siaga]] |",
        "- satu [[3]]\n- dua **[[Siaga]]**",
        "> [[3]] lalu\n>\n> 1. [[Siaga]]",
        "[[3]][[Siaga]]",
        "*[1]: satu\n\n[[3]] 1 [[Siaga]]",
        "[[3]] ![gambar [[Siaga]]](media/tidak-ada.png)",
    ],
    ids=["table", "list", "quote", "beside each other", "abbreviation", "picture"],
)
def test_gaps_may_stand_anywhere(prompt: str, tmp_path: Path) -> None:
    html, _ = shown(gap_question(prompt=prose(prompt)), tmp_path)
    assert re.findall(r'data-gap="(.)"', html) == ["0", "1"]
    assert "Siaga" not in html
    assert markup_problems(html) == []


def test_brackets_in_code_are_no_gap(tmp_path: Path) -> None:
    text = "Tulis `[[bukan]]` untuk [[3]] dan [[Siaga]]."
    html, _ = shown(gap_question(prompt=prose(text)), tmp_path)
    assert "<code>[[bukan]]</code>" in html
    assert html.count("data-gap=") == 2


def test_an_open_answer_shows_how_it_is_marked(tmp_path: Path) -> None:
    html, activity = shown(long_question(), tmp_path)
    assert '<textarea id="q-uraian.i" name="q-uraian"' in html
    assert 'maxlength="20000"' in html
    assert '<table class="stack rubric"><caption>Rubrik penilaian</caption>' in html
    assert '<th scope="row">Jalur <small>(wajib)</small></th>' in html
    assert '<td data-label="Baik"><div>Ada <em>peta</em></div></td>' in html
    assert ">Serahkan</button>" in html
    assert not activity.is_graded


def test_a_quiz_says_what_a_run_costs_before_it_begins(tmp_path: Path) -> None:
    html, _ = shown(
        quiz(
            role=Role.EXAM,
            attempts=2,
            pass_mark=75,
            minutes=25,
            feedback=When.AFTER,
            draws=(Draw("", 1),),
            intro=prose("Baca **dulu**."),
            points=Decimal("2.5"),
        ),
        tmp_path,
    )
    assert ">Ujian</h2>" in html
    assert '<div class="intro"><p>Baca <strong>dulu</strong>.</p></div>' in html
    for sentence in (
        "1 soal, diambil acak dari 2 soal.",
        "2,5 poin.",
        "Dapat dikerjakan 2 kali; nilai terbaik yang dihitung.",
        "paling sedikit 75%.",
        "Waktunya 25 menit dan berjalan sejak Anda mulai",
        "Jawaban yang benar ditunjukkan setelah Anda menyerahkan.",
    ):
        assert sentence in html
    assert html.rindex("Jawaban yang benar") < html.index('<div data-slot="quiz">')


@pytest.mark.parametrize(
    ("changes", "title", "sentence"),
    [
        ({}, "Kuis latihan", "Dapat diulang sesering Anda mau"),
        ({"role": Role.PRETEST}, "Tes awal", "tidak memengaruhi nilai Anda"),
        ({"role": Role.POSTTEST, "attempts": 1}, "Tes akhir", "satu kali"),
        ({"title": "Kuis gempa"}, "Kuis gempa", "Setiap jawaban langsung diperiksa."),
        ({"feedback": When.NEVER}, "Kuis latihan", "benar tidak ditunjukkan."),
        ({"draws": (Draw("", 2),)}, "Kuis latihan", "<li>2 soal.</li>"),
        ({"questions": (text_question(),)}, "Kuis latihan", "Satu soal."),
    ],
)
def test_a_quiz_is_called_by_its_heading_or_its_role(
    changes: dict[str, Any], title: str, sentence: str, tmp_path: Path
) -> None:
    html, activity = shown(quiz(**changes), tmp_path)
    assert activity.title == title
    assert f">{title}</h2>" in html
    assert sentence in html


def test_the_questions_of_a_quiz_are_forms_beside_the_page(tmp_path: Path) -> None:
    html, activity = shown(quiz(), tmp_path)
    assert isinstance(activity, RenderedQuiz)
    assert "Apa yang Anda lakukan?" not in html
    assert list(activity.questions) == list(activity.forms) == ["k-satu", "k-dua"]
    form = activity.forms["k-satu"]
    assert form.startswith(
        '<div class="question" role="group" data-question="k-satu" data-type="choice" '
        'aria-labelledby="k-akhir.k-satu.h">'
    )
    assert (
        '<h3 id="k-akhir.k-satu.h">Soal <span data-slot="number"></span></h3>' in form
    )
    assert "Apa yang Anda lakukan?" in form
    assert ">Periksa</button>" in form
    assert markup_problems("".join(activity.forms.values())) == []


@pytest.mark.parametrize("told", [When.AFTER, When.NEVER])
def test_a_run_that_tells_nothing_saves_answers_and_offers_no_hint(
    told: When, tmp_path: Path
) -> None:
    _, activity = shown(quiz(feedback=told), tmp_path)
    assert isinstance(activity, RenderedQuiz)
    assert ">Simpan jawaban</button>" in activity.forms["k-satu"]
    assert 'data-action="hint"' not in activity.forms["k-satu"]


def test_no_form_holds_a_key(tmp_path: Path) -> None:
    question = choice_question(
        "k-satu",
        hints=(prose("KUNCI-1"),),
        explanation=prose("KUNCI-2[^a]\n\n[^a]: KUNCI-3"),
    )
    html, activity = shown(quiz(questions=(question, text_question("k-dua"))), tmp_path)
    assert isinstance(activity, RenderedQuiz)
    shown_texts = html + "".join(activity.forms.values())
    assert "KUNCI" not in shown_texts
    assert "PVMBG" not in shown_texts
    assert "KUNCI-3" in activity.questions["k-satu"].explanation


def bank_question(identifier: str, text: str) -> Any:
    return replace(
        choice_question(identifier, prompt=prose(text, BANK)),
        where=replace(choice_question().where, path=BANK),
    )


def test_a_bank_speaks_for_itself_wherever_it_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "banks").mkdir()
    (tmp_path / "media" / "pedoman.pdf").write_bytes(b"%PDF-1.7")
    one = bank_question("b-satu", "Apa itu BNPB?\n\n*[BNPB]: Badan Nasional")
    two = bank_question(
        "b-dua", "BNPB[^1] [pedoman](../media/pedoman.pdf)\n\n[^1]: Kaki"
    )
    pages = (
        page(quiz("k-satu", questions=(one, two), bank=str(BANK)), prose("BNPB")),
        page(quiz("k-dua", questions=(two,), bank=str(BANK)), slug="dua"),
    )
    result = render_course(course(module(*pages)), tmp_path)
    first, second = result.activities["k-satu"], result.activities["k-dua"]
    assert isinstance(first, RenderedQuiz)
    assert isinstance(second, RenderedQuiz)
    assert first.forms["b-dua"] == second.forms["b-dua"].replace("k-dua.", "k-satu.")
    assert '<abbr title="Badan Nasional">BNPB</abbr>' in first.forms["b-dua"]
    (media,) = result.media
    assert f'href="media/{media.name}"' in first.forms["b-dua"]
    assert "Kaki" in first.forms["b-dua"]
    # What a bank defines holds in the bank only.
    assert "<abbr" not in next(result.pages).html
    assert "Kaki" not in next(result.pages).html


def test_two_quizzes_of_a_page_may_show_the_same_question(tmp_path: Path) -> None:
    shared = (
        bank_question("b-satu", "Apa?"),
        replace(match_question("b-dua"), where=replace(at(1), path=BANK)),
        replace(text_question("b-tiga"), where=replace(at(1), path=BANK)),
        replace(long_question("b-empat"), where=replace(at(1), path=BANK)),
    )
    quizzes = (quiz("k-satu", questions=shared), quiz("k-dua", questions=shared))
    result = render_course(course(module(page(*quizzes))), tmp_path)
    forms = [
        form
        for activity in result.activities.values()
        if isinstance(activity, RenderedQuiz)
        for form in activity.forms.values()
    ]
    assert len(forms) == 8
    assert markup_problems("".join(forms)) == []


def test_a_scenario_leaves_the_play_to_the_player(tmp_path: Path) -> None:
    html, activity = shown(scenario(rounds=2, pass_mark=60), tmp_path)
    assert '<div data-slot="scenario"></div>' in html
    assert "Anda camat Pulau Seruni." in html
    assert "2 putaran; nilai terbaik yang dihitung." in html
    assert "60 dari 100." in html
    assert "Pindahkan warga" not in html
    assert isinstance(activity, RenderedScenario)
    assert activity.titles == {
        "siaga": "Status Siaga",
        "aman": "Semua selamat",
        "gagal": "Terlambat",
        ":debrief": "Renungan",
    }
    assert activity.texts == {
        "siaga": '<p>Masih ada <span data-variable="waktu"></span> jam.</p>',
        "siaga/a": "Pindahkan warga",
        "siaga/a/told": "<p>Tepat waktu.</p>",
        "siaga/b": "Tunggu kabar",
        "siaga/b/told": "<p>Terlambat.</p>",
        "aman": "<p>Tidak ada korban.</p>",
        ":debrief": "<p>Apa yang paling mahal?</p>",
    }
    assert activity.choice_texts["siaga"] == ("Pindahkan warga", "Tunggu kabar")
    assert activity.conditions == {"siaga/b": "Kepercayaan paling sedikit 50 %"}


def test_only_declared_variables_outside_of_code_are_shown(tmp_path: Path) -> None:
    text = (
        "`{{waktu}}` {{lain}} [a](https://a.id '{{waktu}}') **{{percaya}}** {{waktu}}"
    )
    texts = dict(scenario().texts) | {"aman": NodeText("Aman", prose(text))}
    _, activity = shown(
        scenario(texts=texts, briefing=prose("Ada {{waktu}} jam.")), tmp_path
    )
    assert isinstance(activity, RenderedScenario)
    html = activity.texts["aman"]
    assert "<code>{{waktu}}</code> {{lain}}" in html
    assert '<strong><span data-variable="percaya"></span></strong>' in html
    assert 'title="Waktu"' in html
    assert html.count("data-variable") == 2


def test_a_link_to_a_situation_leads_to_its_scenario(tmp_path: Path) -> None:
    texts = dict(scenario().texts) | {
        "aman": NodeText("Semua selamat", prose("Dari [siaga](#status-siaga)."))
    }
    made = page(prose("[mulai](#status-siaga)"), scenario(texts=texts))
    result = render_course(course(module(made)), tmp_path)
    html = next(result.pages).html
    assert (
        'data-anchor="sim-erupsi" data-page="m1/awal" href="#m1/awal">mulai</a>' in html
    )
    activity = result.activities["sim-erupsi"]
    assert isinstance(activity, RenderedScenario)
    assert activity.texts["aman"] == "<p>Dari siaga.</p>"


def test_a_briefing_tells_the_first_values(tmp_path: Path) -> None:
    html, _ = shown(scenario(briefing=prose("Ada {{waktu}} jam.")), tmp_path)
    assert "<p>Ada 24 jam.</p>" in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buka [pedoman](https://a.id) *kini*", "Buka pedoman <em>kini</em>"),
        ("Satu\n\nDua", "Satu<br>Dua"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("Ke {{waktu}}", 'Ke <span data-variable="waktu"></span>'),
    ],
)
def test_a_choice_fits_into_a_button(text: str, expected: str, tmp_path: Path) -> None:
    start = replace(
        scenario().texts["siaga"],
        choices=(ChoiceText(prose(text)), ChoiceText(prose("Tunggu"))),
    )
    texts = dict(scenario().texts) | {"siaga": start}
    _, activity = shown(scenario(texts=texts), tmp_path)
    assert isinstance(activity, RenderedScenario)
    assert activity.texts["siaga/a"] == expected


def test_an_assignment_says_who_marks_it_and_what_is_taken(tmp_path: Path) -> None:
    html, activity = shown(
        assignment(
            submit=("file", "text", "link"),
            accept=("pdf", "docx"),
            largest_mb=5,
            assessor="supervisor",
            due_days=14,
        ),
        tmp_path,
    )
    for sentence in (
        "10 poin.",
        "Dinilai oleh atasan langsung Anda.",
        "Serahkan paling lambat 14 hari setelah Anda memulai kursus ini.",
        "Berkas PDF, DOCX, paling besar 5 MB.",
    ):
        assert sentence in html
    assert isinstance(activity, RenderedAssignment)
    assert activity.levels == ("Belum", "Baik")
    assert activity.criteria == ("Jalur", "Waktu")
    assert activity.required_criteria == (0,)


def test_work_is_handed_in_to_the_service_or_noted_in_a_package(tmp_path: Path) -> None:
    html, _ = shown(assignment(submit=("text", "link")), tmp_path)
    assert re.search(
        r'data-for="service"><label[^>]*>[^<]*</label>\n<textarea [^>]*"text"', html
    )
    assert re.search(
        r'data-for="service"><label[^>]*>[^<]*</label>\n<input type="url"', html
    )
    assert re.search(
        r'data-for="package"><label[^>]*>[^<]*</label>\n<input [^>]*"place"', html
    )
    assert '<fieldset data-field="checked">' in html
    assert 'name="t-rencana-checked" value="1"' in html
    assert '<button type="submit" data-action="submit">Serahkan</button>' in html


def test_only_what_is_asked_for_can_be_handed_in(tmp_path: Path) -> None:
    html, _ = shown(assignment(submit=("file",), rubric=None), tmp_path)
    assert 'data-field="text"' not in html
    assert 'data-field="link"' not in html
    assert 'data-field="checked"' not in html
    assert "<table" not in html
    assert "Berkas jenis apa pun, paling besar 10 MB." in html
    # The service takes the files themselves, a package is told where they are.
    assert '<div class="field wide" data-slot="files" data-for="service">' in html
    assert '<input type="file" id="t-rencana.files" multiple>' in html
    assert (
        '<div class="field wide" data-for="package"><label for="t-rencana.place">'
        in html
    )


def test_a_browser_offers_only_files_that_are_taken(tmp_path: Path) -> None:
    html, _ = shown(assignment(submit=("file",), accept=("pdf", "jpg")), tmp_path)
    assert ' multiple accept=".pdf,.jpg">' in html


def test_a_survey_asks_each_item_in_its_own_way(tmp_path: Path) -> None:
    html, activity = shown(survey(), tmp_path)
    assert (
        'data-item="a" data-kind="scale" data-required aria-labelledby="s-reaksi-a.p"'
        in html
    )
    assert re.findall(r'name="s-reaksi-a" value="(.)"', html) == list("12345")
    assert "<span>1</span> <small>tidak setuju</small>" in html
    assert "<span>5</span> <small>setuju</small>" in html
    assert 'type="radio" name="s-reaksi-b" value="b"' in html
    assert '<textarea name="s-reaksi-c"' in html
    assert html.count("(wajib)") == 1
    assert isinstance(activity, RenderedSurvey)
    assert [item.type for item in activity.items] == ["scale", "choice", "text"]
    assert activity.items[1].options == {"a": "Kantor", "b": "Rumah"}


def test_a_survey_takes_several_choices_and_counts_from_nought(tmp_path: Path) -> None:
    items = (
        ScaleItem("a", prose("Seberapa mungkin?"), 0, 10, reverse=True),
        ChoiceItem("b", prose("Mana?"), (Option("a", prose("x")),), multiple=True),
    )
    html, activity = shown(survey(items=items), tmp_path)
    assert html.count('name="s-reaksi-a"') == 11
    assert 'type="checkbox" name="s-reaksi-b"' in html
    assert isinstance(activity, RenderedSurvey)
    assert activity.items[0].reverse
    assert activity.items[1].type == "multiple"


def test_an_anonymous_survey_says_so(tmp_path: Path) -> None:
    html, _ = shown(survey(anonymous=True), tmp_path)
    assert '<li data-for="service">Jawaban Anda disimpan tanpa nama.</li>' in html


def test_a_follow_up_is_no_form_and_says_when_it_comes(tmp_path: Path) -> None:
    html, activity = shown(
        survey(after_days=90, audience=("self", "supervisor")), tmp_path
    )
    assert "<form" not in html
    assert "Survei ini datang 90 hari setelah Anda selesai belajar." in html
    assert "Yang ditanya: Anda sendiri, atasan langsung Anda." in html
    assert '<ol data-for="package"><li><p>Materi ini berguna.</p></li>' in html
    assert activity.title == "Survei tindak lanjut"


def test_a_discussion_leads_to_the_forum_of_the_course(tmp_path: Path) -> None:
    html, activity = shown(discussion(), tmp_path, forum="https://lms.id/f?a=1&b=2")
    assert '<div data-for="package"><p>Diskusi berlangsung di forum.' in html
    assert 'href="https://lms.id/f?a=1&amp;b=2" target="_blank" rel="noopener"' in html
    assert 'data-field="text"' in html
    assert isinstance(activity, RenderedDiscussion)
    assert activity.forum == "https://lms.id/f?a=1&b=2"


@pytest.mark.parametrize("forum", ["", "javascript:alert(1)"])
def test_without_a_forum_there_is_a_box_for_thoughts(
    forum: str, tmp_path: Path
) -> None:
    html, activity = shown(discussion(), tmp_path, forum=forum)
    assert "javascript" not in html
    assert "forum" not in html
    assert "Renungan Anda" in html
    assert isinstance(activity, RenderedDiscussion)
    assert activity.forum == ""


def test_activities_of_one_title_are_numbered(tmp_path: Path) -> None:
    made = page(
        discussion("d-satu"), discussion("d-dua"), discussion("d-tiga", title="Lain")
    )
    result = render_course(course(module(made)), tmp_path)
    titles = [activity.title for activity in result.activities.values()]
    assert titles == ["Diskusi 1", "Diskusi 2", "Lain"]


def test_the_heading_of_an_activity_can_be_linked_to(tmp_path: Path) -> None:
    made = page(
        prose("### Bincang\n\n[ke sana](#bincang-1) [ke depan](#a--b-c-1)"),
        discussion(title="Bincang"),
        survey(title="A & *b* <c> 1"),
    )
    result = render_course(course(module(made)), tmp_path)
    (only,) = result.pages
    assert 'aria-labelledby="bincang-1">\n<h2 id="bincang-1">Bincang</h2>' in only.html
    assert 'data-anchor="bincang-1"' in only.html
    assert '<h2 id="a--b-c-1">A &amp; *b* &lt;c&gt; 1</h2>' in only.html
    assert 'data-anchor="a--b-c-1"' in only.html
    assert markup_problems(only.html) == []


@pytest.mark.parametrize("heading", ["### Q siaga", "### Player"])
def test_no_id_of_ours_is_that_of_a_heading(heading: str, tmp_path: Path) -> None:
    made = page(prose(heading), choice_question("q-siaga"), choice_question("player"))
    (only,) = render_course(course(module(made)), tmp_path).pages
    assert markup_problems(only.html) == []
    assert '<section class="activity" id="player."' in only.html


def test_the_words_of_every_kind_are_english_in_english(tmp_path: Path) -> None:
    made = course(module(page(*EVERY_KIND.values(), slug="a")), language="en")
    html = next(render_course(made, tmp_path).pages).html
    for word in ("Practice quiz", "Simulation", "Assignment", "Survey", "Discussion"):
        assert word in html
    for word in ("Serahkan", "poin.", "Isian", "wajib", "Kriteria"):
        assert word not in html


def test_the_glossary_is_rendered_with_the_course(tmp_path: Path) -> None:
    glossary = (
        ("Awas", "Tingkat **tertinggi**: <script>x</script>[awal](01-awal.md)"),
    )
    result = render_course(course(glossary=glossary), tmp_path)
    assert list(result.glossary) == ["Awas"]
    assert "<strong>tertinggi</strong>" in result.glossary["Awas"]
    assert "script" not in result.glossary["Awas"]
    assert 'data-page="m1/awal"' in result.glossary["Awas"]


def test_a_module_names_those_that_come_first(tmp_path: Path) -> None:
    second = module(identifier="m2", prerequisites=("m1",))
    result = render_course(course(module(), second), tmp_path)
    assert result.modules[1].prerequisites == ("m1",)


def test_no_text_of_an_author_becomes_markup_of_ours(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script><b data-slot="quiz">'
    hostile: list[Activity] = [
        quiz(title=evil, intro=prose(evil)),
        scenario(
            title=evil,
            graph=scenario_graph(variables=(Variable("waktu", evil, Decimal(1)),)),
            texts={
                node: replace(text, title=evil)
                for node, text in scenario().texts.items()
            },
        ),
        assignment(task=prose(evil), rubric=rubric(levels=(evil, evil))),
        survey(
            title=evil,
            items=(
                ScaleItem("a", prose(evil), 1, 5, evil, evil),
                ChoiceItem("b", prose(evil), (Option("a", prose(evil)),)),
            ),
        ),
        discussion(prompt=prose(evil)),
        match_question(options=(Option("a", prose(evil)), Option("b", prose(evil)))),
        order_question(prompt=prose(evil)),
    ]
    result = render_course(course(module(page(*hostile)), forum=evil), tmp_path)
    html = "".join(result.html)
    assert "<script" not in html
    assert html.count('<div data-slot="quiz"></div>') == 1
    assert "<b data-slot" not in html
    assert markup_problems(next(result.pages).html) == []
