"""A map of shares, unit by competency: colour, and always a number or a sign beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_STEP, _HEIGHT = 20, 16
BOUNDS = (20, 40, 55)
"""Percent from which a share is middling, large and very large."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One share.

    Attributes:
        share: 0 to 100; none where there is none to show.
        words: The number as people read it, or why there is none.
        size: How large that is, in a word; empty where there is no number.
        hidden: Whether there is a number that may not be told.
    """

    share: float | None
    words: str
    size: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One unit; as many cells as there are columns."""

    label: str
    sub: str
    cells: tuple[HeatCell, ...]


def heat_class(cell: HeatCell) -> str:
    """Return the class of a cell: h1 to h4, h0 where hidden, none where empty."""
    if cell.hidden:
        return "h0"
    if cell.share is None:
        return ""
    return f"h{1 + sum(1 for bound in BOUNDS if cell.share >= bound)}"


def heat_picture(
    title: str, description: str, columns: Sequence[str], rows: Sequence[HeatRow]
) -> str:
    """Return the map as SVG: a rectangle a cell, each with its words.

    Nothing where no cell shows a share: the table says why.

    Args:
        title: What a screen reader says first.
        description: What there is to see.
        columns: Names of the competencies.
        rows: The units.
    """
    if not any(cell.share is not None for row in rows for cell in row.cells):
        return ""
    width, height = max(1, len(columns)) * _STEP, max(1, len(rows)) * _HEIGHT
    marks = "".join(
        f'<rect class="{heat_class(cell)}" x="{x * _STEP}" y="{y * _HEIGHT}" '
        f'width="{_STEP - 1}" height="{_HEIGHT - 1}">'
        f"<title>{escape(f'{row.label}, {column}: {cell.words}')}</title></rect>"
        for y, row in enumerate(rows)
        for x, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
        if heat_class(cell)
    )
    return (
        f'<svg class="heat-map" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" preserveAspectRatio="none" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        '<defs><pattern id="closed" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="axis" y2="6"/></pattern></defs>'
        f"{marks}</svg>"
    )


def heat_table(
    caption: str,
    corner: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[HeatRow],
) -> str:
    """Return the map as a table; it folds into lists on a phone.

    Args:
        caption: What is counted.
        corner: Heading of the units.
        columns: Name and code of each competency.
        rows: The units.
    """
    heads = "".join(
        f'<th scope="col">{escape(name)} <span class="sub nb">{escape(code)}</span></th>'
        for name, code in columns
    )
    lines = "".join(
        f'<tr><th scope="row">{escape(row.label)}'
        + (f' <span class="sub">{escape(row.sub)}</span>' if row.sub else "")
        + "</th>"
        + "".join(
            f'<td class="{heat_class(cell)}" data-label="{escape(name)}"><span>'
            f"{escape(cell.words)}"
            + (f' <span class="sub">{escape(cell.size)}</span>' if cell.size else "")
            + "</span></td>"
            for (name, _code), cell in zip(columns, row.cells, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="stack heat"><caption>{escape(caption)}</caption><thead><tr>'
        f'<th scope="col">{escape(corner)}</th>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )
