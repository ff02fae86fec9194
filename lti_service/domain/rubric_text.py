"""What a rubric says of each level: a release keeps that in its page alone."""

import html
import re

TABLE = re.compile(r'<table class="stack rubric">.*?</table>', re.DOTALL)
_ROW = re.compile(r"<tr><th scope=\"row\">.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td data-label=\"[^\"]*\"><div>(.*?)</div></td>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def rubric_cells(page: str) -> list[list[str]]:
    """Return what the rubric on a page says of each level of each criterion, as HTML.

    Its words stand in the form that `course_builder.renderer.rubric` gives them.
    """
    table = TABLE.search(page)
    return [_CELL.findall(row) for row in _ROW.findall(table[0])] if table else []


def plain_words(cell: str) -> str:
    """Return the words of a piece of HTML on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", cell)).split())
