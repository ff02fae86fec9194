"""What something is worth, in words."""

from decimal import Decimal

from course_builder.model.number import shown_number
from course_builder.renderer.tree import Words


def points_words(points: Decimal, words: Words, language: str) -> str:
    """Return what something is worth."""
    if points == 1:
        return words("Satu poin.")
    return words("{points} poin.").format(points=shown_number(points, language))
