"""Markdown is read as Git hosts read it, not as Python-Markdown would."""

from pathlib import Path, PurePosixPath

import pytest

from course_builder.model.slug import Slugs
from course_builder.renderer.definition import Definitions
from course_builder.renderer.dialect import translate
from course_builder.renderer.media import MediaShelf
from course_builder.renderer.prose import converter
from course_builder.renderer.tree import PageContext


def html(text: str) -> str:
    definitions = Definitions()
    translated = translate(text, definitions)
    context = PageContext(
        PurePosixPath("01-awal.md"), MediaShelf(Path("nowhere")), str, Slugs()
    )
    (part,), notes = converter().convert([translated], definitions, context)
    return "".join((part + notes).split("\n"))


def test_a_list_needs_no_blank_line_before_it() -> None:
    assert html("Bawa:\n- air\n- surat") == (
        "<p>Bawa:</p><ul><li>air</li><li>surat</li></ul>"
    )


def test_two_spaces_put_one_list_into_another() -> None:
    assert html("- a\n  - b\n    - c\n- d") == (
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    )


def test_three_spaces_do_so_under_a_number() -> None:
    assert html("1. a\n   - b\n2. c") == (
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"
    )


def test_a_numbered_list_may_start_anywhere_and_use_brackets() -> None:
    assert html("3) tiga\n4) empat") == '<ol start="3"><li>tiga</li><li>empat</li></ol>'


def test_a_year_at_the_start_of_a_line_starts_no_list() -> None:
    assert "<ol" not in html("Gempa terjadi pada\n2018. Sesudah itu tsunami.")


def test_bullets_and_numbers_that_touch_are_two_lists() -> None:
    assert html("- a\n1. b") == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_an_item_may_have_several_paragraphs() -> None:
    found = html("- satu\n\n  lanjutan\n- dua")
    assert found.startswith("<ul><li><p>satu</p><p>lanjutan</p></li><li>")


def test_a_table_needs_no_blank_line_before_it() -> None:
    found = html("Tabel:\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAkhir")
    assert found.startswith("<p>Tabel:</p><table")
    assert found.endswith("</table><p>Akhir</p>")


def test_a_fence_needs_no_blank_line_and_keeps_what_looks_like_markup() -> None:
    found = html("Kode:\n```text title=x\n# <b>\n~~~\n- a\n```\nAkhir")
    assert '<pre><code class="language-text"># &lt;b&gt;~~~- a</code></pre>' in found
    assert found.endswith("<p>Akhir</p>")


def test_a_fence_may_stand_in_a_list_and_in_a_quote() -> None:
    assert "<pre><code>x</code></pre>" in html("- a\n  ```\n  x\n  ```\n- b")
    assert "<pre><code>x</code></pre>" in html("> ```\n> x\n> ```")


def test_quotes_with_a_blank_line_between_them_stay_two() -> None:
    found = html("> satu\n\n> dua")
    assert found == (
        "<blockquote><p>satu</p></blockquote><blockquote><p>dua</p></blockquote>"
    )


def test_a_number_sign_without_a_space_is_no_heading() -> None:
    assert html("#1 di Ternate") == "<p>#1 di Ternate</p>"


def test_the_first_level_inside_a_page_is_its_second() -> None:
    assert html("### Tanda *alam*\n#### Rinci") == (
        '<h2 id="tanda-alam">Tanda <em>alam</em></h2><h3 id="rinci">Rinci</h3>'
    )


def test_a_bare_address_becomes_a_link_without_its_full_stop() -> None:
    assert html("Lihat https://a.id/b_c?d=1.") == (
        '<p>Lihat <a href="https://a.id/b_c?d=1">https://a.id/b_c?d=1</a>.</p>'
    )


def test_an_address_inside_code_or_a_link_is_left_alone() -> None:
    assert html("`https://a.id`") == "<p><code>https://a.id</code></p>"
    assert html("[a](https://a.id)") == '<p><a href="https://a.id">a</a></p>'


def test_tildes_strike_and_a_backslash_breaks_the_line() -> None:
    assert html("~~lama~~ baru\\\nlagi") == "<p><del>lama</del> baru<br />lagi</p>"


def test_tick_boxes_are_signs() -> None:
    assert html("- [ ] belum\n- [x] sudah") == (
        '<ul><li class="task">☐ belum</li><li class="task">☑ sudah</li></ul>'
    )


def test_only_the_footnotes_in_use_are_shown_in_order_of_use() -> None:
    found = html("B[^b] A[^a]\n\n[^a]: satu\n[^b]: dua\n[^c]: tiga")
    assert found.index("dua") < found.index("satu")
    assert "tiga" not in found


def test_a_footnote_may_hold_a_second_paragraph() -> None:
    found = html("A[^a]\n\n[^a]: satu\n\n    dua\n\nAkhir")
    assert "<p>satu</p><p>dua" in found
    assert found.index("Akhir") < found.index("satu")


def test_definitions_inside_code_are_code() -> None:
    assert "[^a]: satu" in html("```\n[^a]: satu\n```")


def test_html_passes_until_a_blank_line() -> None:
    assert html("<details>\n<summary>Lagi</summary>\n- a\n</details>\n\n- b") == (
        "<details><summary>Lagi</summary>- a</details><ul><li>b</li></ul>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        ">" * 5000 + " a",
        "- " * 5000 + "a",
        "".join(f"{'  ' * n}- a\n" for n in range(500)),
        "<div>" * 5000,
        "```\n" * 999,
        "[^a]: [^a]\n" * 500 + "[^a]",
        "|a|\n|-|\n" * 500,
        "- a\n" + "\n" * 20_000 + "  b",
        "\ue0000\ue000\n\n\ue001\n\n\ue002a",
    ],
    ids=[
        "quotes",
        "bullets",
        "nested",
        "html",
        "fences",
        "notes",
        "tables",
        "gap",
        "marks",
    ],
)
def test_no_text_breaks_the_conversion(hostile: str) -> None:
    assert isinstance(html(hostile), str)
