"""Bars of competency levels; words and numbers stand beside them in HTML."""

from html import escape

HIGHEST = 5
_STEP, _WIDTH, _HEIGHT = 20, 18, 14


def level_bar(title: str, held: int, required: int, highest: int = HIGHEST) -> str:
    """Return the levels of one competency as SVG.

    Filled is held, outlined is required and missing, thin is above what is required.

    Args:
        title: What a screen reader says.
        held: 0 to `highest`.
        required: 0 to `highest`; 0 where nothing is required.
        highest: How many levels there are.
    """
    marks = "".join(_level(n, held, required) for n in range(highest))
    width = highest * _STEP - (_STEP - _WIDTH)
    return (
        f'<svg class="level" viewBox="0 0 {width} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="img"><title>{escape(title)}</title>'
        f"{marks}</svg>"
    )


def _level(number: int, held: int, required: int) -> str:
    x = number * _STEP
    if number < held:
        return f'<rect class="now" x="{x}" width="{_WIDTH}" height="{_HEIGHT}"/>'
    if number < required:
        return f'<rect class="need" x="{x}" y="1" width="{_WIDTH}" height="12"/>'
    return f'<rect class="rest" x="{x}" y="5" width="{_WIDTH}" height="4"/>'
