"""Every sentence of the language's chapter on prose, from a course folder to its pages."""

import re
from pathlib import Path

import pytest

from course_builder.build import CheckedCourse, check
from course_builder.model.rendered import RenderedCourse
from course_builder.renderer.diagram import drawn
from tests.course_builder.course_folder import INDEX, write_course
from tests.course_builder.renderer.pictures import plain
from tests.course_builder.renderer.programs import DOT, install

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nSirene.\n"
GLOSSARY = INDEX.replace(
    "hours: 1\n", "hours: 1\nglossary:\n  Siaga: Perkiraan tinggi 0,5 sampai 3 m.\n"
)


def prose_codes(checked: CheckedCourse) -> list[str]:
    """Return the codes of what is wrong with links, media and prose."""
    return [f.code for f in checked.findings if f.code.startswith("B3")]


def rendered(
    folder: Path,
    text: str,
    files: dict[str, str | bytes] | None = None,
    index: str = INDEX,
) -> RenderedCourse:
    """Return a course whose prose has no problems, rendered."""
    checked = check(write_course(folder, text, files=files, index=index))
    assert prose_codes(checked) == []
    assert checked.rendered is not None
    return checked.rendered


def html(
    folder: Path,
    text: str,
    files: dict[str, str | bytes] | None = None,
    index: str = INDEX,
) -> str:
    """Return the HTML of all pages."""
    pages = rendered(folder, text, files, index).pages
    return "\n".join(page.html for page in pages)


def test_tables_have_headers_and_become_lists_on_a_phone(tmp_path: Path) -> None:
    found = html(
        tmp_path,
        "| Status | Tinggi | Warna |\n|---|--:|---|\n| Siaga | 3 m | jingga |\n",
    )
    assert '<table class="stack">' in found
    assert '<th scope="col">Status</th>' in found
    assert '<th scope="row">Siaga</th>' in found
    assert 'data-label="Tinggi"' in found
    assert "scroll" not in found


def test_a_table_with_many_columns_is_scrolled_by_keyboard_too(tmp_path: Path) -> None:
    found = html(tmp_path, f"{'| a ' * 6}|\n{'|---' * 6}|\n{'| 1 ' * 6}|\n")
    (frame,) = re.findall(r"<div [^>]*>(?=<table)", found)
    for piece in (
        'class="scroll"',
        'role="region"',
        'tabindex="0"',
        'aria-label="Tabel"',
    ):
        assert piece in frame


def test_footnotes_stand_at_the_end_of_their_page(tmp_path: Path) -> None:
    text = (
        "## Satu\n\nA[^a].\n\n## Dua\n\nB[^a] C[^b].\n\n[^a]: Kaki A.\n[^b]: Kaki B.\n"
    )
    one, two = (page.html for page in rendered(tmp_path, text).pages)
    assert one.count("Kaki A.") == two.count("Kaki A.") == 1
    assert "Kaki B." not in one
    assert one.index('class="footnote"') > one.index("fnref-a")
    assert 'href="#fn-a"' in one
    assert 'href="#fnref-a"' in one


def test_definition_lists_are_read(tmp_path: Path) -> None:
    found = html(tmp_path, "Siaga\n:   Perkiraan tinggi 0,5 sampai 3 m.\n")
    assert re.search(r"<dl>\s*<dt>Siaga</dt>\s*<dd>Perkiraan", found)


def test_fenced_code_is_highlighted(tmp_path: Path) -> None:
    found = html(tmp_path, '> ```json\n> {"a": 1}\n> ```\n')
    assert '<code class="language-json">{<span class="k">"a"</span>: ' in found
    assert '<span class="m">1</span>' in found
    assert "<blockquote>" in found


@pytest.mark.parametrize(
    "enclosing", ["{}", "- a\n\n  {}", "> {}", "1. a\n   - b\n\n     {}", "Teks:\n{}"]
)
def test_code_may_stand_anywhere_and_nothing_in_it_is_read(
    tmp_path: Path, enclosing: str
) -> None:
    lead = enclosing.partition("{")[0].rpartition("\n")[2]
    code = ("```", "<b> *x* [a](b) $c^$", "", "# d &amp; \\$ `e`", "```")
    found = html(tmp_path, enclosing.format(f"\n{lead}".join(code)) + "\n")
    assert (
        "<code>&lt;b&gt; *x* [a](b) $c^$\n\n# d &amp;amp; \\$ `e`\n</code></pre>"
        in found
    )


def test_abbreviations_hold_for_a_whole_file_wherever_they_are_defined(
    tmp_path: Path,
) -> None:
    text = "## Satu\n\nASN A.\n\n## Dua\n\nASN B.\n\n*[ASN]: Aparatur Sipil Negara\n"
    for page in rendered(tmp_path, text).pages:
        assert '<abbr title="Aparatur Sipil Negara">ASN</abbr>' in page.html
        assert "*[" not in page.html


