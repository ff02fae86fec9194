"""A bar of a batch's places; words and numbers stand beside it in HTML."""

from html import escape

_WIDTH, _HEIGHT = 240, 14


def fill_bar(
    title: str, completed: int, learning: int, waiting: int, places: int | None
) -> str:
    """Return who has completed, learns and waits, against the places, as SVG.

    Filled is who has completed it, outlined in blue who learns, in the colour of
    attention who waits; the upright line stands at the places.

    Args:
        title: What a screen reader says.
        completed: How many have completed it.
        learning: How many are approved or active.
        waiting: How many are proposed.
        places: How many places there are; none for no limit.
    """
    whole = max(completed + learning + waiting, places or 0) or 1
    learned, taken = (
        _at(completed, whole),
        _at(completed + learning, whole),
    )
    marks = f'<rect class="rest" y="5" width="{_WIDTH}" height="4"/>'
    if waiting:
        end = _at(completed + learning + waiting, whole)
        marks += _outline("need", taken, end)
    if learning:
        marks += _outline("wait", learned, taken)
    if completed:
        marks += f'<rect class="now" width="{learned}" height="{_HEIGHT}"/>'
    if places is not None:
        x = _at(places, whole)
        marks += f'<line class="goal" x1="{x}" x2="{x}" y2="{_HEIGHT}"/>'
    return (
        f'<svg class="level" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="img"><title>{escape(title)}</title>'
        f"{marks}</svg>"
    )


def _outline(kind: str, start: int, end: int) -> str:
    return f'<rect class="{kind}" x="{start}" y="1" width="{end - start}" height="12"/>'


def _at(people: int, whole: int) -> int:
    return round(_WIDTH * people / whole)
