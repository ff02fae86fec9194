from pathlib import PurePosixPath

import pytest

from course_builder.errors import SourceLocation
from course_builder.model.link import LONGEST, links
from course_builder.model.prose import Prose

PATH = PurePosixPath("01-a.md")


def targets(text: str) -> list[str]:
    return [link.target for link in links(Prose(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md)", ["b.md"]),
        ("[a](<b c.md>)", ["b c.md"]),
        ("[a](b.md \"judul\") dan ![c](d.png 'e')", ["b.md", "d.png"]),
        ("[a](b_(c).md)", ["b_(c).md"]),
        ("[![a](b.png)](c.md)", ["b.png", "c.md"]),
        ("[a [b] c](d.md)", ["d.md"]),
        ("[a]: b.md\n[c]: <d e.md>", ["b.md", "d e.md"]),
        ("> [a]: b.md", ["b.md"]),
        ("kata [a]: b.md", []),
        ("[^1]: catatan", []),
        ("[^1]: lihat [a](b.md)", ["b.md"]),
        ('<img src="a.png" alt="A"> <a href="b.md">b</a>', ["a.png", "b.md"]),
        ("| [a](b.md) | `[c](d.md)` |", ["b.md"]),
        ("- butir\n\n    [a](b.md)", ["b.md"]),
    ],
)
def test_links_are_found_in_every_form(text, found):
    assert targets(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "`[a](b.md)`",
        "``[a](b.md) ` ``",
        "```\n[a](b.md)\n```",
        "> ~~~\n> [a](b.md)\n> ~~~",
        "Satu.\n\n    [a](b.md)",
        "<!-- [a](b.md)\n\n[a](b.md) -->",
        r"\[a](b.md)",
        "[a](b c.md)",
        "[a](b.md",
        "[ ] tugas",
        "[a]\n\n(b.md)",
    ],
)
def test_what_is_code_or_no_link_is_passed_over(text):
    assert targets(text) == []


def test_a_backtick_that_is_never_closed_hides_nothing():
    assert targets("a ` b [c](d.md)") == ["d.md"]


def test_a_link_knows_its_place():
    prose = Prose("Satu [a](b.md)\ndan\n\n[c](d.md)", SourceLocation(PATH, 7, 5), 2)

    first, second = links(prose)

    assert (first.where, first.length) == (SourceLocation(PATH, 7, 14), 4)
    assert second.where == SourceLocation(PATH, 10, 7)


@pytest.mark.parametrize(
    ("text", "has_text"),
    [
        ("![](a.png)", False),
        ("![ ](a.png)", False),
        ("![peta](a.png)", True),
        ("![][acuan]", False),
        ("![`kode`](a.png)", True),
        ('<img src="a.png">', False),
        ('<img src="a.png" alt="">', False),
        ('<img src="a.png" alt="peta">', True),
    ],
)
def test_a_picture_says_whether_it_has_an_alternative_text(text, has_text):
    (link,) = links(Prose(text))

    assert link.is_image
    assert link.has_text is has_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Peta **rawan**](peta.png)", ("Peta **rawan**", "")),
        ("![Peta](peta.png 'Peta Ternate')", ("Peta", "Peta Ternate")),
        ("![Peta](peta.png (Peta Ternate))", ("Peta", "Peta Ternate")),
        ('<img src="peta.png" alt="Peta">', ("Peta", "")),
        ("[](02-ancaman.md)", ("", "")),
        ("[peta]: peta.png", ("", "")),
    ],
)
def test_links_tell_their_text_and_title(text, found):
    (link,) = links(Prose(text))

    assert (link.text, link.title) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('![](media/garis.svg "dekoratif")', True),
        ("![](media/garis.svg 'Decorative')", True),
        ('![Garis](media/garis.svg "dekoratif")', False),
        ('[](media/garis.svg "dekoratif")', False),
        ("![](media/garis.svg)", False),
    ],
)
def test_a_picture_without_text_only_adorns_where_its_title_says_so(text, expected):
    (link,) = links(Prose(text))

    assert link.is_decorative is expected


def test_brackets_in_brackets_take_no_more_room_than_they_are_long():
    text = "[" * 20_000 + "](a)" * 20_000

    assert sum(len(link.text) for link in links(Prose(text))) <= 20_000 * LONGEST
