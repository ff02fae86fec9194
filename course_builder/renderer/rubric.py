"""Render the table by which a person marks a piece of work."""

from html import escape

from course_builder.model.rubric import Rubric
from course_builder.renderer.text import Html, inline, plain
from course_builder.renderer.tree import Words


def rubric_table(rubric: Rubric | None, html: Html, words: Words) -> str:
    """Return the table, which turns into a list on a phone; empty for no rubric."""
    if rubric is None:
        return ""
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in rubric.levels)
    rows = []
    for criterion in rubric.criteria:
        wanted = f" <small>({words('wajib')})</small>" if criterion.required else ""
        cells = "".join(
            f'<td data-label="{escape(name)}"><div>{inline(html(level))}</div></td>'
            for name, level in zip(rubric.levels, criterion.levels, strict=True)
        )
        name = inline(html(criterion.name))
        rows.append(f'<tr><th scope="row">{name}{wanted}</th>{cells}</tr>')
    return (
        f'<table class="stack rubric"><caption>{words("Rubrik penilaian")}</caption>\n'
        f'<thead><tr><th scope="col">{words("Kriteria")}</th>{headings}</tr></thead>\n'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def required_criteria(rubric: Rubric | None) -> tuple[int, ...]:
    """Return the numbers of the criteria that are asked for, from 0."""
    found = enumerate(rubric.criteria if rubric else ())
    return tuple(number for number, criterion in found if criterion.required)


def criteria(rubric: Rubric | None, html: Html) -> tuple[str, ...]:
    """Return the names of the criteria as plain text."""
    if rubric is None:
        return ()
    return tuple(plain(html(criterion.name)) for criterion in rubric.criteria)