@pytest.mark.parametrize(
    ("kind", "word", "style"),
    [
        ("NOTE", "Catatan", "alert"),
        ("TIP", "Kiat", "alert right"),
        ("IMPORTANT", "Penting", "alert attention"),
        ("WARNING", "Peringatan", "alert attention"),
        ("CAUTION", "Awas", "alert wrong"),
    ],
)
def test_alerts_say_their_word(
    tmp_path: Path, kind: str, word: str, style: str
) -> None:
    found = html(tmp_path, f"> [!{kind}]\n> Isi.\n")
    assert f'<div class="{style}" role="note">' in found
    assert re.search(rf"<b>{word}\.</b></p>\s*<p>Isi\.</p>", found)


def test_maths_is_mathml_and_no_script_is_shipped(tmp_path: Path) -> None:
    found = html(
        tmp_path,
        "Luas $\\pi r^2$ dan Rp5.000.\n\n- a\n\n  $$\n  \\frac{a}{b}\n  + c\n  $$\n",
    )
    assert '<math display="inline" alttext="\\pi r^2">' in found
    assert '<p class="formula"><math display="block"' in found
    assert "<mfrac>" in found
    assert "Rp5.000" in found
    assert "$" not in found
    assert "<script" not in found


def test_a_list_within_dollar_signs_is_a_formula(tmp_path: Path) -> None:
    found = html(tmp_path, "$$\na\n- b\n> c\n$$\n")
    assert "<ul>" not in found
    assert "tabindex" not in found
    assert 'alttext="a - b &gt; c"' in found


def test_a_long_formula_is_scrolled_by_keyboard_too(tmp_path: Path) -> None:
    found = html(tmp_path, f"$$\nx = {' + '.join('abcdefghijkl')}\n$$\n")
    assert '<p class="formula" tabindex="0">' in found


def test_a_formula_may_stand_in_a_heading_a_table_and_an_answer(tmp_path: Path) -> None:
    text = (
        "[ke](#rumus-x2)\n\n### Rumus $x^2$\n\n| a |\n|---|\n| $x$ |\n\n"
        "::: question {#q-satu}\nBerapa $1+1$?\n\n- (x) $2$\n- ( ) $3$\n\n:::\n"
    )
    found = html(tmp_path, text)
    assert found.count("<math ") == 5
    assert 'data-anchor="rumus-x2"' in found


def test_a_diagram_is_a_picture_with_its_source_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    install(programs, "dot", DOT)
    monkeypatch.setenv("PATH", str(programs))
    drawn.cache_clear()
    text = '```dot\ndigraph {\n  label="Alur peringatan"\n  a -> b\n}\n```\n'
    course = rendered(tmp_path / "kursus", text)
    (media,) = course.media
    (page,) = course.pages
    assert media.media_type == "image/svg+xml"
    assert f'<img src="media/{media.name}" alt="Alur peringatan"' in page.html
    assert (
        "<summary>Isi diagram sebagai teks</summary><pre><code>digraph {" in page.html
    )


def test_a_diagram_without_its_program_is_shown_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    checked = check(write_course(tmp_path, "```mermaid\ngraph TD; a-->b\n```\n"))
    assert prose_codes(checked) == ["B313"]
    assert checked.rendered is not None
    (page,) = checked.rendered.pages
    assert "Diagram ini belum dapat digambar" in page.html
    assert "<pre><code>graph TD; a--&gt;b\n</code></pre>" in page.html


def test_a_video_is_a_player_with_captions_words_and_a_picture(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "media/sirene.mp4": b"film",
        "media/sirene.id.vtt": VTT,
        "media/sirene.en.vtt": VTT.replace("Sirene", "Siren"),
        "media/sirene.jpg": plain("JPEG"),
        "media/sirene.md": "**Sirene** berbunyi.\n\n<script>alert(1)</script>\n\n### Akhir\n",
    }
    course = rendered(tmp_path, "Lihat:\n\n![Uji sirene](media/sirene.mp4)\n", files)
    (page,) = course.pages
    (video,) = re.findall(r"<video.*?</video>", page.html, re.DOTALL)
    for piece in (
        'controls=""',
        'preload="none"',
        'aria-label="Uji sirene"',
        "poster=",
    ):
        assert piece in video
    tracks = {
        dict(re.findall(r'([\w-]+)="([^"]*)"', track))["srclang"]: track
        for track in re.findall(r"<track[^>]*>", video)
    }
    assert 'label="Bahasa Indonesia"' in tracks["id"]
    assert 'label="English"' in tracks["en"]
    assert [name for name, track in tracks.items() if "default" in track] == ["id"]
    assert (
        "<details><summary>Transkrip</summary><p><strong>Sirene</strong>" in page.html
    )
    assert "alert(1)" not in page.html
    assert "<h2>Akhir</h2>" in page.html
    assert sorted(media.media_type for media in course.media) == [
        *("image/webp", "text/vtt", "text/vtt", "video/mp4")
    ]


