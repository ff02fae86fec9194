"""A bar of what was planned against what became of it; words stand beside it in HTML."""

from html import escape

_WIDTH, _HEIGHT = 240, 14


def realisation_bar(title: str, planned: int, begun: int, done: int) -> str:
    """Return planned, begun and done as SVG.

    Filled is done, thin what is begun but not done, outlined what is not begun.

    Args:
        title: What a screen reader says.
        planned: How much was planned, 0 or more.
        begun: How much of it is begun, done or not.
        done: How much of it is done.
    """
    whole = max(planned, begun, done, 1)
    done_at, begun_at = (_WIDTH * max(n, 0) // whole for n in (done, max(begun, done)))
    planned_at = _WIDTH * planned // whole
    marks = ""
    if planned_at > begun_at:
        width = planned_at - begun_at
        marks += (
            f'<rect class="need" x="{begun_at}" y="1" width="{width}" height="12"/>'
        )
    if begun_at > done_at:
        width = begun_at - done_at
        marks += f'<rect class="rest" x="{done_at}" y="5" width="{width}" height="4"/>'
    if done_at:
        marks += f'<rect class="now" width="{done_at}" height="{_HEIGHT}"/>'
    return (
        f'<svg class="level" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="img"><title>{escape(title)}</title>'
        f"{marks}</svg>"
    )
