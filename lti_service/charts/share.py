"""A bar of a share; words and numbers stand beside it in HTML."""

from html import escape

_WIDTH = 100


def share_bar(title: str, part: int, whole: int) -> str:
    """Return how much of a whole is there as SVG: filled, and thin for the rest.

    Args:
        title: What a screen reader says.
        part: 0 to `whole`.
        whole: Above 0.
    """
    end = _WIDTH * part // whole
    filled = f'<rect class="now" width="{end}" height="14"/>' if end else ""
    return (
        f'<svg class="level" viewBox="0 0 {_WIDTH} 14" preserveAspectRatio="none" '
        f'role="img"><title>{escape(title)}</title>'
        f'<rect class="rest" y="5" width="{_WIDTH}" height="4"/>{filled}</svg>'
    )
