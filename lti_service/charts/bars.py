"""Horizontal bars, one a row of a table that has the words and the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 240, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One row.

    Attributes:
        label: What it is of.
        value: How long it is, 0 or more.
        words: The value as people read it.
        planned: What was planned, drawn as an outline behind; none where nothing was.
        goal: Where an upright line stands; none for no duty.
    """

    label: str
    value: float
    words: str
    planned: float | None = None
    goal: float | None = None


def bars(caption: str, headings: tuple[str, str], rows: Sequence[Bar]) -> str:
    """Return bars as a table with an SVG a row.

    Filled is what is, outlined in blue what was planned, the upright line what is due.

    Args:
        caption: What the table shows.
        headings: Of labels and of values.
        rows: From the top.
    """
    known = [r.value for r in rows] + [r.planned or 0 for r in rows]
    whole = max([*known, *(r.goal or 0 for r in rows)], default=0) or 1
    lines = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        f"<td>{_bar(row, whole)}</td>"
        f'<td class="n" data-label="{escape(headings[1])}">{escape(row.words)}</td></tr>'
        for row in rows
    )
    return (
        f'<table class="chart wide"><caption>{escape(caption)}</caption><thead><tr>'
        f'<th scope="col">{escape(headings[0])}</th>'
        "<td></td>"
        f'<th scope="col" class="n">{escape(headings[1])}</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )


def _bar(row: Bar, whole: float) -> str:
    marks = ""
    if row.planned:
        width = _at(row.planned, whole)
        marks += f'<rect class="wait" y="1" width="{width}" height="12"/>'
    if row.value:
        marks += f'<rect class="now" y="3" width="{_at(row.value, whole)}" height="8"/>'
    if row.goal is not None:
        x = _at(row.goal, whole)
        marks += f'<line class="goal" x1="{x}" x2="{x}" y2="{_HEIGHT}"/>'
    title = f"{row.label}: {row.words}"
    return (
        f'<svg class="level" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="img"><title>{escape(title)}</title>'
        f"{marks}</svg>"
    )


def _at(value: float, whole: float) -> int:
    return round(_WIDTH * min(value, whole) / whole)
