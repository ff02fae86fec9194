import pytest

from tests.course_builder.course_folder import course_of, problems_of

QUESTION = "Apa?\n\n- (x) ya\n- ( ) tidak\n\n"


def test_a_directive_closes_with_as_many_colons(tmp_path):
    text = f":::: question {{#q-satu}}\n{QUESTION}::::\n\nSesudahnya.\n"

    (page,) = course_of(tmp_path, text).pages

    assert len(page.blocks) == 2


def test_a_note_is_dropped(tmp_path):
    (page,) = course_of(tmp_path, "Satu.\n\n::: note\nRahasia.\n\n:::\n\nDua.\n").pages

    assert "Rahasia" not in str(page)
    assert len(page.blocks) == 2


def test_nothing_is_a_directive_or_a_page_inside_code(tmp_path):
    text = (
        "```\n::: question\n## Bukan\n```\n\n~~~~\n~~~\n:::\n~~~~\n\n"
        "- butir\n\n  ```\n  kode\n  ```\n\n> ```\n> :::\n> ```\n\n    :::\n"
    )

    (page,) = course_of(tmp_path, text).pages

    assert len(page.blocks) == 1


def test_code_in_a_list_ends_with_its_item(tmp_path):
    text = "- butir\n\n  ```\n  kode\n\n## Halaman\n\nIsi.\n"

    assert [page.title for page in course_of(tmp_path, text).pages] == [
        "Modul",
        "Halaman",
    ]


def test_no_heading_starts_a_page_inside_a_directive(tmp_path):
    text = f"::: question {{#q-satu}}\n## Soal\n{QUESTION}:::\n"

    assert len(list(course_of(tmp_path, text).pages)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("::: questoin {#a}\n\n:::\n", [(1, 5, "B401")]),
        ("::: {#a}\n\n:::\n", [(1, 1, "B410")]),
        ("::: note\n\nIsi.\n", [(1, 1, "B402")]),
        (":::\n", [(1, 1, "B403")]),
        ("::: note\n\n::::\n", [(1, 1, "B402"), (3, 1, "B403")]),
        (":::: quiz {#k}\n\n::: note\n\n::::\n", [(1, 1, "B602"), (3, 1, "B402")]),
        (":::: note\n\n::: note\n\n:::\n\n::::\n", [(3, 1, "B412")]),
        ("::: note\nIsi.\n:::\n", [(3, 1, "B406")]),
        ("::: note {warna=biru}\n\n:::\n", [(1, 11, "B407")]),
        (" ::: note\n", [(1, 2, "B409")]),
        ("::: note {a=}\n\n:::\n", [(1, 11, "B404")]),
        ("::: note a=1\n\n:::\n", [(1, 10, "B404")]),
        ("::: note {#a #b}\n\n:::\n", [(1, 14, "B411")]),
        ("::: note {#a\n\n:::\n", [(1, 12, "B404")]),
        ('::: note {#a tags="x}\n\n:::\n', [(1, 14, "B404")]),
        ("::: note {#a} lagi\n\n:::\n", [(1, 13, "B404")]),
    ],
)
def test_each_mistake_is_found_where_it_stands(tmp_path, text, found):
    assert problems_of(tmp_path, "Isi.\n\n" + text) == [
        (line + 2, column, code) for line, column, code in found
    ]


def test_a_question_that_is_not_closed_swallows_neither_page_nor_question(tmp_path):
    text = (
        f"::: question {{#q-satu}}\n{QUESTION}"
        f"::: question {{#q-dua}}\n{QUESTION}:::\n\n"
        f"::: question {{#q-tiga}}\n{QUESTION}"
        "## Halaman kedua\n\nIsi.\n\n"
        f"::: question {{#q-empat}}\n{QUESTION}:::\n"
    )

    assert problems_of(tmp_path, text) == [(1, 1, "B402"), (15, 1, "B402")]


def test_quoted_values_may_hold_spaces_braces_and_quotes(tmp_path):
    text = (
        '::: question {#q-satu tags="mudah {banjir} \\"dua\\"" points=2.5 required=no}\n'
        f"{QUESTION}:::\n"
    )

    (page,) = course_of(tmp_path, text).pages
    (question,) = page.questions

    assert question.tags == ("mudah", "{banjir}", '"dua"')
    assert not question.required