def test_captions_in_another_language_are_shown_where_there_is_no_own(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {"media/a.mp4": b"x", "media/a.en.vtt": VTT}
    assert 'default=""' in html(tmp_path, "![a](media/a.mp4)\n", files)


def test_a_sound_is_a_player_with_its_words(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "media/a.mp3": b"x",
        "media/a.md": "![b](b.mp3)\n\nKata.",
        "media/b.mp3": b"y",
        "media/b.md": "![a](a.mp3)",
    }
    found = html(
        tmp_path, "- ![a](media/a.mp3)\n- teks ![b](media/b.mp3) lagi\n", files
    )
    assert found.count("<summary>Transkrip</summary>") == 2
    assert found.count("<audio") == 4
    assert "<p>Kata.</p>" in found
    assert " lagi" in found
    assert "\ue004" not in found


def test_a_document_is_offered_with_its_kind_and_size(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "media/pedoman umum.pdf": b"x" * 1_234_567,
        "media/data.csv": b"a",
    }
    text = "[Pedoman **umum**](<media/pedoman umum.pdf>) [data](media/data.csv)\n"
    found = html(tmp_path, text, files)
    assert "Pedoman <strong>umum</strong> <small>(PDF, 1,2 MB)</small></a>" in found
    assert "data <small>(CSV, 1 KB)</small></a>" in found
    assert 'download="pedoman umum.pdf"' in found
    english = html(tmp_path, text, files, INDEX.replace("language: id", "language: en"))
    assert "(PDF, 1.2 MB)" in english


def test_task_lists_show_their_boxes(tmp_path: Path) -> None:
    found = html(tmp_path, "- [ ] belum\n- [x] sudah\n")
    assert '<li class="task">☐ belum</li>' in found
    assert '<li class="task">☑ sudah</li>' in found


@pytest.mark.parametrize(
    "kept",
    [
        "<details><summary>Lebih</summary>Isi</details>",
        "<kbd>Ctrl</kbd>",
        "H<sub>2</sub>O m<sup>2</sup>",
        "<mark>a</mark>",
        "a<br>b",
        "<ruby>a<rt>b</rt></ruby>",
    ],
)
def test_harmless_html_is_kept(tmp_path: Path, kept: str) -> None:
    assert kept in html(tmp_path, f"{kept}\n")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<style>alert(1)</style>",
        "<iframe src='alert(1)'></iframe>",
        "<svg onload='alert(1)'></svg>",
        "<b onclick='alert(1)'>a</b>",
        "<b style='alert(1)'>a</b>",
        "<math><mi href='alert(1)' xlink:href='alert(1)'>x</mi></math>",
        "<math><annotation-xml encoding='text/html'><p title='</annotation-xml><img src=x onerror=alert(1)>'></annotation-xml></math>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form action='alert(1)'><input name='alert(1)'></form>",
        "<base href='alert(1)'><meta content='alert(1)'><link href='alert(1)'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<video poster='alert(1)'></video>",
    ],
)
def test_what_could_run_or_disguise_itself_is_left_out(
    tmp_path: Path, attack: str
) -> None:
    checked = check(write_course(tmp_path, f"{attack}\n"))
    assert checked.rendered is not None
    (page,) = checked.rendered.pages
    assert not re.search(
        r"<[^>]*alert\(1\)[^>]*>", re.sub(r'title="[^"]*"', "", page.html)
    )
    assert "<script" not in page.html
    assert "<style" not in page.html


def test_authors_cannot_write_our_marks(tmp_path: Path) -> None:
    marks = "".join(chr(0xE000 + number) for number in range(6))
    text = f"\ue0000\ue000\n\n\ue0039\ue003\n\n\ue0040\ue004 [a](\ue005) {marks}\n"
    checked = check(write_course(tmp_path, f"```\na\n```\n\n{text}"))
    assert checked.rendered is None or not re.search(
        "[\ue000-\ue00f]", "".join(p.html for p in checked.rendered.pages)
    )


def test_a_term_of_the_glossary_leads_to_it_at_its_first_use(tmp_path: Path) -> None:
    text = (
        "## Siaga satu\n\nKini siaga. Siaga lagi.\n\n## Dua\n\n`Siaga` dan **Siaga**.\n\n"
        "::: question {#q-satu}\nApa?\n\n- (x) Siaga\n- ( ) Awas\n\n:::\n"
    )
    one, two = (p.html for p in rendered(tmp_path, text, index=GLOSSARY).pages)
    mark = re.compile(r'<a class="term" data-term="Siaga" href="#glossary">(\w+)</a>')
    assert mark.findall(one) == ["siaga"]
    assert mark.findall(two) == ["Siaga"]
    assert "<strong><a" in two


def test_links_between_pages_are_ordinary_relative_links(tmp_path: Path) -> None:
    other = (
        "---\nid: lain\nminutes: 5\noptional: true\n---\n# Lain\n\n## Tsunami\n\nIsi.\n"
    )
    checked = check(
        write_course(tmp_path, "[a](02-lain.md#tsunami)\n", files={"02-lain.md": other})
    )
    assert checked.rendered is not None
    first = next(checked.rendered.pages)
    assert 'data-page="lain/tsunami"' in first.html


def test_a_picture_that_only_adorns_has_no_words_and_no_caption(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"media/garis.png": plain("png", (40, 4))}
    found = html(tmp_path, '![](media/garis.png "dekoratif")\n', files)
    assert 'alt=""' in found
    assert "dekoratif" not in found
    assert "<figcaption" not in found
