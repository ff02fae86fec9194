"""A bar of a year's learning hours; words and numbers stand beside it in HTML."""

from decimal import Decimal
from html import escape

_WIDTH, _HEIGHT = 240, 14


def hours_bar(
    title: str, recognised: Decimal, learned: Decimal, limit: Decimal | None
) -> str:
    """Return recognised and learned hours against a limit as SVG.

    Filled is recognised, outlined what lacks to the limit, thin what was learned beyond
    what is recognised.

    Args:
        title: What a screen reader says.
        recognised: Hours, 0 or more.
        learned: Hours, 0 or more.
        limit: The year's minimum or maximum; none for none.
    """
    whole = max(recognised, learned, limit or Decimal(0))
    marks = ""
    if limit is not None and recognised < limit:
        x, end = _at(recognised, whole), _at(limit, whole)
        marks += f'<rect class="need" x="{x}" y="1" width="{end - x}" height="12"/>'
    if learned > recognised:
        x, end = _at(recognised, whole), _at(learned, whole)
        marks += f'<rect class="rest" x="{x}" y="5" width="{end - x}" height="4"/>'
    if recognised:
        end = _at(recognised, whole)
        marks += f'<rect class="now" width="{end}" height="{_HEIGHT}"/>'
    return (
        f'<svg class="level" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="img"><title>{escape(title)}</title>'
        f"{marks}</svg>"
    )


def _at(hours: Decimal, whole: Decimal) -> int:
    return int(_WIDTH * hours / whole)
